"""Neighbours: servers that are neither of the two fakes, and hear who comes to them by mistake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_kit.server import Server
from mock_kit.tls import Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NOT_FOUND = "404 Not Found"


@dataclass
class Neighbour:
    """A web server that answers everything alike and keeps what it was sent, as bytes: line, headers, body."""

    status: str = NOT_FOUND
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b"<!doctype html><title>Welcome</title><h1>It works</h1>"
    heard: list[bytes] = field(default_factory=list)
    url: str = ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Answer one request."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        said = [f"{name}: {value}" for name, value in environ.items() if isinstance(value, str)]
        self.heard.append("\n".join(said).encode() + b"\n" + environ["wsgi.input"].read(length))
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [self.body]


@contextmanager
def neighbour(status: str = NOT_FOUND, location: str = "") -> Iterator[Neighbour]:
    """Let a neighbour listen that answers with this status, and sends everybody to `location` if it is given.

    The path of the request is not added to `location`.
    """
    found = Neighbour(status, [("Location", location)] if location else [])
    with listening(found) as url:
        found.url = url
        yield found


@contextmanager
def listening(app: WSGIApplication, authority: Authority | None = None) -> Iterator[str]:
    """Let an application listen on a port of its own, over TLS if there is an authority; yield its URL."""
    server = Server(app, authority=authority)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def untrusted(app: WSGIApplication) -> Iterator[str]:
    """Let an application listen over TLS with a certificate of an authority that nobody knows; yield its URL."""
    authority = Authority()
    try:
        with listening(app, authority) as url:
            yield url
    finally:
        authority.close()
