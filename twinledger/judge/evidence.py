"""Evidence: requests and other things that were seen, as text for people."""

from __future__ import annotations

from collections.abc import Sequence

from mock_kit.journal import Exchange

MOST = 20


def requests(exchanges: Sequence[Exchange]) -> str:
    """Return requests, a line each, the first ones of many."""
    return "\n".join(_line(exchange) for exchange in exchanges[:MOST])


def indented(text: str) -> str:
    """Return a text with every line a little to the right."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def _line(exchange: Exchange) -> str:
    call = " ".join(str(value) for value in exchange.call.values())
    faults = f" [{', '.join(exchange.faults)}]" if exchange.faults else ""
    delivery = "" if exchange.delivery == "whole" else f" ({exchange.delivery})"
    request = f"#{exchange.number} {exchange.system} {exchange.method} {exchange.path} {call}"
    return f"  {request} → {exchange.status}{delivery}{faults}"
