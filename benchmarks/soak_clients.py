"""The clients of the soak: one for each door, each with records of its own and a model of what they must be."""

from __future__ import annotations

import http.client
import json
import time
import xmlrpc.client
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD

LINES = 5
IDLE = 5.0  # seconds; the fakes keep a connection for ten, and a busy machine may let a client wait as long
YEAR = {
    "start_date": "2026-01-01",
    "end_date": "2026-12-31",
    "compute_opening_balances": True,
    "compute_retained_earnings": False,
}
ACCOUNT = {"number": "400000", "name": "Customers", "type": "asset"}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class WrongAnswerError(Exception):
    """The fake said something else than the model."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.body)


def must(found: Any, wanted: Any) -> None:
    """Raise WrongAnswerError if they are not the same."""
    if found != wanted:
        raise WrongAnswerError(f"found {found!r}, must be {wanted!r}")


class Client(ABC):
    """A client that takes turns."""

    def __init__(self, number: int, known: dict[str, Any]) -> None:
        self.number, self.known = number, known
        self.member = known["members"][number]
        self._connections: dict[str, http.client.HTTPConnection] = {}
        self._used: dict[str, float] = {}  # when each was, in monotonic seconds

    @abstractmethod
    def turn(self, number: int) -> None:
        """Do what one does with a door and leave it as it was; raise WrongAnswerError."""

    def send(self, system: str, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a request over the connection that is kept; one that was idle for long the server may have closed."""
        if system not in self._connections:
            self._connections[system] = http.client.HTTPConnection(urlsplit(self.known[system]).netloc, timeout=60)
        connection = self._connections[system]
        if time.monotonic() - self._used.get(system, 0.0) > IDLE:
            connection.close()  # it opens itself anew
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        told = Answer(answer.status, dict(answer.getheaders()), answer.read())
        self._used[system] = time.monotonic()
        return told


class OdooClient(Client):
    """A client of Odoo, by whatever protocol: makes, finds, changes and deletes a partner."""

    @abstractmethod
    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method of res.partner and return its result; by name where there are no positions."""

    def turn(self, number: int) -> None:
        """See that a partner is what was written, at every moment of its life."""
        mine, colour = f"soak-{self.number}-", number % 10
        ref = f"{mine}{number}"
        [id_] = self.call("create", vals_list=[{"name": ref, "ref": ref, "color": colour}])
        must(self.call("read", ids=[id_], fields=["name", "color"]), [{"id": id_, "name": ref, "color": colour}])
        must(self.call("write", ids=[id_], vals={"color": colour + 1}), True)
        found = self.call("search_read", domain=[["ref", "=", ref]], fields=["ref", "color"])
        must(found, [{"id": id_, "ref": ref, "color": colour + 1}])
        must(self.call("search_count", domain=[["ref", "=like", f"{mine}%"]]), 1)
        must(self.call("unlink", ids=[id_]), True)
        must(self.call("search_count", domain=[["ref", "=like", f"{mine}%"]]), 0)


def positions(named: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return arguments as the older protocols have them: ids and values at their places, the rest by name."""
    first = [named.pop(name) for name in ("ids", "vals_list", "vals") if name in named]
    return first, named


class Json2(OdooClient):
    """By JSON-2 with a key."""

    def call(self, method: str, *_: Any, **kwargs: Any) -> Any:
        """Call it."""
        headers = {
            **JSON, "Authorization": f"bearer {self.known['key']}", "X-Odoo-Database": self.known["database"],
        }  # fmt: skip
        path = f"/json/2/res.partner/{method}"
        answer = self.send("odoo", "POST", path, json.dumps(kwargs).encode(), headers)
        must(answer.status, 200)
        return answer.json


class XmlRpc(OdooClient):
    """By XML-RPC with a key."""

    def call(self, method: str, *_: Any, **kwargs: Any) -> Any:
        """Call it."""
        first, named = positions(kwargs)
        params = (self.known["database"], 2, self.known["key"], "res.partner", method, first, named)
        body = xmlrpc.client.dumps(params, "execute_kw").encode()
        answer = self.send("odoo", "POST", "/xmlrpc/2/object", body, {"Content-Type": "text/xml"})
        return xmlrpc.client.loads(answer.body)[0][0]


class JsonRpc(OdooClient):
    """By JSON-RPC with a key."""

    def call(self, method: str, *_: Any, **kwargs: Any) -> Any:
        """Call it."""
        first, named = positions(kwargs)
        args = [self.known["database"], 2, self.known["key"], "res.partner", method, first, named]
        params = {"service": "object", "method": "execute_kw", "args": args}
        body = json.dumps({"jsonrpc": "2.0", "id": self.number, "params": params}).encode()
        answer = self.send("odoo", "POST", "/jsonrpc", body, JSON).json
        must(answer["id"], self.number)
        return answer["result"]


class Web(OdooClient):
    """As a person in a browser: the login page, a session, calls, and out again."""

    cookie = ""

    def turn(self, number: int) -> None:
        """Sign in, do it, sign out; the session is gone then."""
        must(self.send("odoo", "GET", "/web/login", b"", {}).status, 200)
        params = {"db": self.known["database"], "login": ODOO_LOGIN, "password": ODOO_PASSWORD}
        body = json.dumps({"params": params}).encode()
        answer = self.send("odoo", "POST", "/web/session/authenticate", body, JSON)
        must(answer.json["result"]["uid"], 2)
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        super().turn(number)
        self.send("odoo", "POST", "/web/session/destroy", b'{"params": {}}', {**JSON, "Cookie": self.cookie})
        gone = self._sent("search_count", {"domain": []})
        must(gone["error"]["message"], "Odoo Session Expired")

    def call(self, method: str, *_: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self._sent(method, kwargs)["result"]

    def _sent(self, method: str, kwargs: dict[str, Any]) -> Any:
        first, named = positions(kwargs)
        params = {"model": "res.partner", "method": method, "args": first, "kwargs": named}
        body = json.dumps({"params": params}).encode()
        return self.send("odoo", "POST", "/web/dataset/call_kw", body, {**JSON, "Cookie": self.cookie}).json


class Keys(Client):
    """By the control API: a key is made, is good, is revoked, and is good no more."""

    def turn(self, number: int) -> None:
        """See that a key lives as long as it should, and that the fake is well."""
        must(self._asked("GET", "health"), {"ready": True})
        made = self._asked("POST", "odoo/keys/create", {"login": ODOO_LOGIN, "name": f"{self.number}-{number}"})
        must(self._status("odoo", made["key"]), 200)
        must(self._status("other_odoo", made["key"]), 401)
        must(self._status("odoo", self.known["other_key"]), 401)
        self._asked("POST", "odoo/keys/revoke", {"id": made["id"]})
        must(self._status("odoo", made["key"]), 401)

    def _asked(self, method: str, path: str, arguments: Any = None) -> Any:
        body = b"" if arguments is None else json.dumps(arguments).encode()
        answer = self.send("odoo", method, f"/_twinledger/{path}", body, JSON)
        must(answer.status, 200)
        return answer.json

    def _status(self, system: str, key: str) -> int:
        headers = {**JSON, "Authorization": f"bearer {key}", "X-Odoo-Database": self.known["database"]}
        return self.send(system, "POST", "/json/2/res.users/context_get", b"{}", headers).status


class SilverfinClient(Client):
    """A client of Silverfin, with a token and a file of its own."""

    def __init__(self, number: int, known: dict[str, Any]) -> None:
        super().__init__(number, known)
        self.token = self.member["access_token"]

    def asked(self, method: str, path: str, body: Any = None, wanted: int = 200) -> Any:
        """Ask within the firm, and return what the answer says."""
        headers = {**JSON, "Authorization": f"Bearer {self.token}"}
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self.send("silverfin", method, f"/api/v4/f/{self.known['firm']}/{path}", sent, headers)
        must((answer.status, answer.body[:300] if answer.status != wanted else b""), (wanted, b""))
        return answer.json if answer.body else None


class OAuth(SilverfinClient):
    """Refreshes its token; each is good for its own firm, in its own world."""

    refresh = ""

    def turn(self, number: int) -> None:
        """See that the new token opens the firm, and no other."""
        parameters = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh or self.member["refresh_token"],
            "client_id": self.member["client_id"],
            "client_secret": self.member["client_secret"],
        }
        path = f"/f/{self.known['firm']}/oauth/token"
        answer = self.send("silverfin", "POST", path, urlencode(parameters).encode(), FORM)
        must(answer.status, 200)
        self.token, self.refresh = answer.json["access_token"], answer.json["refresh_token"]
        must(self.asked("GET", f"companies/{self.member['file']}")["name"], f"Soak {self.number}")
        headers = {"Authorization": f"Bearer {self.token}"}
        other = f"/api/v4/f/{self.known['other_firm']}/companies"
        must(self.send("silverfin", "GET", other, b"", headers).status, 403)
        must(self.send("other_silverfin", "GET", other, b"", headers).status, 401)


class Rest(SilverfinClient):
    """Makes accounts of its file known by other names, and reads them."""

    def turn(self, number: int) -> None:
        """See that a change is there at once, for this file alone."""
        path = f"companies/{self.member['file']}"
        if number == 1:
            self.asked("POST", f"{path}/accounts", ACCOUNT, wanted=201)
        code = f"{self.number}-{number}"
        self.asked("POST", path, {"name": f"Soak {self.number}", "file_code": code})
        must([found["id"] for found in self.asked("GET", f"companies?file_code={code}")], [self.member["file"]])
        must([found["number"] for found in self.asked("GET", f"{path}/accounts")], ["400000"])


class Sync(SilverfinClient):
    """Submits lines that take each other's place, and reads what the account stands at."""

    def turn(self, number: int) -> None:
        """See that the sync point and the balance are those of the last submit."""
        path = f"syncs/companies/{self.member['file']}"
        if number == 1:
            self.asked("POST", f"{path}/settings", {"years": [YEAR]})
            account = {"number": "400000", "names": {"en": "Customers"}, "type": "asset"}
            self.asked("POST", f"{path}/transactions", {"sync_point": "0", "actions": [], "accounts": [account]})
        line = {"account_number": "400000", "date": "2026-02-03", "value": number}
        actions = [{"upsert": {"id": f"{place}", **line}} for place in range(LINES)]
        self.asked("POST", f"{path}/transactions", {"sync_point": str(number), "actions": actions})
        must(self.asked("GET", f"{path}/info")["sync_point"], str(number))
        file = f"companies/{self.member['file']}"
        period = self.asked("GET", f"{file}/periods")[0]["id"]
        [shown] = self.asked("GET", f"{file}/periods/{period}/accounts")
        must(float(shown["value"]), float(LINES * number))


DOORS: dict[str, Callable[[int, dict[str, Any]], Client]] = {
    "json-2": Json2,
    "xml-rpc": XmlRpc,
    "json-rpc": JsonRpc,
    "web session": Web,
    "control API": Keys,
    "oauth": OAuth,
    "rest": Rest,
    "sync": Sync,
}
