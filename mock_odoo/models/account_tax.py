"""Taxes: what they are reckoned by, and how invoices and credit notes distribute them over accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from mock_odoo.errors import ServerError, ValidationError
from mock_odoo.models.labels import by_id, by_name
from mock_odoo.orm.arguments import collection, items
from mock_odoo.orm.comparisons import truth
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

NAMES_UNIQUE = "Tax names must be unique!"
NO_TRANSITION = "The cash basis transition account needs to allow reconciliation."
DUE_ON_PAYMENT = {"tax_exigibility", "cash_basis_transition_account_id"}
SAME_NUMBER = "Invoice and credit note distribution should have the same number of lines."
ONE_BASE = "Invoice and credit note distribution should each contain exactly one line for the base."
MATCHING = "Invoice and credit note distribution should match (same percentages, in the same order)."
RECURSION = "Recursion found for tax “{}”."
OTHER_USE = "The application scope of taxes in a group must be either the same as the group or left empty."
NESTED = "Nested group of taxes are not allowed."
GROUPED_BY = frozenset({"children_tax_ids", "type_tax_use"})
UNIQUE_BY = frozenset({"name", "company_id", "type_tax_use", "tax_scope", "country_id"})
LISTS = {"invoice_repartition_line_ids": "invoice", "refund_repartition_line_ids": "refund"}
TAX_DEFAULTS = {
    "type_tax_use": "sale",
    "amount_type": "percent",
    "sequence": 1,
    "amount": 0.0,
    "include_base_amount": False,
    "is_base_affected": True,
    "tax_exigibility": "on_invoice",
}


def _label(env: Environment, alias: str) -> Sql:
    del env
    return sql("COALESCE({}, {})", column(alias, "invoice_label"), column(alias, "name"))


def _price_include(env: Environment, alias: str) -> Sql:
    del env
    usual = sql("(SELECT c.account_price_include FROM res_company AS c WHERE c.id = {})", column(alias, "company_id"))
    return sql("(COALESCE({}, {}) = 'tax_included')", column(alias, "price_include_override"), usual)


def _asked_once(env: Environment, condition: Condition, alias: str) -> None:
    """Whether prices have a tax in them is looked for one way or the other, not both (observed)."""
    del env, alias
    asked = condition.operator in ("=", "in") and collection(condition.value, condition.operator)
    if asked and len({truth(value) for value in asked}) > 1:
        raise ServerError("builtins.AssertionError", "")


def _used(env: Environment, alias: str) -> Sql:
    del env
    on_lines = sql("EXISTS (SELECT 1 FROM account_move_line__tax_ids AS l WHERE l.member = {})", column(alias, "id"))
    return sql(
        "({} OR EXISTS (SELECT 1 FROM account_move_line AS l WHERE l.tax_line_id = {}))", on_lines, column(alias, "id")
    )


def _factor(env: Environment, alias: str) -> Sql:
    del env
    return sql("({} / 100.0)", column(alias, "factor_percent"))


def _positions(alias: str, kind: str = "TRUE") -> Sql:
    """Whether a tax is for fiscal positions of a kind."""
    return sql(
        "EXISTS (SELECT 1 FROM account_tax__fiscal_position_ids AS x JOIN account_fiscal_position AS f"
        f" ON f.id = x.member WHERE {kind} AND x.owner = {{}})",
        column(alias, "id"),
    )


def _is_domestic(env: Environment, alias: str) -> Sql:
    """Whether it is for customers at home: for everybody, or for a position of the company's country."""
    del env
    return sql("(NOT {} OR {})", _positions(alias), _positions(alias, "f.is_domestic"))


def _is_for_abroad(env: Environment, alias: str) -> Sql:
    """Whether it takes the place of others for customers elsewhere."""
    del env
    return sql("({})", _positions(alias, "NOT f.is_domestic"))


class AccountTax(BaseModel):
    """A tax, or a group of taxes."""

    model_name = "account.tax"
    missed_when_written = frozenset({"tax_group_id", "cash_basis_transition_account_id"})
    renames_copies = True
    searches: ClassVar = {"price_include": _asked_once}
    sql_fields: ClassVar = {
        "display_name": by_name("account.tax"),
        "tax_label": _label,
        "price_include": _price_include,
        "is_used": _used,
        "is_domestic": _is_domestic,
        "display_alternative_taxes_field": _is_for_abroad,
    }

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), **TAX_DEFAULTS, "company_id": self.env.company_id}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        if not complete.get("country_id"):
            complete["country_id"] = self._fiscal_country(complete["company_id"] or False)
        if not complete.get("tax_group_id"):
            complete["tax_group_id"] = self._group(complete["country_id"])
        if not any(name in complete for name in ("repartition_line_ids", *LISTS)):
            complete["repartition_line_ids"] = [[0, 0, line] for line in _usual_lines()]
        return complete

    def _fiscal_country(self, company: int) -> Any:
        """Return the country to which a company owes its taxes, else the one where it is."""
        names = ["account_fiscal_country_id", "country_id"]
        found = self.env.sudo().model("res.company", (company,)).read(names, load=None)
        return next((record[name] for record in found for name in names if record[name]), False)

    def _group(self, country: int) -> Any:
        """Return the first group of taxes of the country, else of none."""
        groups = self.env.sudo()["account.tax.group"]
        wanted = [("company_id", "=", self.env.company_id), ("country_id", "in", [country, False])]
        found = groups.search(wanted, limit=1)
        return found[0] if found else False

    def _write_elsewhere(self, written: Sequence[tuple[int, Mapping[str, Any]]], *, new: bool) -> None:
        """Each list of the distribution is of one kind of document; what is added to it is of that kind."""
        typed = [
            (id_, {name: _of_document(value, LISTS[name]) if name in LISTS else value for name, value in vals.items()})
            for id_, vals in written
        ]
        super()._write_elsewhere(typed, new=new)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        """Names and groups are looked at only when what decides on them is written (observed)."""
        super()._changed(ids, names)
        for id_ in ids if names & GROUPED_BY else ():
            self._check_children(id_)
        if names & UNIQUE_BY:
            self._refuse_equal_names(ids)
        if names & DUE_ON_PAYMENT:
            self._check_transition(ids)

    def _check(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            self._check_distribution(id_)

    def _check_children(self, id_: int) -> None:
        """Raise ValidationError for a group with itself, another group, or taxes of another use in it (observed).

        Archived ones are passed over.
        """
        rows = self.env.database.store.all(
            "SELECT t.name, t.id, t.type_tax_use, c.type_tax_use, c.amount_type, c.id FROM account_tax t"
            " JOIN account_tax__children_tax_ids l ON l.owner = t.id JOIN account_tax c ON c.id = l.member"
            " WHERE t.id = ? AND c.active",
            (id_,),
        )
        for name, own, use, other, kind, child in rows:
            if child == own:
                raise ValidationError(RECURSION.format(name))
            if other not in (use, "none"):
                raise ValidationError(OTHER_USE)
            if kind == "group":
                raise ValidationError(NESTED)

    def _refuse_equal_names(self, ids: Sequence[int]) -> None:
        """Raise ValidationError that names each tax in use that is called as one of these is (observed)."""
        rows = self.env.database.store.all(
            "SELECT o.name, c.name FROM account_tax o JOIN res_company c ON c.id = o.company_id WHERE o.active"
            " AND EXISTS (SELECT 1 FROM account_tax t WHERE t.name IS NOT NULL AND t.id != o.id"
            " AND t.id IN (SELECT value FROM json_each(?))"
            " AND (o.name, o.company_id, o.type_tax_use, o.tax_scope, o.country_id)"
            " IS (t.name, t.company_id, t.type_tax_use, t.tax_scope, t.country_id)) ORDER BY o.name, o.id",
            (self.env.database.json_list(ids),),
        )
        if rows:
            listed = "".join(f"\n- {name} in {company}" for name, company in rows)
            raise ValidationError(NAMES_UNIQUE + listed)

    def _check_transition(self, ids: Sequence[int]) -> None:
        """Raise ValidationError for a tax due on payment that waits for it on no account that may be reconciled."""
        row = self.env.database.store.one(
            "SELECT t.id FROM account_tax t LEFT JOIN account_account a ON a.id = t.cash_basis_transition_account_id"
            " WHERE t.tax_exigibility = 'on_payment' AND NOT COALESCE(a.reconcile, 0)"
            " AND t.id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )
        if row is not None:
            raise ValidationError(NO_TRANSITION)

    def _check_distribution(self, id_: int) -> None:
        """Raise ValidationError unless invoices and credit notes are distributed alike."""
        rows = self.env.database.store.all(
            "SELECT document_type, repartition_type, factor_percent FROM account_tax_repartition_line"
            " WHERE tax_id = ? ORDER BY sequence, id",
            (id_,),
        )
        invoice, refund = ([row[1:] for row in rows if row[0] == kind] for kind in ("invoice", "refund"))
        if len(invoice) != len(refund):
            raise ValidationError(SAME_NUMBER)
        if any([kind for kind, _ in lines].count("base") != 1 for lines in (invoice, refund)):
            raise ValidationError(ONE_BASE)
        if any(mine[1] != other[1] for mine, other in zip(invoice, refund, strict=True) if "base" not in mine):
            raise ValidationError(MATCHING)


class AccountTaxRepartitionLine(BaseModel):
    """A line of a tax's distribution."""

    model_name = "account.tax.repartition.line"
    sql_fields: ClassVar = {"display_name": by_id(model_name), "factor": _factor}

    def _defaults(self) -> dict[str, Any]:
        return {"factor_percent": 100.0, "repartition_type": "tax", "sequence": 1}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        return {**complete, "use_in_tax_closing": complete.get("use_in_tax_closing", self._closes(complete))}

    def _closes(self, vals: Mapping[str, Any]) -> bool:
        """Tell whether a tax return takes the line in: one of the tax on an account of the balance sheet."""
        if vals["repartition_type"] != "tax" or not vals.get("account_id"):
            return False
        accounts = self.env.sudo().model("account.account", (vals["account_id"],))
        return all(
            account["internal_group"] not in ("income", "expense") for account in accounts.read(["internal_group"])
        )


class AccountTaxGroup(BaseModel):
    """A group under which invoices show taxes."""

    model_name = "account.tax.group"
    missed_when_created = frozenset({"company_id"})
    missed_when_written = frozenset(
        {"company_id", "tax_payable_account_id", "tax_receivable_account_id", "advance_tax_payment_account_id"}
    )
    not_defaults = frozenset({"country_id"})
    sql_fields: ClassVar = {"display_name": by_name("account.tax.group")}

    def _defaults(self) -> dict[str, Any]:
        country = self.env.sudo().model("res.company", (self.env.company_id,)).read(["country_id"], load=None)
        return {"sequence": 10, "company_id": self.env.company_id, "country_id": country[0]["country_id"]}


class AccountAccountTag(BaseModel):
    """A tag on accounts or on the lines that taxes make."""

    model_name = "account.account.tag"
    not_defaults = frozenset({"color"})
    sql_fields: ClassVar = {"display_name": by_name("account.account.tag")}

    def _defaults(self) -> dict[str, Any]:
        return {**super()._defaults(), "applicability": "accounts", "color": 0}


def _usual_lines() -> list[dict[str, str]]:
    return [
        {"document_type": document, "repartition_type": kind}
        for document in ("invoice", "refund")
        for kind in ("base", "tax")
    ]


def _of_document(value: Any, document: str) -> Any:
    """Return commands of which every new line is of a kind of document; raise TypeError for what is no list of any."""
    return [
        [0, 0, {**command[2], "document_type": document}]
        if isinstance(command, list | tuple) and len(command) > 2 and command[0] == 0 and isinstance(command[2], dict)
        else command
        for command in items(value)
    ]
