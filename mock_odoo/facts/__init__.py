"""Recorded facts: what a real Odoo told a client about its models, groups, countries and currencies.

The files are written by `python -m mock_odoo.facts.record` and never by hand. Help texts are left out on purpose.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).parent


@cache
def load(version: str, name: str) -> Any:
    """Return the content of one recorded file; raise KeyError if it was not recorded for that version."""
    path = FOLDER / version / f"{name}.json"
    if not path.is_file():
        raise KeyError(f"no facts named {name!r} were recorded for Odoo {version}")
    return orjson.loads(path.read_bytes())
