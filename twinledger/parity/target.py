"""The target: an Odoo somewhere, asked over plain HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

TIMEOUT = 300.0  # seconds; a real server that installs languages is slow


@dataclass(frozen=True)
class Target:
    """An Odoo: where it is, and an administrator's login, password and API key in one of its databases.

    `other_database` names a second database of the same server, which some conversations speak of; `master_password`
    opens the server's own service of databases.
    """

    url: str
    database: str
    login: str
    password: str = field(repr=False)
    key: str = field(repr=False)
    other_database: str = ""
    master_password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Request:
    """A request as it goes out; `chunked` leaves its length unsaid."""

    verb: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    chunked: bool = False


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header's value, the first if there are several."""
        return next((value for found, value in self.headers if found.lower() == name.lower()), None)


def send(url: str, request: Request) -> Reply:
    """Send a request on a connection of its own; raise OSError or http.client.HTTPException if that fails."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.netloc, timeout=TIMEOUT)
    try:
        body = iter([request.body]) if request.chunked and request.body is not None else request.body
        headers = {**request.headers, **({"Transfer-Encoding": "chunked"} if request.chunked else {})}
        connection.request(request.verb, request.path, body, headers, encode_chunked=request.chunked)
        response = connection.getresponse()
        return Reply(response.status, response.getheaders(), response.read())
    finally:
        connection.close()
