"""What people did in a world, told as a story that does it again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from twinledger.console.desk import Desk
from twinledger.console.server import Console
from twinledger.stories.doings import Synchronise
from twinledger.stories.parts import Texts
from twinledger.stories.people import OdooUser, Refused
from twinledger.stories.retelling import Retold, retell
from twinledger.stories.stage import Stage
from twinledger.stories.writing import as_test, as_yaml
from twinledger.testing import assert_happens
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, World

from ..browsing import Person


@pytest.fixture(scope="module")
def retold() -> Retold:
    """A world in which inputs were wrong, a key was removed three hours later, and somebody wrote to Odoo."""
    with World(lines=30) as world:
        stage = Stage(world)
        since, began = world.journal.capture(), world.clock.now()
        key = stage.odoo_user.create_api_key("Silverfin")
        for wrong in ({"database": "other"}, {"email": "nobody@example.com"}, {"api_key": "0" * 40}):
            with pytest.raises(Refused):
                stage.accountant.connect({**stage.inputs(key), **wrong})
        stage.accountant.connect(stage.inputs(key))
        stage.accountant.link("acme", stage.file.id, world.pair.reference)
        stage.accountant.synchronise("acme", stage.file.id)
        world.clock.advance(timedelta(hours=3))
        stage.odoo_user.remove_api_key("Silverfin")
        stage.accountant.synchronise("acme", stage.file.id)
        requests.post(f"{world.odoo.url}/json/2/account.move/create", json={"vals_list": []}, timeout=10)
        return retell(world, since, began)


def test_it_has_every_step_and_what_came_of_it(retold: Retold) -> None:
    """What was typed wrong and refused, what was sent, how long it took, and how both ledgers stand."""
    told = [(step.do, getattr(step, "refused", None)) for step in retold.story.steps]
    assert told == [
        ("create_api_key", None),
        *[("connect", wrong) for wrong in ("database", "email", "api_key", None)],
        ("link", None),
        ("synchronise", None),
        ("wait", None),
        ("remove_api_key", None),
        ("synchronise", None),
        ("expect", None),
    ]
    first, last = (step for step in retold.story.steps if isinstance(step, Synchronise))
    assert (first.actions, last.fails) == (30, "authentication")


def test_what_no_step_says_is_told(retold: Retold) -> None:
    """Somebody wrote to Odoo; that stands before the story, as a remark."""
    assert [line for line in retold.left_over if "account.move create" in line]
    assert as_yaml(retold.story, "\n".join(retold.left_over)).startswith("# #")


def test_it_happens_again(retold: Retold, tmp_path: Path) -> None:
    """The file plays; with another expectation it fails, and says at which step."""
    file = tmp_path / "story.yaml"
    file.write_text(as_yaml(retold.story), encoding="utf-8")
    assert_happens(file)
    file.write_text(as_yaml(retold.story).replace("actions: 30", "actions: 29"), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"step 7 \(synchronise\)"):
        assert_happens(file)


def test_it_is_a_test_for_pytest(retold: Retold, tmp_path: Path) -> None:
    """The module passes as it was written."""
    module: dict[str, Any] = {}
    exec(compile(as_test(retold.story), "test_what_happened.py", "exec"), module)
    module["test_it_happens_again"](tmp_path)


def test_what_people_typed_is_no_code(retold: Retold) -> None:
    """A key may be called anything, and a title, too; the module holds the same story and does nothing else."""
    called = '""" + f() + r""" \\N{no} \\'
    step = retold.story.steps[0].model_copy(update={"name": called})
    story = retold.story.model_copy(update={"title": Texts(en=called), "steps": (step,)})
    module: dict[str, Any] = {}
    exec(compile(as_test(story), "test_what_happened.py", "exec"), module)
    assert module["STORY"] == f"\n{as_yaml(story)}"


def test_keys_that_were_there_before_are_made_first() -> None:
    """A world begins with a key; a story makes the keys that it speaks of."""
    with World() as world:
        since, began = world.journal.capture(), world.clock.now()
        OdooUser(world.odoo.url, "acme", ODOO_LOGIN, ODOO_PASSWORD).remove_api_key("Silverfin")
        steps = retell(world, since, began).story.steps
    assert [step.do for step in steps] == ["create_api_key", "remove_api_key", "expect"]


def test_the_page_gives_both() -> None:
    """As files to be kept."""
    person = Person(Console([Desk(World())]).wsgi)
    for name, beginning in (("copy.yaml", "title: What happened"), ("copy.py", '"""What happened')):
        page = person.goes(f"/w/world/{name}").page
        assert page.text.startswith(beginning)
        assert "attachment" in page.headers["Content-Disposition"]
