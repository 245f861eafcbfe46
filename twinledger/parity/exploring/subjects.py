"""Subjects: what an exploration is about: which actions it draws, and the records of which models it makes and changes.

Whatever the subject, a change is followed by looks at what it came to, which are calls as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twinledger.parity.exploring.kinds import ACCOUNT, CHANGED, ENTRY, JOURNAL, LINE, PARTNER, PAYMENT, TAX, TERM


@dataclass(frozen=True)
class Subject:
    """The names of the machine's rules that take part, and the models whose records come and go."""

    actions: tuple[str, ...]
    changed: tuple[str, ...]


_ACCOUNTING = ("create", "write", "delete", "invoice", "edit", "post_or_cancel", "pay", "settle")
_LOOKING = ("search", "search_more", "read", "group", "look")
_KEEPING = ("create", "write", "delete", "name", "keys")
EVERYTHING = Subject((*_LOOKING, *_ACCOUNTING, "name", "keys"), CHANGED)
SUBJECTS: Mapping[str, Subject] = {
    "everything": EVERYTHING,
    "records": Subject((*_LOOKING, *_KEEPING), (PARTNER.model, ACCOUNT.model, JOURNAL.model)),
    "accounting": Subject(_ACCOUNTING, (ENTRY.model, LINE.model, PAYMENT.model, TAX.model, TERM.model)),
}
