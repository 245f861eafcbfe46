"""Accounts: one record can belong to several companies, with a code of its own in each.

Before 18.0 an account has one company and one code. The fake keeps both as if the account could have more of them, so
that whoever works with its tables finds them in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count
from typing import Any, ClassVar

from mock_odoo import messages
from mock_odoo.errors import UserError, ValidationError, value_error
from mock_odoo.models import account_code_mapping, account_group, account_root
from mock_odoo.orm.domain import Condition, Node
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.postgres import json_array
from mock_odoo.orm.reading import labels
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import money_to_wire, to_column

LAST_NUMBER = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII)
CODE_SHAPE = re.compile(r"[A-Za-z0-9.]+")
BAD_CODE = "The account code can only contain alphanumeric characters and dots."
CODE_MISSING = "The code must be set for every company to which this account belongs."
NAME_ALONE = "Please create new accounts from the Chart of Accounts menu."
NEEDED_THERE = "You can't unlink this company from this account since there are some journal items linked to it."
WITHOUT_COMPANY = "The following accounts must be assigned to at least one company:"
OTHER_CURRENCY = (
    "You cannot set a currency on this account as it already has some journal entries having a different foreign "
    "currency."
)
NOT_RECONCILABLE = "You cannot have a receivable/payable account that is not reconcilable."
HAS_ITEMS = "You cannot perform this action on an account that contains journal items."
ALWAYS_RECONCILED = ("asset_receivable", "liability_payable")


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


def _placeholder(env: Environment, alias: str) -> Sql:
    """The code here, else that of another company with the company's name."""
    elsewhere = sql(
        "(SELECT codes.value || ' (' || c.name || ')' FROM json_each({}) AS codes JOIN res_company AS c"
        " ON c.id = codes.key WHERE codes.value IS NOT NULL ORDER BY c.id LIMIT 1)",
        column(alias, "code_store"),
    )
    return sql("COALESCE({}, {})", _code(env, alias), elsewhere)


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
    rows = env.database.store.all(
        "SELECT account_id, SUM(balance) FROM account_move_line WHERE parent_state = 'posted' AND company_id = ?"
        " AND account_id IN (SELECT value FROM json_each(?)) GROUP BY account_id",
        (env.company_id, env.database.json_list(ids)),
    )
    sums: dict[int, int] = dict(rows)
    return {id_: money_to_wire(sums.get(id_)) for id_ in ids}


def _currencies(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    row = env.database.store.one(
        "SELECT r.id, r.name FROM res_company c JOIN res_currency r ON r.id = c.currency_id WHERE c.id = ?",
        (env.company_id,),
    )
    return dict.fromkeys(ids, list(row) if row else False)


def _root(env: Environment, alias: str) -> Sql:
    """The first two characters of the code stand for the root."""
    return sql("NULLIF(substr({}, 1, 2), '')", _placeholder(env, alias))


def _groups(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """The narrowest group that the code is in."""
    query = sql(
        "SELECT t.id, {} FROM account_account AS t WHERE t.id IN {}", _code(env, "t"), env.database.id_list(ids)
    )
    found = account_group.of_codes(env, dict(env.database.store.all(query.code, query.values)))
    names = labels(env, account_group.MODEL, sorted(set(found.values()))) if found else {}
    return {id_: [found[id_], names[found[id_]]] if id_ in found else False for id_ in ids}


def _codes_after(code: str) -> Iterator[str]:
    """Yield codes for a copy: those with the next numbers of the same length, then those with `.copy` (observed)."""
    match = LAST_NUMBER.fullmatch(code)
    if match is not None:
        start, digits, end = match.groups()
        yield from (f"{start}{number:0{len(digits)}}{end}" for number in range(int(digits) + 1, 10 ** len(digits)))
    yield from (f"{code}.copy{number}" for number in chain(("",), count(2)))


class AccountAccount(BaseModel):
    """An account."""

    model_name = "account.account"
    searched_names = ("name", "code", "display_name")
    searched_beginnings = ("code", "display_name")
    sql_fields: ClassVar = {
        "code": _code,
        "display_name": _label,
        "placeholder_code": _placeholder,
        "root_id": _root,
        "internal_group": _internal_group,
        "include_initial_balance": _carried_forward,
        "used": _used,
    }
    computed_fields: ClassVar = {
        "current_balance": _balances,
        "company_currency_id": _currencies,
        "group_id": _groups,
        "code_mapping_ids": account_code_mapping.of_accounts,
    }

    def _defaults(self) -> dict[str, Any]:
        company = self.env.company_id
        companies = {"company_ids": [company]} if self.env.version.accounts_are_shared else {"company_id": company}
        return {**super()._defaults(), **companies, "non_trade": False}

    def _completed(self, vals: dict[str, Any]) -> dict[str, Any]:
        complete = super()._completed(vals)
        self._check_type(str(complete.get("account_type") or ""))
        if "account_type" not in complete:
            complete["account_type"] = self._type_before(str(complete.get("code") or ""))
        if "reconcile" not in complete:
            complete["reconcile"] = complete.get("account_type") in ALWAYS_RECONCILED
        return complete

    def _check_type(self, kind: str) -> None:
        """The real server looks at the group that a type begins with before it looks at the type (observed)."""
        group = kind.partition("_")[0]
        if group and group not in self.schema.fields["internal_group"].selection:
            raise value_error(f"Wrong value for account.account.internal_group: {group!r}")

    def _type_before(self, code: str) -> str:
        """Return the type of the account whose code comes just before, as the real server guesses it (observed)."""
        found = self.env.sudo()["account.account"].search_read(
            [("code", "<", code), ("code", "!=", False)], ["account_type"], order="code desc", limit=1
        )
        return str(found[0]["account_type"]) if found else "asset_current"

    def _row(self, vals: Mapping[str, Any], *, new: bool) -> Any:
        """A code is kept as the current company's entry of `code_store`."""
        in_each = "code" in vals and self.env.version.accounts_are_shared
        return super()._row({**vals, "code_store": vals["code"]} if in_each else vals, new=new)

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        if not self.env.version.accounts_are_shared and names & {"code", "company_id"}:
            self._keep_as_shared(ids)
        if "company_ids" in names and self._has_lines_elsewhere(ids):
            raise UserError(NEEDED_THERE)

    def _keep_as_shared(self, ids: Sequence[int]) -> None:
        """Keep the one company and the one code where those of an account of several companies stand."""
        store, listed = self.env.database.store, self.env.database.json_list(ids)
        of_these = "(SELECT value FROM json_each(?))"
        codes = "json_object(CAST(company_id AS TEXT), code)"
        store.execute(f"DELETE FROM account_account__company_ids WHERE owner IN {of_these}", (listed,))
        store.execute(
            "INSERT INTO account_account__company_ids"
            f" SELECT id, company_id FROM account_account WHERE id IN {of_these}",
            (listed,),
        )
        store.execute(f"UPDATE account_account SET code_store = {codes} WHERE id IN {of_these}", (listed,))

    def _check(self, ids: Sequence[int]) -> None:
        self._refuse_without_company(ids)
        codes = self._codes(ids)
        if any(code is None for _, _, code in codes):
            raise ValidationError(CODE_MISSING)
        self._refuse_open_without_reconciliation(ids)
        if any(not CODE_SHAPE.fullmatch(code) for _, _, code in codes):
            raise ValidationError(BAD_CODE)
        if duplicates := self._duplicates(codes):
            raise ValidationError(messages.duplicate_codes(duplicates))

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        values = super()._copied(id_, default)
        [account] = self.env.model(self.model_name, (id_,)).read(["code", "name"])
        free = next(code for code in _codes_after(account["code"]) if not self.search([("code", "=", code)]))
        return {"code": free, **values, "name": default.get("name", f"{account['name']} (copy)")}

    def _named(self, name: Any) -> dict[str, Any]:
        raise ValidationError(NAME_ALONE)

    def _has_lines_elsewhere(self, ids: Sequence[int]) -> bool:
        """Tell whether a company, of which and above which an account has none, has lines on it."""
        found = self.env.database.store.one(
            "SELECT 1 FROM account_move_line l WHERE l.account_id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
            " (WITH RECURSIVE up(id) AS"
            " (SELECT l.company_id UNION SELECT b.parent_id FROM res_company b JOIN up USING (id))"
            " SELECT 1 FROM account_account__company_ids o JOIN up ON up.id = o.member WHERE o.owner = l.account_id)",
            (self.env.database.json_list(ids),),
        )
        return found is not None

    def _refuse_without_company(self, ids: Sequence[int]) -> None:
        names = self.env.database.store.all(
            "SELECT name FROM account_account WHERE id IN (SELECT value FROM json_each(?))"
            " AND id NOT IN (SELECT owner FROM account_account__company_ids)",
            (self.env.database.json_list(ids),),
        )
        if names:
            raise ValidationError("\n- ".join([WITHOUT_COMPANY, *(name or "False" for (name,) in names)]))

    def _write(self, vals: dict[str, Any]) -> None:
        self._refuse_other_currency(to_column(self.schema.fields["currency_id"], vals.get("currency_id")))
        for id_ in self.ids if "code_mapping_ids" in vals else ():
            account_code_mapping.carry_out(self.env, id_, vals["code_mapping_ids"])
        super()._write({name: value for name, value in vals.items() if name != "code_mapping_ids"})

    def _restated(self, condition: Condition) -> Node | None:
        return account_root.of_codes(condition) if condition.field == "root_id" else super()._restated(condition)

    def _refuse_other_currency(self, currency: Any) -> None:
        if currency and self.env.database.store.one(
            "SELECT 1 FROM account_move_line WHERE currency_id != ? AND account_id IN (SELECT value FROM json_each(?))",
            (currency, self.env.database.json_list(self.ids)),
        ):
            raise UserError(OTHER_CURRENCY)

    def _refuse_open_without_reconciliation(self, ids: Sequence[int]) -> None:
        found = self.env.sudo().model(self.model_name, tuple(ids)).read(["account_type", "reconcile", "code"])
        for account in found:
            if account["account_type"] in ALWAYS_RECONCILED and not account["reconcile"]:
                raise ValidationError(f"{NOT_RECONCILABLE} (account code: {account['code']})")

    def _unlink(self) -> None:
        if self.env.database.store.one(
            "SELECT 1 FROM account_move_line WHERE account_id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(self.ids),),
        ):
            raise UserError(HAS_ITEMS)
        super()._unlink()

    def _codes(self, ids: Sequence[int]) -> list[tuple[int, int, Any]]:
        """Return account, company and code for every company that an account belongs to."""
        return self.env.database.store.all(
            "SELECT a.id, c.member, json_extract(a.code_store, '$.\"' || c.member || '\"')"
            " FROM account_account a JOIN account_account__company_ids c ON c.owner = a.id"
            " WHERE a.id IN (SELECT value FROM json_each(?))",
            (self.env.database.json_list(ids),),
        )

    def _duplicates(self, codes: Sequence[tuple[int, int, str]]) -> list[str]:
        """Return the codes of these accounts that another account of the company has, too."""
        found = self.env.database.store.all(
            "SELECT c.member, json_extract(a.code_store, '$.\"' || c.member || '\"') AS code"
            " FROM account_account a JOIN account_account__company_ids c ON c.owner = a.id"
            " WHERE code IN (SELECT value FROM json_each(?)) GROUP BY c.member, code HAVING COUNT(*) > 1",
            (json_array(sorted({code for *_, code in codes})),),
        )
        return sorted({code for _, company, code in codes if (company, code) in set(found)})
