"""Requests for journal items: those whose answers hold some, as opposed to those that only ask about them."""

from __future__ import annotations

from collections.abc import Callable

from mock_kit.faults import Act, Fault, Phase, Trigger
from mock_kit.journal import Exchange

ITEMS = "account.move.line"
# What readers ask before the first page, and between pages: no answer to it holds a journal item.
ABOUT_THEM = frozenset(
    "search_count fields_get default_get check_access_rights check_access_rule check_access has_access exists "
    "get_metadata get_external_id get_views get_view load_views fields_view_get".split()
)


def asks_for_items(exchange: Exchange) -> bool:
    """Tell whether a request is one of those that read the books: a page of journal items, their ids or their sums."""
    call = exchange.call
    return exchange.system == "odoo" and call.get("model") == ITEMS and call.get("method") not in ABOUT_THEM


def request_for_items(nth: int = 1, times: int | None = 1) -> Trigger:
    """Return what strikes at the nth request for journal items, and at so many (None: at all from there on)."""
    return Trigger(system="odoo", where=asks_for_items, nth=nth, times=times)


def before_items(act: Callable[[], object], nth: int = 1) -> Fault:
    """Return what does something once, before the nth request for journal items is answered."""
    return Fault(Act(act), request_for_items(nth), Phase.BEFORE)
