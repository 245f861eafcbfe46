"""Reconciliation: debits and credits of an account are set off against each other, and taken apart (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.accounting import (
    balance,
    due_dates,
    exchange,
    invoices,
    line_changes,
    manual_changes,
    matching,
    payment_state,
    posting,
    reversal,
    statement_entries,
    totals,
)
from mock_odoo.accounting.invoice_lines import lines_of_entries, moves
from mock_odoo.accounting.setting_off import Open, open_lines, parts
from mock_odoo.errors import UserError
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.reading import labels

MODEL = "account.move.line"
SET_OFF_BY = ("account_id", "currency_id", "amount_currency", "debit", "credit", "balance")


def reconcile(env: Environment, ids: Sequence[int]) -> None:
    """Set lines off against each other, the oldest first; raise UserError where the real server does."""
    lines = open_lines(env, ids)
    _refuse(env, lines)
    left = [line for line in lines if not line.reconciled]
    differences = _set_off_all(env, left)
    refresh(env, ids)
    for line, amount, partial, day in differences:
        exchange.book(env, line, amount, partial, day)
    touched = {line for _, *pair in matching.partials_of(env, ids) for line in pair}
    refresh(env, sorted(touched))
    complete = all(line.reconciled for line in open_lines(env, ids))
    matching.number(env, ids, complete=complete)
    entries = _entries(env, sorted(touched))
    with invoices.following(env, entries):
        _follow(env, entries)
    balance.check(env, entries)  # what was changed through other entries was not asked before (observed)


def come_apart(env: Environment, ids: Sequence[int], vals: Mapping[str, Any]) -> None:
    """What is set off comes apart when its account or its amounts change, whether or not it counts (observed)."""
    deciding = {name: value for name, value in vals.items() if name in SET_OFF_BY}
    lines = env.sudo().model(MODEL, tuple(ids)).read(list(SET_OFF_BY), load=None) if deciding else []
    take_apart(env, [line["id"] for line in lines if line_changes.is_changed(env, line, deciding)])


def take_apart(env: Environment, lines: Sequence[int]) -> None:
    """Take apart all that lines are set off against."""
    unreconcile(env.sudo(), [id_ for id_, _, _ in matching.partials_of(env, lines)])


def take_entries_apart(env: Environment, entries: Sequence[int]) -> None:
    """Take apart all that the lines of entries are set off against."""
    take_apart(env, env.sudo()[MODEL].search([("move_id", "in", list(entries))]))


def unreconcile(env: Environment, partials: Iterable[int]) -> None:
    """Take partial reconciliations apart; the entries of their exchange differences are reversed."""
    wanted = env.database.json_list(partials)
    rows = env.database.store.all(
        "SELECT id, debit_move_id, credit_move_id, full_reconcile_id, exchange_move_id FROM account_partial_reconcile"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    exchanged = sorted({row[4] for row in rows if row[4]})
    lines = {line for row in rows for line in row[1:3]} | set(lines_of_entries(env, exchanged))
    gone = {row[0] for row in rows} | {id_ for id_, *_ in exchange.partials_of_entries(env, exchanged)}
    _forget_full(env, {row[3] for row in rows if row[3]})
    env.database.store.execute(
        "DELETE FROM account_partial_reconcile WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(gone),),
    )
    refresh(env, sorted(lines))
    for entry in exchanged:
        _reverse(env, entry)
    matching.number(env, sorted(lines), complete=False)
    _follow(env, _entries(env, sorted(lines)))


def _reverse(env: Environment, entry: int) -> None:
    """Reverse the entry of an exchange difference, and reconcile it with its reversal."""
    [back] = reversal.reverse(env, [entry], {})
    posting.post(env.sudo(), [back], {"posted_before": 1})
    reconcile(env, [lines_of_entries(env, [move])[0] for move in (entry, back)])


def refresh(env: Environment, lines: Sequence[int]) -> None:
    """Set what is left of lines; those of which it changes get a stamp."""
    read = "SELECT id, amount_residual, amount_residual_currency FROM account_move_line WHERE id IN"
    asked = (env.database.json_list(lines),)
    before = set(env.database.store.all(f"{read} (SELECT value FROM json_each(?))", asked))
    balance.refresh_residuals(env, lines)
    after = set(env.database.store.all(f"{read} (SELECT value FROM json_each(?))", asked))
    changed = sorted(row[0] for row in after - before)
    if changed:
        writing.update(env, env.schema("account.move.line"), changed, {})


def _entries(env: Environment, lines: Sequence[int]) -> list[int]:
    rows = env.database.store.all(
        "SELECT DISTINCT move_id FROM account_move_line WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(lines),),
    )
    return [id_ for (id_,) in rows]


def _follow(env: Environment, entries: Sequence[int]) -> None:
    """Bring invoices and payments in line with what is left of their lines."""
    due_dates.fill(env, entries)
    for move in moves(env, entries):
        if move.is_invoice:
            totals.refresh_invoice(env, move)
            manual_changes.note(env, [move.id])
    payment_state.refresh(env, entries)
    payment_state.refresh_payments(env, entries)
    statement_entries.refresh(env, entries)


def _refuse(env: Environment, lines: Sequence[Open]) -> None:
    ids = {line.id for line in lines}
    if any(line.reconciled and _is_done(env, line.id, ids) for line in lines):
        raise UserError(messages.ALREADY_RECONCILED)
    if matching.of_cancelled(env, sorted(ids)):
        raise UserError(messages.CANCELLED_RECONCILED)
    accounts = list(dict.fromkeys(line.account for line in lines if line.account))  # a section has none
    names = labels(env, "account.account", accounts)
    if len(accounts) > 1:
        raise UserError(messages.several_accounts(names[account] for account in accounts))
    if lines and not any(line.allowed for line in lines):
        raise UserError(messages.not_reconcilable(names[accounts[0]] if accounts else "False"))


def _is_done(env: Environment, line: int, asked: set[int]) -> bool:
    """Tell whether a line that is reconciled hangs together with none of the others, or nothing of them is left."""
    [(group, _)] = matching.groups(env, [line])
    return not group & (asked - {line}) or matching.is_complete(env, group)


def _set_off_all(env: Environment, lines: Sequence[Open]) -> list[tuple[Open, int, int, str]]:
    """Set lines off against each other: those of one currency first, then what is left of all (observed)."""
    currencies = dict.fromkeys(line.currency for line in lines)
    batches = [[line for line in lines if line.currency == currency] for currency in currencies]
    return [
        difference
        for batch in [*batches, lines]
        for difference in _pair(
            env, [line for line in batch if line.left > 0], [line for line in batch if line.left < 0]
        )
    ]


def _pair(env: Environment, debits: list[Open], others: list[Open]) -> list[tuple[Open, int, int, str]]:
    """Set off debits against credits until one side is used up; return the exchange differences that come of it."""
    differences: list[tuple[Open, int, int, str]] = []
    while debits and others:
        debit, credit = debits[0], others[0]
        differences += _set_off(env, debit, credit)
        debits, others = ([line for line in side if line.left] for side in (debits, others))
    return differences


def _set_off(env: Environment, debit: Open, credit: Open) -> list[tuple[Open, int, int, str]]:
    """Set a debit and a credit off; return the lines of which more was taken than the other one is worth."""
    both = ((debit, 1), (credit, -1))
    taken = parts(env, debit, credit)
    amount, day = min(part.worth for part in taken), _latest(env, debit, credit)
    # What a line in the company's currency has too much is set off with the entry of the difference.
    shown = [part.in_currency if line.is_foreign else amount for (line, _), part in zip(both, taken, strict=True)]
    partial = _insert(env, debit, credit, amount, shown, day)
    differences = []
    for (line, sign), part in zip(both, taken, strict=True):
        line.take(part)
        if part.worth != amount:
            differences.append((line, sign * (part.worth - amount), partial, day))
    return differences


def _latest(env: Environment, debit: Open, credit: Open) -> str:
    row = env.database.store.one("SELECT MAX(date) FROM account_move_line WHERE id IN (?, ?)", (debit.id, credit.id))
    return str(row[0]) if row else ""


def _insert(env: Environment, debit: Open, credit: Open, amount: int, in_currency: Sequence[int], day: str) -> int:
    row: writing.Row = {
        "debit_move_id": debit.id,
        "credit_move_id": credit.id,
        "debit_currency_id": debit.currency,
        "credit_currency_id": credit.currency,
        "amount": amount,
        "debit_amount_currency": in_currency[0],
        "credit_amount_currency": in_currency[1],
        "company_id": debit.company,
        "max_date": day,
    }
    [id_] = writing.insert(env, env.schema("account.partial.reconcile"), [row])
    return id_


def _forget_full(env: Environment, ids: Iterable[int]) -> None:
    listed = (env.database.json_list(ids),)
    among = "IN (SELECT value FROM json_each(?))"
    for table in ("account_move_line", "account_partial_reconcile"):
        env.database.store.execute(
            f"UPDATE {table} SET full_reconcile_id = NULL WHERE full_reconcile_id {among}", listed
        )
    env.database.store.execute(f"DELETE FROM account_full_reconcile WHERE id {among}", listed)
