"""Lines with products: what a line of a document takes from its product, in its unit and its currency (observed)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_odoo.accounting import fiscal_positions
from mock_odoo.accounting.kinds import SALES
from mock_odoo.accounting.line_defaults import Head, usual_taxes
from mock_odoo.orm import access
from mock_odoo.orm.environment import Environment

PRODUCT, UNIT = "product.product", "uom.uom"
SALE = ("description_sale", "list_price", "taxes_id", "property_account_income_id")
PURCHASE = ("description_purchase", "standard_price", "supplier_taxes_id", "property_account_expense_id")
OF_CATEGORY = {
    "property_account_income_id": "property_account_income_categ_id",
    "property_account_expense_id": "property_account_expense_categ_id",
}
OF_COMPANY = {"property_account_income_id": "income_account_id", "property_account_expense_id": "expense_account_id"}
TAKEN = ("product_id", "product_uom_id")


def completed(env: Environment, entry: Head, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new line with those that it takes from its product, if it has one."""
    product = vals.get("product_id")
    if not product:
        return dict(vals)
    unit = {"product_uom_id": vals.get("product_uom_id") or _of(env, entry, product)["uom_id"]}
    if not entry.is_invoice or vals.get("display_type", "product") != "product":
        return {**unit, **vals}
    taken = {**taken_over(env, entry, {**vals, **unit}), **unit}
    if not vals.get("name"):
        taken["name"] = label(env, entry, product)
    given = {name: value for name, value in vals.items() if value or name not in ("name", *TAKEN, "account_id")}
    return {**taken, **given}


def taken_over(env: Environment, entry: Head, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return price, taxes and, if the product has one, account of a line with a product."""
    record = _of(env, entry, line["product_id"])
    _, price, taxes, account = _names(entry)
    found = _account(env, entry, record, account)
    own = [tax for tax in record[taxes] if _is_of(env, tax, entry.company)]
    asked = fiscal_positions.mapped_taxes(env, entry.position, own)
    one = record[price] * _factor(env, record["uom_id"], line.get("product_uom_id"))
    taken = {
        "price_unit": fiscal_positions.adapted_price(env, one, own, asked)
        * float(entry.rate(env, line.get("currency_id") or entry.currency)),
        "tax_ids": [[6, 0, asked if own else usual_taxes(env, entry, found or line.get("account_id"))]],
    }
    return {**taken, "account_id": fiscal_positions.mapped_account(env, entry.position, found)} if found else taken


def label(env: Environment, entry: Head, product: int) -> str:
    """Return what a line says of its product, in the language of the partner."""
    language = env.database.store.one("SELECT lang FROM res_partner WHERE id = ?", (entry.partner,))
    speaks = language[0] if language and language[0] in env.database.languages else None
    record = _of(env.with_context(lang=speaks), entry, product)
    text = record[_names(entry)[0]]
    return f"{record['display_name']}\n{text}" if text else str(record["display_name"])


def unit_of(env: Environment, entry: Head, product: Any) -> int | bool:
    """Return the unit in which a product is counted; none without a product."""
    return int(_of(env, entry, product)["uom_id"]) if product else False


def _names(entry: Head) -> tuple[str, str, str, str]:
    return SALE if entry.kind in SALES else PURCHASE


def _of(env: Environment, entry: Head, product: Any) -> dict[str, Any]:
    """Return what is known of a product in the entry's company; raise MissingError if it is not there."""
    access.check_records(env.sudo(), PRODUCT, [product], "read")
    there = env.sudo().with_context(allowed_company_ids=[entry.company])
    names = ["display_name", "uom_id", "categ_id", *SALE, *PURCHASE]
    [record] = there.model(PRODUCT, (product,)).read(names, load=None)
    return dict(record)


def _account(env: Environment, entry: Head, record: Mapping[str, Any], name: str) -> int | bool:
    """Return the product's account, else its category's, else that of all products of the company."""
    if record[name]:
        return int(record[name])
    there = env.sudo().with_context(allowed_company_ids=[entry.company])
    if record["categ_id"]:
        [category] = there.model("product.category", (record["categ_id"],)).read([OF_CATEGORY[name]], load=None)
        if category[OF_CATEGORY[name]]:
            return int(category[OF_CATEGORY[name]])
    row = env.database.store.one(f"SELECT {OF_COMPANY[name]} FROM res_company WHERE id = ?", (entry.company,))
    return row[0] if row and row[0] else False


def _is_of(env: Environment, tax: int, company: int) -> bool:
    row = env.database.store.one("SELECT company_id FROM account_tax WHERE id = ?", (tax,))
    return row is not None and row[0] in (company, env.database.root_company(company))


def _factor(env: Environment, own: Any, asked: Any) -> float:
    """Return how many of the product's units one of the line's is; 1 for a unit of another kind."""
    if not asked or asked == own:
        return 1.0
    access.check_records(env.sudo(), UNIT, [asked], "read")
    mine, wanted = env.sudo().model(UNIT, (own, asked)).read(["factor", "parent_path"], load=None)
    if str(mine["parent_path"]).split("/")[0] != str(wanted["parent_path"]).split("/")[0]:
        return 1.0
    return float(wanted["factor"]) / float(mine["factor"])
