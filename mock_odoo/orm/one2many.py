"""Writing one2many fields: the records on the other side point back (observed: parity conversation commands).

Records are created and linked after all else that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.errors import NotInFake, ServerError, key_error, type_error
from mock_odoo.orm.access import check_records
from mock_odoo.orm.arguments import hashable
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
from mock_odoo.orm.references import refuse_unknown
from mock_odoo.orm.schema import Field
from mock_odoo.orm.sql import quoted


def write(env: Environment, field: Field, asked: Sequence[tuple[int, Any]], *, new: bool) -> None:
    """Carry out what was asked of a field, by owner."""
    created: list[dict[str, Any]] = []
    linked: list[tuple[int, int]] = []
    for owner, value in asked:
        waiting = len(created) + len(linked)
        for command in said(field, value):
            kind = _kind(env, field, command, new=new)
            if kind == CREATE:
                created.append({**values(command, new=new), field.inverse: owner})
            elif kind == LINK:
                linked += [(owner, id_) for id_ in [number(part(command, 1))] if id_]
            elif kind in (CLEAR, SET):
                if len(created) + len(linked) > waiting:
                    raise NotInFake(f"setting {field.model}.{field.name} behind what it is to get")
                _set(env, field, owner, _wanted(command, new=new) if kind == SET else [])
            else:
                _carry_out(env, field, owner, command, new=new)
    if created:
        env[field.relation].create(created)
    for owner, id_ in linked:
        env.model(field.relation, (id_,)).write({field.inverse: owner})


def _kind(env: Environment, field: Field, command: Any, *, new: bool) -> Any:
    """Return what a command begins with, which of a text is a letter; raise what Python does of what has no beginning.

    An object in the place of one is looked at before, if its owner is new (observed).
    """
    if isinstance(command, int | float) or command is None:
        raise type_error(f"'{type(command).__name__}' object is not subscriptable")
    if isinstance(command, dict):
        if new:
            refuse_unknown(env, field, [command])
        raise key_error(0)
    if command == "":
        raise ServerError("builtins.IndexError", "string index out of range")
    return part(command, 0)


def _carry_out(env: Environment, field: Field, owner: int, command: Command, *, new: bool) -> None:
    kind = command[0]
    if kind not in (UPDATE, DELETE, UNLINK) or not part(command, 1):
        return
    id_ = number(command[1])
    others = env.model(field.relation, (id_,))
    if kind == UPDATE:
        others.write(changes(command, new=new, looked_up=others.looks_up_written_fields))
    elif kind == DELETE:
        others.unlink()
    else:
        check_records(env, field.relation, [id_], "read")
        _drop(env, field, [id_ for id_ in _owned(env, field, owner) if id_ == command[1]])


def _wanted(command: Command, *, new: bool) -> list[int]:
    """Return the ids that a field is set to; to an owner that is there, one may be sent without a list."""
    argument = part(command, 2)
    if not new and not isinstance(argument, list | tuple | dict | str):
        return [argument] if argument else []
    return [id_ for id_ in (number(hashable(id_)) for id_ in ids(command)) if id_]


def _set(env: Environment, field: Field, owner: int, wanted: Sequence[int]) -> None:
    _drop(env, field, [id_ for id_ in _owned(env, field, owner) if id_ not in wanted])
    env.model(field.relation, tuple(wanted)).write({field.inverse: owner})


def _owned(env: Environment, field: Field, owner: int) -> list[int]:
    table = quoted(env.schema(field.relation).table)
    return [
        id_ for (id_,) in env.database.store.all(f"SELECT id FROM {table} WHERE {quoted(field.inverse)} = ?", (owner,))
    ]


def _drop(env: Environment, field: Field, dropped: Sequence[int]) -> None:
    """A record that cannot be without its owner is deleted, another one only let go."""
    others = env.model(field.relation, tuple(dropped))
    if env.schema(field.relation).fields[field.inverse].required:
        others.unlink()
    else:
        others.write({field.inverse: False})
