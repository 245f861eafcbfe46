"""Recorded facts: what a real Odoo told a client about its models, groups, countries and currencies.

The files of 19.0 are written by `python -m mock_odoo.facts.record` and never by hand. Help texts are left out on
purpose. Other versions are a patch file each, `patch.json`: what they have otherwise than the version it names.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from mock_odoo.facts import patches

FOLDER = Path(__file__).parent


@cache
def load(series: str, name: str) -> Any:
    """Return the content of one file of a series, recorded or patched; raise KeyError if there is none."""
    path = FOLDER / series / f"{name}.json"
    if path.is_file():
        return orjson.loads(path.read_bytes())
    patch = patch_of(series)
    if not patch:
        raise KeyError(f"no facts named {name!r} were recorded for Odoo {series}")
    return patches.patched(patch, name, load(patch["from"], name))


@cache
def patch_of(series: str) -> Any:
    """Return what a series has otherwise than the one that its patch is made `from`; nothing for a recorded one."""
    path = FOLDER / series / "patch.json"
    return orjson.loads(path.read_bytes()) if path.is_file() else {}
