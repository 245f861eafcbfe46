"""One script for every client: it reads, writes and fails, and notes what the program that uses the client sees.

`python tests/cover/odoo/client_scripts.py URL DATABASE ADMIN_KEY EMPLOYEE_KEY` shows what the clients see of any
server; what they saw of a real one stands in `clients.json`. It creates a partner and deletes it.
"""

from __future__ import annotations

import json
import re
import sys
import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import odooly
import odoorpc

Outcome = Any
ABSENT = 999_999


@dataclass(frozen=True)
class Place:
    """An Odoo, a database of its, and the keys of its administrator and of an employee without accounting."""

    url: str
    database: str
    admin: str
    employee: str


class Client(Protocol):
    """What the script needs of a client: to sign in, and to call a method of a model."""

    def sign_in(self, place: Place, login: str, key: str) -> None:
        """Sign in; raise whatever the client raises."""

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method; raise whatever the client raises."""

    def told(self, error: Exception) -> Outcome:
        """Return what a program learns from an error."""


class StandardLibrary:
    """`xmlrpc.client`, used as Odoo's documentation does."""

    def sign_in(self, place: Place, login: str, key: str) -> None:
        """Authenticate; the answer False is no error there."""
        with xmlrpc.client.ServerProxy(f"{place.url}/xmlrpc/2/common") as common:
            uid = common.authenticate(place.database, login, key, {})
        self.object = f"{place.url}/xmlrpc/2/object"
        self.credentials = (place.database, uid, key)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Execute."""
        with xmlrpc.client.ServerProxy(self.object) as models:
            return models.execute_kw(*self.credentials, model, method, args, kwargs)

    def told(self, error: Exception) -> Outcome:
        """A fault has a number and a text, of which a traceback's last line counts."""
        assert isinstance(error, xmlrpc.client.Fault)
        return [error.faultCode, last_line(error.faultString)]


class OdooRpc:
    """OdooRPC; over TLS when the place is."""

    def sign_in(self, place: Place, login: str, key: str) -> None:
        """Log in."""
        where = urlsplit(place.url)
        protocol = "jsonrpc+ssl" if where.scheme == "https" else "jsonrpc"
        self.odoo = odoorpc.ODOO(where.hostname, port=where.port, protocol=protocol)
        self.odoo.login(place.database, login, key)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Execute."""
        return self.odoo.execute_kw(model, method, args, kwargs)

    def told(self, error: Exception) -> Outcome:
        """An error has a message and what the server said."""
        info = getattr(error, "info", None) or {}
        return [type(error).__name__, str(error), info.get("code"), info.get("data", {}).get("name")]


class Odooly:
    """Odooly, which speaks JSON-2 where it can."""

    def sign_in(self, place: Place, login: str, key: str) -> None:
        """Connect."""
        self.client = odooly.Client(place.url, place.database, login, api_key=key)

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Execute; the names of the arguments come from the server's documentation where odooly does not know them."""
        return self.client.env.execute(model, method, *args, **kwargs)

    def told(self, error: Exception) -> Outcome:
        """An error of the server has a status, a class and a message."""
        said = error.args[0]
        if not isinstance(said, dict):
            return [type(error).__name__, str(error)]
        return [type(error).__name__, said["code"], said["data"]["name"], last_line(said["data"]["message"])]


CLIENTS: dict[str, Callable[[], Client]] = {
    "xmlrpc.client": StandardLibrary,
    "OdooRPC": OdooRpc,
    "odooly": Odooly,
}


def run(client: Client, place: Place) -> dict[str, Outcome]:
    """Return what the client saw, by the names of the steps; ids and users have no numbers."""
    seen: dict[str, Outcome] = {}

    def step(name: str, action: Callable[[], Any]) -> Any:
        try:
            result = action()
        except Exception as error:
            seen[name] = {"error": client.told(error)}
            return None
        seen[name] = {"result": result}
        return result

    step("the administrator", lambda: client.sign_in(place, "admin", place.admin))
    id_ = step("create", lambda: client.call("res.partner", "create", {"name": "By a client", "is_company": True}))
    [id_] = id_ if isinstance(id_, list) else [id_]
    names = ["name", "is_company", "country_id", "comment"]
    step("read", lambda: client.call("res.partner", "read", [id_], names))
    step("count", lambda: client.call("res.partner", "search_count", [["id", "=", id_], ["name", "=", "By a client"]]))
    step("write", lambda: client.call("res.partner", "write", [id_], {"name": "Renamed"}))
    step("find", lambda: client.call("res.partner", "search_read", [["id", "=", id_]], ["name"]))
    step("by name", lambda: client.call("res.partner", "name_search", "Renamed", [["id", "=", id_]], limit=1))
    step("fields", lambda: client.call("res.partner", "fields_get", ["name"], ["string", "type"]))
    step("right", lambda: client.call("res.partner", "has_access", [id_], "write"))
    step("no result", lambda: client.call("res.partner", "check_access_rights", "write"))
    step("delete", lambda: client.call("res.partner", "unlink", [id_]))
    step("deleted", lambda: client.call("res.partner", "search", [["id", "=", id_]]))
    step("a missing record", lambda: client.call("res.partner", "read", [ABSENT], ["name"]))
    step("writing a missing record", lambda: client.call("res.partner", "write", [ABSENT], {"name": "x"}))
    step("an unknown field", lambda: client.call("res.partner", "read", [1], ["nofield"]))
    step("an unknown model", lambda: client.call("foo.bar", "search", []))
    step("an unknown method", lambda: client.call("res.partner", "frob"))
    step("a private method", lambda: client.call("res.partner", "_search", []))
    step("a bad domain", lambda: client.call("res.partner", "search", [["nofield", "=", 1]]))
    step("a wrong key", lambda: client.sign_in(place, "admin", "0" * 40))
    step("a call with it", lambda: client.call("res.partner", "search_count", [["id", "=", 0]]))
    step("an employee", lambda: client.sign_in(place, "employee", place.employee))
    step("their journal items", lambda: client.call("account.move.line", "search_count", []))
    step("their change of a company", lambda: client.call("res.company", "write", [1], {"name": "Mine"}))
    return {name: _without_numbers(outcome, id_) for name, outcome in seen.items()}


def last_line(text: str) -> str:
    """Return a traceback's last line, or a message as it is."""
    return text.rstrip("\n").rpartition("\n")[2] if text.startswith("Traceback") else text


def _without_numbers(outcome: Outcome, id_: int) -> Outcome:
    """Return an outcome as JSON holds it, without the numbers that a server gave to the record and to users."""
    if isinstance(outcome, dict):
        return {name: _without_numbers(value, id_) for name, value in outcome.items()}
    if isinstance(outcome, list | tuple):
        return [_without_numbers(value, id_) for value in outcome]
    if isinstance(outcome, str):
        return re.sub(r"(User: |User id: |\(id=)\d+", r"\1<user>", outcome)
    return "<id>" if outcome == id_ and outcome is not True else outcome


if __name__ == "__main__":
    there = Place(*sys.argv[1:])
    print(json.dumps({name: run(client(), there) for name, client in CLIENTS.items()}, indent=1, ensure_ascii=False))
