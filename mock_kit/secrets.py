"""Secrets: how the fakes keep them (salted SHA-256, never clear) and how texts that go to people hide them.

The real Odoo hashes keys with pbkdf2_sha512; the shape of a key is kept here, its cost is not (observed: a few
milliseconds per JSON-2 call, 350 ms per password).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

MASK = "•••"


def hashed(secret: str, salt: str) -> str:
    """Return `salt$digest` for keeping; `salt` is any text without a dollar sign."""
    return f"{salt}${hashlib.sha256(f'{salt}{secret}'.encode()).hexdigest()}"


def matches(secret: str, kept: str) -> bool:
    """Tell whether `secret` is what `hashed` made `kept` of."""
    salt, _, _ = kept.partition("$")
    return hmac.compare_digest(hashed(secret, salt).encode(), kept.encode())


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return `text` with every one of `secrets` masked."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, MASK)
    return text
