"""Arguments: what Python itself says, on the real server, about those that a client sent in a wrong type (observed)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mock_odoo.errors import ServerError, postgres_error, type_error, value_error
from mock_odoo.orm.postgres import text, undefined_operator

if TYPE_CHECKING:
    from collections.abc import Iterator


def items(value: Any) -> list[Any]:
    """Return the items of a list, the keys of a mapping or the letters of a text; raise TypeError for all else."""
    if not isinstance(value, Iterable):
        raise type_error(f"'{type(value).__name__}' object is not iterable")
    return list(value)


def mapping(value: Any) -> dict[Any, Any]:
    """Return a mapping, also one sent as pairs; raise TypeError or ValueError for all else."""
    try:
        return dict(value)
    except TypeError as error:
        raise type_error(str(error)) from None
    except ValueError as error:
        raise value_error(str(error)) from None


def hashable(value: Any) -> Any:
    """Return a value that can be looked up in a set; raise TypeError for a list or a mapping."""
    if isinstance(value, list | dict | bytes):
        raise type_error(f"unhashable type: '{kind(value)}'")
    return value


def kind(value: Any) -> str:
    """Return what Python calls the type of a value, which of base64 over XML-RPC is no `bytes`."""
    return "Binary" if isinstance(value, bytes) else type(value).__name__


def ids(value: Any) -> tuple[int, ...]:
    """Return the ids of a call: a number, several of them, or nothing.

    Numbers that are nobody's id are kept, to be missed; a text of digits passes PostgreSQL and is nobody's id either.
    """
    if not value:
        return ()
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    return tuple(item for item in items(value) if _is_number(item))


def _is_number(item: Any) -> bool:
    hashable(item)
    if item is True:
        raise undefined_operator("integer", "=", "boolean")
    if isinstance(item, str) and not text(item).lstrip("-").isdigit():
        raise postgres_error("InvalidTextRepresentation", f'invalid input syntax for type integer: "{item}"\n')
    return isinstance(item, int | float)


def container(value: Any) -> Collection[Any]:
    """Return what can be asked whether something is in it; raise TypeError for all else."""
    if not isinstance(value, Collection):
        raise type_error(f"argument of type '{type(value).__name__}' is not iterable")
    return value


def collection(value: Any, operator: str) -> list[Any]:
    """Return the values that an operator compares with: the one there is, or several, of equal ones the first."""
    if isinstance(value, dict):
        if value or operator != "in":
            raise type_error("unhashable type: 'dict'")
        return []
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return list(dict.fromkeys(hashable(item) for item in value))
    return [hashable(value)]


def integer(value: Any) -> int:
    """Return a whole number as `int` makes it of what a client sent; whatever is empty is 0."""
    if not value:
        return 0
    if not isinstance(value, int | float | str):
        expected = "int() argument must be a string, a bytes-like object or a real number"
        raise type_error(f"{expected}, not '{kind(value)}'")
    with arithmetic():
        return int(value)


def real(value: Any) -> float:
    """Return a number as `float` makes it of what a client sent, which may be no number at all; what is empty is 0."""
    if not value:
        return 0.0
    if not isinstance(value, int | float | str):
        raise type_error(f"float() argument must be a string or a real number, not '{kind(value)}'")
    with arithmetic():
        return float(value)


def of_base64(value: Any) -> bytes:
    """Return what base64 stands for; raise what Python says where it is none."""
    try:
        return base64.b64decode(value)
    except binascii.Error as error:
        raise ServerError("binascii.Error", str(error)) from None
    except TypeError as error:
        raise type_error(str(error)) from None
    except ValueError as error:
        raise value_error(str(error)) from None


@contextmanager
def arithmetic() -> Iterator[None]:
    """Let what Python says about a number or a date that is none, or too large a one, out as the real server does."""
    try:
        yield
    except OverflowError as error:
        raise ServerError("builtins.OverflowError", str(error)) from None
    except ValueError as error:
        raise value_error(str(error)) from None
