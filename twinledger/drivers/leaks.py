"""Leaks: finds a secret in what somebody wrote, in clear, encoded, compressed, or in parts of 16 characters."""

from __future__ import annotations

import base64
import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import quote, quote_plus

PART = 16  # characters of a secret that nobody guesses
GZIP = b"\x1f\x8b\x08"
MOST_UNPACKED = 10_000_000
SECRET_INPUTS = (
    "ODOO_API_KEY",
    "SILVERFIN_ACCESS_TOKEN",
    "SILVERFIN_REFRESH_TOKEN",
    "SILVERFIN_CLIENT_SECRET",
    "SILVERFIN_WEBHOOK_TOKEN_1",
    "SILVERFIN_WEBHOOK_TOKEN_2",
)


def secrets_in(inputs: Mapping[str, str]) -> dict[str, str]:
    """Return those of a connector's inputs that are secret."""
    return {name: inputs[name] for name in SECRET_INPUTS if inputs.get(name)}


def leaked(data: bytes, secrets: Mapping[str, str]) -> list[str]:
    """Return the names of the secrets that `data` gives away, each once."""
    readable = list(_unpacked(data))
    return [name for name, secret in secrets.items() if any(_holds(text, secret) for text in readable)]


def in_clear(data: bytes, secrets: Mapping[str, str]) -> list[str]:
    """Return the names of the secrets of which `data` holds a part in clear."""
    return [name for name, secret in secrets.items() if any(part in data for part in _parts(secret.encode(), PART))]


def _holds(data: bytes, secret: str) -> bool:
    return any(part in data for part in _forms(secret))


@lru_cache(maxsize=64)
def _forms(secret: str) -> tuple[bytes, ...]:
    """Return the parts of a secret in every form that is searched, each form cut into parts of the same length."""
    raw = secret.encode()
    as_text = {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    forms = {*(part for text in as_text for part in _parts(text.encode(), PART))}
    for digits in (raw.hex(), raw.hex().upper()):
        forms.update(_parts(digits.encode(), 2 * PART))
    for encoded in _base64(raw):
        forms.update(_parts(encoded, PART * 4 // 3 - 1))
    return tuple(forms)


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of some bytes, whatever stands before and after them."""
    for before, mixed in ((0, 0), (1, 2), (2, 3)):  # bytes before it, and the digits in which these have a share
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + raw).rstrip(b"=")[mixed:-1]


def _parts(text: bytes, length: int) -> Iterable[bytes]:
    return (text[start : start + length] for start in range(max(len(text) - length, 0) + 1))


def _unpacked(data: bytes, depth: int = 2) -> Iterator[bytes]:
    """Yield the data, and what comes out of the gzip streams in it."""
    yield data
    start = data.find(GZIP)
    while depth and start >= 0:
        packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
        with contextlib.suppress(zlib.error):
            yield from _unpacked(packed.decompress(data[start:], MOST_UNPACKED), depth - 1)
        start = data.find(GZIP, start + 1)
