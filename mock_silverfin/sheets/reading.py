"""Reading what accountants bring: rows of text, numbers and days out of .csv, .txt and .xlsx."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from mock_kit.pages.words import noted

Value = str | Decimal | date | None

LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 100_000
ELSEWHERE = (".xls", ".xaf", ".ods")

NOT_READ_HERE = noted(
    "The real system also reads files of the kind {kind}; this one reads .xlsx and .csv. Save it as one."
)
UNKNOWN_KIND = noted("{name} is not a file of a kind that is read. Save it as .xlsx or .csv.")
NOT_A_WORKBOOK = noted("{name} cannot be opened as a workbook. Open it in a spreadsheet and save it as .xlsx again.")
NOT_TEXT = noted("{name} is not a text file. Save it as .csv in UTF-8.")
TOO_LARGE = noted("{name} is too large. Bring it in parts, of at most {most} rows each.")


class UnreadableFileError(Exception):
    """A file that cannot be read at all; `text` with its `facts` says why and what to do."""

    def __init__(self, text: str, **facts: str) -> None:
        super().__init__(text.format(**facts))
        self.text = text
        self.facts: Mapping[str, str] = facts


@dataclass(frozen=True)
class Row:
    """A row of a file, with the number that a spreadsheet shows beside it."""

    number: int
    values: Sequence[Value]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(value in (None, "") for value in self.values)


def rows_of(name: str, content: bytes) -> list[Row]:
    """Return the rows of a file, without the blank ones at its end; raise UnreadableFileError."""
    kind = PurePath(name).suffix.lower()
    if kind in ELSEWHERE:
        raise UnreadableFileError(NOT_READ_HERE, kind=kind)
    if kind not in (".csv", ".txt", ".xlsx"):
        raise UnreadableFileError(UNKNOWN_KIND, name=name)
    read = _of_workbook if kind == ".xlsx" else _of_text
    rows: list[Row] = []
    for number, values in enumerate(read(name, content), start=1):
        if number > MOST_ROWS:
            raise UnreadableFileError(TOO_LARGE, name=name, most=str(MOST_ROWS))
        rows.append(Row(number, values))
    while rows and rows[-1].is_blank:
        rows.pop()
    return rows


def _of_text(name: str, content: bytes) -> Iterator[Sequence[Value]]:
    """Yield the rows of a text file; the separator is the one that its first line has most of."""
    try:
        text = _decoded(content)
    except UnicodeDecodeError:
        raise UnreadableFileError(NOT_TEXT, name=name) from None
    first_line = text.partition("\n")[0]
    separator = max(";\t,|", key=first_line.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [value.strip() for value in row]
    except csv.Error:
        raise UnreadableFileError(NOT_TEXT, name=name) from None


def _decoded(content: bytes) -> str:
    """Return text in UTF-8, else as spreadsheets in Western Europe save it."""
    if b"\0" in content:
        raise UnicodeDecodeError("utf-8", content, 0, 1, "not text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _of_workbook(name: str, content: bytes) -> Iterator[Sequence[Value]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it loads slowly and few need it

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise UnreadableFileError(TOO_LARGE, name=name, most=str(MOST_ROWS))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_value(cell) for cell in row]
    except UnreadableFileError:
        raise
    except Exception:
        raise UnreadableFileError(NOT_A_WORKBOOK, name=name) from None


def _value(cell: Any) -> Value:
    """Return what a cell holds. A number counts as Excel shows it: with fifteen digits, so that 0.1 + 0.2 is 0.3."""
    if isinstance(cell, bool) or cell is None:
        return None if cell is None else str(cell)
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(f"{cell:.15g}")
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else str(cell).strip()
