"""The story on the page: its step, the page where it is done, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_kit.clock import Clock
from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.console.tale import Tale
from twinledger.stories.files import load
from twinledger.stories.play import world_of
from twinledger.stories.player import Player
from twinledger.stories.stage import Stage

from ..browsing import Person

HOME = "/w/world"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """A world in which the first connection is told."""
    story = load("first-connection")
    world = world_of(story, Clock(story.begins))
    with world:
        yield Desk(world, tale=Tale(Player(Stage(world), story)))


def test_a_story_is_told_to_its_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a person does is recognised, a step is done for them, one goes back; at the end the ledgers agree."""
    monkeypatch.setattr("twinledger.console.tale.PAUSE", 0.0)
    tale = desk.tale
    assert tale is not None
    person = Person(Console([desk]).wsgi)
    text = person.goes(HOME).page.text
    assert "Step 1 of" in text
    assert f"{desk.world.odoo.url}/odoo/my-preferences/security" in text
    assert "#snapshots" not in text
    stage = tale._player.stage
    stage.keys["Silverfin"] = stage.odoo_user.create_api_key("Silverfin")
    before = desk.versions()["story"]
    assert "Step 2 of" in person.goes(HOME).page.text
    assert desk.versions()["story"] == before
    person.fills_in("/story/solve")
    assert "Step 3 of" in person.goes(HOME).page.text
    person.sends(f"{HOME}/story/back", {**person.forms[0][1], "number": "2"})
    assert "Step 2 of" in person.goes(HOME).page.text
    assert person.sends(f"{HOME}/story/back", {**person.forms[0][1], "number": "x"}).page.status_code == 400
    assert person.goes(HOME).sends(f"{HOME}/snapshots/save", person.forms[0][1]).page.status_code == 404
    for _ in tale.story.steps[1:]:
        person.goes(f"{HOME}/present").fills_in("/story/solve")
    text = person.goes(HOME).page.text
    assert ("The story is over" in text, "both ledgers are equal" in text) == (True, True)


@pytest.mark.parametrize("language", ["en", "fr", "nl", "vi"])
def test_the_handout_has_every_step(desk: Desk, language: str) -> None:
    """In the language of whoever prints it."""
    assert desk.tale is not None
    text = Person(Console([desk]).wsgi, language).goes(f"{HOME}/handout").page.text
    assert text.count("tick-box") == len(desk.tale.story.steps)
    assert f'<html lang="{language}">' in text


def test_a_world_without_a_story_has_none_of_it(desk: Desk) -> None:
    """Neither a presenter view nor a sheet."""
    person = Person(Console([Desk(desk.world)]).wsgi)
    assert [person.goes(f"{HOME}/{page}").page.status_code for page in ("present", "handout")] == [404, 404]
