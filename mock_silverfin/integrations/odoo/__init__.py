"""The built-in integration with Odoo: four inputs, a pull through Odoo's external API, a push through Silverfin's own.

It shares nothing with the fakes but the wire, so it is also the reference connector: `python -m
mock_silverfin.integrations.odoo` runs it from a connector's inputs, and `sync` and `sync_over_xmlrpc` are the same as
Python functions. How Silverfin's real integration works inside is not known; that it asks for e-mail address, API key,
URL and database name is documented by Odoo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_silverfin.integrations.odoo.synchronise import sync as sync
    from mock_silverfin.integrations.odoo.synchronise import sync_over_xmlrpc as sync_over_xmlrpc

__all__ = ["sync", "sync_over_xmlrpc"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from mock_silverfin.integrations.odoo import synchronise  # noqa: PLC0415 - the package itself costs nothing

        return getattr(synchronise, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
