"""A tale: a small ledger and what happens to it afterwards, as plain values that can be shown, kept and told again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from twinledger.books.amounts import written
from twinledger.books.book import Entry, Line

if TYPE_CHECKING:
    from twinledger.books.bookkeeper import Bookkeeper

EditKind = Literal["enter", "change amount", "change date", "to draft", "cancel", "delete"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that happens to a ledger: an entry is entered, or the posted entry at place `number` is changed.

    `number` counts the entries that are posted at that moment, and starts again after the last. `amount` is in minor
    units.
    """

    kind: EditKind
    number: int = 0
    entry: Entry | None = None
    amount: int = 0
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Tale:
    """A ledger (`entries`) and its later history (`edits`)."""

    entries: tuple[Entry, ...]
    edits: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        return "\n".join([*_told(self.entries), *(f"then: {_edit(edit)}" for edit in self.edits)])


def big_ledger(lines: int = 2100) -> Iterator[Entry]:
    """Yield entries of two lines with amounts that no two share, over fourteen months, on eight accounts."""
    codes = ("400000", "550001", "604000", "612000", "700000", "440000", "570000", "613000")
    for number in range(lines // 2):
        day = dt.date(2025, 1, 1) + dt.timedelta(days=number * 420 // (lines // 2))
        debit, credit = codes[number % 8], codes[(number + 3) % 8]
        amount = 1009 + 97 * number
        yield Entry("MISC", day, (Line(debit, amount, f"line {number}"), Line(credit, -amount)))


class Teller:
    """Tells a tale in somebody's books, and remembers which entries are posted."""

    def __init__(self, bookkeeper: Bookkeeper) -> None:
        self._bookkeeper = bookkeeper
        self.posted: list[int] = []

    def enter(self, entry: Entry) -> int:
        """Enter one entry and return its id."""
        id_ = self._bookkeeper.enter(entry)
        if entry.state == "posted":
            self.posted.append(id_)
        return id_

    def edit(self, edit: Edit) -> bool:
        """Do what the edit says and return True; False if there is no posted entry to do it to."""
        if edit.kind == "enter":
            return edit.entry is not None and bool(self.enter(edit.entry))
        if not self.posted:
            return False
        place = edit.number % len(self.posted)
        id_ = self.posted[place]
        if edit.kind == "change amount":
            self._bookkeeper.change_amount(id_, edit.amount)
        elif edit.kind == "change date":
            self._bookkeeper.change_date(id_, edit.day or dt.date(2026, 1, 1))
        else:
            {
                "to draft": self._bookkeeper.to_draft,
                "cancel": self._bookkeeper.cancel,
                "delete": self._bookkeeper.delete,
            }[edit.kind](id_)
            del self.posted[place]
        return True


def _told(entries: tuple[Entry, ...]) -> Iterator[str]:
    for entry in entries:
        state = "" if entry.state == "posted" else f", {entry.state}"
        document = f", document of {entry.invoice_date}" if entry.invoice_date else ""
        yield f"{entry.journal} {entry.date}{document}{state}"
        for line in entry.lines:
            if line.account:
                yield f"    {line.account:<10} {written(line.amount):>16}  {line.label}".rstrip()
            else:
                yield f"    ({line.display_type}) {line.label}"


def _edit(edit: Edit) -> str:
    if edit.kind == "enter" and edit.entry is not None:
        return "entered " + " | ".join(line.strip() for line in _told((edit.entry,)))
    change = {"change amount": f" to {written(edit.amount)}", "change date": f" to {edit.day}"}.get(edit.kind, "")
    return f"{edit.kind} of posted entry {edit.number + 1}{change}"
