"""What Silverfin must hold of a company's books: accounts, lines with what is open of them, financial years."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from books import Books, Row

RESULT: Row = {"code": "999999", "name": "Undistributed Profits/Losses", "account_type": "equity_unaffected"}
TRADE = ("asset_receivable", "liability_payable")


@dataclass(frozen=True)
class Ledger:
    """A ledger as Silverfin takes it; accounts are by number, lines by id."""

    settings: Row
    accounts: dict[str, Row]
    lines: dict[str, Row]


def project(books: Books, start: str | None, locale: str) -> Ledger:
    """Return the ledger; what is dated before `start` is summed up on that day."""
    unaffected = [a for a in books.accounts.values() if a["code"] and a["account_type"] == "equity_unaffected"]
    result = min(unaffected, key=lambda account: account["code"], default=RESULT)
    recent = [line for line in books.lines if not start or line["date"] >= start]
    earlier = [line for line in books.lines if start and line["date"] < start]
    lines = [_line(books, line) for line in recent] + _openings(books, earlier, result["code"], start or "")
    chart = {account["code"]: account for account in (*books.accounts.values(), result)}
    used = sorted({result["code"], *(line["account_number"] for line in lines)})
    return Ledger(
        {
            "years": _years(books.year_ends, [line["date"] for line in lines]),
            "retained_earnings_account": {"number": result["code"], "name": result["name"]},
        },
        {code: _account(chart[code], result["code"], locale) for code in used},
        {line["id"]: line for line in lines},
    )


def _account(account: Row, result: str, locale: str) -> Row:
    """Return an account; of those for results only the one that collects them is carried forward."""
    kind = account["account_type"].split("_")[0]
    if account["account_type"] == "equity_unaffected" and account["code"] != result:
        kind = "expense"
    return {"number": account["code"], "names": {locale: account["name"]}, "type": kind}


def _line(books: Books, line: Row) -> Row:
    account = books.accounts[line["account_id"][0]]
    return {
        "id": str(line["id"]),
        "account_number": account["code"],
        "date": line["date"],
        "value": _written(_units(line["balance"], books.decimals), books.decimals),
        "description": line["name"] or "",
        "document_number": line["move_name"] or "",
        "journal": line["journal_id"][1] if line["journal_id"] else "",
        "partner": line["partner_id"][1] if line["partner_id"] else "",
        "open_transaction": _open(account, _units(line["amount_residual"], books.decimals), books.decimals),
    }


def _open(account: Row, left: int, decimals: int) -> Row | None:
    """Return what is left of an item of a customer or a supplier; what is owed to the state is none."""
    if not left or account["account_type"] not in TRADE or account["non_trade"]:
        return None
    return {"value": _written(abs(left), decimals), "category": "receivable" if left > 0 else "payable"}


def _openings(books: Books, lines: list[Row], result: str, start: str) -> list[Row]:
    """Return a line per account of the balance sheet, and one for what was earned."""
    sums: Counter[str] = Counter()
    for line in lines:
        account = books.accounts[line["account_id"][0]]
        kind = account["account_type"]
        is_carried = kind.startswith(("asset", "liability", "equity")) and kind != "equity_unaffected"
        sums[account["code"] if is_carried else result] += _units(line["balance"], books.decimals)
    return [
        {"id": f"opening-{code}", "account_number": code, "date": start, "value": _written(total, books.decimals)}
        for code, total in sums.items()
        if total
    ]


def _years(ends: tuple[int, int], dates: list[str]) -> list[Row]:
    """Return the financial years from the one before the first line to the one after today."""
    today = datetime.now(UTC).date().isoformat()
    first, last = min([*dates, today]), max([*dates, today])
    days = [_last_day(year, *ends) for year in range(int(first[:4]) - 2, int(last[:4]) + 2)]
    return [
        {
            "start_date": (before + timedelta(days=1)).isoformat(),
            "end_date": end.isoformat(),
            "compute_opening_balances": True,
            "compute_retained_earnings": True,
        }
        for before, end in pairwise(days)
    ]


def _last_day(year: int, month: int, day: int) -> date:
    """Return the day on which a year ends; a day that its month lacks is the month's last one."""
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last if month == 2 and day > 27 else last.replace(day=min(day, last.day))


def _units(amount: Any, decimals: int) -> int:
    """Return a JSON number as whole units of the currency; only those are added."""
    return int(f"{amount:.{decimals}f}".replace(".", ""))


def _written(units: int, decimals: int) -> str:
    digits = f"{abs(units):0{decimals + 1}d}"
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    return ("-" if units < 0 else "") + whole + (f".{fraction}" if fraction else "")
