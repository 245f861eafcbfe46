"""The guard: nobody reads the console from elsewhere, and no page of another site makes it do anything."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from twinledger.console.doors.app import LARGEST_BODY
from twinledger.console.guard import Guard
from twinledger.console.server import Console
from twinledger.world import World

from ..browsing import Person

HERE = "http://127.0.0.1:8071"


def asked(console: Console, path: str, method: str = "GET", host: str = HERE, **headers: str) -> int:
    """Return the status of a request."""
    given = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Client(console.wsgi).open(path, method=method, base_url=host, headers=given).status_code


@pytest.mark.parametrize("host", ["http://evil.example", "http://127.0.0.1.evil.example:8071", "http://10.0.0.7:8071"])
def test_another_name_is_refused(console: Console, host: str) -> None:
    """A name that was bound to this machine by somebody else opens nothing; its own names open everything."""
    for path in ("/w/world", "/w/world/stream", "/w/world/exchanges/1", "/"):
        assert asked(console, path, host=host) == 403
    assert [asked(console, "/w/world", host=known) for known in (HERE, "http://localhost", "http://[::1]:1")] == [
        200
    ] * 3


def test_a_form_of_another_site_does_nothing(console: Console, person: Person, world: World) -> None:
    """Neither with its own origin, nor without a token of a page that this browser was shown."""
    before = world.clock.now()
    path = "/w/world/clock/forward"
    assert asked(console, path, "POST", Origin="http://evil.example") == 403
    assert asked(console, path, "POST", Sec_Fetch_Site="cross-site") == 403
    assert asked(console, path, "POST") == 403
    person.goes("/w/world")
    assert person.sends(path, {"by": "day", "csrf_token": "made up"}).page.status_code == 403
    assert world.clock.now() == before


def test_a_form_has_a_largest_size(console: Console, person: Person, world: World) -> None:
    """A form of more than any page sends is refused before it is read."""
    before = world.clock.now()
    person.goes("/w/world")
    page = person.sends("/w/world/clock/forward", {"by": "x" * (LARGEST_BODY + 1)}).page
    assert page.status_code == 413
    assert world.clock.now() == before


def test_another_origin_reads_nothing(console: Console) -> None:
    """A page of another site that fetches is refused before anything is read."""
    assert asked(console, "/w/world", Origin="http://evil.example") == 403
    assert asked(console, "/w/world", Origin=HERE) == 200


def test_other_machines_need_the_token(world: World) -> None:
    """A console that others reach lets those in who were given the address with the token, once; and has a token."""
    with pytest.raises(ValueError, match="needs a token"):
        Console(world, known_as="trainer.local")
    console = Console(world, known_as="trainer.local", token="open sesame")
    there = "http://trainer.local:8071"
    assert [asked(console, path, host=there) for path in ("/w/world", "/w/world/stream", "/?token=open")] == [403] * 3
    assert asked(console, "/w/world", host="http://elsewhere.local") == 403
    client = Client(console.wsgi)
    answer = client.get("/w/world?token=open+sesame", base_url=there)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/w/world")
    assert client.get("/w/world", base_url=there).status_code == 200
    assert "open sesame" not in str(client._cookies) + repr(Guard("trainer.local", "open sesame"))
