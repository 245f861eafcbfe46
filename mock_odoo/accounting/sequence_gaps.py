"""Sequence gaps: which entries come after a number that nobody has (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

_AFTER_A_GAP = (
    "(COALESCE(m.sequence_number, 0) != 0 AND (m.state != 'posted' OR (m.sequence_number > 1 AND NOT EXISTS"
    " (SELECT 1 FROM account_move p WHERE p.journal_id = m.journal_id AND p.sequence_prefix = m.sequence_prefix"
    " AND p.sequence_number = m.sequence_number - 1))))"
)
FIELDS = ("made_sequence_gap", "made_sequence_hole")  # the latter before 18.0


@contextmanager
def following(env: Environment, ids: Sequence[int]) -> Iterator[None]:
    """Say anew which entries come after a gap, where what is done meanwhile changes names, states or journals."""
    before = _next_to(env, ids)
    yield
    refresh(env, {*before, *ids, *_next_to(env, ids)})


def refresh(env: Environment, ids: Iterable[int]) -> None:
    """Set whether entries come after a gap; a draft with a number always does (observed)."""
    fields = env.schema("account.move").fields
    name = next(name for name in FIELDS if name in fields)
    rows = env.database.store.all(
        f"SELECT m.id, {_AFTER_A_GAP} AS found FROM account_move m WHERE m.id IN (SELECT value FROM json_each(?))"
        f" AND COALESCE({name}, 0) != found",
        (env.database.json_list(ids),),
    )
    for flag in (0, 1):
        changed = [id_ for id_, found in rows if found == flag]
        if changed:
            writing.update(env, env.schema("account.move"), changed, {name: flag})


def _next_to(env: Environment, ids: Sequence[int]) -> list[int]:
    """Return the entries whose numbers come right after those of some entries."""
    rows = env.database.store.all(
        "SELECT n.id FROM account_move m JOIN account_move n ON n.journal_id = m.journal_id"
        " AND n.sequence_prefix = m.sequence_prefix AND n.sequence_number = m.sequence_number + 1"
        " WHERE m.sequence_number > 0 AND m.id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    return [id_ for (id_,) in rows]
