"""Locks: periods in which nobody changes what was posted, and who is let in for a while (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from mock_odoo.accounting import dating, sequences
from mock_odoo.errors import UserError
from mock_odoo.orm import dates
from mock_odoo.orm.arguments import arithmetic
from mock_odoo.orm.environment import Environment

SOFT = ("fiscalyear_lock_date", "tax_lock_date", "sale_lock_date", "purchase_lock_date")
HARD = "hard_lock_date"
NO_LOCK = "0001-01-01"
LOCKED = "You cannot add/modify entries prior to and inclusive of: {}."
TAX_LOCKED = (
    "The operation is refused as it would impact an already issued tax statement. Please change the journal entry date "
    "or the following lock dates to proceed: {}."
)


def effective(env: Environment, company: int, field: str) -> str:
    """Return the day up to which a lock holds for the user: the latest of the company and those above it.

    An exception for the user or for everybody that has not ended puts a company's own lock back to an earlier day.
    """
    return max((_of_company(env, id_, field) for id_ in _lineage(env, company)), default=NO_LOCK)


def check(env: Environment, entries: Iterable[int]) -> None:
    """Raise UserError if one of the entries lies in a period that is locked for it."""
    for refusal in _refusals(env, entries):
        raise UserError(refusal)


def holds(env: Environment, entries: Iterable[int]) -> bool:
    """Tell whether one of the entries lies in a period that is locked for it."""
    return any(_refusals(env, entries))


def _refusals(env: Environment, entries: Iterable[int]) -> Iterator[str]:
    for company, day, kind, taxed in _facts(env, entries):
        violated = _violated(env, company, day, kind)
        if violated:
            yield LOCKED.format(_listed(env, violated))
        tax = effective(env, company, "tax_lock_date")
        if taxed and day <= tax:
            yield TAX_LOCKED.format(_listed(env, [(tax, "tax_lock_date")]))


def open_day(env: Environment, entry: int) -> str | None:
    """Return the day on which an entry is booked that would fall into a locked period; None if it does not."""
    [(company, day, kind, taxed)] = _facts(env, [entry])
    violated = _violated(env, company, day, kind)
    tax = effective(env, company, "tax_lock_date")
    ends = [end for end, _ in violated] + ([tax] if taxed and day <= tax else [])
    if not ends:
        return None
    row = env.database.store.one("SELECT journal_id FROM account_move WHERE id = ?", (entry,))
    return dating.end_of_period(env, sequences.kind_of(env, entry), row[0] if row else 0, _day_after(max(ends)))


def day_of_copy(env: Environment, entry: int, asked: str | None) -> str | None:
    """Return the day of a copy that would fall into a locked period, `asked` or not; None if it does not (observed)."""
    [(company, own, kind, _)] = _facts(env, [entry])
    ends = [end for end, _ in _violated(env, company, asked or own, kind)]
    return _day_after(max(ends)).isoformat() if ends else None


def _day_after(end: str) -> date:
    """Return the first open day behind a lock; raise OverflowError as the real server does if there is none."""
    with arithmetic():
        return dates.day(end) + timedelta(days=1)


def _facts(env: Environment, entries: Iterable[int]) -> list[tuple[int, str, str, int]]:
    """Return company, day and kind of journal of entries, and whether a tax statement has them."""
    return env.database.store.all(
        "SELECT m.company_id, m.date, j.type, EXISTS (SELECT 1 FROM account_move_line l WHERE l.move_id = m.id AND"
        " (l.tax_line_id IS NOT NULL OR EXISTS (SELECT 1 FROM account_move_line__tax_ids t WHERE t.owner = l.id)"
        " OR EXISTS (SELECT 1 FROM account_move_line__tax_tag_ids t WHERE t.owner = l.id)))"
        " FROM account_move m JOIN account_journal j ON j.id = m.journal_id"
        " WHERE m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id",
        (env.database.json_list(entries),),
    )


def _violated(env: Environment, company: int, day: str, kind: str) -> list[tuple[str, str]]:
    fields = ["fiscalyear_lock_date", HARD]
    fields += [f"{kind}_lock_date"] if kind in ("sale", "purchase") else []
    ends = [(effective(env, company, field), field) for field in fields]
    return sorted((end, field) for end, field in ends if day <= end)


def _listed(env: Environment, violated: Sequence[tuple[str, str]]) -> str:
    fields = env.schema("res.company").fields
    said = [f"{fields[field].label} ({dates.day(end):%m/%d/%Y})" for end, field in violated]
    return " and ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)


def _lineage(env: Environment, company: int) -> list[int]:
    rows = env.database.store.all(
        "WITH RECURSIVE up(id) AS (SELECT ? UNION SELECT c.parent_id FROM res_company c JOIN up USING (id)"
        " WHERE c.parent_id IS NOT NULL) SELECT id FROM up",
        (company,),
    )
    return [id_ for (id_,) in rows]


def _of_company(env: Environment, company: int, field: str) -> str:
    row = env.database.store.one(f"SELECT {field} FROM res_company WHERE id = ?", (company,))
    own = (row and row[0]) or NO_LOCK
    if field == HARD:
        return str(own)
    found = env.database.store.one(
        "SELECT MIN(COALESCE(lock_date, ?)) FROM account_lock_exception WHERE company_id = ? AND lock_date_field = ?"
        " AND active AND (user_id IS NULL OR user_id = ?) AND (end_datetime IS NULL OR end_datetime >= ?)",
        (NO_LOCK, company, field, env.uid, env.stamp),
    )
    excepted = found[0] if found and found[0] else None
    return min(str(own), excepted) if excepted else str(own)
