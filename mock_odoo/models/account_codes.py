"""Codes of accounts: one in each company, of new accounts and of copies (observed: conversation explored_records)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any

import orjson

from mock_odoo.errors import key_error, type_error
from mock_odoo.orm import commands
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.values import to_column

ACCOUNT = "account.account"
PLACES = 10_000  # the id of a code is that of its account, and of its company behind it
LAST_NUMBER = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII)


def of_new(env: Environment, schema: Schema, vals: Mapping[str, Any]) -> str:
    """Return the codes of a new account, an object by company.

    Its `code` is that in the current company, or in the first of those to which it belongs, if not to the current one.
    """
    codes: dict[int, Any] = {}
    for company, given in told(schema, vals.get("code_mapping_ids"), new=True):
        if "code" not in given:
            raise key_error("code")
        codes[env.database.root_company(company)] = to_column(schema.fields["code"], given["code"])
    if "code" in vals:
        codes[_first(env, schema, vals.get("company_ids"))] = to_column(schema.fields["code"], vals["code"])
    return orjson.dumps({str(company): code for company, code in codes.items()}).decode()


def told(schema: Schema, value: Any, *, new: bool) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield what is said of codes: the company, and the values for it. Nobody takes codes away (observed)."""
    for command in commands.said(schema.fields["code_mapping_ids"], value):
        kind = commands.part(command, 0) if isinstance(command, list | tuple) else None
        if kind == commands.CREATE:
            given = commands.values(command, new=new)
            if "company_id" not in given:
                raise key_error("company_id")
            yield given["company_id"], given
        elif kind == commands.UPDATE:
            id_ = commands.part(command, 1)
            if not isinstance(id_, int):
                kind = type(id_).__name__
                raise type_error(f"unsupported operand type(s) for //: '{kind}' and 'int'")
            yield id_ % PLACES, commands.changes(command, new=new, looked_up=False)


def of_copy(env: Environment, schema: Schema, id_: int, companies: Any) -> list[Any]:
    """Return commands for the codes of an account's copy: in each of the companies the next one that is free.

    Where it has none, its code in another company is where to begin. Raises AccessError for others' companies.
    """
    elsewhere = next((code for company in _own(env, id_) if (code := _code(env, id_, company))), False)
    return [
        [0, 0, {"company_id": company, "code": _free(env, _code(env, id_, company) or elsewhere, company)}]
        for company in linked(schema, companies)
        if env.with_context(allowed_company_ids=[company]).company_id
    ]


def _first(env: Environment, schema: Schema, companies: Any) -> int:
    belongs, here = linked(schema, companies), env.company_id
    if belongs and env.database.root_company(here) not in belongs:
        here = env.with_context(allowed_company_ids=[belongs[0]]).company_id
    return env.database.root_company(here)


def linked(schema: Schema, companies: Any) -> list[int]:
    """Return the companies that a value links an account to."""
    found: list[int] = []
    for command in commands.said(schema.fields["company_ids"], companies):
        kind = commands.part(command, 0) if isinstance(command, list | tuple) else None
        if kind == commands.SET:
            found = commands.ids(command)
        elif kind == commands.LINK:
            found.append(commands.part(command, 1))
    return [company for company in found if company]  # what is no company's id is left to PostgreSQL (observed)


def _own(env: Environment, id_: int) -> list[int]:
    [account] = env.sudo().model(ACCOUNT, (id_,)).read(["company_ids"])
    return list(account["company_ids"])


def _code(env: Environment, id_: int, company: int) -> Any:
    [account] = _there(env, company).model(ACCOUNT, (id_,)).read(["code"])
    return account["code"]


def _free(env: Environment, code: Any, company: int) -> Any:
    """Return the code, or what follows it, that no account of the company has."""
    accounts = _there(env, company)[ACCOUNT]
    return next(found for found in _from(code) if not accounts.search([("code", "=", found)])) if code else False


def _there(env: Environment, company: int) -> Environment:
    return env.sudo().with_context(allowed_company_ids=[company], active_test=False)


def _from(code: str) -> Iterator[str]:
    """Yield codes for a copy: that one, the next numbers of its length, then those with `.copy` (observed)."""
    yield code
    match = LAST_NUMBER.fullmatch(code)
    if match is not None:
        start, digits, end = match.groups()
        yield from (f"{start}{number:0{len(digits)}}{end}" for number in range(int(digits) + 1, 10 ** len(digits)))
    yield from (f"{code}.copy{number}" for number in chain(("",), count(2)))
