"""Setting off: how much of a debit and of a credit goes against each other, in one currency or in two (observed).

Amounts are whole ten-thousandths. Dollars against euros count in dollars, dollars against pounds in the company's
currency; what a part is worth at a line's own rate and not at the other's is an exchange difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key

from mock_odoo.accounting import balance, currency
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE


@dataclass
class Open:
    """A line and what is left of it, in the company's currency and in its own.

    `rate_day` is the day whose rate counts for it; `is_payment` tells whether the bank or a payment made it.
    """

    id: int
    account: int
    day: str
    currency: int
    company: int
    company_currency: int
    balance: int
    amount_currency: int
    residual: int
    residual_currency: int
    reconciled: bool
    allowed: bool
    partner: int | None
    rate_day: str
    is_payment: bool

    @property
    def is_foreign(self) -> bool:
        """Whether its currency is another one than its company's."""
        return self.currency != self.company_currency

    @property
    def left(self) -> int:
        """What is left of it, with its side."""
        return self.residual or self.residual_currency

    def take(self, part: Part) -> None:
        """Take a part away from what is left."""
        sign = 1 if self.left > 0 else -1
        self.residual -= sign * part.worth
        self.residual_currency -= sign * part.in_currency


@dataclass(frozen=True)
class Part:
    """What of a line is set off: in its own currency, and what that is worth at its own rate."""

    worth: int
    in_currency: int


def open_lines(env: Environment, ids: Sequence[int]) -> list[Open]:
    """Return lines by the day on which they are due and their amount, equal ones as they are given.

    Of currencies none comes before another, so where several meet Python's way of sorting decides (observed).
    """
    rows = env.database.store.all(
        "SELECT l.id, l.account_id, COALESCE(l.date_maturity, l.date), l.currency_id, l.company_id, c.currency_id,"
        " l.balance, l.amount_currency, l.amount_residual, l.amount_residual_currency, COALESCE(l.reconciled, 0),"
        " COALESCE(a.reconcile, 0) OR a.account_type IN " + balance.ASSETS_WITH_RESIDUAL + ", l.partner_id,"
        " CASE WHEN m.move_type = 'entry' THEN l.date ELSE COALESCE(m.invoice_date, l.date) END,"
        " m.origin_payment_id IS NOT NULL OR m.statement_line_id IS NOT NULL"
        " FROM json_each(?) AS given JOIN account_move_line l ON l.id = given.value"
        " JOIN account_move m ON m.id = l.move_id JOIN res_company c ON c.id = l.company_id"
        " LEFT JOIN account_account a ON a.id = l.account_id ORDER BY given.key",
        (env.database.json_list(dict.fromkeys(ids)),),
    )  # fmt: skip
    return sorted((Open(*row) for row in rows), key=cmp_to_key(_order))


def _order(one: Open, other: Open) -> int:
    """Return what is below nothing for a line that comes before another one."""
    if one.day != other.day:
        return -1 if one.day < other.day else 1
    return one.amount_currency - other.amount_currency if one.currency == other.currency else 0


def parts(env: Environment, debit: Open, credit: Open) -> tuple[Part, Part]:
    """Return what of a debit and of a credit goes against each other."""
    if debit.currency == credit.currency:
        amount = min(abs(debit.residual_currency), abs(credit.residual_currency))
        return _in_currency(env, debit, amount), _in_currency(env, credit, amount)
    if debit.is_foreign and credit.is_foreign:
        amount = min(abs(debit.residual), abs(credit.residual))
        return _worth(env, debit, amount), _worth(env, credit, amount)
    if debit.is_foreign:
        local, foreign = _across(env, credit, debit)
        return foreign, local
    return _across(env, debit, credit)


def _across(env: Environment, local: Open, foreign: Open) -> tuple[Part, Part]:
    """Return the parts of a line in the company's currency and of a foreign one, which count in the latter's."""
    rate = _rate(env, local, foreign)
    available = _rounded(env, abs(local.residual) * rate, foreign.currency)
    amount = min(available, abs(foreign.residual_currency))
    worth = abs(local.residual) if amount == available else _rounded(env, amount / rate, local.company_currency)
    return Part(worth, worth), _in_currency(env, foreign, amount)


def _rate(env: Environment, local: Open, foreign: Open) -> Decimal:
    """Return what a unit of the company's currency buys of the foreign one: at a payment's rate, else at the day's."""
    if foreign.is_payment and not local.is_payment and foreign.balance:
        return abs(Decimal(foreign.amount_currency) / foreign.balance)
    return currency.rate(env, foreign.currency, local.company, local.rate_day)


def _in_currency(env: Environment, line: Open, amount: int) -> Part:
    """Return an amount in a line's currency with what it is worth at the line's own rate."""
    if amount == abs(line.residual_currency):
        return Part(abs(line.residual), amount)
    if not line.is_foreign:
        return Part(amount, amount)
    exact = Decimal(abs(line.residual)) * amount / abs(line.residual_currency)
    return Part(_rounded(env, exact, line.company_currency), amount)


def _worth(env: Environment, line: Open, amount: int) -> Part:
    """Return an amount in the company's currency with what of the line it is."""
    if amount == abs(line.residual):
        return Part(amount, abs(line.residual_currency))
    exact = Decimal(amount) * abs(line.residual_currency) / abs(line.residual)
    return Part(amount, _rounded(env, exact, line.currency))


def _rounded(env: Environment, amount: Decimal, currency_: int) -> int:
    """Round ten-thousandths to the decimals of a currency."""
    return int(rounded(amount / MONEY_SCALE, env.database.digits(currency_)) * MONEY_SCALE)
