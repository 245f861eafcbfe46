"""A fake of Silverfin's public API: OAuth, the SyncAPI that bookkeeping products push to, and REST to read it back."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_silverfin.oauth import SECRET_SHAPES
    from mock_silverfin.scopes import ALL_SCOPES, ALL_SYNC_SCOPES
    from mock_silverfin.server import MockSilverfin
    from mock_silverfin.sync.turns import WhenBusy

__all__ = ["ALL_SCOPES", "ALL_SYNC_SCOPES", "SECRET_SHAPES", "MockSilverfin", "WhenBusy"]

_HOMES = {
    "ALL_SCOPES": "scopes",
    "ALL_SYNC_SCOPES": "scopes",
    "MockSilverfin": "server",
    "SECRET_SHAPES": "oauth",
    "WhenBusy": "sync.turns",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
