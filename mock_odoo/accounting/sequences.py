"""Sequences: the names that entries get when they are posted, and the gaps between them (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mock_odoo.accounting.sequence_patterns import SPECIFIC, UNNAMED, FinancialYear, Pattern, month, pattern
from mock_odoo.errors import BrokenConstraint, NotInFake, ValidationError
from mock_odoo.orm import dates, writing
from mock_odoo.orm.environment import Environment

YEARLY = ("sale", "bank", "cash", "credit")
REFUNDS = ("out_refund", "in_refund")
FIRST_YEAR = 1000
NAME_TAKEN = "Another entry with the same name already exists."
NOT_ALIGNED = (
    "The Date ({date}) you've entered isn't aligned with the existing sequence number ({name}). Clear the sequence "
    "number to proceed.\nTo maintain date-based sequences, select entries and use the resequence option from the "
    "actions menu, available in developer mode."
)
NAMED = "COALESCE(m.name, '') NOT IN ('', '/')"


@dataclass(frozen=True)
class _Journal:
    """What a journal says of its names; `letter` stands before those of credit notes and payments of their own."""

    id: int
    code: str
    by_year: bool
    letter: str
    same: str
    years: FinancialYear

    def first(self, day: date) -> Pattern:
        """Return the shape of the names of a journal that has none yet."""
        first, last = self.years.around(day)
        year = f"{day.year}" if self.years.follows_the_calendar else f"{first:%y}-{last:%y}"
        head = f"{self.letter}{self.code}/{year}"
        if not self.by_year:
            return pattern(f"{head}/{day:%m}/0000")
        return pattern(f"{head}/00000" if self.years.follows_the_calendar else f"{head}/0000")


@dataclass
class _Reset:
    """The shape that decides where numbers begin anew, from one day up to the next entry's."""

    shape: Pattern
    since: str
    until: str


@dataclass
class Numbers:
    """Gives names in the order in which it is asked; what it found once it remembers.

    `besides` is an entry whose name does not count.
    """

    env: Environment
    besides: int = 0
    _journals: dict[tuple[int, str], _Journal] = field(default_factory=dict)
    _resets: dict[tuple[int, str], _Reset] = field(default_factory=dict)
    _last: dict[tuple[int, str, date, date], tuple[Pattern, int]] = field(default_factory=dict)

    def name_for(self, journal: int, day: str, name: Any, kind: str) -> str:
        """Return the name of an entry that is posted: the one it has, else the next of its journal and period.

        `kind` is its move_type, or `payment`. Raises ValidationError if the name belongs to another period than its
        date (`YYYY-MM-DD`).
        """
        if name in UNNAMED:
            given = self.next(journal, day, kind)
        else:
            given = str(name)
            self._resets.clear()
            self._last.clear()
        check_aligned(self.env, journal, day, given)
        return given

    def next(self, journal: int, day: str, kind: str) -> str:
        """Return the next name that is free in a journal and period."""
        said = self._journal(journal, kind)
        on = _day(day)
        reset = self._reset(said, day)
        first, last = (reset or said.first(on)).period(on, said.years)
        key = (said.id, said.same, first, last)
        shape, number = self._last.get(key) or self._found(said, on, reset, (first, last))
        self._last[key] = shape, number + 1
        return shape.numbered(number + 1)

    def period(self, journal: int, day: str, kind: str) -> tuple[date, date]:
        """Return the period of a day in which the names of a journal go on; a month where it has none (observed)."""
        said, on = self._journal(journal, kind), dates.day(day)
        reset = self._reset(said, day)
        return reset.period(on, said.years) if reset else month(on)

    def _journal(self, journal: int, kind: str) -> _Journal:
        key = (journal, "payment" if kind == "payment" else "refund" if kind in REFUNDS else "")
        if key not in self._journals:
            self._journals[key] = _journal(self.env, journal, kind)
        return self._journals[key]

    def _reset(self, journal: _Journal, day: str) -> Pattern | None:
        """Return the shape of the last name up to a day, else of the first one after it; None if there is none."""
        known = self._resets.get((journal.id, journal.same))
        if known is None or not known.since <= day < known.until:
            known = self._looked_up(journal, day)
            if known is not None:
                self._resets[journal.id, journal.same] = known
        return known.shape if known else None

    def _looked_up(self, journal: _Journal, day: str) -> _Reset | None:
        named = f"FROM account_move m WHERE m.id != {self.besides} AND m.journal_id = ? AND {NAMED} AND {journal.same}"
        store = self.env.database.store
        row = store.one(
            f"SELECT m.name, m.date {named} AND m.date <= ? ORDER BY m.date DESC, m.id DESC LIMIT 1", (journal.id, day)
        ) or store.one(f"SELECT m.name, m.date {named} ORDER BY m.date, m.id LIMIT 1", (journal.id,))
        if row is None:
            return None
        after = store.one(f"SELECT MIN(m.date) {named} AND m.date > ?", (journal.id, max(day, row[1])))
        return _Reset(pattern(row[0]), min(day, row[1]), (after and after[0]) or "9999-12-32")

    def _found(
        self, journal: _Journal, day: date, reset: Pattern | None, period: tuple[date, date]
    ) -> tuple[Pattern, int]:
        """Return the shape that goes on in a period and its last number; one from elsewhere begins with nothing.

        Names that were kept on a day of another period go on there with the year and month that they say (observed).
        """
        if reset is None:
            return journal.first(day), 0
        within = self._highest(journal, SPECIFIC[reset.reset], period)
        if within is not None:
            return within
        elsewhere = self._highest(journal, max(SPECIFIC.values()), (date.min, date.max))
        return (elsewhere[0] if elsewhere else journal.first(day)).moved(day, journal.years), 0

    def _highest(self, journal: _Journal, specific: int, period: tuple[date, date]) -> tuple[Pattern, int] | None:
        """Return shape and number of the highest name among those that begin as the newest entry's does."""
        rows = self.env.database.store.all(
            "SELECT m.sequence_prefix, MAX(m.id), MAX(m.sequence_number) FROM account_move m WHERE m.journal_id = ?"
            f" AND m.date BETWEEN ? AND ? AND {NAMED} AND {journal.same} GROUP BY m.sequence_prefix ORDER BY 2 DESC",
            (journal.id, *(day.isoformat() for day in period)),
        )
        for prefix, _, number in rows:
            row = self.env.database.store.one(
                "SELECT m.name FROM account_move m WHERE m.journal_id = ? AND m.sequence_prefix = ?"
                f" AND m.sequence_number = ? AND {NAMED} AND {journal.same}",
                (journal.id, prefix, number),
            )
            shape = pattern(row[0] if row else "")
            if SPECIFIC[shape.reset] <= specific:
                return shape, number
        return None


def _journal(env: Environment, journal: int, kind: str) -> _Journal:
    row = env.database.store.one(
        "SELECT j.code, j.type, j.refund_sequence, j.payment_sequence, c.fiscalyear_last_month, c.fiscalyear_last_day"
        " FROM account_journal j JOIN res_company c ON c.id = j.company_id WHERE j.id = ?",
        (journal,),
    )
    code, type_, refunds, payments, month, day = row or ("", "", 0, 0, None, None)
    letter, same = "", ["TRUE"]
    if refunds:
        letter = "R" if kind in REFUNDS else letter
        same.append(f"m.move_type {'IN' if kind in REFUNDS else 'NOT IN'} {REFUNDS}")
    if payments:
        letter = "P" if kind == "payment" else letter
        same.append(f"m.origin_payment_id IS {'NOT ' if kind == 'payment' else ''}NULL")
    years = FinancialYear(int(month or 12), int(day or 31))
    return _Journal(journal, code or "", type_ in YEARLY, letter, " AND ".join(same), years)


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


def fits(env: Environment, journal: int, day: str, name: object) -> bool:
    """Tell whether year and month in a name are those of a day; a name that is none fits always."""
    years = _journal(env, journal, "entry").years
    return name in UNNAMED or pattern(str(name)).fits(_day(day), years)


def check_aligned(env: Environment, journal: int, day: str, name: str) -> None:
    """Raise ValidationError if a name belongs to another period than a day."""
    if not fits(env, journal, day, name):
        raise ValidationError(NOT_ALIGNED.format(date=f"{_day(day):%m/%d/%Y}", name=name))


def check_unique(env: Environment, journal: int, name: object) -> None:
    """Raise BrokenConstraint if two posted entries of a journal have that name."""
    count = env.database.store.one(
        "SELECT COUNT(*) FROM account_move WHERE journal_id = ? AND name = ? AND state = 'posted'", (journal, name)
    )
    if name not in UNNAMED and count and count[0] > 1:
        raise BrokenConstraint(NAME_TAKEN)


def parts(name: object) -> writing.Row:
    """Return the prefix and the number of a name, as they are kept beside it; a word without a number has neither."""
    shape = None if name in UNNAMED else pattern(str(name))
    if shape is None or not shape.number:
        return {"sequence_prefix": "", "sequence_number": 0}
    return {"sequence_prefix": shape.prefix, "sequence_number": int(shape.number)}


def ends_the_chain(env: Environment, ids: Sequence[int]) -> bool:
    """Tell whether no number is left behind that is higher than those of some entries, and none between them."""
    chains: dict[tuple[int, str], list[int]] = {}
    for journal, prefix, number in env.database.store.all(
        "SELECT journal_id, sequence_prefix, sequence_number FROM account_move WHERE sequence_number > 0"
        " AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    ):
        chains.setdefault((journal, prefix), []).append(number)
    return all(_is_end(env, *place, numbers) for place, numbers in chains.items())


def _is_end(env: Environment, journal: int, prefix: str, numbers: Sequence[int]) -> bool:
    """Tell whether numbers are the last of their kind, without a gap."""
    rows = env.database.store.all(
        "SELECT sequence_number FROM account_move WHERE journal_id = ? AND sequence_prefix = ?"
        " ORDER BY sequence_number DESC LIMIT 2",
        (journal, prefix),
    )
    highest = [number for (number,) in rows]
    together = max(numbers) - min(numbers) + 1 == len(numbers)
    return together and highest[0] == max(numbers) and highest[1:] in ([], [max(numbers) - 1])


def _day(text: str) -> date:
    """Return the day that an entry is numbered by; raise NotInFake for one whose year has not four digits."""
    found = dates.day(text)
    if found.year < FIRST_YEAR:
        raise NotInFake(f"the number of an entry in the year {found.year}")
    return found
