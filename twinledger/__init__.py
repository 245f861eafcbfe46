"""The test harness for connectors that move accounting data from Odoo to Silverfin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twinledger.world import World as World

__all__ = ["World"]


def __getattr__(name: str) -> Any:
    if name == "World":
        from twinledger.world import World  # noqa: PLC0415 - importing the package costs nothing

        return World
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
