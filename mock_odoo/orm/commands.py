"""Commands: what a client may say to an x2many field: create, update, delete, unlink, link, clear, set (0 to 6).

What is no command is passed over, what lacks a part is an IndexError (observed: parity conversation commands).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.errors import ServerError, no_attribute, postgres_error, type_error, value_error
from mock_odoo.orm.arguments import container, hashable, items, mapping
from mock_odoo.orm.schema import Field

CREATE, UPDATE, DELETE, UNLINK, LINK, CLEAR, SET = range(7)
Command = Sequence[Any]


def said(field: Field, value: Any) -> list[Any]:
    """Return the commands in a value: those it lists, or the one that a list of ids or nothing stands for."""
    if value is None or value is False:
        return [(CLEAR,)]
    if not isinstance(value, list | tuple):
        raise value_error(f"Wrong value for {field.model}.{field.name}: {value}")
    if not value or isinstance(value[0], list | tuple):
        return list(value)
    return [(SET, 0, value)]


def part(command: Command, place: int) -> Any:
    """Return a part of a command; raise IndexError as the real server does if it is not there."""
    if len(command) <= place:
        raise ServerError("builtins.IndexError", "list index out of range")
    return command[place]


def values(command: Command, *, new: bool) -> dict[str, Any]:
    """Return the values of a command that creates a record, for an owner that is `new` itself or there already."""
    found = part(command, 2)
    if new and found is None:
        items(found)
    if new and not isinstance(found, dict):
        raise no_attribute(found, "items")
    return mapping(found)


def changes(command: Command, *, new: bool, looked_up: bool) -> dict[str, Any]:
    """Return the values of a command that changes a record; models that look them up say otherwise what is wrong."""
    found = part(command, 2)
    if isinstance(found, dict):
        return found
    if not new:
        (container if looked_up else items)(found)
    raise no_attribute(found, "items")


def number(value: Any) -> Any:
    """Return an id that is a number, whole or not; raise what the real server raises for a text or a list."""
    if isinstance(hashable(value), str):
        raise postgres_error("InvalidTextRepresentation", f'invalid input syntax for type integer: "{value}"\n')
    return value


def ids(command: Command) -> list[Any]:
    """Return the ids of a command that sets them."""
    found = part(command, 2)
    if isinstance(found, str | dict):
        return list(found)
    if not isinstance(found, list | tuple):
        raise type_error(f"'{type(found).__name__}' object is not iterable")
    return list(found)
