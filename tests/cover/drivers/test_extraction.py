"""Extraction: journal items out of what a connector left, in each format that a manifest can name."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from twinledger.drivers.extract import Extract
from twinledger.drivers.extraction import Item, UnreadableError, extracted

COLUMNS = {"id": "id", "account": "account", "date": "date", "amount": "balance"}
FIRST = Item("1", "000400", date(2026, 1, 15), Decimal("121.00"))
SECOND = Item("2", "700000", date(2026, 1, 15), Decimal("-121.00"))
ROWS = [
    {"id": 1, "account": "000400", "date": "2026-01-15", "balance": 121.00},
    {"id": 2, "account": "700000", "date": "2026-01-15T00:00:00Z", "balance": "-121.00"},
]


def _extract(**given: Any) -> Extract:
    return Extract.model_validate({"columns": COLUMNS, **given})


def _lines(*found: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in found)


def _records(stream: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": "RECORD", "stream": stream, "record": row} for row in rows]


def test_singer_messages_are_read_between_whatever_else_is_printed(tmp_path: Path) -> None:
    """Only records of the named stream count, and the last one of an id."""
    earlier = {**ROWS[0], "balance": 1}
    printed = _lines("INFO begins", {"type": "SCHEMA", "stream": "items"}, *_records("items", [earlier, *ROWS]))
    printed += "\n" + _lines(*_records("accounts", [{"id": 1}]), {"type": "STATE", "value": {}}, "[1, 2]")
    found = extracted(_extract(format="singer", stream="items"), [tmp_path], printed)
    assert found == [FIRST, SECOND]


def test_json_lines_are_led_through_by_dots(tmp_path: Path) -> None:
    """An Airbyte source nests what it read, and names the stream inside."""
    printed = _lines(*({"type": "RECORD", "record": {"stream": "items", "data": row}} for row in ROWS))
    columns = {name: f"record.data.{column}" for name, column in COLUMNS.items()}
    extract = _extract(format="jsonl", stream="items", stream_field="record.stream", columns=columns)
    assert extracted(extract, [tmp_path], printed) == [FIRST, SECOND]


def test_debit_and_credit_may_stand_apart_and_accounts_elsewhere(tmp_path: Path) -> None:
    """A CSV file of items, one of accounts; codes that look like numbers stay text."""
    columns = {"account": "account_id", "date": "day", "debit": "debit", "credit": "credit"}
    (tmp_path / "items.csv").write_text("account_id;day;debit;credit\n7;2026-01-15;121.00;0\n8;2026-01-15;;121.00\n")
    (tmp_path / "accounts.csv").write_text("id;code\n7;000400\n8;700000\n")
    extract = _extract(
        format="csv", path="items.csv", delimiter=";", columns=columns, accounts={"stream": "accounts.csv"}
    )
    found = extracted(extract, [tmp_path / "elsewhere", tmp_path], "")
    assert [(item.account, item.amount) for item in found] == [("000400", FIRST.amount), ("700000", SECOND.amount)]
    assert len({item.id for item in found}) == 2


def test_a_table_of_sqlite_is_read_and_what_does_not_count_is_left_out(tmp_path: Path) -> None:
    """Conditions hold for each row, and Odoo's pairs stand for their ids."""
    with closing(sqlite3.connect(tmp_path / "out.db")) as store, store:
        store.execute("CREATE TABLE items (id INTEGER, account TEXT, date TEXT, balance NUMERIC, parent_state TEXT)")
        rows = [(*row.values(), "posted") for row in ROWS] + [(3, "7", "2026-01-15", 5, "draft")]
        store.executemany("INSERT INTO items VALUES (?, ?, ?, ?, ?)", rows)
    extract = _extract(format="sqlite", path="out.db", stream="items", where={"parent_state": "posted"})
    assert extracted(extract, [tmp_path], "") == [FIRST, SECOND]


def test_what_is_gone_is_named(tmp_path: Path) -> None:
    """A row that is marked as deleted needs no amount."""
    columns = {**COLUMNS, "deleted": "_sdc_deleted_at"}
    printed = _lines(*_records("items", [ROWS[0], {"id": 2, "_sdc_deleted_at": "2026-02-01"}]))
    found = extracted(_extract(format="singer", stream="items", columns=columns), [tmp_path], printed)
    assert found == [FIRST, Item("2", gone=True)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            {"id": 1, "account": "4", "date": "2026-01-15"},
            "row 1 has nothing in the column 'balance'; its columns are: id",
        ),
        ({**ROWS[0], "balance": "a lot"}, "'a lot' in the column 'balance' is no amount"),
        ({**ROWS[0], "date": "15/01/2026"}, "'15/01/2026' in the column 'date' is no date like 2026-12-31"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    """Which row, which column, and what stands there."""
    with pytest.raises(UnreadableError, match=told):
        extracted(_extract(format="jsonl"), [tmp_path], _lines(row))


def test_a_file_that_is_missing_or_broken_is_told(tmp_path: Path) -> None:
    """So is an account that nobody listed."""
    with pytest.raises(UnreadableError, match=r"there is no file out\.jsonl"):
        extracted(_extract(format="jsonl", path="out.jsonl"), [tmp_path], "")
    (tmp_path / "out.jsonl").write_text('{"id": 1\n')
    with pytest.raises(UnreadableError, match="line 1 is not JSON"):
        extracted(_extract(format="jsonl", path="out.jsonl"), [tmp_path], "")
    (tmp_path / "empty.db").touch()
    with pytest.raises(UnreadableError, match="no such table: items"):
        extracted(_extract(format="sqlite", path="empty.db", stream="items"), [tmp_path], "")
    printed = _lines(*_records("items", [{**ROWS[0], "account": [17, "Customers"]}]))
    extract = _extract(format="singer", stream="items", accounts={"stream": "accounts"})
    with pytest.raises(UnreadableError, match="row 1: there is no account with the id 17"):
        extracted(extract, [tmp_path], printed)
