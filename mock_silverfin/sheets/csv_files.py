"""CSV as European accountants have it: UTF-8, semicolons, a comma before the decimals, days as YYYY-MM-DD."""

from __future__ import annotations

import csv
import io
from datetime import date

from mock_silverfin.ledger.money import to_text
from mock_silverfin.sheets.table import Amount, Cell, Table, harmless

KIND = "text/csv; charset=utf-8"


def written(table: Table) -> bytes:
    """Return a table as a file; it begins with the mark by which spreadsheets know UTF-8."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(head) for head in table.heads])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if isinstance(cell, Amount):
        return to_text(cell.minor, cell.decimals).replace(".", ",")
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell or "")
