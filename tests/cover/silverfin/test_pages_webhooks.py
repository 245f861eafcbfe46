"""Webhooks on a page: who is told of what, and what became of the messages."""

from __future__ import annotations

from datetime import timedelta

from mock_silverfin.webhooks.hooks import EVENTS

from .person import Person
from .support import World

NOBODY = "http://127.0.0.1:1/hook"


def test_webhooks_and_their_messages_are_shown(world: World) -> None:
    """The address, the events, how often a message was tried, why it did not come and when it goes out again."""
    person = Person(world.silverfin).signs_in(path=f"/f/{world.firm.id}/webhooks")
    assert "No application has registered one." in person.text
    world.application.add_webhook(world.admin, world.firm, NOBODY, list(EVENTS))
    world.file.request_sync()
    world.silverfin.webhooks.settle()
    text = person.goes(person.path).text
    assert f"Acme Sync {NOBODY} {' , '.join(EVENTS)} Listening" in text
    assert "sync.requested Acme" in text
    assert "Waiting" in text
    assert "; again Mar 2, 2026" in text


def test_a_webhook_that_was_given_up_says_so(world: World) -> None:
    """After the fifth failure, with the moment."""
    world.application.add_webhook(world.admin, world.firm, NOBODY, ["sync.requested"])
    world.file.request_sync()
    for minutes in (0, 1, 5, 30, 120):
        world.silverfin.clock.advance(timedelta(minutes=minutes))
        world.silverfin.webhooks.settle()
    text = Person(world.silverfin).signs_in(path=f"/f/{world.firm.id}/webhooks").text
    assert "Given up Mar 2, 2026" in text
    assert "Failed" in text


def test_webhooks_are_for_admins(world: World) -> None:
    """As the syncs are."""
    world.firm.add_user("clerk@fiduciary.test", "clerk")
    person = Person(world.silverfin).signs_in("clerk@fiduciary.test", "clerk", f"/f/{world.firm.id}/webhooks")
    assert person.page.status_code == 403
