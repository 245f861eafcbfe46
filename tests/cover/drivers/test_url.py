"""The url driver: a POST of what is to be done, the answer in its body."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mock_kit.server import Server
from twinledger.drivers.outcome import NotStartedError
from twinledger.drivers.url import UrlDriver

from .support import IN_TIME


class _Connector:
    status, body = "200 OK", b'{"ok": true}'

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
        start_response(self.status, [("Content-Type", "application/json")])
        return [self.body]


@pytest.fixture
def connector() -> Iterator[tuple[_Connector, str]]:
    """A connector that listens, and its URL."""
    app = _Connector()
    server = Server(app)
    server.start()
    yield app, f"{server.url}/sync"
    server.stop()


def test_it_is_asked_as_the_contract_says(connector: tuple[_Connector, str]) -> None:
    """The same object as a resident program is sent, and the same answer."""
    app, url = connector
    assert UrlDriver(url).run({"ODOO_URL": "u"}, IN_TIME).synchronised
    assert app.asked == [{"do": "sync", "config": {"ODOO_URL": "u"}}]


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        ("200 OK", b'{"ok": false, "reason": "target", "message": "no"}', "because of target (no)"),
        ("200 OK", b"done", "(its answer is not JSON)"),
        ("500 Oops", b'{"ok": true}', "(it answers with status 500)"),
    ],
)
def test_whatever_is_no_success_is_a_failure(
    connector: tuple[_Connector, str], status: str, body: bytes, told: str
) -> None:
    """An answer must be whole, and say that it synchronised."""
    app, url = connector
    app.status, app.body = status, body
    outcome = UrlDriver(url).run({}, IN_TIME)
    assert not outcome.synchronised
    assert told in outcome.summary


def test_nobody_there_cannot_be_judged() -> None:
    """A connector that does not run is not a connector that fails."""
    with pytest.raises(NotStartedError, match="nobody answers at"):
        UrlDriver("http://127.0.0.1:9/sync").run({}, IN_TIME)
