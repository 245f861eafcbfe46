"""Currencies: the rate between two of them on a day."""

from __future__ import annotations

from decimal import Decimal

from mock_odoo.orm.environment import Environment


def rate(env: Environment, currency: int, company: int, day: str) -> Decimal:
    """Return how much of a currency a unit of the company's own buys on a day (`YYYY-MM-DD`).

    That is the last rate up to that day, else the first there is, else 1 (observed); rates are those of the company at
    the top of the branches, else those of all companies.
    """
    own = env.database.company_currency(company)
    if not currency or currency == own:
        return Decimal(1)
    return _against_all(env, currency, company, day) / _against_all(env, own, company, day)


def _against_all(env: Environment, currency: int, company: int, day: str) -> Decimal:
    root = env.database.root_company(company)
    rows = env.database.store.all(
        "SELECT rate FROM res_currency_rate WHERE currency_id = ? AND (company_id IS NULL OR company_id = ?)"
        " ORDER BY name > ?, CASE WHEN name > ? THEN name END, name DESC, company_id IS NULL LIMIT 1",
        (currency, root, day, day),
    )
    return Decimal(repr(rows[0][0])) if rows and rows[0][0] else Decimal(1)
