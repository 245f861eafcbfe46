"""Bad habits about when things were written. Each returns what somebody with that habit believes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from twinledger.projection import Row

from .reader import COUNTS, PAGE, Reader, Record


def after_the_watermark(reader: Reader) -> Counter[Row]:
    """Ask for what was written after the newest line that is known."""
    known: dict[int, Record] = reader.memory.setdefault("known", {})
    newest = max((line["write_date"] for line in known.values()), default="2000-01-01 00:00:00")
    written = reader.by_id(["&", ("write_date", ">", newest), *COUNTS])
    known.update({line["id"]: line for line in written})
    return reader.rows(list(known.values()))


def delivered(reader: Reader) -> int:
    """Ask for what was written after the newest line that is known, and count what has come."""
    newest: str = reader.memory.get("newest", "2000-01-01 00:00:00")
    written = reader.by_id(["&", ("write_date", ">", newest), *COUNTS])
    reader.memory["newest"] = max([newest, *(line["write_date"] for line in written)])
    reader.memory["count"] = reader.memory.get("count", 0) + len(written)
    return int(reader.memory["count"])


def there(reader: Reader) -> int:
    """Count the lines there are."""
    return len(reader.by_id(COUNTS))


def after_the_last_date(reader: Reader) -> Counter[Row]:
    """Ask for what is dated on or after the last date that is known."""
    known: dict[int, Record] = reader.memory.setdefault("known", {})
    last = max((line["date"] for line in known.values()), default="2000-01-01")
    known.update({line["id"]: line for line in reader.by_id(["&", ("date", ">=", last), *COUNTS])})
    return reader.rows(list(known.values()))


def after_the_last_id(reader: Reader) -> Counter[Row]:
    """Ask for what has a higher id than all that is known."""
    known: dict[int, Record] = reader.memory.setdefault("known", {})
    known.update({line["id"]: line for line in reader.by_id(["&", ("id", ">", max(known, default=0)), *COUNTS])})
    return reader.rows(list(known.values()))


def page_by_moment(reader: Reader) -> Counter[Row]:
    """Page by the time of writing, beginning each page after the last one's."""
    found: list[Record] = []
    while True:
        last = found[-1]["write_date"] if found else "2000-01-01 00:00:00"
        page = reader.page(["&", ("write_date", ">", last), *COUNTS], order="write_date, id", limit=PAGE)
        found += page
        if not page:
            return reader.rows(found)


def page_by_offset(reader: Reader) -> Counter[Row]:
    """Page by offset in the order in which Odoo shows journal items."""
    found: list[Record] = []
    while True:
        page = reader.page(COUNTS, offset=len(found), limit=PAGE)
        found += page
        if len(page) < PAGE:
            return reader.rows(found)


def sent_anew(reader: Reader) -> int:
    """Send whatever has been written since, and say how much that was."""
    seen: str = reader.memory.get("seen", "")
    lines = reader.by_id(COUNTS)
    reader.memory["seen"] = max(line["write_date"] for line in lines)
    return sum(line["write_date"] > seen for line in lines)


def sent_by_content(reader: Reader) -> int:
    """Send what is new or other than it was, and say how much that was."""
    known: dict[int, Any] = reader.memory.setdefault("contents", {})
    contents = {line["id"]: (line["account_id"], line["date"], line["balance"]) for line in reader.by_id(COUNTS)}
    changed = sum(known.get(id_) != content for id_, content in contents.items())
    known.update(contents)
    return changed


def matches(reader: Reader) -> list[Any]:
    """Read all lines' matches."""
    return sorted((line["id"], line["matching_number"]) for line in reader.by_id(COUNTS, fields=["matching_number"]))


def matches_after_the_watermark(reader: Reader) -> list[Any]:
    """Read the matches of those lines that were written since."""
    known: dict[int, Any] = reader.memory.setdefault("matches", {})
    newest: str = reader.memory.get("newest", "2000-01-01 00:00:00")
    written = reader.page(["&", ("write_date", ">", newest), *COUNTS], fields=["matching_number", "write_date"])
    known.update({line["id"]: line["matching_number"] for line in written})
    reader.memory["newest"] = max([newest, *(line["write_date"] for line in written)])
    return sorted(known.items())


def booked_again(reader: Reader) -> Counter[Row]:
    """Book every line that has been written since, without looking whether it is known."""
    booked: list[Record] = reader.memory.setdefault("booked", [])
    newest = max((line["write_date"] for line in booked), default="2000-01-01 00:00:00")
    booked += reader.by_id(["&", ("write_date", ">", newest), *COUNTS])
    return reader.rows(booked)


def everything(reader: Reader) -> Counter[Row]:
    """Add up all journal items, whatever their entry's state."""
    return reader.rows(reader.by_id([("account_id", "!=", False)]))
