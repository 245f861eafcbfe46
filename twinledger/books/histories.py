"""Histories: how a company's book came about from some day on, mistakes and corrections included.

Told to its end, a history leaves the very lines that the book has.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from twinledger.books.awkward import Moment
from twinledger.books.book import Book, Entry, Line
from twinledger.books.moments import entered
from twinledger.books.tale import Edit, EditKind, Tale
from twinledger.books.teller import Teller

HOUR, NEVER = dt.timedelta(hours=1), dt.datetime.max.replace(tzinfo=dt.UTC)
SEVERAL = {"enter": "entered", "post": "posted", "to draft": "taken back to draft", "refer": "given a reference"}
DONE = {
    **SEVERAL,
    "change date": "moved to another date",
    "rewrite": "corrected",
    "cancel": "cancelled",
    "delete": "deleted",
    "rename account": "renamed",
}


@dataclass
class _Draft:
    """An entry on its way: what happens to it and when; `key` tells it from others."""

    key: int
    moment: dt.datetime
    kind: EditKind
    edit: Edit


def history(book: Book, since: dt.date, *, seed: int | random.Random = 0) -> Tale:
    """Return the entries of a book before a day, and as edits how the others were entered, each at its moment (UTC).

    About one in six is not right at first: amounts with two digits swapped, wrong dates, entries that are drafts for a
    day, entered twice, without reference, or taken back to draft and posted again. Accounts are renamed now and then.
    The same arguments give an equal history.
    """
    rng = seed if isinstance(seed, random.Random) else random.Random(seed)
    before = tuple(entry for entry in book.entries if entry.date < since)
    later = [entry for entry in book.entries if entry.date >= since]
    steps: list[_Draft] = []
    for key, (entry, moment) in enumerate(zip(later, entered(later, NEVER), strict=True)):
        steps += _entering(entry, moment, key, rng)
    steps += _renaming(book, steps, rng)
    return Tale(before, tuple(_numbered(sorted(steps, key=lambda step: step.moment))))


def moments(book: Book, since: dt.date, teller: Teller, *, seed: int | random.Random = 0) -> Iterator[Moment]:
    """Tell the history of a book from a day on, whose earlier entries are there, and yield at each day's end."""
    edits = history(book, since, seed=seed).edits
    for day, those in groupby(edits, key=lambda edit: edit.moment.date() if edit.moment else since):
        counted: Counter[str] = Counter()
        for edit in those:
            teller.edit(edit)
            counted[edit.kind] += 1
        done = ", ".join(f"{count} {DONE[kind]}" for kind, count in counted.items())
        yield Moment(f"{day:%d %B %Y}: {done}.")


def _entering(entry: Entry, moment: dt.datetime, key: int, rng: random.Random) -> Iterator[_Draft]:
    """Yield how one entry is entered, and corrected if it has to be."""

    def step(kind: EditKind, after: dt.timedelta = dt.timedelta(0), **how: object) -> _Draft:
        when = moment + after
        return _Draft(key, when, kind, Edit(kind, moment=when, **how))  # type: ignore[arg-type]

    fate, soon = rng.random(), HOUR * (1 + rng.randrange(72))
    if entry.state != "posted" or fate > 0.17:
        yield step("enter", entry=entry)
    elif fate < 0.04:
        yield step("enter", entry=replace(entry, lines=_swapped(entry.lines)))
        yield step("rewrite", soon, entry=entry)
    elif fate < 0.06:
        yield step("enter", entry=replace(entry, date=entry.date.replace(day=1) - dt.timedelta(days=1)))
        yield step("change date", soon, day=entry.date)
    elif fate < 0.10:
        yield step("enter", entry=replace(entry, state="draft"))
        yield step("post", soon)
    elif fate < 0.13:
        yield step("enter", entry=entry)
        yield _Draft(-1 - key, moment + HOUR / 2, "enter", Edit("enter", entry=entry, moment=moment + HOUR / 2))
        gone: EditKind = "delete" if fate < 0.12 else "cancel"
        yield _Draft(-1 - key, moment + HOUR / 2 + soon, gone, Edit(gone, moment=moment + HOUR / 2 + soon))
    elif fate < 0.15 and entry.ref:
        yield step("enter", entry=replace(entry, ref=""))
        yield step("refer", soon, text=entry.ref)
    else:
        yield step("enter", entry=entry)
        yield step("to draft", soon)
        yield step("post", soon + HOUR / 4)


def _swapped(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return lines with a wrong amount on the first and on the last: by nine, as two swapped digits make it."""
    first, *between, last = lines
    wrong = 9 if first.amount >= 0 else -9
    return (first._replace(amount=first.amount + wrong), *between, last._replace(amount=last.amount - wrong))


def _renaming(book: Book, steps: list[_Draft], rng: random.Random) -> Iterator[_Draft]:
    """Yield a new name for an account for every hundred steps or part of them."""
    for number in range(0, len(steps), 100):
        moment = steps[number].moment + HOUR / 3
        account = rng.choice(book.accounts)
        edit = Edit("rename account", account=account.code, text=f"{account.name} *", moment=moment)
        yield _Draft(0, moment, "rename account", edit)


def _numbered(steps: list[_Draft]) -> Iterator[Edit]:
    """Yield the edits with the numbers that their entries have among the posted ones, or the drafts, by then."""
    posted: list[int] = []
    drafts: list[int] = []
    for step in steps:
        if step.kind == "enter" and step.edit.entry is not None:
            {"posted": posted, "draft": drafts}.get(step.edit.entry.state, []).append(step.key)
            yield step.edit
        elif step.kind == "post":
            number = drafts.index(step.key)
            posted.append(drafts.pop(number))
            yield replace(step.edit, number=number)
        elif step.kind == "rename account":
            yield step.edit
        else:
            yield replace(step.edit, number=posted.index(step.key))
            if step.kind in ("cancel", "delete", "to draft"):
                posted.remove(step.key)
            if step.kind == "to draft":
                drafts.append(step.key)
