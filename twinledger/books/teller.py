"""The teller: tells a tale in somebody's books, edit by edit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.books.book import Entry
    from twinledger.books.bookkeeper import Bookkeeper
    from twinledger.books.tale import Edit, EditKind, Tale

DAY = dt.date(2026, 1, 1)  # where an entry moves that is not told another day


class Teller:
    """Tells a tale, and remembers which entries are posted, which are drafts, and which codes accounts have now."""

    def __init__(self, bookkeeper: Bookkeeper) -> None:
        self._bookkeeper = bookkeeper
        self.posted: list[int] = []
        self.drafts: list[int] = []
        self._codes: dict[str, str] = {}

    def with_books_of(self, bookkeeper: Bookkeeper) -> Teller:
        """Return another who remembers the same, and tells on in books that are as these are now."""
        other = Teller(bookkeeper)
        other.posted, other.drafts, other._codes = [*self.posted], [*self.drafts], {**self._codes}
        return other

    def tell(self, tale: Tale) -> None:
        """Tell a whole tale."""
        for entry in tale.entries:
            self.enter(entry)
        for edit in tale.edits:
            self.edit(edit)

    def enter(self, entry: Entry) -> int:
        """Enter one entry and return its id."""
        id_ = self._bookkeeper.enter(self._as_coded(entry))
        if entry.state != "cancel":
            (self.posted if entry.state == "posted" else self.drafts).append(id_)
        return id_

    def edit(self, edit: Edit) -> bool:
        """Do what the edit says and return True; False if there is nothing to do it to."""
        if edit.moment is not None and edit.moment > self._bookkeeper.database.clock.now():
            self._bookkeeper.database.clock.advance_to(edit.moment)
        if edit.kind in _AT_LARGE:
            return _AT_LARGE[edit.kind](self, edit)
        entries = self.drafts if edit.kind == "post" else self.posted
        if not entries:
            return False
        place = edit.number % len(entries)
        _ON_ENTRIES[edit.kind](self, entries[place], edit)
        if edit.kind in ("cancel", "delete", "post", "to draft"):
            id_ = entries.pop(place)
            self.posted += [id_] if edit.kind == "post" else []
            self.drafts += [id_] if edit.kind == "to draft" else []
        return True

    def _as_coded(self, entry: Entry) -> Entry:
        """Return an entry on the accounts as they are numbered now."""
        if not self._codes:
            return entry
        lines = tuple(line._replace(account=self._codes.get(line.account, line.account)) for line in entry.lines)
        return replace(entry, lines=lines)

    def _enter(self, edit: Edit) -> bool:
        return edit.entry is not None and bool(self.enter(edit.entry))

    def _rename_account(self, edit: Edit) -> bool:
        self._bookkeeper.rename_account(self._codes.get(edit.account, edit.account), edit.text)
        return True

    def _renumber_account(self, edit: Edit) -> bool:
        """Accounts keep codes of their own: one that another account has, or had, stays whose it is."""
        if edit.text in {edit.account, *self._codes, *self._codes.values()}:
            return False
        self._bookkeeper.renumber_account(self._codes.get(edit.account, edit.account), edit.text)
        self._codes[edit.account] = edit.text
        return True

    def _wait(self, edit: Edit) -> bool:
        self._bookkeeper.wait(seconds=edit.amount)
        return True

    def _rewrite(self, id_: int, edit: Edit) -> None:
        if edit.entry is not None:
            self._bookkeeper.correct(id_, self._as_coded(edit.entry).lines)


_AT_LARGE: Mapping[EditKind, Callable[[Teller, Edit], bool]] = {
    "enter": Teller._enter,
    "rename account": Teller._rename_account,
    "renumber account": Teller._renumber_account,
    "wait": Teller._wait,
}
_ON_ENTRIES: Mapping[EditKind, Callable[[Teller, int, Edit], None]] = {
    "post": lambda teller, id_, _: teller._bookkeeper.post(id_),
    "change amount": lambda teller, id_, edit: teller._bookkeeper.change_amount(id_, edit.amount),
    "change date": lambda teller, id_, edit: teller._bookkeeper.change_date(id_, edit.day or DAY),
    "rewrite": Teller._rewrite,
    "refer": lambda teller, id_, edit: teller._bookkeeper.refer(id_, edit.text),
    "renumber": lambda teller, id_, edit: teller._bookkeeper.renumber(id_, edit.amount),
    "to draft": lambda teller, id_, _: teller._bookkeeper.to_draft(id_),
    "cancel": lambda teller, id_, _: teller._bookkeeper.cancel(id_),
    "delete": lambda teller, id_, _: teller._bookkeeper.delete(id_),
}
