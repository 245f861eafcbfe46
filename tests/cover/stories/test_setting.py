"""What a story begins with beside its first company: people with their rights, the firm, and what is broken already."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_silverfin.face import User
from mock_silverfin.people_errors import NotAnAdminError
from twinledger.stories.files import StoryError, load
from twinledger.stories.play import set_up

from .support import HEAD, played, story

SETTING = """
companies: [{database: second, name: Second BV}]
people:
  - {login: reader@example.com, name: Rea Reader, role: read-only}
  - {login: biller@example.com, role: billing, database: second, password: secret}
firm:
  name: Bureau Peeters
  members: [{email: junior@example.com}, {email: partner@example.com, admin: true}]
  files: [Unlinked BV]
"""
WRONG = {
    "people:\n  - {login: a, rule: billing}\n": "people 1, rule: there is no such key; did you mean 'role'?",
    "people: [{login: a, role: boss}]\n": "people 1, role: Input should be 'administrator', 'accountant'",
    "people: [{login: a, database: third}]\n": "a needs one of the databases acme",
    "firm: {nam: A}\n": "firm, nam: there is no such key; did you mean 'name'?",
    "firm: {members: [{email: a, amin: true}]}\n": "firm, members 1, amin: there is no such key; did you mean 'admin'",
    "faults: [{fault: stauts-before}]\n": "faults 1: ",
}


def test_people_and_firm_are_there(tmp_path: Path) -> None:
    """Each with what they may do, in the database and the firm that the story says."""
    with set_up(load(str(story(tmp_path, "  - do: wait", HEAD + SETTING)))) as stage:
        world = stage.world
        assert world.firm.name == "Bureau Peeters"
        assert [file.name for file in world.silverfin.files()][-1] == "Unlinked BV"
        reader = world.odoo.user("reader@example.com", database="acme")
        biller = world.odoo.user("biller@example.com", database="second")
        may = {
            user.login: user.database.environment(user.id)["account.move"].has_access("create")
            for user in (reader, biller)
        }
        assert may == {"reader@example.com": False, "biller@example.com": True}
        directory = world.silverfin._core.directory
        junior, partner = (
            User(directory.sign_in(email, "accountant"), email)
            for email in ("junior@example.com", "partner@example.com")
        )
        assert world.application.authorize(partner, world.firm).firm_id == world.firm.id
        with pytest.raises(NotAnAdminError):
            world.application.authorize(junior, world.firm)


def test_what_is_broken_from_the_beginning_strikes(tmp_path: Path) -> None:
    """Whoever meets it first is told, and it is over when it has struck as often as the story says."""
    steps = """
  - {do: create_api_key, name: key}
  - {do: connect, api_key: key, refused: url}
  - {do: connect, api_key: key}
"""
    faults = "faults: [{fault: status-before, system: odoo, path: /json/.*, status: 404}]\n"
    came = played(story(tmp_path, steps, HEAD + faults))
    assert [one.ok for one in came] == [True, True, True], came[-1].said


@pytest.mark.parametrize("setting", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, setting: str) -> None:
    """With its place, and with what was probably meant."""
    with pytest.raises(StoryError) as refused:
        load(str(story(tmp_path, "  - do: wait", HEAD + setting)))
    assert WRONG[setting] in str(refused.value)
