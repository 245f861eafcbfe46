"""Bad habits with years and dates, and the careful ways."""

from __future__ import annotations

from collections import Counter
from datetime import date

from twinledger.books import Company
from twinledger.projection import Row

from .reader import COUNTS, Reader

START = date(2026, 1, 1)


def results(reader: Reader) -> dict[date, int]:
    """Return the result of every financial year by its last day, debit positive, in cents."""
    company = reader.page(
        [("id", "=", reader.world.pair.company_id)],
        model="res.company",
        fields=["fiscalyear_last_month", "fiscalyear_last_day"],
    )[0]
    last = {
        "fiscal_year_last_month": int(company["fiscalyear_last_month"]),
        "fiscal_year_last_day": company["fiscalyear_last_day"],
    }
    return _results(reader, Company("", "", "", "", "", "", **last))


def results_by_calendar(reader: Reader) -> dict[date, int]:
    """Return the result of every calendar year."""
    return _results(reader, Company("", "", "", "", "", ""))


def _results(reader: Reader, company: Company) -> dict[date, int]:
    sums: Counter[date] = Counter()
    for row, count in reader.ledger().items():
        if row.account[0] in "67":
            sums[company.financial_year(row.date)[1]] += row.amount * count
    return dict(sums)


def from_the_first_year(reader: Reader) -> Counter[Row]:
    """Read from the first day of the year in which the second oldest entry stands."""
    entries = reader.page([("state", "=", "posted")], model="account.move", fields=["date"], order="date")
    first = entries[1]["date"][:4] + "-01-01"
    return reader.rows(reader.by_id(["&", ("date", ">=", first), *COUNTS]))


def with_the_opening(reader: Reader) -> Counter[Row]:
    """Send the entry that the company names as its opening, whatever its state."""
    [company] = reader.page([("id", "=", 1)], model="res.company", fields=["account_opening_move_id"])
    opening = company["account_opening_move_id"]
    return reader.rows(reader.by_id(["|", ("move_id", "=", opening[0]), *COUNTS]))


def by_first_date(reader: Reader) -> Counter[Row]:
    """Date entries as they were dated when they were first seen, drafts among them."""
    dates: dict[int, str] = reader.memory.setdefault("dates", {})
    for line in reader.by_id([("account_id", "!=", False)]):
        dates.setdefault(line["id"], line["date"])
    return reader.rows([{**line, "date": dates[line["id"]]} for line in reader.by_id(COUNTS)])


def until_today(reader: Reader) -> Counter[Row]:
    """Read until today."""
    today = reader.world.clock.today().isoformat()
    return reader.rows(reader.by_id(["&", ("date", "<=", today), *COUNTS]))


def opened(reader: Reader) -> Counter[Row]:
    """Return what is to be in Silverfin from the start on, with what accounts stood at before it."""
    balances: Counter[str] = Counter()
    rows: Counter[Row] = Counter()
    for row, count in reader.ledger().items():
        if row.date >= START:
            rows[row] += count
        else:
            balances["result" if row.account[0] in "67" else row.account] += row.amount * count
    rows.update(Row(account, START, balance) for account, balance in balances.items() if balance)
    return rows


def opened_with_nothing(reader: Reader) -> Counter[Row]:
    """Return what is dated from the start on, and nothing of what was before."""
    return reader.rows(reader.by_id(["&", ("date", ">=", START.isoformat()), *COUNTS]))
