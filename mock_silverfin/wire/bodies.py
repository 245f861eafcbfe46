"""JSON in and out, without floats: a number with a point is read as a Decimal."""

from __future__ import annotations

import functools
import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from mock_silverfin import messages
from mock_silverfin.errors import MalformedError
from mock_silverfin.wire.served import OURS, Wire
from mock_silverfin.wire.translation import theirs

NULL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # after an even number of backslashes, else it is one of them


def parse(data: bytes) -> Any:
    """Return what a body says.

    Raise MalformedError for what is not JSON in UTF-8: NaN, Infinity, and half of a surrogate pair included; and for a
    null character, which no database keeps in a text (assumed: Silverfin's is no other).
    """
    try:
        if rb"\u0000" in data and NULL.search(data):
            raise MalformedError(messages.MALFORMED_BODY)
        value = json.loads(data.decode(), parse_float=Decimal, parse_constant=_refuse)
        if rb"\ud" in data.lower():
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value
    except (ValueError, ArithmeticError, RecursionError):
        raise MalformedError(messages.MALFORMED_BODY) from None


def written(value: object, wire: Wire = OURS, *, more: bool = False) -> bytes:
    """Return a JSON body in UTF-8; shapes in it are written as `wire` names their members, `more` adds unknown ones."""
    default = functools.partial(theirs, wire=wire, more=more)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default).encode()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
