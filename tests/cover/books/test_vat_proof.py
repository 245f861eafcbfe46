"""The VAT proof of a Belgian company: the grids of the return agree with the accounts, and the return settles them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mock_odoo import MockOdoo
from mock_odoo.orm.environment import Environment
from twinledger.books.belgium.grids import due, grids, settle
from twinledger.books.chart import chart_of
from twinledger.books.installing import install_chart

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 31)
TAX_ACCOUNTS = ("411000", "451000", "451055", "451056", "451057")
SALES = [tax.name for tax in chart_of("be").taxes if tax.use == "sale"]
PURCHASES = [tax.name for tax in chart_of("be").taxes if tax.use == "purchase"]


@pytest.fixture
def env() -> Environment:
    """The environment of the administrator of a company with the Belgian chart."""
    odoo = MockOdoo()
    odoo.create_database("books", company="Acme BV")
    database = odoo.database()
    install_chart(chart_of("be"), database)
    return database.environment(2)


def _document(env: Environment, kind: str, tax: str, price: float, account: str | None = None) -> int:
    """Post a document of one line with one tax and return it."""
    use = "sale" if kind.startswith("out") else "purchase"
    with env.database.store.transaction():
        [partner] = env["res.partner"].create([{"name": f"{kind} {tax}"}])
        [id_] = env["account.tax"].search([("name", "=", tax), ("type_tax_use", "=", use)])
        line: dict[str, Any] = {"name": tax, "price_unit": price, "tax_ids": [[6, 0, [id_]]]}
        if account:
            line["account_id"] = env["account.account"].search([("code", "=", account)])[0]
        head = {"move_type": kind, "partner_id": partner, "invoice_date": "2024-03-15"}
        [move] = env["account.move"].create([{**head, "invoice_line_ids": [[0, 0, line]]}])
        env.model("account.move", (move,)).action_post()  # type: ignore[attr-defined]
    return int(move)


def _balance(env: Environment, *codes: str) -> Decimal:
    wanted = [("account_id.code", "in", list(codes)), ("parent_state", "=", "posted")]
    lines = env["account.move.line"].search_read(wanted, ["balance"])
    return sum((Decimal(str(line["balance"])) for line in lines), Decimal(0))


def _grids(env: Environment) -> dict[str, Decimal]:
    return {grid: amount for grid, amount in grids(env, FIRST, LAST).items() if amount}


@pytest.mark.parametrize(
    ("tax", "expected"),
    [
        ("21%", {"03": "1000", "54": "210"}),
        ("12%", {"02": "1000", "54": "120"}),
        ("6%", {"01": "1000", "54": "60"}),
        ("0%", {"00": "1000"}),
        ("0% Co-contractor", {"45": "1000"}),
        ("0% EU S", {"44": "1000"}),
        ("0% EU M", {"46L": "1000"}),
        ("0% Export", {"47": "1000"}),
    ],
)
def test_a_sale_stands_in_its_grids(env: Environment, tax: str, expected: dict[str, str]) -> None:
    """The base in one grid, the tax in another; with taxes of nothing no line more."""
    _document(env, "out_invoice", tax, 1000)
    assert _grids(env) == {grid: Decimal(amount) for grid, amount in expected.items()}


@pytest.mark.parametrize(
    ("tax", "expected"),
    [
        ("21% M", {"81": "1000", "59": "210"}),
        ("12% S", {"82": "1000", "59": "120"}),
        ("6% IG", {"83": "1000", "59": "60"}),
        ("0% S", {"82": "1000"}),
        ("21% S Co-contractor", {"82": "1000", "87": "1000", "59": "210", "56": "210"}),
        ("21% EU M", {"81": "1000", "86": "1000", "59": "210", "55": "210"}),
        ("21% EU S", {"82": "1000", "88": "1000", "59": "210", "55": "210"}),
        ("21% Import M", {"81": "1000", "87": "1000", "59": "210", "57": "210"}),
        ("21% D50", {"82": "1105", "59": "105"}),
        ("21% Car costs D35", {"82": "1136.5", "59": "73.5"}),
        ("21% Car D35", {"83": "1136.5", "59": "73.5"}),
        ("21% S ND", {"82": "1210"}),
    ],
)
def test_a_purchase_stands_in_its_grids(env: Environment, tax: str, expected: dict[str, str]) -> None:
    """What is owed by the buyer has both legs; what cannot be deducted is cost, there and on its account."""
    _document(env, "in_invoice", tax, 1000)
    assert _grids(env) == {grid: Decimal(amount) for grid, amount in expected.items()}


@pytest.mark.parametrize("tax", SALES)
def test_a_credit_note_issued_takes_back_the_tax(env: Environment, tax: str) -> None:
    """Invoice and credit note of the same leave nothing due, the base stands in a grid of credit notes."""
    _document(env, "out_invoice", tax, 100.1)
    _document(env, "out_refund", tax, 100.1)
    found = _grids(env)
    assert due(found) == 0 == _balance(env, *TAX_ACCOUNTS)
    assert found.get("49", 0) + found.get("48s44", 0) + found.get("48s46L", 0) == Decimal("100.1")


@pytest.mark.parametrize("tax", PURCHASES)
def test_a_credit_note_received_takes_back_the_deduction(env: Environment, tax: str) -> None:
    """Bill and credit note of the same leave nothing on the accounts of the tax and of the cost."""
    _document(env, "in_invoice", tax, 333.33, "610000")
    _document(env, "in_refund", tax, 333.33, "610000")
    assert _balance(env, *TAX_ACCOUNTS) == 0 == _balance(env, "610000")
    assert not {"81", "82", "83"} & _grids(env).keys()


def _a_busy_month(env: Environment) -> None:
    for number, tax in enumerate(SALES):
        _document(env, "out_invoice", tax, 1000.05 + 311 * number)
    for number, tax in enumerate(PURCHASES):
        _document(env, "in_invoice", tax, 77.77 + 13 * number, "610000")
    _document(env, "out_refund", "21%", 50.5)
    _document(env, "in_refund", "21% S", 20.2, "610000")


def test_the_grids_agree_with_the_accounts(env: Environment) -> None:
    """Tax by tax what the return says is what the accounts say, to the cent, and the bases are sales and costs."""
    _a_busy_month(env)
    found = _grids(env)
    assert found["55"] == -_balance(env, "451055")
    assert found["56"] == -_balance(env, "451056")
    assert found["57"] == -_balance(env, "451057")
    assert found["54"] - found["64"] == -_balance(env, "451000")
    assert found["59"] - found["63"] == _balance(env, "411000")
    assert due(found) == -_balance(env, *TAX_ACCOUNTS)
    sold = sum(found[grid] for grid in ("00", "01", "02", "03", "44", "45", "46L", "47")) - found["49"]
    assert sold == -_balance(env, "700000")
    assert found["81"] + found["82"] + found["83"] == _balance(env, "610000")


def test_the_return_moves_all_to_the_current_account(env: Environment) -> None:
    """Afterwards the VAT accounts are empty, and what is due stands on the account with the tax office alone."""
    _a_busy_month(env)
    wanted = due(_grids(env))
    settle(env, LAST)
    assert wanted > 0
    assert _balance(env, *TAX_ACCOUNTS) == 0
    assert _balance(env, "451200") == -wanted
    assert due(_grids(env)) == wanted


def test_a_refund_stands_on_the_other_current_account(env: Environment) -> None:
    """Who bought more than was sold has something to come."""
    _document(env, "in_invoice", "21% M", 1000)
    settle(env, LAST)
    assert (_balance(env, "411200"), _balance(env, "451200")) == (210, 0)


def test_what_is_settled_is_no_trade_item(env: Environment) -> None:
    """The item on the current account has a trade type, and its account says that nobody trades there."""
    _document(env, "out_invoice", "21%", 1000)
    settle(env, LAST)
    trade = [("account_id.account_type", "=", "liability_payable"), ("parent_state", "=", "posted")]
    [item] = env["account.move.line"].search_read(trade, ["balance", "amount_residual", "account_id"])
    assert item["amount_residual"] == item["balance"] == -210
    assert env.model("account.account", (item["account_id"][0],)).read(["non_trade"])[0]["non_trade"] is True


def test_nothing_to_settle_is_said(env: Environment) -> None:
    """A month without VAT has no entry."""
    with pytest.raises(LookupError, match="nothing on the VAT accounts up to 2024-03-31"):
        settle(env, LAST)
