"""JSON bodies, and what is said about those that are none."""

from __future__ import annotations

import json
import re
from typing import Any

from mock_odoo.errors import ServerError

SPACE = re.compile(r"[ \t\n\r]*")
TRAILING_COMMA = {
    "Illegal trailing comma before end of object": "Expecting property name enclosed in double quotes",
    "Illegal trailing comma before end of array": "Expecting value",
}


def loads(body: bytes) -> Any:
    """Return what a body says.

    Raise json.JSONDecodeError with the text and place of the Python under the real server that was observed (3.11):
    from 3.13 on Python points at a comma too many instead of what follows it. Raise ServerError for what is nested too
    deeply.
    """
    try:
        return json.loads(body.decode("utf-8", "replace"))
    except json.JSONDecodeError as error:
        text = TRAILING_COMMA.get(error.msg)
        if text is None:
            raise
        place = _after(error.doc, error.pos + 1)  # pragma: no cover - from Python 3.13 on
        raise json.JSONDecodeError(text, error.doc, place) from None  # pragma: no cover - from Python 3.13 on
    except RecursionError as error:
        raise ServerError("builtins.RecursionError", str(error)) from None


def _after(text: str, place: int) -> int:  # pragma: no cover - from Python 3.13 on
    """Return where something that is not space stands next."""
    space = SPACE.match(text, place)
    return space.end() if space else place
