"""A tale: a small ledger and what happens to it afterwards, as plain values that can be shown, kept and told again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from twinledger.books.amounts import written
from twinledger.books.book import Entry, Line

EditKind = Literal[
    "enter", "post", "change amount", "change date", "rewrite", "refer", "renumber", "to draft", "cancel", "delete",
    "rename account", "renumber account", "wait",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that happens to a ledger, at a `moment` (aware, UTC) or whenever it is told.

    `number` counts the entries that are posted at that moment, for `post` the drafts, and starts again after the last.
    `enter` enters `entry`; `rewrite` replaces all lines by its lines, under new ids; `change amount` gives the first
    line `amount` (minor units) and lets the last make up for it; `change date` moves to `day`; `refer` changes the
    reference to `text`; `renumber` leaves out `amount` numbers. `rename account` and `renumber account` give the
    account of the code `account` the name or the code `text`; `wait` lets `amount` seconds pass.
    """

    kind: EditKind
    number: int = 0
    entry: Entry | None = None
    amount: int = 0
    day: dt.date | None = None
    account: str = ""
    text: str = ""
    moment: dt.datetime | None = None


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
    when = f"{edit.moment:%Y-%m-%d %H:%M} " if edit.moment else ""
    told = " | ".join(line.strip() for line in _told((edit.entry,))) if edit.entry else ""
    of_posted = f"of posted entry {edit.number + 1}"
    said = {
        "enter": f"entered {told}",
        "post": f"posted draft {edit.number + 1}",
        "change amount": f"change amount {of_posted} to {written(edit.amount)}",
        "change date": f"change date {of_posted} to {edit.day}",
        "rewrite": f"rewrite {of_posted}: {told}",
        "refer": f"reference {of_posted} becomes {edit.text!r}",
        "renumber": f"number {of_posted} becomes the next but {edit.amount}",
        "rename account": f"account {edit.account} is called {edit.text!r}",
        "renumber account": f"account {edit.account} becomes {edit.text}",
        "wait": f"{edit.amount} seconds pass",
    }
    return when + said.get(edit.kind, f"{edit.kind} {of_posted}")
