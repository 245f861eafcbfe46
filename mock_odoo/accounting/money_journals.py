"""Journals of money: the account, the suspense account and the payment methods that a new one gets (observed)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from mock_odoo.accounting.payment_defaults import MONEY, lines
from mock_odoo.orm.environment import Environment

CODE_LENGTH = 6
# By the type of a journal: the type of its account, and where its company says how codes of such accounts begin.
ACCOUNTS = {
    "bank": ("asset_cash", "bank_account_code_prefix"),
    "cash": ("asset_cash", "cash_account_code_prefix"),
    "credit": ("liability_credit_card", "bank_account_code_prefix"),
}
# Fields of a new journal that are those of its company: in all journals of money, and where cash is counted.
OF_THE_COMPANY = {"suspense_account_id": "account_journal_suspense_account_id"}
DIFFERENCES = {
    "profit_account_id": "default_cash_difference_income_account_id",
    "loss_account_id": "default_cash_difference_expense_account_id",
}


def completed(env: Environment, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new journal; one of money has its accounts."""
    kind = vals.get("type")
    if kind not in MONEY:
        return dict(vals)
    names = {**OF_THE_COMPANY, **(DIFFERENCES if kind != "credit" else {})}
    row = env.database.store.one(
        f"SELECT {', '.join(names.values())} FROM res_company WHERE id = ?", (vals["company_id"],)
    )
    found = dict(zip(names, row or (), strict=False))
    complete = {**{name: account for name, account in found.items() if account}, **vals}
    if not complete.get("default_account_id"):
        complete["default_account_id"] = _account_of_cards(env, complete) or _new_account(env, complete)
    return complete


def offer_payments(env: Environment, journal: int, vals: Mapping[str, Any]) -> None:
    """Give a new journal of money the manual methods, in both directions, unless its values name others."""
    methods = env.database.store.all("SELECT id, payment_type FROM account_payment_method WHERE code = 'manual'")
    for method, kind in methods if vals.get("type") in MONEY else ():
        if f"{kind}_payment_method_line_ids" not in vals:
            env["account.payment.method.line"].create([{"journal_id": journal, "payment_method_id": method}])


def offer_as_typed(env: Environment, journal: int) -> None:
    """Let go of the methods of a journal whose type was set, and offer the manual ones anew where it is of money."""
    row = env.database.store.one("SELECT type FROM account_journal WHERE id = ?", (journal,))
    offered = [*lines(env, journal, "inbound"), *lines(env, journal, "outbound")]
    env.model("account.payment.method.line", tuple(offered)).write({"journal_id": False})
    offer_payments(env, journal, {"type": row and row[0]})


def method_lines(kind: str) -> Callable[[Environment, Sequence[int]], dict[int, list[int]]]:
    """Return what finds the method lines of journals in one direction."""
    return lambda env, journals: {journal: lines(env, journal, kind) for journal in journals}


def available_methods(env: Environment, journals: Sequence[int]) -> dict[int, list[int]]:
    """Return by journal the methods that it can offer: all of them where there is money."""
    rows = env.sudo().model("account.journal", tuple(journals)).read(["type"])
    methods = env.sudo()["account.payment.method"].search([])
    return {row["id"]: methods if row["type"] in MONEY else [] for row in rows}


def selected_codes(env: Environment, journals: Sequence[int]) -> dict[int, str]:
    """Return by journal the codes of the methods that it offers, in both directions."""
    found: dict[int, str] = {}
    for journal in journals:
        codes = [
            line["code"]
            for kind in ("inbound", "outbound")
            for line in env.sudo().model("account.payment.method.line", tuple(lines(env, journal, kind))).read(["code"])
        ]
        found[journal] = f",{','.join(codes)},"
    return found


def _account_of_cards(env: Environment, vals: Mapping[str, Any]) -> int | None:
    """Return the account of cards that a company has in use, which all its cards share (observed: card_journals)."""
    if vals["type"] != "credit":
        return None
    companies = "company_ids" if env.version.accounts_are_shared else "company_id"
    company = env.sudo().with_context(allowed_company_ids=[vals["company_id"]])
    asked = [("account_type", "=", ACCOUNTS["credit"][0]), (companies, "in", [vals["company_id"]])]
    found = company["account.account"].search(asked, limit=1)
    return found[0] if found else None


def _new_account(env: Environment, vals: Mapping[str, Any]) -> int:
    kind, prefix = ACCOUNTS[str(vals["type"])]
    row = env.database.store.one(f"SELECT {prefix} FROM res_company WHERE id = ?", (vals["company_id"],))
    company = env.sudo().with_context(allowed_company_ids=[vals["company_id"]])
    values = {
        "name": vals.get("name") or False,  # without one the account is refused before the journal is (observed)
        "code": _free_code(company, (row and row[0]) or ""),
        "account_type": kind,
        "currency_id": vals.get("currency_id") or False,
    }
    if env.version.accounts_are_shared:
        values["company_ids"] = [[6, 0, [vals["company_id"]]]]
    else:
        values["company_id"] = vals["company_id"]
    [account] = company["account.account"].create([values])
    return account


def _free_code(env: Environment, prefix: str) -> str:
    """Return the first code of six characters behind a prefix that no account has."""
    accounts = env["account.account"]
    codes = (f"{prefix}{number:0{max(CODE_LENGTH - len(prefix), 1)}d}" for number in count(1))
    return next(code for code in codes if not accounts.search([("code", "=", code)], limit=1))
