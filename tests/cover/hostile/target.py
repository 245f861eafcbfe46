"""What is attacked: a world on sockets with its console, everybody signed in, and what must hold of every answer."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from flask import Flask

from mock_odoo.doors import app as odoo_app
from mock_silverfin import ALL_SCOPES
from mock_silverfin.doors import app as silverfin_app
from twinledger.console.desk import Desk
from twinledger.console.desks import Desks
from twinledger.console.doors import app as console_app
from twinledger.console.guard import Guard
from twinledger.console.server import Console
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD, SILVERFIN_LOGIN, SILVERFIN_PASSWORD, World

from . import bodies
from .filling import fill_odoo, fill_silverfin, ids_in

PATIENCE = 10.0  # seconds
OURS = re.compile(rb"(?:mock_kit|mock_odoo|mock_silverfin|twinledger|site-packages)/[\w/]*\.py")
TOKEN = re.compile(r'name="?csrf_token"? value="?([^">]+)')


class Rule(NamedTuple):
    """A way into an application: whose it is, a method, and a path with its variable parts in angle brackets."""

    system: str
    method: str
    path: str


class Failures(logging.Handler):
    """Collects what the servers say about failures of their own."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note a message that comes with an exception."""
        if record.exc_info:
            self.found.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


class Target:
    """A world with its console, on sockets."""

    def __init__(self, world: World, console: Console, failures: Failures) -> None:
        self.world, self.failures = world, failures
        self.urls = {"odoo": world.odoo.url, "silverfin": world.silverfin.url, "console": console.url}
        self.json2 = {
            "Authorization": f"bearer {world.pair.api_key}",
            "X-Odoo-Database": world.pair.database,
            "Content-Type": "application/json",
        }
        application = world.silverfin.add_application("Hostile", "https://hostile.test/", ALL_SCOPES)
        self._tokens = world.grant.access_token, application.authorize(world.accountant, world.firm).access_token
        self.sessions, self.forms = self._sign_in()
        self.known = {"firm_id": str(world.firm.id), "company_id": str(world.pair.file.id), "name": "world"}
        fill_odoo(world, self.known)
        fill_silverfin(world, self.known, self._made, self._shown)
        self.rules = [
            *_rules("odoo", odoo_app.build(world.odoo.odoo)),
            *self._silverfin_rules(),
            *_console_rules(world),
        ]
        self.state = world.snapshot()

    def rest(self, path: str) -> dict[str, str]:
        """Return the headers of a call to Silverfin's API: of the file's own application, or of one that may do all."""
        token = self._tokens["/syncs/" not in path]
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def as_json(self, body: Any) -> bytes:
        """Return a body with the ids of what is there."""
        return self.with_ids(json.dumps(body).encode())

    def with_ids(self, text: bytes) -> bytes:
        """Return a text in which names in quotes and angle brackets became the ids of what is there."""
        return ids_in(text, self.known)

    def written(self, path: str, body: bytes) -> bytes:
        """Return the request that writes to a path below the firm."""
        filled = filled_in(f"/api/v4/f/<firm_id>/{path}", self.known)
        return request("POST", filled, self.rest(filled), body)

    def _made(self, path: str) -> Any:
        answer = self.send("silverfin", self.written(path, self.as_json(bodies.BODIES[path])))
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    def _shown(self, path: str) -> Any:
        filled = filled_in(f"/api/v4/f/<firm_id>/{path}", self.known)
        answer = self.send("silverfin", request("GET", filled, self.rest(filled)))
        return json.loads(answer.partition(b"\r\n\r\n")[2])

    def _silverfin_rules(self) -> list[Rule]:
        silverfin = self.world.silverfin
        return _rules("silverfin", silverfin_app.build(silverfin._core, silverfin.runner))

    def _sign_in(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return each system's cookies, and the tokens of its forms."""
        sessions = {system: requests.Session() for system in self.urls}
        params = {"db": self.world.pair.database, "login": ODOO_LOGIN, "password": ODOO_PASSWORD}
        sessions["odoo"].post(
            f"{self.urls['odoo']}/web/session/authenticate", json={"params": params}, timeout=PATIENCE
        )
        door = sessions["silverfin"].get(f"{self.urls['silverfin']}/sign_in", timeout=PATIENCE)
        person = {"email": SILVERFIN_LOGIN, "password": SILVERFIN_PASSWORD, "csrf_token": _token(door)}
        sessions["silverfin"].post(door.url, data=person, timeout=PATIENCE)
        pages = {"odoo": "/web/login", "silverfin": "/", "console": "/"}
        forms = {
            system: _token(sessions[system].get(f"{self.urls[system]}{path}", timeout=PATIENCE))
            for system, path in pages.items()
        }
        cookies = {
            system: "; ".join(f"{name}={value}" for name, value in session.cookies.items())
            for system, session in sessions.items()
        }
        return cookies, forms

    def send(self, system: str, data: bytes) -> bytes:
        """Send bytes on a connection of their own, end the sending side, and return all that comes back in time."""
        place, answer = urlsplit(self.urls[system]), b""
        end = time.monotonic() + PATIENCE
        with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
                    assert time.monotonic() < end, "it hangs"
            except TimeoutError:
                raise AssertionError("it hangs") from None
            except OSError:
                pass  # it was refused before all of it was sent, or read
        return answer

    def attack(self, system: str, data: bytes, *, may_say: tuple[int, ...] = ()) -> bytes:
        """Send bytes and return the answer; fail if anything failed, or if the answer is one that no server gives."""
        answer = self.send(system, data)
        errors = [error for exchange in self.world.journal.errors if (error := exchange.error)]
        self.world.journal.clear()
        found, self.failures.found = self.failures.found, []
        assert errors + found == []
        assert not OURS.search(answer)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 "), answer[:100]
        assert answer[9:10] != b"5" or int(answer[9:12]) in may_say, answer[:1000]
        return answer

    def put_back(self) -> None:
        """Make the world what it was."""
        self.world.silverfin.runner.settle()
        self.world.restore(self.state)


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire; whatever stands in it is not looked at."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    return f"{line}{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1", "replace") + body


def filled_in(path: str, known: Mapping[str, str]) -> str:
    """Return a path in which angle brackets became the ids of what is there, or 1."""
    return re.sub(r"<(\w+)>", lambda part: known.get(part[1], "1"), path)


def _token(page: requests.Response) -> str:
    found = TOKEN.search(page.text)
    assert found is not None, page.url
    return found[1]


def _console_rules(world: World) -> list[Rule]:
    application = console_app.build(Desks([Desk(world)]), Guard())
    return [rule for rule in _rules("console", application) if not rule.path.endswith("/stream")]  # that never ends


def _rules(system: str, application: Flask) -> list[Rule]:
    return [
        Rule(system, method, re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule.rule))
        for rule in application.url_map.iter_rules()
        for method in sorted(rule.methods or ())
    ]
