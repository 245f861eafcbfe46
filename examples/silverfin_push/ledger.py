"""What Silverfin must hold of an exported ledger. Amounts are decimals from the file to the wire."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

RESULT = {"code": "999999", "name": "Undistributed Profits/Losses", "type": "equity_unaffected"}
CARRIED = ("asset", "liability", "equity")
OFF_BALANCE = "off_balance"


@dataclass(frozen=True)
class Ledger:
    """A ledger as Silverfin takes it."""

    currency: str
    settings: dict[str, Any]
    accounts: list[dict[str, Any]]
    lines: list[dict[str, Any]]

    def months(self) -> dict[str, list[dict[str, Any]]]:
        """Return the lines by month, e.g. `2026-02`."""
        found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in self.lines:
            found[line["date"][:7]].append(line)
        return dict(found)


def read_ledger(path: Path, start: str | None, language: str) -> Ledger:
    """Read an export; what is dated before `start` is summed up in opening lines on that day."""
    export = json.loads(path.read_text("utf-8"))
    company = export["company"]
    chart = {account["code"]: account for account in export["accounts"]}
    result = min(
        (a for a in chart.values() if a["type"] == "equity_unaffected"), key=lambda a: a["code"], default=RESULT
    )
    chart.setdefault(result["code"], result)
    booked = [line for line in export["lines"] if chart[line["account"]]["type"] != OFF_BALANCE]
    earlier = [line for line in booked if start and line["date"] < start]
    lines = [line_of(line) for line in booked if not start or line["date"] >= start]
    lines += openings(earlier, chart, result["code"], start or "")
    used = {result["code"], *(line["account_number"] for line in lines)}
    return Ledger(
        currency=company["currency"],
        settings={
            "years": years(company["year_ends"], [line["date"] for line in lines]),
            "retained_earnings_account": {"number": result["code"], "name": result["name"]},
        },
        accounts=[account_of(chart[code], result["code"], language[:2]) for code in sorted(used)],
        lines=lines,
    )


def line_of(line: dict[str, str]) -> dict[str, str]:
    """Return a line as Silverfin takes it."""
    return {
        "id": line["id"],
        "account_number": line["account"],
        "date": line["date"],
        "value": line["amount"],
        "description": line["label"],
        "document_number": line["entry"],
        "journal": line["journal"],
        "partner": line["partner"],
    }


def account_of(account: dict[str, str], result: str, locale: str) -> dict[str, Any]:
    """Return an account; of those for results only the one that collects them is carried forward."""
    kind = account["type"].split("_")[0]
    if account["type"] == "equity_unaffected" and account["code"] != result:
        kind = "expense"
    return {"number": account["code"], "names": {locale: account["name"]}, "type": kind}


def openings(lines: list[dict[str, str]], chart: dict[str, Any], result: str, start: str) -> list[dict[str, str]]:
    """Return a line per account of the balance sheet, and one for what was earned."""
    sums: Counter[str] = Counter()
    for line in lines:
        kind = chart[line["account"]]["type"]
        is_carried = kind.startswith(CARRIED) and kind != "equity_unaffected"
        sums[line["account"] if is_carried else result] += Decimal(line["amount"])  # type: ignore[assignment]
    return [
        {"id": f"opening-{code}", "account_number": code, "date": start, "value": str(total)}
        for code, total in sums.items()
        if total
    ]


def years(ends: dict[str, int], dates: list[str]) -> list[dict[str, Any]]:
    """Return the financial years from the one before the first line to the one after today."""
    today = datetime.now(UTC).date().isoformat()
    first, last = min([*dates, today]), max([*dates, today])
    days = [last_day(year, ends["month"], ends["day"]) for year in range(int(first[:4]) - 2, int(last[:4]) + 2)]
    return [
        {
            "start_date": (before + timedelta(days=1)).isoformat(),
            "end_date": end.isoformat(),
            "compute_opening_balances": True,
            "compute_retained_earnings": True,
        }
        for before, end in pairwise(days)
    ]


def last_day(year: int, month: int, day: int) -> date:
    """Return the day on which a year ends; a day that its month lacks is the month's last one."""
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last if month == 2 and day > 27 else last.replace(day=min(day, last.day))
