"""What accounts compute: their code in the current company, their label, group and root, and what is booked on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mock_odoo.accounting import branches
from mock_odoo.models import account_code_mapping, account_group
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.reading import labels
from mock_odoo.orm.rights import check_access
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import money_to_wire


def _code(env: Environment, alias: str) -> Sql:
    """The code in the current company; the store keeps one for each, which its branches share."""
    if not env.version.accounts_are_shared:
        return column(alias, "code")
    root = env.database.root_company(env.company_id)
    return sql("json_extract({}, {})", column(alias, "code_store"), f'$."{root}"')


def _label(env: Environment, alias: str) -> Sql:
    """The code is shown to readers of accounting alone (observed: a biller sees the bare name), or to everybody."""
    name = column_of(env, "account.account", "name", alias)
    if env.version.account_label_has_code == "readers" and not env.in_group("account.group_account_readonly"):
        return name
    return sql("COALESCE({} || ' ', '') || {}", _code(env, alias), name)


def placeholder(env: Environment, alias: str) -> Sql:
    """The code here, else that of another company with the company's name."""
    elsewhere = sql(
        "(SELECT codes.value || ' (' || c.name || ')' FROM json_each({}) AS codes JOIN res_company AS c"
        " ON c.id = codes.key WHERE codes.value IS NOT NULL ORDER BY c.id LIMIT 1)",
        column(alias, "code_store"),
    )
    return sql("COALESCE({}, {})", _code(env, alias), elsewhere)


def _root(env: Environment, alias: str) -> Sql:
    """The first two characters of the code stand for the root."""
    return sql("NULLIF(substr({}, 1, 2), '')", placeholder(env, alias))


def _internal_group(env: Environment, alias: str) -> Sql:
    """What stands before the first underscore of the type; `off_balance` is `off`."""
    del env
    kind = column(alias, "account_type")
    return sql("substr({}, 1, instr({} || '_', '_') - 1)", kind, kind)


def _carried_forward(env: Environment, alias: str) -> Sql:
    """Whether a year opens with the balance: not for income, expenses and the result."""
    return sql(
        "({} NOT IN ('income', 'expense') AND {} != 'equity_unaffected')",
        _internal_group(env, alias),
        column(alias, "account_type"),
    )


def _used(env: Environment, alias: str) -> Sql:
    del env
    return sql("EXISTS (SELECT 1 FROM account_move_line AS l WHERE l.account_id = {})", column(alias, "id"))


def _balances(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    """What is booked in the current company and its branches, as far as they are in view (observed)."""
    if ids:
        check_access(env, "account.move.line", "read")
    query = sql(
        "SELECT account_id, SUM(balance) FROM account_move_line WHERE parent_state = 'posted' AND company_id IN {}"
        " AND company_id IN {} AND account_id IN {} GROUP BY account_id",
        branches.below(env.company_id),
        env.database.id_list(env.company_ids),
        env.database.id_list(ids),
    )
    sums: dict[int, int] = dict(env.database.store.all(query.code, query.values))
    return {id_: money_to_wire(sums.get(id_)) for id_ in ids}


def _currencies(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    row = env.database.store.one(
        "SELECT r.id, r.name FROM res_company c JOIN res_currency r ON r.id = c.currency_id WHERE c.id = ?",
        (env.company_id,),
    )
    return dict.fromkeys(ids, list(row) if row else False)


def _groups(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """The narrowest group that the code is in."""
    query = sql(
        "SELECT t.id, {} FROM account_account AS t WHERE t.id IN {}", _code(env, "t"), env.database.id_list(ids)
    )
    found = account_group.of_codes(env, dict(env.database.store.all(query.code, query.values)))
    names = labels(env, account_group.MODEL, sorted(set(found.values()))) if found else {}
    return {id_: [found[id_], names[found[id_]]] if id_ in found else False for id_ in ids}


SQL_FIELDS: Mapping[str, Callable[[Environment, str], Sql]] = {
    "code": _code,
    "display_name": _label,
    "placeholder_code": placeholder,
    "root_id": _root,
    "internal_group": _internal_group,
    "include_initial_balance": _carried_forward,
    "used": _used,
}
COMPUTED_FIELDS: Mapping[str, Callable[[Environment, Sequence[int]], Mapping[int, Any]]] = {
    "current_balance": _balances,
    "company_currency_id": _currencies,
    "group_id": _groups,
    "code_mapping_ids": account_code_mapping.of_accounts,
}
