"""Writing many2many fields: links come and go, the records on the other side stay (observed: conversation commands)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mock_odoo import messages
from mock_odoo.errors import (
    AccessError,
    BrokenConstraint,
    MissingError,
    NotInFake,
    OdooError,
    type_error,
)
from mock_odoo.orm.access import existing, refuse_hidden
from mock_odoo.orm.arguments import hashable, items
from mock_odoo.orm.commands import (
    CLEAR,
    CREATE,
    DELETE,
    LINK,
    SET,
    UNLINK,
    UPDATE,
    Command,
    changes,
    ids,
    number,
    part,
    said,
    values,
)
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.literals import no_integer
from mock_odoo.orm.postgres import int32, undefined_operator
from mock_odoo.orm.references import refuse_unknown, rounded
from mock_odoo.orm.registry import is_turned, link_table
from mock_odoo.orm.rules import is_ruled
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import quoted

# What PostgreSQL calls the constraint that a link leads somewhere, and its column (observed).
CONSTRAINTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("account.account", "company_ids"): ("account_account_res_company_rel_res_company_id_fkey", "res_company_id"),
    ("account.account", "tag_ids"): (
        "account_account_account_tag_account_account_tag_id_fkey",
        "account_account_tag_id",
    ),
    ("account.tax.repartition.line", "tag_ids"): (
        "account_account_tag_account_tax_rep_account_account_tag_id_fkey",
        "account_account_tag_id",
    ),
    ("account.fiscal.position", "state_ids"): (
        "account_fiscal_position_res_country_s_res_country_state_id_fkey",
        "res_country_state_id",
    ),
    ("product.template", "account_tag_ids"): (
        "account_account_tag_product_templat_account_account_tag_id_fkey",
        "account_account_tag_id",
    ),
    ("product.template", "uom_ids"): ("product_template_uom_uom_rel_uom_uom_id_fkey", "uom_uom_id"),
    ("res.country", "country_group_ids"): (
        "res_country_res_country_group_rel_res_country_group_id_fkey",
        "res_country_group_id",
    ),
    ("res.country.group", "country_ids"): ("res_country_res_country_group_rel_res_country_id_fkey", "res_country_id"),
    ("res.country.group", "exclude_state_ids"): (
        "res_country_group_res_country_state_r_res_country_state_id_fkey",
        "res_country_state_id",
    ),
    ("res.groups", "implied_by_ids"): ("res_groups_implied_rel_gid_fkey", "gid"),
    ("res.groups", "implied_ids"): ("res_groups_implied_rel_hid_fkey", "hid"),
    ("res.partner", "category_id"): ("res_partner_res_partner_category_rel_category_id_fkey", "category_id"),
    ("res.users", "company_ids"): ("res_company_users_rel_cid_fkey", "cid"),
    ("res.users", "group_ids"): ("res_groups_users_rel_gid_fkey", "gid"),
}
# Links of new records that are looked up before PostgreSQL sees them, as all are whose records have rules (observed).
LOOKED_UP = {
    ("account.account", "tag_ids"),
    ("account.tax.repartition.line", "tag_ids"),
    ("res.partner", "category_id"),
}
# The column of a link to records that are looked up before PostgreSQL sees it (observed).
COLUMNS: Mapping[tuple[str, str], str] = {
    ("account.account", "tax_ids"): "tax_id",
    ("account.fiscal.position", "tax_ids"): "account_tax_id",
    ("account.reconcile.model", "match_journal_ids"): "account_journal_id",
    ("account.reconcile.model", "match_partner_ids"): "res_partner_id",
    ("product.template", "supplier_taxes_id"): "tax_id",
    ("product.template", "taxes_id"): "tax_id",
    ("res.company", "user_ids"): "user_id",
    ("res.groups", "user_ids"): "uid",
    ("res.partner.category", "partner_ids"): "partner_id",
}


def write(env: Environment, field: Field, asked: Sequence[tuple[int, Any]], *, new: bool) -> None:
    """Carry out what was asked of a field, by owner."""
    for owner, value in asked:
        for command in said(field, value):
            if isinstance(command, list | tuple) and (command or new):
                _carry_out(env, field, owner, command, new=new)


def _carry_out(env: Environment, field: Field, owner: int, command: Command, *, new: bool) -> None:
    kind = part(command, 0)
    if kind == CREATE:
        if not new:  # an object or not, its names are looked at before (observed)
            env[field.relation]._check_names(dict.fromkeys(hashable(name) for name in items(part(command, 2))))
        link(env, field, owner, env[field.relation].create([values(command, new=new)]))
    elif kind == UPDATE and part(command, 1):
        _update(env, field, command, new=new)
    elif kind == DELETE and part(command, 1):
        env.model(field.relation, (number(command[1]),)).unlink()
    elif kind == UNLINK and isinstance(part(command, 1), int):
        _unlink(env, field, owner, command[1])
    elif kind == LINK:
        link(env, field, owner, _members(env, field, [part(command, 1)], new=new))
    elif kind in (CLEAR, SET):
        members = _members(env, field, ids(command), new=new) if kind == SET else []
        _unlink(env, field, owner, None)
        link(env, field, owner, members)


def _update(env: Environment, field: Field, command: Command, *, new: bool) -> None:
    id_ = number(command[1])
    others = env.model(field.relation, (id_,))
    vals = changes(command, new=new, looked_up=others.looks_up_written_fields)
    if new:
        _refuse_missing(env, field, [id_])
    others.write(vals)


def _members(env: Environment, field: Field, wanted: Sequence[Any], *, new: bool) -> list[int]:
    """Return ids that can be linked; raise what the real server raises for those that cannot."""
    if new:
        refuse_unknown(env, field, wanted)
    for value in wanted:
        _check(env, field, value, new=new)
    there = existing(env, env.schema(field.relation), wanted)
    missing = [id_ for id_ in wanted if id_ not in there]
    if missing and missing[0] and _is_looked_up(env, field, new=new):
        _refuse_missing(env, field, missing)
    if missing:
        constraint, _ = _constraint(field)
        raise BrokenConstraint(messages.link_refused(constraint))
    _refuse_hidden(env, field, wanted)
    return list(wanted)


def _refuse_hidden(env: Environment, field: Field, wanted: Sequence[int]) -> None:
    """Raise AccessError, behind the field's name, for a record that the user may not read (observed)."""
    try:
        if not env.su:
            refuse_hidden(env, env.schema(field.relation), wanted, "read")
    except AccessError as error:
        raise AccessError(f"Failed to write field {field.model}.{field.name}\n{error.message}") from None


def _is_looked_up(env: Environment, field: Field, *, new: bool) -> bool:
    """Tell whether the records on the other side are looked up before PostgreSQL sees the link."""
    return is_ruled(env, field.relation, "read") or (new and (field.model, field.name) in LOOKED_UP)


def _check(env: Environment, field: Field, value: Any, *, new: bool) -> None:
    if isinstance(value, float) or (isinstance(value, str) and value.isdigit()):
        raise _no_number(env, field, value, new=new)
    if value is True and new and _is_looked_up(env, field, new=new):
        raise undefined_operator("integer", "=", "boolean")
    if value is None or isinstance(value, bool):
        raise _no_id(field, value)
    int32(number(value))


def _no_number(env: Environment, field: Field, value: float | str, *, new: bool) -> OdooError:
    """Return what digits, or a number with decimals, end in: PostgreSQL takes them for a whole one."""
    if _is_looked_up(env, field, new=new):
        return MissingError(messages.missing_record(field.relation, [repr(value)], env.uid))
    if existing(env, env.schema(field.relation), [rounded(float(value))]):
        if isinstance(value, str):
            return NotInFake(f"a link of {field.model}.{field.name} by the digits of an id")
        return type_error("'float' object is not iterable")
    return BrokenConstraint(messages.link_refused(_constraint(field)[0]))


def _no_id(field: Field, value: bool | None) -> OdooError:
    column = COLUMNS.get((field.model, field.name)) or _constraint(field)[1]
    if value is None:
        return BrokenConstraint(messages.missing_link(column))
    return no_integer(column, "boolean")


def _constraint(field: Field) -> tuple[str, str]:
    found = CONSTRAINTS.get((field.model, field.name))
    if found is None:
        raise NotInFake(f"what PostgreSQL says of a link of {field.model}.{field.name} that leads nowhere")
    return found


def _refuse_missing(env: Environment, field: Field, wanted: Sequence[int]) -> None:
    there = existing(env, env.schema(field.relation), wanted)
    for id_ in wanted:
        if id_ not in there:
            raise MissingError(messages.missing_record(field.relation, [id_], env.uid))


def link(env: Environment, field: Field, owner: int, members: Iterable[int]) -> None:
    """Add records to a many2many field; those already there stay."""
    rows = [(member, owner) if is_turned(field) else (owner, member) for member in members]
    env.database.store.execute_many(f"INSERT OR IGNORE INTO {quoted(link_table(field))} VALUES (?, ?)", rows)


def _unlink(env: Environment, field: Field, owner: int, member: int | None) -> None:
    mine, other = ("member", "owner") if is_turned(field) else ("owner", "member")
    condition = f"{mine} = ?" + (f" AND {other} = ?" if member is not None else "")
    given = (owner,) if member is None else (owner, member)
    env.database.store.execute(f"DELETE FROM {quoted(link_table(field))} WHERE {condition}", given)
