"""Values as XML-RPC writes them: what the standard library's marshaller writes, in a third of its time.

A page of journal items is hundreds of thousands of small values, and the marshaller escapes each with four passes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from mock_odoo.errors import ServerError, type_error
from mock_odoo.orm.aggregates import Recordset

UNSAFE = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f]")
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
SHORT = 80  # characters of a text that is worth remembering
INT32 = range(-(2**31), 2**31)
CONSTANTS = {True: "<value><boolean>1</boolean></value>\n", False: "<value><boolean>0</boolean></value>\n"}


def written(value: Any) -> str:
    """Return a value as XML; raise what the real server raises for what XML-RPC cannot carry (None, large numbers)."""
    pieces: list[str] = []
    _write(value, pieces.append)
    return "".join(pieces)


def _write(value: Any, write: Callable[[str], object]) -> None:
    if isinstance(value, str):
        write(_string(value) if len(value) <= SHORT else _string.__wrapped__(value))
    elif isinstance(value, bool):
        write(CONSTANTS[value])
    elif isinstance(value, int):
        write(f"<value><int>{_in_range(value)}</int></value>\n")
    elif isinstance(value, float):
        write(f"<value><double>{value!r}</double></value>\n")
    elif isinstance(value, dict):
        _write_struct(value, write)
    elif isinstance(value, list | tuple):
        write("<value><array><data>\n")
        for item in value:
            _write(item, write)
        write("</data></array></value>\n")
    elif value is None:
        raise type_error("cannot marshal None unless allow_none is enabled")
    else:
        kind = f"<class 'odoo.orm.models.{value.model}'>" if isinstance(value, Recordset) else type(value)
        raise type_error(f"cannot marshal {kind} objects")


def _write_struct(struct: dict[Any, Any], write: Callable[[str], object]) -> None:
    write("<value><struct>\n")
    for name, value in struct.items():
        if not isinstance(name, str):
            raise type_error("dictionary key must be string")
        write(_member(name))
        _write(value, write)
        write("</member>\n")
    write("</struct></value>\n")


@lru_cache(maxsize=4096)
def _string(text: str) -> str:
    """Return a text as a value; a page of records says the same short texts again and again."""
    return f"<value><string>{_escaped(text)}</string></value>\n"


@lru_cache(maxsize=4096)
def _member(name: str) -> str:
    return f"<member>\n<name>{_escaped(name)}</name>\n"


def _escaped(text: str) -> str:
    """Escape markup and drop the control characters that XML cannot have (observed)."""
    if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
        return text  # what most texts are, at half the cost of a search
    return UNSAFE.sub(lambda match: ESCAPED.get(match[0], ""), text)


def _in_range(value: int) -> int:
    if value not in INT32:
        raise ServerError("builtins.OverflowError", "int exceeds XML-RPC limits")
    return value
