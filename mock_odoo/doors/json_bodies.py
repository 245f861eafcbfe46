"""JSON bodies, and what is said about those that are none."""

from __future__ import annotations

import json
from typing import Any

from mock_odoo.errors import ServerError

SPACE = " \t\n\r"
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
        following = error.doc[error.pos + 1 :].lstrip(SPACE)
        raise json.JSONDecodeError(text, error.doc, len(error.doc) - len(following)) from None
    except RecursionError as error:
        raise ServerError("builtins.RecursionError", str(error)) from None
