"""The manual's page about Silverfin: what it prints is taken, and answered as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mock_silverfin.ledger import companies
from mock_silverfin.sync.submit import MOST_ACTIONS
from mock_silverfin.wire import answers
from mock_silverfin.wire.bodies import parse, written

from .support import World

PAGE = (Path(__file__).parents[3] / "docs" / "silverfin.md").read_text()
BODIES: dict[str, Any] = {
    name: json.loads(body) for name, body in re.findall(r"^```json (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
}


def test_the_page_prints_its_bodies() -> None:
    """One for each request that takes one, and what a webhook is told."""
    assert list(BODIES) == ["sync_references", "settings", "transactions", "webhook"]


def test_a_webhook_is_told_what_the_page_prints(world: World) -> None:
    """The same members, section by section."""
    hook = world.application.add_webhook(world.admin, world.firm, "https://a.test/", ["sync.requested"])
    about = companies.get(world.file.books, world.file.id)
    told = parse(written(answers.message(hook, "sync.requested", about)))
    printed = BODIES["webhook"]
    assert {name: set(part) for name, part in told.items() if isinstance(part, dict)} == {
        name: set(part) for name, part in printed.items() if isinstance(part, dict)
    }
    assert list(told) == list(printed)


def test_what_the_page_prints_is_taken(world: World) -> None:
    """References, settings and a submit are taken as printed, and the line stands in the ledger."""
    assert world.api("POST", "/syncs/sync_references", BODIES["sync_references"]).status == 200
    assert world.sync("POST", "settings", BODIES["settings"]).json == BODIES["settings"]
    answer = world.sync("POST", "transactions", BODIES["transactions"])
    assert (answer.status, answer.json["processed"]) == (200, 3)
    assert [(line.id, line.value) for line in world.file.lines()] == [("1", 12100), ("2", -12100)]


def test_the_limits_are_those_on_the_page(world: World) -> None:
    """The answer to the limits is printed word for word."""
    limits = world.api("GET", "/syncs/settings").json
    assert json.dumps(limits) in PAGE
    assert f"up to {MOST_ACTIONS} actions" in PAGE


@pytest.mark.parametrize(("sent", "status"), [("left out", 200), (None, 409), ("another", 409)])
def test_previous_sync_points_count_as_the_page_says(world: World, sent: str | None, status: int) -> None:
    """After a first submit, nothing is checked if nothing is expected; null expects to be the first."""
    world.sync("POST", "settings", BODIES["settings"])
    world.sync("POST", "transactions", BODIES["transactions"])
    second = {**BODIES["transactions"], "previous_sync_point": sent}
    if sent == "left out":
        del second["previous_sync_point"]
    assert world.sync("POST", "transactions", second).status == status
