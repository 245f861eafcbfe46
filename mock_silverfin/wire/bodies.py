"""JSON in and out, without floats: a number with a point is read as a Decimal."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from mock_silverfin import messages
from mock_silverfin.errors import MalformedError


def parse(data: bytes) -> Any:
    """Return what a body says.

    Raise MalformedError for what is not JSON in UTF-8: NaN, Infinity, and half of a surrogate pair included.
    """
    try:
        value = json.loads(data.decode(), parse_float=Decimal, parse_constant=_refuse)
        if rb"\ud" in data.lower():
            json.dumps(value, ensure_ascii=False, default=str).encode()
        return value
    except (ValueError, ArithmeticError, RecursionError):
        raise MalformedError(messages.MALFORMED_BODY) from None


def written(value: object) -> bytes:
    """Return a JSON body in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
