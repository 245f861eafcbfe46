"""Products: each a variant of a template, of which it has most of its fields (observed).

There are no attributes in the fake, so every template has one variant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo import recorded_tables
from mock_odoo.errors import BrokenConstraint, ValidationError, type_error, value_error
from mock_odoo.models import fiscal_countries
from mock_odoo.orm import access, companies, domain, writing
from mock_odoo.orm.comparisons import LIKES
from mock_odoo.orm.domain import Condition, Node, Or
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.stages import LOOKING, raised

TEMPLATE, VARIANT = "product.template", "product.product"
NO_CHOICE = "A combo product must contain at least 1 combo choice."
OF_THE_VARIANT = ("default_code", "barcode", "standard_price", "weight", "volume")
CODE = re.compile(r"\[(.*?)\]")
BARCODES = "Barcode(s) already assigned:\n\n{}\n\nNote: products that you don't have access to will not be shown above."
SECOND_VARIANT = (
    'duplicate key value violates unique constraint "product_product_combination_unique"\n'
    "DETAIL:  Key (product_tmpl_id, combination_indices)=({}, {}) already exists.\n"
)
ByRecord = dict[int, Any]


def _called(*names: str) -> Callable[[Condition], Node]:
    """A product is looked for by its code, its name and its barcode, and by a code in brackets before a name."""

    def condition(asked: Condition) -> Node:
        found = [Condition(name, asked.operator, asked.value) for name in names]
        code = CODE.match(asked.value) if isinstance(asked.value, str) else None
        return Or((*found, Condition("default_code", "=", code[1]))) if code else Or(tuple(found))

    return condition


def _check_looking(env: Environment, condition: Condition) -> None:
    """Raise AccessError for who looks for what is called so, and may not see templates (observed)."""
    is_asked = condition.value or condition.operator not in LIKES  # whatever is called somehow is like nothing
    if condition.field == "display_name" and is_asked and condition.operator not in domain.NEGATIVE:
        with raised(LOOKING):
            access.check_access(env, TEMPLATE, "read")


def _label(template: str) -> Callable[[Environment, str], Sql]:
    """The code in brackets before the name."""

    def expression(env: Environment, alias: str) -> Sql:
        name = column_of(env, TEMPLATE, "name", template.format(alias))
        if template != "{}":
            name = sql(f"(SELECT {{}} FROM product_template AS {template.format(alias)} WHERE id = {{}})",
                       name, column(alias, "product_tmpl_id"))  # fmt: skip
        return sql("COALESCE('[' || NULLIF({}, '') || '] ', '') || {}", column(alias, "default_code"), name)

    return expression


def _company_currency(env: Environment, ids: Sequence[int]) -> ByRecord:
    [own] = env.sudo().model("res.company", (env.company_id,)).read(["currency_id"])
    return dict.fromkeys(ids, own["currency_id"])


def _unit(xmlid: str) -> Callable[[Environment, Sequence[int]], ByRecord]:
    """The name of the unit in which weights or volumes are told."""

    def name(env: Environment, ids: Sequence[int]) -> ByRecord:
        record = recorded_tables.called(env.version.series, "uom.uom", f"uom.{xmlid}")
        [unit] = env.model("uom.uom", (record,)).read(["name"])
        return dict.fromkeys(ids, unit["name"])

    return name


def _variants(env: Environment, ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {id_: [] for id_ in ids}
    for template, id_ in env.database.store.all(
        "SELECT product_tmpl_id, id FROM product_product WHERE active"
        " AND product_tmpl_id IN (SELECT value FROM json_each(?)) ORDER BY default_code NULLS LAST, id",
        (env.database.json_list(ids),),
    ):
        found[template].append(id_)
    return found


def _variant(env: Environment, ids: Sequence[int]) -> ByRecord:
    variants = _variants(env, ids)
    records = env.model(VARIANT, tuple(found[0] for found in variants.values() if found)).read(["display_name"])
    names = {record["id"]: record["display_name"] for record in records}
    return {id_: [found[0], names[found[0]]] if found else False for id_, found in variants.items()}


def _of_the_variant(name: str) -> Callable[[Environment, Sequence[int]], ByRecord]:
    """What a template has of its only variant."""

    def values(env: Environment, ids: Sequence[int]) -> ByRecord:
        variants = _variants(env.with_context(active_test=False), ids)
        only = {id_: found[0] for id_, found in variants.items() if len(found) == 1}
        rows = env.model(VARIANT, tuple(only.values())).read([name])
        by_variant = {row["id"]: row[name] for row in rows}
        nothing = 0.0 if name == "standard_price" else False
        return {id_: by_variant.get(only.get(id_, 0), nothing) for id_ in ids}

    return values


def _refuse_container(category: Any) -> None:
    """Raise what a category ends in that is no id: it says which properties the new product has (observed)."""
    if category is True:
        raise type_error("'bool' object is not iterable")
    if category and not isinstance(category, int):
        raise value_error(f"Wrong container value {category!r}")


class Product(BaseModel):
    """What templates and variants do alike."""

    def _restated(self, condition: Condition) -> Node | None:
        _check_looking(self.env, condition)
        return super()._restated(condition)

    def _defaults(self) -> dict[str, Any]:
        return defaults(self.env, super()._defaults())


class ProductTemplate(Product):
    """What variants have in common."""

    model_name = TEMPLATE
    missed_when_created = missed_when_written = frozenset({"categ_id"})
    renames_copies = True
    restated: ClassVar = {"display_name": _called("default_code", "name", "product_variant_ids.barcode")}
    sql_fields: ClassVar = {
        "display_name": _label("{}"),
        "product_tooltip": lambda env, alias: Sql("''"),
        "product_variant_count": lambda env, alias: sql(
            "(SELECT COUNT(*) FROM product_product AS v WHERE v.active AND v.product_tmpl_id = {})", column(alias, "id")
        ),
    }
    computed_fields: ClassVar = {
        "product_variant_id": _variant,
        "barcode": _of_the_variant("barcode"),
        "standard_price": _of_the_variant("standard_price"),
        "currency_id": _company_currency,
        "cost_currency_id": _company_currency,
        "fiscal_country_codes": fiscal_countries.codes,
        "weight_uom_name": _unit("product_uom_kgm"),
        "volume_uom_name": _unit("product_uom_cubic_meter"),
    }

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        for vals in vals_list:
            _refuse_container(vals.get("categ_id"))
        ids = super()._create(vals_list)
        companies.refuse_nought(vals_list, self.env, self.schema, "create")
        if self.env.context.get("create_product_product", True):
            own = [{name: vals[name] for name in OF_THE_VARIANT if name in vals} for vals in vals_list]
            for id_, vals in zip(ids, own, strict=True):
                ProductProduct(self.env)._make({"product_tmpl_id": id_, **vals})
        return ids

    def _check(self, ids: Sequence[int]) -> None:
        """Nothing that combos are chosen from is in the fake, so no product has a choice."""
        if any(found["type"] == "combo" for found in self.env.model(TEMPLATE, tuple(ids)).read(["type"])):
            raise ValidationError(NO_CHOICE)

    def _write(self, vals: dict[str, Any]) -> None:
        super()._write(vals)
        own = {name: vals[name] for name in (*OF_THE_VARIANT, "active") if name in vals}
        variants = _every_variant(self.env, self.ids) if own else []
        ProductProduct(self.env, tuple(variants))._keep(own)


class ProductProduct(Product):
    """A product: code, barcode, cost, weight and volume are its own, all else is its template's."""

    model_name = VARIANT
    missed_when_created = missed_when_written = frozenset({"product_tmpl_id"})
    restated: ClassVar = {"display_name": _called("default_code", "name", "barcode")}
    sql_fields: ClassVar = {
        "display_name": _label("{}_named"),
        "partner_ref": _label("{}_named"),
        "product_tooltip": lambda env, alias: Sql("''"),
        "code": lambda env, alias: column(alias, "default_code"),
        "lst_price": lambda env, alias: sql(
            "(SELECT p.list_price FROM product_template AS p WHERE p.id = {})", column(alias, "product_tmpl_id")
        ),
    }
    computed_fields: ClassVar = {
        "is_product_variant": lambda env, ids: dict.fromkeys(ids, True),
        "currency_id": _company_currency,
        "cost_currency_id": _company_currency,
        "fiscal_country_codes": fiscal_countries.codes,
    }

    def _searched_first(self, name: Any) -> str:
        return "default_code" if name else ""

    def _create(self, vals_list: Sequence[dict[str, Any]]) -> list[int]:
        return [self._create_one(self._context_defaults() | vals) for vals in vals_list]

    def _create_one(self, vals: dict[str, Any]) -> int:
        self._check_names(vals)
        own = {name: value for name, value in vals.items() if not self._is_of_the_template(name)}
        if not own.get("product_tmpl_id"):
            shared = {name: value for name, value in vals.items() if name not in own or name in OF_THE_VARIANT}
            quiet = self.env.with_context(create_product_product=False)
            [own["product_tmpl_id"]] = ProductTemplate(quiet)._create([shared])
        return self._make(own)

    def _make(self, vals: dict[str, Any]) -> int:
        [id_] = super()._create([{"active": True, **vals}])
        self._tell_template()
        return id_

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        return {"combination_indices": "", **vals}

    def _write(self, vals: dict[str, Any]) -> None:
        shared = {name: value for name, value in vals.items() if self._is_of_the_template(name)}
        if "lst_price" in vals:
            shared["list_price"] = vals["lst_price"]
        if shared:
            templates = {row["product_tmpl_id"] for row in self.read(["product_tmpl_id"], load=None)}
            self.env.model(TEMPLATE, tuple(sorted(templates))).write(shared)
        self._keep({name: value for name, value in vals.items() if name not in shared and name != "lst_price"})

    def _keep(self, vals: dict[str, Any]) -> None:
        if vals and self.ids:
            super()._write(vals)

    @public(observed("parity conversation nobodys", date="2026-11-29"))
    def unlink(self) -> bool:
        """Delete the variants that are there, as who may see variants."""
        access.check_access(self.env, self.model_name, "read")
        there = access.existing(self.env, self.schema, self.ids)
        return super(ProductProduct, ProductProduct(self.env, tuple(filter(there.__contains__, self.ids)))).unlink()

    def _unlink(self) -> None:
        """The last variant takes its template with it."""
        templates = [row["product_tmpl_id"] for row in self.read(["product_tmpl_id"], load=None)]
        super()._unlink()
        left = [id_ for id_ in dict.fromkeys(templates) if not _every_variant(self.env, [id_])]
        writing.delete(self.env, self.env.schema(TEMPLATE), left)

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        """The copy of a product is that of its template."""
        [row] = self.env.model(VARIANT, (id_,)).read(["product_tmpl_id"], load=None)
        return {**ProductTemplate(self.env)._copied(row["product_tmpl_id"], default), **default}

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        ProductProduct(self.env, tuple(ids))._tell_template()

    def _tell_template(self) -> None:
        """Keep on templates what is their only variant's."""
        self.env.database.store.execute(
            "UPDATE product_template AS t SET (default_code, weight, volume) ="
            " (SELECT p.default_code, p.weight, p.volume FROM product_product p WHERE p.product_tmpl_id = t.id)"
            " WHERE id IN (SELECT product_tmpl_id FROM product_product WHERE id IN (SELECT value FROM json_each(?)))",
            (self.env.database.json_list(self.ids),),
        )

    def _check(self, ids: Sequence[int]) -> None:
        """A template has one variant, and a barcode belongs to one product."""
        self._refuse_second(ids)
        twice = self.env.database.store.all(
            "SELECT barcode FROM product_product p WHERE id IN (SELECT value FROM json_each(?))"
            " AND EXISTS (SELECT 1 FROM product_product o WHERE o.barcode = p.barcode AND o.id != p.id)",
            (self.env.database.json_list(ids),),
        )
        if twice:
            raise ValidationError(BARCODES.format("\n".join(self._assigned(barcode) for (barcode,) in twice)))

    def _refuse_second(self, ids: Sequence[int]) -> None:
        """Raise BrokenConstraint for a second variant of a template, of those that are in use (observed)."""
        row = self.env.database.store.one(
            "SELECT product_tmpl_id, combination_indices FROM product_product WHERE active AND product_tmpl_id IN"
            " (SELECT product_tmpl_id FROM product_product WHERE id IN (SELECT value FROM json_each(?)))"
            " GROUP BY product_tmpl_id, combination_indices HAVING COUNT(*) > 1",
            (self.env.database.json_list(ids),),
        )
        if row:
            raise BrokenConstraint(SECOND_VARIANT.format(*row))

    def _assigned(self, barcode: str) -> str:
        records = self.search_read([("barcode", "=", barcode)], ["display_name"], order="id")
        names = " and ".join(record["display_name"] for record in records)
        return f'- Barcode "{barcode}" already assigned to product(s): {names}'

    def _is_of_the_template(self, name: str) -> bool:
        return self.schema.fields[name].related == f"product_tmpl_id.{name}"


def defaults(env: Environment, usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a new product has: one piece of something to sell and to buy, with the company's taxes."""
    rows = env.database.store.all(
        "SELECT account_sale_tax_id, account_purchase_tax_id FROM res_company"
        " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (env.database.json_list([env.database.root_company(company) for company in env.company_ids]),),
    )
    sale, purchase = ([row[place] for row in rows if row[place]] for place in range(2))
    return {
        **usual,
        "sequence": 1,
        "type": "consu",
        "service_tracking": "no",
        "list_price": 1.0,
        "sale_ok": True,
        "purchase_ok": True,
        "uom_id": recorded_tables.called(env.version.series, "uom.uom", "uom.product_uom_unit"),
        "taxes_id": sale,
        "supplier_taxes_id": purchase,
    }


def _every_variant(env: Environment, ids: Sequence[int]) -> list[int]:
    rows = env.database.store.all(
        "SELECT id FROM product_product WHERE product_tmpl_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (env.database.json_list(ids),),
    )
    return [id_ for (id_,) in rows]
