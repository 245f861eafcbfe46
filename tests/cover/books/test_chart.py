"""The Belgian chart of accounts and the journals."""

from __future__ import annotations

import re

from twinledger.books import belgian_chart, belgian_journals

TYPES = {  # Odoo's values of account_type that 17.0, 18.0 and 19.0 have in common
    "asset_receivable",
    "asset_cash",
    "asset_current",
    "asset_non_current",
    "asset_prepayments",
    "asset_fixed",
    "liability_payable",
    "liability_credit_card",
    "liability_current",
    "liability_non_current",
    "equity",
    "equity_unaffected",
    "income",
    "income_other",
    "expense",
    "expense_depreciation",
    "expense_direct_cost",
    "off_balance",
}
GROUPS = {  # what the types of a class may begin with
    "0": {"off"},
    "1": {"equity", "liability"},
    "2": {"asset"},
    "3": {"asset"},
    "4": {"asset", "liability"},
    "5": {"asset"},
    "6": {"expense", "equity"},
    "7": {"income", "equity"},
}


def test_codes_are_six_digits_once_each_and_in_order() -> None:
    """Codes are text of six digits, leading zeros kept, and names are there."""
    codes = [account.code for account in belgian_chart()]
    assert 160 <= len(codes) <= 220
    assert all(re.fullmatch(r"[0-7]\d{5}", code) for code in codes)
    assert codes == sorted(set(codes))
    assert all(account.name for account in belgian_chart())


def test_types_are_odoos_and_fit_the_class() -> None:
    """Each class of the chart has the types its side of the accounts allows."""
    for account in belgian_chart():
        assert account.type in TYPES
        assert account.type.split("_")[0] in GROUPS[account.code[0]]
    assert {account.code[0] for account in belgian_chart()} == set(GROUPS)


def test_fifteen_accounts_hold_the_result_and_its_appropriation() -> None:
    """They are 149000 and everything in 69 and 79."""
    unaffected = [account.code for account in belgian_chart() if account.type == "equity_unaffected"]
    assert len(unaffected) == 15
    assert unaffected == [
        account.code for account in belgian_chart() if account.code == "149000" or account.code[:2] in {"69", "79"}
    ]


def test_the_vat_current_accounts_have_the_types_of_trade_accounts() -> None:
    """Receivable and payable accounts, trade or not, can be reconciled."""
    accounts = {account.code: account for account in belgian_chart()}
    assert accounts["411200"].type == "asset_receivable"
    assert accounts["451200"].type == "liability_payable"
    assert all(
        account.reconcile for account in accounts.values() if account.type in {"asset_receivable", "liability_payable"}
    )


def test_the_journals() -> None:
    """There is one journal of each kind and two more for what is neither bought, sold nor paid."""
    kinds = {journal.code: journal.type for journal in belgian_journals()}
    assert kinds == {
        "INV": "sale",
        "BILL": "purchase",
        "BNK1": "bank",
        "CSH1": "cash",
        "MISC": "general",
        "EXCH": "general",
    }
