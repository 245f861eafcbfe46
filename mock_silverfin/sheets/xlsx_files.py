"""Workbooks (.xlsx): amounts are numbers with their decimals, days are dates; same table and moment, same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

from mock_silverfin.sheets.table import Amount, Cell, Table

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can hold
WIDEST = 60
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def written(table: Table, moment: datetime) -> bytes:
    """Return a table as a workbook that was made at a moment; it has at most 15 digits of an amount, as Excel has."""
    from openpyxl import Workbook  # noqa: PLC0415 - it loads slowly and few need it

    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = "", moment.replace(tzinfo=None)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", table.title)[:31])
    _set_widths(sheet, table)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head in table.heads])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return _timeless(file, moment)


def _cell(sheet: Any, cell: Cell, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - see above
    from openpyxl.styles import Font  # noqa: PLC0415 - see above

    value: Any = cell.exact if isinstance(cell, Amount) else cell
    if isinstance(cell, str):
        value = NOT_IN_XML.sub("\ufffd", cell)
    made = WriteOnlyCell(sheet, value)
    if isinstance(cell, Amount):
        made.number_format = f"#,##0.{'0' * cell.decimals}" if cell.decimals else "#,##0"
    elif isinstance(cell, date):
        made.number_format = "yyyy-mm-dd"
    elif isinstance(cell, str):
        made.data_type = "s"  # text stays text, even if it begins as a formula does
    if bold:
        made.font = Font(bold=True)
    return made


def _set_widths(sheet: Any, table: Table) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see above

    for place, head in enumerate(table.heads):
        texts = [head, *(_shown(row[place]) for row in table.rows[:500])]
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(max(map(len, texts)) + 2, WIDEST)


def _shown(cell: Cell) -> str:
    return f"{cell.exact:,}" if isinstance(cell, Amount) else str(cell or "")


def _timeless(file: io.BytesIO, moment: datetime) -> bytes:
    """Return an archive without the moment at which it really was made."""
    made = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    whole = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made, content)
            new.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
