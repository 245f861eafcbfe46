"""A fake Odoo: its external API over XML-RPC, JSON-RPC and JSON-2, with keys, the ORM and accounting behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_odoo.server import MockOdoo as MockOdoo

__all__ = ["MockOdoo"]


def __getattr__(name: str) -> Any:
    if name == "MockOdoo":
        from mock_odoo.server import MockOdoo  # noqa: PLC0415 - importing the package costs nothing

        return MockOdoo
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
