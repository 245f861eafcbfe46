"""Due dates: an entry that has none gets one when what decides on it changes (observed: each deed tried once).

It is the last day of a document's terms, else today. The lines of the entry decide, by account, taxes and amounts, and
so does its state, and what it is set off against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mock_odoo.accounting import due_lines
from mock_odoo.accounting.invoice_lines import moves
from mock_odoo.orm.environment import Environment

# What of an entry's own fields brings it a due date when it is written, and be it what it was.
DECIDING = frozenset(
    ("partner_id", "invoice_date", "date", "journal_id", "company_id", "currency_id", "invoice_payment_term_id")
)


def undated(env: Environment, ids: Iterable[int]) -> dict[int, list[Any]]:
    """Return what decides on the due date of those of entries that have none."""
    found: dict[int, list[Any]] = {}
    for id_, *deciding in env.database.store.all(
        "SELECT m.id, m.state, l.id, l.account_id, l.currency_id, l.balance, l.amount_currency,"
        " (SELECT group_concat(t.member) FROM account_move_line__tax_ids t WHERE t.owner = l.id)"
        " FROM account_move m LEFT JOIN account_move_line l ON l.move_id = m.id WHERE m.invoice_date_due IS NULL"
        " AND m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id, l.id",
        (env.database.json_list(ids),),
    ):
        found.setdefault(id_, []).append(deciding)
    return found


def follow(env: Environment, before: Mapping[int, list[Any]]) -> None:
    """Give due dates to the entries that had none `before`, as far as what decides on it changed."""
    now = undated(env, before)
    fill(env, [id_ for id_ in now if now[id_] != before[id_]])


def fill(env: Environment, ids: Iterable[int]) -> None:
    """Give due dates to those of entries that have none."""
    rows = env.database.store.all(
        "SELECT id FROM account_move WHERE invoice_date_due IS NULL AND id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    entries = [id_ for (id_,) in rows]
    days = {move.id: due_lines.last_day(env, move) for move in moves(env, entries) if move.is_invoice}
    for id_ in entries:
        env.database.store.execute(
            "UPDATE account_move SET invoice_date_due = ? WHERE id = ?", ((days.get(id_) or env.today).isoformat(), id_)
        )
