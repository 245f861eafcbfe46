"""Commands: what a client may say to an x2many field: create, update, delete, unlink, link, clear, set (0 to 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mock_odoo.errors import NotInFake, value_error
from mock_odoo.orm.arguments import ids
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.registry import is_turned, link_table
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import quoted

CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)


def apply(env: Environment, field: Field, asked: Sequence[tuple[int, Any]]) -> None:
    """Carry out what was asked of one field, by owner: commands, or a plain list of ids or of values."""
    work = [(owner, command) for owner, value in asked for command in _commands(field, value)]
    if not work:
        return
    if not env.has(field.relation):
        raise NotInFake(f"a value for {field.model}.{field.name} (the model {field.relation})")
    if not field.store:
        raise NotInFake(f"writing {field.model}.{field.name}")
    if field.type == "one2many":
        _one2many(env, field, work)
    else:
        _many2many(env, field, work)


def _commands(field: Field, value: Any) -> Iterable[tuple[int, int, Any]]:
    if value is None or value is False:
        return [(CLEAR, 0, 0)]
    if not isinstance(value, list | tuple):
        raise value_error(f"Wrong value for {field.model}.{field.name}: {value}")
    if all(isinstance(item, int) and not isinstance(item, bool) for item in value):
        return [(SET, 0, list(value))] if value else []
    return [_padded(field, item, value) for item in value]


def _padded(field: Field, item: Any, value: Any) -> tuple[int, int, Any]:
    if isinstance(item, dict):
        return (CREATE, 0, item)
    if not isinstance(item, list | tuple) or not item:
        raise value_error(f"Wrong value for {field.model}.{field.name}: {value}")
    kind, id_, argument = (*item, 0, 0)[:3]
    if kind == SET:
        argument = list(ids(argument))
    elif kind in (UPDATE, DELETE, UNLINK, LINK):
        [id_] = ids([id_]) or [0]
    elif kind == CREATE and not isinstance(argument, dict):
        argument = {}
    return (kind, id_, argument)


def _one2many(env: Environment, field: Field, work: Sequence[tuple[int, tuple[int, int, Any]]]) -> None:
    target, inverse = env.model(field.relation), field.inverse
    if not inverse:
        raise NotInFake(f"writing {field.model}.{field.name}")
    created = [{**command[2], inverse: owner} for owner, command in work if command[0] == CREATE]
    for owner, (kind, id_, argument) in work:
        if kind == UPDATE:
            env.model(field.relation, (id_,)).write(argument)
        elif kind in (DELETE, UNLINK):
            _drop(env, field, [id_])
        elif kind == LINK:
            env.model(field.relation, (id_,)).write({inverse: owner})
        elif kind in (CLEAR, SET):
            keep = set(argument) if kind == SET else set()
            _drop(env, field, [id_ for id_ in _owned(env, field, owner) if id_ not in keep])
            env.model(field.relation, tuple(keep)).write({inverse: owner})
    if created:
        target.create(created)


def _owned(env: Environment, field: Field, owner: int) -> list[int]:
    table = quoted(env.schema(field.relation).table)
    return [
        id_ for (id_,) in env.database.store.all(f"SELECT id FROM {table} WHERE {quoted(field.inverse)} = ?", (owner,))
    ]


def _drop(env: Environment, field: Field, ids: Sequence[int]) -> None:
    """A record that cannot be without its owner is deleted, another one only let go."""
    target = env.model(field.relation, tuple(ids))
    if env.schema(field.relation).fields[field.inverse].required:
        target.unlink()
    else:
        target.write({field.inverse: False})


def _many2many(env: Environment, field: Field, work: Sequence[tuple[int, tuple[int, int, Any]]]) -> None:
    for owner, (kind, id_, argument) in work:
        if kind == CREATE:
            link(env, field, owner, env.model(field.relation).create([argument]))
        elif kind == UPDATE:
            env.model(field.relation, (id_,)).write(argument)
        elif kind == DELETE:
            env.model(field.relation, (id_,)).unlink()
        elif kind == UNLINK:
            _unlink(env, field, owner, id_)
        elif kind == LINK:
            link(env, field, owner, [id_])
        elif kind in (CLEAR, SET):
            _unlink(env, field, owner, None)
            link(env, field, owner, argument if kind == SET else [])


def link(env: Environment, field: Field, owner: int, members: Iterable[int]) -> None:
    """Add records to a many2many field; those already there stay."""
    rows = [(member, owner) if is_turned(field) else (owner, member) for member in members]
    env.database.store.execute_many(f"INSERT OR IGNORE INTO {quoted(link_table(field))} VALUES (?, ?)", rows)


def _unlink(env: Environment, field: Field, owner: int, member: int | None) -> None:
    mine, other = ("member", "owner") if is_turned(field) else ("owner", "member")
    condition = f"{mine} = ?" + (f" AND {other} = ?" if member is not None else "")
    values = (owner,) if member is None else (owner, member)
    env.database.store.execute(f"DELETE FROM {quoted(link_table(field))} WHERE {condition}", values)
