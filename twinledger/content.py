"""Content: the folders that are not importable packages, in the wheel or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder `contract_tests` or `scenarios`; raise FileNotFoundError if this installation lacks it."""
    for place in (HERE / "_content" / name, HERE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the folder {name} is not part of this installation; install twinledger again")
