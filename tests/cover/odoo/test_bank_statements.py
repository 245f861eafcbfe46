"""What the bank says, where the recorded conversation does not look: fields of the entry, locks, searches, rights."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

LINE, STATEMENT = "account.bank.statement.line", "account.bank.statement"


@pytest.fixture
def bank(house: House) -> House:
    """A house whose bank journal has a suspense account."""
    suspense = house.create("account.account", name="Suspense", code="499000", account_type="asset_current")
    house.ids["suspense"] = suspense
    house.call("account.journal", "write", ids=[house.ids["BNK"]], vals={"suspense_account_id": suspense})
    return house


def _line(bank: House, amount: float = 100, date: str = "2026-02-01", **more: Any) -> int:
    vals = {"journal_id": bank.ids["BNK"], "date": date, "payment_ref": "x", "amount": amount, **more}
    return bank.create(LINE, **vals)


def test_a_line_shows_what_is_computed_of_its_entry(bank: House) -> None:
    """Computed fields come through, those that the fake does not know are refused by name, here as there."""
    id_ = _line(bank)
    assert bank.read(LINE, id_, "payment_count", "expected_currency_rate", "reconciled_payment_ids") == {
        "id": id_,
        "payment_count": 0,
        "expected_currency_rate": 1.0,
        "reconciled_payment_ids": [],
    }
    assert "account.bank.statement.line.tax_totals" in bank.refusal(LINE, "read", ids=[id_], fields=["tax_totals"])[2]


def test_lines_are_found_by_what_their_entries_say(bank: House) -> None:
    """Date and state are those of the entry."""
    first, second = _line(bank), _line(bank, date="2026-02-03")
    assert bank.call(LINE, "search", domain=[["date", ">", "2026-02-02"]]) == [second]
    assert bank.call(LINE, "search", domain=[["state", "=", "posted"]]) == [second, first]


def test_a_line_in_a_locked_period_moves(bank: House) -> None:
    """As every entry that is posted there: the first by month, then by year, as the journal's names are (observed)."""
    company = bank.call("res.company", "search", domain=[])[0]
    bank.call("res.company", "write", ids=[company], vals={"fiscalyear_lock_date": "2026-01-31"})
    first, id_ = _line(bank, date="2026-01-15"), _line(bank, date="2026-01-15")
    assert [bank.read(LINE, line, "date") for line in (first, id_)] == ["2026-02-28", "2026-03-02"]
    assert bank.refusal(LINE, "write", ids=[id_], vals={"date": "2026-01-15"})[0] == 422


def test_statements_are_found_by_whether_they_continue(bank: House) -> None:
    """The journal knows of one that does not."""
    vals = {"journal_id": bank.ids["BNK"], "date": "2026-02-01", "payment_ref": "x", "amount": 10}
    first = bank.create(STATEMENT, line_ids=[[0, 0, vals]])
    second = bank.create(STATEMENT, balance_start=5, line_ids=[[0, 0, {**vals, "date": "2026-02-02"}]])
    assert bank.call(STATEMENT, "search", domain=[["is_valid", "=", False]]) == [second]
    assert bank.read("account.journal", bank.ids["BNK"], "has_invalid_statements") is True
    bank.call(STATEMENT, "write", ids=[second], vals={"balance_start": 10, "balance_end_real": 20})
    assert bank.call(STATEMENT, "search", domain=[["is_valid", "=", True]], order="id") == [first, second]
    assert bank.read("account.journal", bank.ids["BNK"], "has_invalid_statements") is False


def test_a_stranger_neither_reads_nor_writes_them(bank: House) -> None:
    """An employee without accounting is refused."""
    assert bank.refusal(LINE, "search", by="employee", domain=[])[0] == 403
    assert bank.refusal(LINE, "create", by="employee", vals_list=[{}])[0] == 403


def test_reconciling_stamps_the_statement_line(bank: House) -> None:
    """What is left of it is kept in its own row, so its write_date moves with a match."""
    id_ = _line(bank)
    bank.odoo.clock.advance_to(bank.odoo.clock.now().replace(hour=9))
    [item] = bank.call("account.move.line", "search", domain=[["account_id", "=", bank.ids["suspense"]]])
    bank.call("account.move.line", "write", ids=[item], vals={"account_id": bank.ids["customers"]})
    assert bank.read(LINE, id_, "is_reconciled", "write_date") == {
        "id": id_,
        "is_reconciled": True,
        "write_date": "2026-03-02 09:00:00",
    }
