"""Scopes: what an application may be allowed to do. Which route needs which stands with the routes."""

from __future__ import annotations

from collections.abc import Iterable

from mock_kit.provenance import documented

PROVENANCE = documented("developer.silverfin.com/docs/oauth-application-scopes")

SYNC = "financials:transactions:sync"
WEBHOOKS = "webhooks"

ALL_SYNC_SCOPES = (SYNC, WEBHOOKS)

ALL_SCOPES = (
    *ALL_SYNC_SCOPES,
    "administration:read",
    "administration:write",
    "communication:read",
    "communication:write",
    "financials:read",
    "financials:write",
    "financials:transactions:read",
    "financials:transactions:write",
    "workflows:read",
    "workflows:write",
    "links",
    "permanent_documents:read",
    "permanent_documents:write",
    "client_meetings:external_notes:write",
    "user:profile",
    "user:email",
    "user:firm",
)


def missing(needed: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """Return those of `needed` that are not among `granted`, in their order."""
    held = set(granted)
    return tuple(scope for scope in needed if scope not in held)
