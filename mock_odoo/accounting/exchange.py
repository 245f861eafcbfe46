"""Exchange differences: what a reconciliation of foreign amounts leaves in the company's currency (observed)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mock_odoo.accounting import dating, matching, posting
from mock_odoo.accounting.invoice_lines import lines_of_entries
from mock_odoo.errors import UserError
from mock_odoo.orm import dates, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE

if TYPE_CHECKING:
    from mock_odoo.accounting.setting_off import Open

LABEL = "Currency exchange rate difference"
NOT_ALONE = "You cannot reset to draft an exchange difference journal entry."
MISSING = (
    "have to configure the 'Exchange Gain or Loss Journal'",
    "should configure the 'Gain Exchange Rate Account'",
    "should configure the 'Loss Exchange Rate Account'",
)
WHY = "to manage automatically the booking of accounting entries related to differences between exchange rates."


def book(env: Environment, line: Open, amount: int, partial: int, day: str) -> None:
    """Book what is left of a line that has nothing left in its own currency, and reconcile it with that entry."""
    journal, gain, loss = _settings(env, line.company)
    value = Decimal(-amount) / MONEY_SCALE
    common = {"name": LABEL, "currency_id": line.currency, "partner_id": line.partner or False}
    shown = 0 if line.is_foreign else value
    lines = [
        {**common, "account_id": line.account, "balance": value, "amount_currency": shown},
        {**common, "account_id": gain if value > 0 else loss, "balance": -value, "amount_currency": -shown},
    ]
    booked = dating.end_of_period(env, "entry", journal, dates.day(day))
    move = _posted(env, {"journal_id": journal, "date": booked, "line_ids": [[0, 0, vals] for vals in lines]})
    other = lines_of_entries(env, [move])[0]
    debit, credit = (line.id, other) if amount > 0 else (other, line.id)
    writing.insert(env, env.schema("account.partial.reconcile"), [_partial(line, debit, credit, amount, booked)])
    env.database.store.execute(
        "UPDATE account_partial_reconcile SET exchange_move_id = ? WHERE id = ?", (move, partial)
    )


def refuse_draft(env: Environment, entries: Iterable[int]) -> None:
    """Raise UserError if an entry is that of a difference: it goes only with the match that it belongs to."""
    if env.database.store.one(
        "SELECT 1 FROM account_partial_reconcile WHERE exchange_move_id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(entries),),
    ):
        raise UserError(NOT_ALONE)


def partials_of_entries(env: Environment, entries: Iterable[int]) -> list[tuple[int, ...]]:
    """Return the partial reconciliations of the lines of entries."""
    return list(matching.partials_of(env, lines_of_entries(env, entries)))


def _partial(line: Open, debit: int, credit: int, amount: int, day: str) -> writing.Row:
    return {
        "debit_move_id": debit,
        "credit_move_id": credit,
        "debit_currency_id": line.currency,
        "credit_currency_id": line.currency,
        "amount": abs(amount),
        "debit_amount_currency": 0 if line.is_foreign else abs(amount),
        "credit_amount_currency": 0 if line.is_foreign else abs(amount),
        "company_id": line.company,
        "max_date": day,
    }


def _settings(env: Environment, company: int) -> tuple[int, int, int]:
    row = env.database.store.one(
        "SELECT currency_exchange_journal_id, income_currency_exchange_account_id, expense_currency_exchange_account_id"
        " FROM res_company WHERE id = ?",
        (company,),
    )
    for field, missing in zip(row or (None, None, None), MISSING, strict=True):
        if not field:
            raise UserError(f"You {missing} in your company settings, {WHY}")
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


def _posted(env: Environment, vals: dict[str, Any]) -> int:
    [move] = env.sudo()["account.move"].create([vals])
    posting.post(env.sudo(), [move], {"posted_before": 1})
    return move
