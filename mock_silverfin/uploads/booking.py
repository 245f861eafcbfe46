"""Booking: how a file that was found good becomes lines of the ledger.

Totals are year to date (documented). So what a day's totals say more than the ledger has until then is booked on that
day, account by account, and accounts that are not in the file are brought to zero (assumed). When figures before a day
change, what was booked for its totals is worked out anew, so that they go on saying what the file said. Booking lines
take the place of those that were uploaded before for the same financial years (assumed).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mock_silverfin.ledger import accounts, audit, balances, companies, lines, years
from mock_silverfin.ledger.accounts import LOCALES, Account
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.lines import LedgerLine
from mock_silverfin.uploads.rules import Item, Kind, Statement
from mock_silverfin.webhooks import news

LINE, TOTAL = "upload-line:", "upload-total:"


@dataclass(frozen=True)
class Upload:
    """A file that was booked: when (UTC), what it was called, how many rows it had, and of which days they were."""

    id: int
    kind: Kind
    name: str
    at: datetime
    rows: int
    first_day: date
    last_day: date


def book(books: Books, company_id: int, name: str, statement: Statement, locale: str) -> Upload:
    """Book a statement without a problem, names of accounts in `locale`, and return what was uploaded."""
    days = [item.day for item in statement.items]
    first, last = min(days), max(days)
    with books.store.transaction():
        [id_] = books.ids.take()
        upload = Upload(id_, statement.kind, name, books.clock.now(), len(statement.items), first, last)
        change = audit.begin(books, company_id, "upload", file=name, kind=statement.kind.value, rows=upload.rows)
        _put_accounts(books, company_id, statement.items, locale)
        if statement.kind is Kind.LINES:
            first = min(first, _replace_lines(books, company_id, upload, statement.items, change))
        _remember(books, company_id, upload, statement)
        _work_out_totals(books, company_id, first, change)
        news.balances_changed(books, company_id)
    return upload


def all_of(books: Books, company_id: int) -> list[Upload]:
    """Return the uploads of a file, the newest first."""
    query = (
        "SELECT id, kind, name, at, row_count, first_day, last_day FROM upload WHERE company_id = ? ORDER BY id DESC"
    )
    return [
        Upload(id_, Kind(kind), name, datetime.fromisoformat(at), count, *map(date.fromisoformat, days))
        for id_, kind, name, at, count, *days in books.store.all(query, [company_id])
    ]


def _remember(books: Books, company_id: int, upload: Upload, statement: Statement) -> None:
    """Keep an upload; totals of the same day take the place of earlier ones."""
    said = {item.number: item.value for item in statement.items} if upload.kind is Kind.TOTALS else {}
    if upload.kind is Kind.TOTALS:
        gone = "DELETE FROM upload WHERE company_id = ? AND kind = 'totals' AND last_day = ?"
        books.store.execute(gone, [company_id, upload.last_day.isoformat()])
    days = [upload.first_day.isoformat(), upload.last_day.isoformat()]
    row = [upload.id, company_id, upload.kind.value, upload.name, upload.at.isoformat(), upload.rows, *days]
    books.store.execute("INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*row, json.dumps(said)])


def _put_accounts(books: Books, company_id: int, items: Iterable[Item], locale: str) -> None:
    """Add the accounts that are new, and give known ones the type and the name that the file tells."""
    known = {account.number: account for account in accounts.all_of(books, company_id)}
    told: dict[str, Account] = {}
    kept_in = locale if locale in LOCALES else LOCALES[0]
    for item in items:
        before = told.get(item.number) or known.get(item.number)
        names = {**(before.names if before else {}), **({kept_in: item.name} if item.name else {})}
        type_ = item.type or (before.type if before else None)
        assert type_ is not None  # the rules see to it
        told[item.number] = Account(item.number, names, type_)
    news.put_accounts(books, company_id, list(told.values()))


def _replace_lines(books: Books, company_id: int, upload: Upload, items: Sequence[Item], change: int) -> date:
    """Book lines in place of those uploaded before for the same years, where these are not locked.

    Return the first day that is touched.
    """
    touched = [year for year in years.all_of(books, company_id) if any(item.day in year for item in items)]
    locked = companies.get(books, company_id).locked_until or date.min
    uploaded = [line for line in _uploaded(books, company_id, LINE) if line.date > locked]
    before = [line for line in uploaded if any(line.date in year for year in touched)]
    lines.remove(books, company_id, [line.id for line in before], change)
    lines.put(books, company_id, [_line(upload, item) for item in items], change)
    return min([line.date for line in before] + [item.day for item in items])


def _line(upload: Upload, item: Item) -> LedgerLine:
    return LedgerLine(
        id=f"{LINE}{upload.id}:{item.row}",
        account_number=item.number,
        date=item.day,
        value=item.value,
        description=item.description,
        document_number=item.reference,
    )


def _work_out_totals(books: Books, company_id: int, since: date, change: int) -> None:
    """Book anew what the totals of every day from `since` on say more than the ledger has."""
    stale = [line.id for line in _uploaded(books, company_id, TOTAL) if line.date >= since]
    lines.remove(books, company_id, stale, change)
    query = """SELECT last_day, said FROM upload WHERE company_id = ? AND kind = 'totals' AND last_day >= ?
        ORDER BY last_day"""
    for day, said in books.store.all(query, [company_id, since.isoformat()]):
        lines.put(books, company_id, _missing(books, company_id, date.fromisoformat(day), json.loads(said)), change)


def _missing(books: Books, company_id: int, day: date, said: Mapping[str, int]) -> list[LedgerLine]:
    """Return the lines of a day after which every account stands at what was said, those not named at zero."""
    there = balances.at(books, company_id, day)
    gaps = {number: said.get(number, 0) - there.get(number, 0) for number in sorted({*said, *there})}
    return [LedgerLine(f"{TOTAL}{day}:{number}", number, day, gap) for number, gap in gaps.items() if gap]


def _uploaded(books: Books, company_id: int, kind: str) -> list[LedgerLine]:
    return lines.all_of(books, company_id, f"id GLOB '{kind}*'")
