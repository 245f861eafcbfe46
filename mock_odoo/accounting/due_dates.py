"""Due dates: when what decides on it changes, an entry gets one anew (observed: each deed tried once).

It is the last day of a document's terms, else the one that the entry has, else today. The lines of the entry decide, by
account, amount and tax (of due lines that does not count), and so does its state, and what it is set off against. Until
then a day that somebody tells a document stays, whatever its terms are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mock_odoo.accounting import due_lines
from mock_odoo.accounting.invoice_lines import moves
from mock_odoo.orm.environment import Environment

FIELD = "invoice_date_due"
# What of an entry's own fields brings it a due date when it is written, and be it what it was.
DECIDING = frozenset(
    (
        *("partner_id", "invoice_date", "date", "journal_id", "company_id", "currency_id", "invoice_payment_term_id"),
        "invoice_currency_rate",
    )
)
# An entry with a due date and without terms keeps that date, whatever changes.
FOLLOWS = "(m.invoice_date_due IS NULL OR m.invoice_payment_term_id IS NOT NULL)"


def deciding(env: Environment, ids: Iterable[int]) -> dict[int, list[Any]]:
    """Return what decides on the due dates of entries, as far as these follow from anything."""
    found: dict[int, list[Any]] = {}
    for id_, *decides in env.database.store.all(
        "SELECT m.id, m.state, l.id, l.account_id, l.currency_id, l.balance, l.amount_currency,"
        " (SELECT group_concat(t.member) FROM account_move_line__tax_ids t WHERE t.owner = l.id"
        " AND l.display_type != 'payment_term')"
        f" FROM account_move m LEFT JOIN account_move_line l ON l.move_id = m.id WHERE {FOLLOWS}"
        " AND m.id IN (SELECT value FROM json_each(?)) ORDER BY m.id, l.id",
        (env.database.json_list(ids),),
    ):
        found.setdefault(id_, []).append(decides)
    return found


def follow(env: Environment, before: Mapping[int, list[Any]]) -> None:
    """Give due dates to entries as far as what decides on them is not what it was `before`."""
    now = deciding(env, before)
    fill(env, [id_ for id_ in now if now[id_] != before[id_]])


def decided(env: Environment, ids: Iterable[int], vals: Mapping[str, Any]) -> None:
    """Give due dates to entries to which something is written that decides on them, unless they are told theirs."""
    if DECIDING & vals.keys() and FIELD not in vals:
        fill(env, ids)


def fill(env: Environment, ids: Iterable[int]) -> None:
    """Give due dates to those of entries that have none, or have terms."""
    rows = env.database.store.all(
        f"SELECT m.id, m.invoice_date_due FROM account_move m WHERE {FOLLOWS}"
        " AND m.id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    entries = [id_ for id_, _ in rows]
    days = {move.id: due_lines.last_day(env, move) for move in moves(env, entries) if move.is_invoice}
    for id_, day in rows:
        new = str(days.get(id_) or day or env.today)
        if new != day:
            env.database.store.execute("UPDATE account_move SET invoice_date_due = ? WHERE id = ?", (new, id_))
