"""Fields of partners that follow from the books and from their address: what they owe, how letters reach them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from email.utils import getaddresses
from functools import partial
from typing import Any

from mock_odoo.accounting import branches
from mock_odoo.orm.comparisons import COMPARISONS, listed
from mock_odoo.orm.domain import Condition
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.literals import bound
from mock_odoo.orm.sql import ALL_FOUND, NONE_FOUND, Sql, column, negated, sql
from mock_odoo.orm.values import MONEY_SCALE

LINES = (
    "account_move_line AS l JOIN account_account AS a ON a.id = l.account_id"
    " WHERE l.parent_state = 'posted' AND a.account_type = {} AND l.company_id IN {}"
)


def credit(env: Environment, alias: str) -> Sql:
    """What a customer owes: what is left of posted lines on such accounts, to the current company as a whole.

    That is with all of its branches, and what it is a branch of, in view or not (observed).
    """
    return _open(env, alias, "asset_receivable", 1)


def debit(env: Environment, alias: str) -> Sql:
    """What is owed to a supplier."""
    return _open(env, alias, "liability_payable", -1)


def _lines(env: Environment, kind: str) -> Sql:
    """Return the FROM … of the lines that count."""
    return sql(LINES, kind, branches.below(env.database.root_company(env.company_id)))


def _open(env: Environment, alias: str, kind: str, sign: int) -> Sql:
    return sql(
        f"(SELECT {sign} * COALESCE(SUM(l.amount_residual), 0) FROM {{}} AND l.partner_id = {{}})",
        _lines(env, kind),
        column(alias, "id"),
    )


def _by_debt(kind: str, sign: int, env: Environment, condition: Condition, alias: str) -> Sql:
    """Only an inequality with a number asks for anything, and it finds none but partners with such lines (observed)."""
    value = False if condition.value is None else condition.value
    if condition.operator not in COMPARISONS or not isinstance(value, int | float):
        found = ALL_FOUND
    else:
        limit = bound(value, condition.asked, "numeric") * MONEY_SCALE
        query = sql(
            "SELECT l.partner_id FROM {} AND l.partner_id IS NOT NULL GROUP BY l.partner_id"
            f" HAVING {sign} * SUM(l.amount_residual) {condition.asked} {{}}",
            _lines(env, kind),
            limit,
        )
        rows = env.database.store.all(query.code, query.values)
        found = sql("({} IN ({}))", column(alias, "id"), listed(id_ for (id_,) in rows)) if rows else NONE_FOUND
    return negated(found) if condition.negated else found


SEARCHES: Mapping[str, Callable[[Environment, Condition, str], Sql]] = {
    "credit": partial(_by_debt, "asset_receivable", 1),
    "debit": partial(_by_debt, "liability_payable", -1),
}


def currency(env: Environment, alias: str) -> Sql:
    """The currency in which a partner's debts are told: that of the current company."""
    del alias
    return sql("(SELECT c.currency_id FROM res_company AS c WHERE c.id = {})", env.company_id)


def normalize(env: Environment, ids: Sequence[int]) -> None:
    """Keep the first address among those of a partner, in small letters; nothing if there is none."""
    found = [(id_, _addresses(email)) for id_, _, email in _emails(env, ids)]
    env.database.store.execute_many(
        "UPDATE res_partner SET email_normalized = ? WHERE id = ?",
        [(next((address for address in mine if "@" in address), None), id_) for id_, mine in found],
    )


def formatted(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """The name and the addresses of a partner, as letters have them; behind an @ what is no address (observed)."""
    found: dict[int, Any] = {}
    for id_, name, email in _emails(env, ids):
        addresses = [address for address in _addresses(email) if "@" in address]
        shown = ",".join(addresses) if addresses else f"@{email}"
        found[id_] = f'"{name}" <{shown}>' if email else False
    return found


def _addresses(email: str | None) -> list[str]:
    return [address.lower() for _, address in getaddresses([email or ""])]


def _emails(env: Environment, ids: Sequence[int]) -> list[tuple[int, str, str | None]]:
    return env.database.store.all(
        "SELECT id, name, email FROM res_partner WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
