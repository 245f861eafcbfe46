"""Sequences: the names that entries get when they are posted."""

from __future__ import annotations

import re
from datetime import date

from mock_odoo.errors import BrokenConstraint, ValidationError
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.writing import Row

YEARLY = ("sale", "bank", "cash", "credit")
REFUNDS = ("out_refund", "in_refund")
UNNAMED = (False, None, "", "/")
NAME_TAKEN = "Another entry with the same name already exists."
NOT_ALIGNED = (
    "The Date ({date}) you've entered isn't aligned with the existing sequence number ({name}). Clear the sequence "
    "number to proceed.\nTo maintain date-based sequences, select entries and use the resequence option from the "
    "actions menu, available in developer mode."
)


def name_for(env: Environment, journal: int, day: str, name: str | None, kind: str) -> str:
    """Return the name of an entry that is posted: the one it has, else the next free one in its journal and period.

    `kind` is its move_type, or `payment`. Raises ValidationError if the name it has belongs to another period than its
    date (`YYYY-MM-DD`).
    """
    prefix, width = _pattern(env, journal, day, kind)
    if name in UNNAMED:
        last = env.database.store.one(
            "SELECT MAX(sequence_number) FROM account_move WHERE journal_id = ? AND sequence_prefix = ?",
            (journal, prefix),
        )
        return f"{prefix}{((last and last[0]) or 0) + 1:0{width}d}"
    if not str(name).startswith(prefix):
        raise ValidationError(NOT_ALIGNED.format(date=f"{date.fromisoformat(day):%m/%d/%Y}", name=name))
    return str(name)


def kind_of(env: Environment, entry: int) -> str:
    """Return what an entry is numbered as: a payment, or what its type says."""
    row = env.database.store.one(
        "SELECT CASE WHEN origin_payment_id IS NULL THEN move_type ELSE 'payment' END FROM account_move WHERE id = ?",
        (entry,),
    )
    return str(row[0]) if row else "entry"


def is_first(name: str) -> bool:
    """Tell whether a name is the first of its journal and period."""
    return parts(name)["sequence_number"] == 1


def fits(env: Environment, journal: int, day: str, name: object, kind: str) -> bool:
    """Tell whether a journal could have given that name to an entry of that day."""
    prefix, _ = _pattern(env, journal, day, kind)
    return isinstance(name, str) and re.fullmatch(re.escape(prefix) + r"\d+", name) is not None


def check_unique(env: Environment, journal: int, name: str) -> None:
    """Raise BrokenConstraint if two posted entries of a journal have that name."""
    count = env.database.store.one(
        "SELECT COUNT(*) FROM account_move WHERE journal_id = ? AND name = ? AND state = 'posted'", (journal, name)
    )
    if count and count[0] > 1:
        raise BrokenConstraint(NAME_TAKEN)


def parts(name: object) -> Row:
    """Return the prefix and the number of a name, as they are kept beside it."""
    if name in UNNAMED:
        return {"sequence_prefix": "", "sequence_number": 0}
    digits = len(str(name)) - len(str(name).rstrip("0123456789"))
    return {"sequence_prefix": str(name)[:-digits], "sequence_number": int(str(name)[-digits:])}


def counts_by_year(env: Environment, journal: int) -> bool:
    """Tell whether a journal counts its entries by year: those of sales and of money do, all others by month."""
    row = env.database.store.one("SELECT type FROM account_journal WHERE id = ?", (journal,))
    return row is not None and row[0] in YEARLY


def _pattern(env: Environment, journal: int, day: str, kind: str) -> tuple[str, int]:
    """Return what stands before the number, and the number's width: `INV/2026/00001`, `MISC/2026/03/0001`.

    Credit notes and payments have numbers of their own, behind R and P, where the journal says so.
    """
    row = env.database.store.one(
        "SELECT code, refund_sequence, payment_sequence FROM account_journal WHERE id = ?", (journal,)
    )
    code, refunds, payments = row or ("", 0, 0)
    letter = "R" if refunds and kind in REFUNDS else "P" if payments and kind == "payment" else ""
    year, month, _ = day.split("-")
    if counts_by_year(env, journal):
        return f"{letter}{code}/{year}/", 5
    return f"{letter}{code}/{year}/{month}/", 4
