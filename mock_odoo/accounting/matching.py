"""Matching: which lines are matched with which, and the number that all lines of one matching share (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

Partial = tuple[int, int, int]


def partials_of(env: Environment, lines: Iterable[int]) -> list[Partial]:
    """Return id, debit line and credit line of the partial reconciliations that touch lines."""
    wanted = env.database.json_list(lines)
    return env.database.store.all(
        "SELECT id, debit_move_id, credit_move_id FROM account_partial_reconcile WHERE debit_move_id IN"
        " (SELECT value FROM json_each(?)) OR credit_move_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (wanted, wanted),
    )


def groups(env: Environment, lines: Iterable[int]) -> list[tuple[set[int], list[int]]]:
    """Return the lines that hang together with some lines, with their partial reconciliations, group by group."""
    left, found = set(lines), []
    while left:
        group, partials = {left.pop()}, list[Partial]()
        while True:
            partials = partials_of(env, group)
            grown = group | {line for _, debit, credit in partials for line in (debit, credit)}
            if grown == group:
                break
            group = grown
        left -= group
        found.append((group, [id_ for id_, _, _ in partials]))
    return found


def number(env: Environment, lines: Sequence[int], *, complete: bool) -> None:
    """Give lines and all that hangs together with them their matching number.

    With `complete` a group of which nothing is left open gets a full reconciliation, whose id is the number then; a
    `P` and the oldest partial reconciliation are it otherwise. Numbers are set without stamps, as on the real server.
    """
    for group, partials in groups(env, lines):
        full = _full(env, group, partials, complete=complete)
        shared = str(full) if full else f"P{min(partials)}" if partials else None
        env.database.store.execute(
            "UPDATE account_move_line SET matching_number = ?, full_reconcile_id = ?"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (shared, full, env.database.json_list(group)),
        )


def _full(env: Environment, group: set[int], partials: list[int], *, complete: bool) -> int | None:
    listed = env.database.json_list(partials)
    kept = env.database.store.one(
        "SELECT MIN(full_reconcile_id), COUNT(full_reconcile_id) FROM account_partial_reconcile"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (listed,),
    )
    if partials and kept and kept[1] == len(partials):
        return int(kept[0])
    if not (partials and complete and is_complete(env, group)):
        return None
    [full] = writing.insert(env, env.schema("account.full.reconcile"), [{}])
    env.database.store.execute(
        "UPDATE account_partial_reconcile SET full_reconcile_id = ? WHERE id IN (SELECT value FROM json_each(?))",
        (full, listed),
    )
    return full


def is_complete(env: Environment, lines: Iterable[int]) -> bool:
    """Tell whether nothing is left of lines."""
    return not env.database.store.one(
        "SELECT 1 FROM account_move_line WHERE id IN (SELECT value FROM json_each(?)) AND NOT COALESCE(reconciled, 0)",
        (env.database.json_list(lines),),
    )


def of_cancelled(env: Environment, lines: Sequence[int]) -> bool:
    """Tell whether one of the lines belongs to a cancelled entry."""
    row = env.database.store.one(
        "SELECT 1 FROM account_move_line WHERE parent_state = 'cancel' AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(lines),),
    )
    return row is not None
