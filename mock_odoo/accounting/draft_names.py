"""Draft names: what an entry is called that was never posted. Since 18.0 nothing, before that `/` or a number (read).

The first draft of a journal's period showed there which number it would get; the fake gives it when it is created, and
again when date or journal change.
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.accounting import sequences
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

UNNAMED = "name IS NULL OR name IN ('', '/')"


def refresh(env: Environment, ids: Sequence[int], *, dated: bool) -> None:
    """Name drafts as their version does; with `dated` those of a number, too, for another period may be theirs now."""
    if env.version.draft_name is None:
        return
    for id_, journal, day, kind in _drafts(
        env, ids, f"{UNNAMED} OR NOT COALESCE(posted_before, 0)" if dated else UNNAMED
    ):
        _set(env, id_, env.version.draft_name)
        name = sequences.Numbers(env).next(journal, day, kind)
        if sequences.is_first(name):
            _set(env, id_, name)


def _drafts(env: Environment, ids: Sequence[int], condition: str) -> list[tuple[int, int, str, str]]:
    return env.database.store.all(
        "SELECT id, journal_id, date, move_type FROM account_move WHERE id IN (SELECT value FROM json_each(?))"
        f" AND state = 'draft' AND ({condition}) ORDER BY id",
        (env.database.json_list(ids),),
    )


def _set(env: Environment, id_: int, name: str) -> None:
    row: writing.Row = {"name": name, **sequences.parts(name)}
    writing.update(env, env.schema("account.move"), [id_], row, stamp=False)
