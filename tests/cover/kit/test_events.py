"""Events: what happened, in the order in which it came about."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from mock_kit.events import Event, Events

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_whoever_watches_is_told_at_once() -> None:
    """From then on, and by what happened."""
    events, seen = Events(itertools.count(1)), list[Event]()
    events.note("odoo", NOW, "keys.created", {"key": "k"})
    events.watch(seen.append)
    events.note("odoo", NOW, "keys.used", {"key": "k"})
    assert seen == events.since(1) == [Event(2, "odoo", NOW, "keys.used", {"key": "k"}, 2)]


def test_numbers_go_on_in_another_life() -> None:
    """So do places in the sequence that they share with exchanges."""
    first = Events(itertools.count(1))
    first.note("odoo", NOW, "keys.created", {})
    again = Events(itertools.count(1))
    again.resume(first.capture(), itertools.count(7))
    again.note("odoo", NOW, "keys.used", {})
    assert [(event.name, event.number, event.place) for event in again] == [("keys.created", 1, 1), ("keys.used", 2, 7)]
