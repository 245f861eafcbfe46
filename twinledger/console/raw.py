"""Raw exchanges: what went over the wire, as text that can be read; what was secret is masked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from mock_kit.journal import Exchange
from mock_kit.secrets import MASK
from twinledger.console.masking import SPOKEN_PASSWORDS, masked_headers, masked_text

UNREADABLE = 0.1  # the part of other characters from which on a body is no text
CONTROL = {*range(32), 127} - {9, 10, 13}


@dataclass(frozen=True)
class Raw:
    """Both halves of an exchange as text; `is_cut` says that only the beginning of a body was kept."""

    request_line: str
    headers: Mapping[str, str]
    body: str
    body_size: int
    status_line: str
    answer: str
    answer_size: int
    is_cut: bool


def raw_of(exchange: Exchange) -> Raw:
    """Return an exchange that is closed as text."""
    query = f"?{masked_text(exchange.query)}" if exchange.query else ""
    is_spoken = exchange.call.get("method") in SPOKEN_PASSWORDS
    return Raw(
        f"{exchange.method} {exchange.path}{query}",
        masked_headers(exchange.headers),
        MASK if is_spoken else legible(exchange.body),
        exchange.body_size,
        _status_line(exchange.status),
        legible(exchange.answer),
        exchange.answer_size,
        exchange.body_size > len(exchange.body) or exchange.answer_size > len(exchange.answer),
    )


def legible(body: bytes) -> str:
    """Return a body as text without secrets: JSON indented, other text as it is, and of what is no text nothing."""
    if sum(byte in CONTROL for byte in body) > UNREADABLE * len(body):
        return ""
    text = masked_text(body.decode("utf-8", "replace"))
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def _status_line(status: int | None) -> str:
    try:
        return f"{status} {HTTPStatus(status or 0).phrase}"
    except ValueError:
        return str(status or "")
