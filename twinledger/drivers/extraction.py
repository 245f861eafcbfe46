"""Extraction: journal items out of what a connector that ends elsewhere has left, as its manifest maps them."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from twinledger.drivers.extract import Accounts, Extract

Record = Mapping[str, Any]


class UnreadableError(Exception):
    """What was extracted is not what the manifest says; the text says where and how."""


@dataclass(frozen=True)
class Item:
    """A journal item that was extracted; the amount is debit positive. One that is `gone` is named and no more."""

    id: str
    account: str = ""
    date: date = date.min
    amount: Decimal = Decimal(0)
    gone: bool = False


def extracted(extract: Extract, places: Iterable[Path], printed: str) -> list[Item]:
    """Return the journal items that a run left, each once if they have ids; the last one of an id counts.

    Files are looked for in `places`, in order; without a path they are in what was `printed`. Raises UnreadableError.
    """
    where = _found(extract.path, places) if extract.path is not None else None
    codes = None if extract.accounts is None else _codes(extract, extract.accounts, where, places, printed)
    rows = _rows(extract, extract.stream, where, printed)
    items = {}
    for number, row in enumerate(rows, 1):
        if all(_same(_value(row, column, number), wanted) for column, wanted in extract.where.items()):
            item = _item(extract, row, number, codes)
            items[item.id] = item
    return list(items.values())


def _found(path: str, places: Iterable[Path]) -> Path:
    candidates = [place / path for place in places]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise UnreadableError(f"there is no file {path}, neither in the state directory nor beside the manifest")


def _codes(
    extract: Extract, accounts: Accounts, where: Path | None, places: Iterable[Path], printed: str
) -> dict[str, str]:
    """Return the codes of the accounts by their ids."""
    if extract.format == "csv":
        rows = _rows(extract, None, _found(accounts.stream, places), "")
    else:
        rows = _rows(extract, accounts.stream, where, printed)
    ids_and_codes = ((_value(row, accounts.id, n), _value(row, accounts.code, n)) for n, row in enumerate(rows, 1))
    return {_text(id_): _text(code) for id_, code in ids_and_codes}


def _rows(extract: Extract, stream: str | None, where: Path | None, printed: str) -> Iterator[Record]:
    """Yield the rows of a stream or table, or of a file that holds nothing else."""
    try:
        if extract.format == "sqlite" and where is not None:
            yield from _of_table(where, stream or "")
        elif extract.format == "csv" and where is not None:
            yield from _of_csv(where, extract.delimiter)
        else:
            text = printed if where is None else where.read_text("utf-8")
            yield from _of_lines(extract, stream, text)
    except (OSError, UnicodeDecodeError, csv.Error, sqlite3.Error) as error:
        raise UnreadableError(f"{where}: {error}") from None


def _of_lines(extract: Extract, stream: str | None, text: str) -> Iterator[Record]:
    """Yield the records among lines of JSON; on standard output other lines may stand between them."""
    is_singer = extract.format == "singer"
    for number, line in enumerate(text.split("\n"), 1):
        try:
            found = json.loads(line, parse_float=Decimal)
        except ValueError:
            if extract.path is None or not line.strip():
                continue
            raise UnreadableError(f"line {number} is not JSON") from None
        if not isinstance(found, dict):
            continue
        if is_singer and found.get("type") == "RECORD" and found.get("stream") == stream:
            yield found.get("record", {})
        elif not is_singer and (stream is None or _walked(found, extract.stream_field) == stream):
            yield found


def _of_csv(where: Path, delimiter: str) -> Iterator[Record]:
    with where.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _of_table(where: Path, table: str) -> Iterator[Record]:
    with closing(sqlite3.connect(f"{where.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        quoted = table.replace('"', '""')
        yield from map(dict, connection.execute(f'SELECT * FROM "{quoted}"'))


# One journal item -----------------------------------------------------------------------------------------------------


def _item(extract: Extract, row: Record, number: int, codes: Mapping[str, str] | None) -> Item:
    columns = extract.columns
    id_ = _text(_value(row, columns.id, number)) if columns.id is not None else f"row {number}"
    if columns.deleted is not None and _walked(row, columns.deleted) not in (None, "", False):
        return Item(id_, gone=True)
    account = _text(_value(row, columns.account, number))
    if codes is not None and account not in codes:
        raise UnreadableError(f"row {number}: there is no account with the id {account}")
    if columns.amount is not None:
        amount = _number(row, columns.amount, number)
    else:
        amount = _number(row, columns.debit or "", number) - _number(row, columns.credit or "", number)
    return Item(id_, account if codes is None else codes[account], _date(row, columns.date, number), amount)


def _value(row: Record, column: str, number: int) -> Any:
    """Return what a column holds, of Odoo's pairs the id; raise UnreadableError if there is no such column."""
    found = _walked(row, column)
    if found is None:
        known = ", ".join(map(str, row))
        raise UnreadableError(f"row {number} has nothing in the column {column!r}; its columns are: {known}"[:500])
    return found[0] if isinstance(found, list) and found else found


def _walked(row: Any, column: str) -> Any:
    """Return what stands in a column, or where its dots lead; None if nothing does."""
    if isinstance(row, Mapping) and column in row:
        return row[column]
    for name in column.split("."):
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def _number(row: Record, column: str, number: int) -> Decimal:
    found = _value(row, column, number)
    try:
        return Decimal(str(found or 0))
    except InvalidOperation:
        raise UnreadableError(f"row {number}: {found!r} in the column {column!r} is no amount") from None


def _date(row: Record, column: str, number: int) -> date:
    found = _value(row, column, number)
    try:
        return date.fromisoformat(str(found)[:10])
    except ValueError:
        raise UnreadableError(f"row {number}: {found!r} in the column {column!r} is no date like 2026-12-31") from None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _same(found: Any, wanted: Any) -> bool:
    """Tell whether a column holds a value; a file of text has only words for numbers and truth."""
    return found == wanted or _text(found).lower() == _text(wanted).lower()
