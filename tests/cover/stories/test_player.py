"""The player: what a person does on the pages is recognised, what they do wrong is told, and the world turns back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mock_kit.clock import Clock
from twinledger.stories.doings import Commit
from twinledger.stories.files import load
from twinledger.stories.parts import LANGUAGES
from twinledger.stories.play import played, set_up, world_of
from twinledger.stories.player import CannotTurnBackError, Player
from twinledger.stories.schema import kinds
from twinledger.stories.stage import Stage
from twinledger.stories.tasks import tasks
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, SILVERFIN_LOGIN, SILVERFIN_PASSWORD

from ..browsing import Person
from .support import HEAD, story

STEPS = """
  - {do: create_api_key, name: key, tell: {en: Copy it., nl: Kopieer hem.}, minutes: 2}
  - {do: connect, api_key: nonsense, refused: api_key}
  - {do: connect, api_key: key}
  - {do: link}
  - {do: synchronise, actions: 40}
  - {do: expect, ledgers: equal, keys: {key: valid}}
  - {do: remove_api_key, name: key}
  - {do: synchronise, fails: authentication}
"""


@pytest.fixture
def player(tmp_path: Path) -> Iterator[Player]:
    """A player of a small first connection."""
    told = load(str(story(tmp_path, STEPS, f"{HEAD}lines: 40\n")))
    with set_up(told) as stage:
        yield Player(stage, told)


def _page(player: Player) -> str:
    assert player.now is not None
    return urlsplit(player.now.page).path


def test_what_a_person_does_on_the_pages_is_recognised(player: Player) -> None:
    """From the first key to the refusal, by forms alone: each step is done once its page was used as it says."""
    world, words = player.stage.world, "api-keys"
    odoo, silverfin = Person(world.odoo.wsgi), Person(world.silverfin.wsgi, url=world.silverfin.url)
    odoo.goes("/web/login").fills_in(login=ODOO_LOGIN, password=ODOO_PASSWORD)
    silverfin.goes("/sign_in").fills_in(email=SILVERFIN_LOGIN, password=SILVERFIN_PASSWORD)
    assert player.look() is None

    odoo.goes(_page(player)).fills_in(f"{words}/add")
    odoo.fills_in(password=ODOO_PASSWORD)
    odoo.fills_in(name="another")
    assert player.look() is None
    odoo.goes(_page(player)).fills_in(f"{words}/add").fills_in(name="key")
    assert player.look()
    player.stage.know_key("key")  # the value stands on the page alone: whoever solves needs another one
    inputs = player.stage.inputs("key")

    silverfin.goes(_page(player)).fills_in("odoo", **inputs)
    came = player.look()
    assert came
    assert (came.ok, came.said) == (False, "Silverfin took the inputs; it should have refused the api_key.")
    assert player.now is not None
    assert (player.now.number, player.now.failed, player.now.said) == (2, True, came.said)
    silverfin.goes(_page(player)).fills_in("odoo", **{**inputs, "api_key": "nonsense"})
    assert player.look()
    silverfin.goes(_page(player)).fills_in("odoo", **inputs)
    assert player.look()
    assert player.number == 4

    connection = player.stage.connection_id()
    silverfin.goes(f"{_page(player)}?type={connection}").fills_in("sync", type=connection, reference="acme:1")
    assert player.look(), silverfin.page.text
    world.silverfin.runner.settle()
    came = player.look()
    assert came
    assert came.said == "40 actions were sent."
    assert player.look() is None  # nobody does the comparison on a page
    assert player.solve().ok
    odoo.goes(_page(player))
    player.stage.odoo_user.remove_api_key("key")
    assert player.look()
    assert player.solve().said.startswith("It failed (authentication)")
    assert (player.is_over, player.now, player.look()) == (True, None, None)


def test_a_scene_says_who_does_what_and_where(player: Player) -> None:
    """In four languages, with the names and addresses of this world, the trainer's note and its minutes."""
    first, second, *_ = scenes = player.scenes
    assert (first.who, first.system, first.state, first.minutes) == ("odoo_user", "odoo", "now", 2)
    assert first.page == f"{player.stage.world.odoo.url}/odoo/my-preferences/security"
    assert first.tell is not None
    assert [first.tell.said(language) for language in LANGUAGES] == ["Copy it.", "Kopieer hem.", "Copy it.", "Copy it."]
    assert "“key”" in first.task.said("vi")
    assert (second.who, second.state) == ("accountant", "later")
    assert ODOO_LOGIN in second.task.said("fr")
    assert [scene.number for scene in scenes] == list(range(1, 9))


def test_the_world_turns_back_to_a_step(player: Player) -> None:
    """Keys, figures and what was said are as they were then, and the story goes on from there as it did."""
    said = []
    while not player.is_over:
        said.append(player.solve().said)
    player.back(5)
    assert (player.number, player.stage.file.lines(), player.stage.key_state("key")) == (5, [], "valid")
    assert [scene.state for scene in player.scenes[3:6]] == ["done", "now", "later"]
    assert [player.solve().said for _ in range(4)] == said[4:]
    player.back(1)
    assert player.stage.key_state("key") == "removed"
    assert player.solve().said == said[0]


def test_what_happens_beside_a_synchronisation_is_armed_for_a_person(tmp_path: Path) -> None:
    """The key goes while they wait; whoever tries again after a surprise gets the same again, and solving, too."""
    steps = """
  - {do: create_api_key, name: key}
  - {do: connect, api_key: key}
  - {do: link}
  - do: synchronise
    fails: source
    breaks: [{fault: status-before, system: odoo, call: {model: account.move.line}, status: 500, times: null}]
"""
    told = load(str(story(tmp_path, steps, f"{HEAD}lines: 40\n")))
    with set_up(told) as stage:
        player = Player(stage, told)
        for _ in range(3):
            assert player.solve().ok
        stage.accountant.synchronise("acme", stage.file.id)
        came = player.look()
        assert came
        assert came.ok, came.said
        player.back(4)
        assert player.solve().ok


def test_there_is_no_way_back_beyond_a_book_that_went_on(tmp_path: Path) -> None:
    """The pages of an awkward book are not turned back; that is said, and nothing has changed."""
    told = load(
        str(story(tmp_path, "  - {do: wait}\n  - {do: go_on}\n  - {do: wait}", f"{HEAD}books: awkward/no-tombstone\n"))
    )
    with set_up(told) as stage:
        player = Player(stage, told)
        assert player.solve().ok
        assert player.solve().ok
        with pytest.raises(CannotTurnBackError, match="no way back beyond go_on"):
            player.back(1)
        assert player.number == 3
        player.back(3)


def test_a_story_in_a_kept_world_goes_on_where_it_was(tmp_path: Path) -> None:
    """With the keys that it knows and what was said; what was done is done, and there is no way back beyond that.

    What somebody did just before the end is recognised, and what must have happened by now has happened.
    """
    counted = "\n  - {do: expect, events: [{event: keys.used, times: 1}]}"
    told = load(str(story(tmp_path, f"{STEPS.rstrip()}{counted}", f"{HEAD}lines: 40\n")))
    data = tmp_path / "world"
    with world_of(told, Clock(told.begins), data=data) as world:
        player = Player(Stage(world), told)
        said = [player.solve().said for _ in range(4)]
        keys = dict(player.stage.keys)
        player.stage.accountant.synchronise("acme", player.stage.file.id)
        world.silverfin.runner.settle()
    with world_of(told, Clock(told.begins), data=data) as world:
        player = Player(Stage(world), told)
        assert player.number == 5
        assert [scene.said for scene in player.scenes[:4]] == said
        assert player.stage.keys == keys
        with pytest.raises(CannotTurnBackError, match="begin again"):
            player.back(2)
        came = player.look()
        assert came
        assert came.ok, came.said
        while not player.is_over:
            came = player.solve()
            assert came.ok, came.said


def test_a_transaction_that_ended_with_the_program_came_to_nothing(tmp_path: Path) -> None:
    """Whoever goes on with a story is told so, instead of meeting a name that nobody knows."""
    told = load(str(story(tmp_path, "  - {do: wait}")))
    with set_up(told) as stage:
        came = played(1, Commit(do="commit", entry="rent"), stage)
    assert not came.ok
    assert "'rent' is under way no more" in came.said


def test_every_kind_of_step_has_its_task_in_every_language() -> None:
    """Nothing is left over either; whoever acts on a page is recognised there, except where it has no own mark."""
    assert set(tasks()) == set(kinds())
    for kind, task in tasks().items():
        assert all(getattr(task.task, language) for language in LANGUAGES), kind
        assert not task.recognised or task.page, kind
