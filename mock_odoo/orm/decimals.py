"""Decimals: with how many an amount is kept that stands in a currency (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field
from mock_odoo.orm.values import MONEY_DIGITS


def of_amount(env: Environment, field: Field, vals: Mapping[str, Any], ids: Sequence[int]) -> int:
    """Return the decimals of the currency of a monetary field: the one that the values name, else that of the records.

    `ids` are the records that the values are written to, none if they are new. What is reckoned, a Decimal, has been
    rounded. Raises NotInFake for records of which each would round otherwise.
    """
    name, digits = field.currency_field, env.database.digits
    if not name or name in vals or not ids or not isinstance(vals[field.name], float | str):
        currency = vals.get(name)
        return digits(currency) if isinstance(currency, int) else MONEY_DIGITS
    records = env.sudo().model(field.model, tuple(ids)).read([name], load=None)
    found = {digits(record[name]) for record in records}
    if len(found) > 1:
        raise NotInFake(f"one {field.model}.{field.name} for records in currencies with other decimals")
    return found.pop()
