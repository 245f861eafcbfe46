"""Signatures: how a receiver knows that a webhook comes from Silverfin.

Provenance: documented (developer.silverfin.com/reference/sync-api-webhook-events): two headers, each HMAC-SHA256 over
the raw body in lower-case hexadecimal, keyed with the application's two signing tokens; one match is enough.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

HEADER = "X-SF-SIGNATURE-"


def headers(body: bytes, tokens: Sequence[str]) -> dict[str, str]:
    """Return the headers that sign a body, numbered from 1 in the order of the tokens."""
    return {f"{HEADER}{number}": _signature(body, token) for number, token in enumerate(tokens, start=1)}


def _signature(body: bytes, token: str) -> str:
    return hmac.new(token.encode(), body, hashlib.sha256).hexdigest()
