"""What the tests of the fake Odoo speak to it with: its doors, in process."""

from __future__ import annotations

import json
import xmlrpc.client
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from mock_odoo import MockOdoo

ACME, BETA = "acme", "beta"
JSON = "application/json"
COUNT = "/json/2/res.currency/search_count"
NO_OPERATOR = (
    "\nHINT:  No operator matches the given name and argument types. You might need to add explicit type casts.\n"
)
INVALID = (401, "werkzeug.exceptions.Unauthorized", "Invalid apikey")
VERSION = {
    "server_version": "19.0",
    "server_version_info": [19, 0, 0, "final", 0, ""],
    "server_serie": "19.0",
    "protocol_version": 1,
}
CALL = "<methodCall><methodName>{}</methodName><params>{}</params></methodCall>"
PARAM = "<param><value>{}</value></param>"


@dataclass(frozen=True)
class Reply:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, class and message of an error of JSON-2."""
        return self.status, self.json["name"], self.json["message"]


@dataclass
class House:
    """A fake with two databases, and the keys of the people of the first one by login."""

    odoo: MockOdoo
    keys: dict[str, str] = field(default_factory=dict)
    uids: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)  # records that tests use, by a short name

    def send(
        self, path: str, body: bytes | str = b"", headers: Mapping[str, str] | None = None, *, method: str = "POST"
    ) -> Reply:
        """Send a request as it stands, from a client without cookies."""
        return _sent(Client(self.odoo.wsgi, use_cookies=False), path, body, headers or {}, method)

    def json2(
        self, model: str, method: str, *, by: str = "admin", headers: Mapping[str, str] | None = None, **named: Any
    ) -> Reply:
        """Call a method over JSON-2 with somebody's key and return the answer as it came."""
        usual = {"Authorization": f"bearer {self.keys[by]}", "X-Odoo-Database": ACME, "Content-Type": JSON}
        return self.send(f"/json/2/{model}/{method}", json.dumps(named), {**usual, **(headers or {})})

    def call(self, model: str, method: str, *, by: str = "admin", **named: Any) -> Any:
        """Call a method over JSON-2 and return its result; fail if it has none."""
        reply = self.json2(model, method, by=by, **named)
        assert reply.status == 200, reply.body.decode()
        return reply.json

    def refusal(self, model: str, method: str, *, by: str = "admin", **named: Any) -> tuple[int, str, str]:
        """Call a method over JSON-2 and return status, class and message of the error that it ends in."""
        reply = self.json2(model, method, by=by, **named)
        assert reply.status != 200, reply.body.decode()
        return reply.error

    def group(self, xmlid: str) -> int:
        """Return the id of a group."""
        return self.odoo.database(ACME).group_id(xmlid)

    def meet(self, login: str) -> None:
        """Make a key for a user and note it, with the user's id."""
        self.keys[login] = self.odoo.create_api_key(login, f"key of {login}", database=ACME)
        self.uids[login] = self.xmlrpc("common", "authenticate", ACME, login, self.keys[login], {})

    def create(self, model: str, *, by: str = "admin", context: Mapping[str, Any] | None = None, **vals: Any) -> int:
        """Create one record and return its id."""
        [id_] = self.call(model, "create", by=by, vals_list=[vals], context=context or {})
        return int(id_)

    def entry(self, *lines: tuple[str, float], journal: str = "MISC", date: str = "2026-03-02", **more: Any) -> int:
        """Create a draft entry with a line for each account (by its short name) and balance; return its id."""
        balances = lines or (("customers", 100.0), ("sales", -100.0))
        line_ids = [[0, 0, {"account_id": self.ids[name], "balance": balance}] for name, balance in balances]
        return self.create("account.move", journal_id=self.ids[journal], date=date, line_ids=line_ids, **more)

    def post_entry(self, *lines: tuple[str, float], **more: Any) -> int:
        """Create an entry and post it; return its id."""
        id_ = self.entry(*lines, **more)
        self.call("account.move", "action_post", ids=[id_])
        return id_

    def read(self, model: str, id_: int, *fields: str, **context: Any) -> Any:
        """Return the values of one record: the only one if one field is named, else all of them by name."""
        [record] = self.call(model, "read", ids=[id_], fields=list(fields), load=None, context=context)
        return record[fields[0]] if len(fields) == 1 else record

    def xmlrpc(self, service: str, method: str, *params: Any) -> Any:
        """Call a service over XML-RPC and return its result; raise `xmlrpc.client.Fault`."""
        reply = self.send(f"/xmlrpc/2/{service}", xmlrpc.client.dumps(params, method, allow_none=True))
        assert reply.status == 200, reply
        return xmlrpc.client.loads(reply.body)[0][0]

    def fault(self, service: str, method: str, *params: Any) -> tuple[int, str]:
        """Call a service over XML-RPC and return code and last line of the fault that it ends in."""
        try:
            result = self.xmlrpc(service, method, *params)
        except xmlrpc.client.Fault as fault:
            return fault.faultCode, fault.faultString.rstrip("\n").rpartition("\n")[2]
        raise AssertionError(f"no fault but {result!r}")

    def lines(self, entry: int, *fields: str) -> list[Any]:
        """Return values of the lines of an entry, oldest first: those of the only field, or tuples."""
        domain = [["move_id", "=", entry]]
        lines = self.call("account.move.line", "search_read", domain=domain, fields=list(fields), order="id", load=None)
        return [line[fields[0]] if len(fields) == 1 else tuple(line[name] for name in fields) for line in lines]

    def credentials(self, by: str = "admin") -> tuple[str, int, str]:
        """Return what stands before model and method in `execute_kw`: database, user id and key."""
        return ACME, self.uids[by], self.keys[by]

    def execute_kw(
        self, model: str, method: str, args: Sequence[Any] = (), kw: Any = None, *, by: str = "admin"
    ) -> Any:
        """Call a method over XML-RPC."""
        return self.xmlrpc("object", "execute_kw", *self.credentials(by), model, method, list(args), kw or {})

    def jsonrpc(self, service: str, method: str, *args: Any, id_: Any = 7) -> Any:
        """Call a service over /jsonrpc and return the envelope of the answer."""
        params = {"service": service, "method": method, "args": args}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": id_, "params": params})
        reply = self.send("/jsonrpc", body, {"Content-Type": JSON})
        assert reply.status == 200, reply
        return reply.json

    def forget_answers(self) -> None:
        """Fail if the fake itself failed while answering; empty the journal."""
        assert [exchange.error for exchange in self.odoo.journal.errors] == []
        self.odoo.journal.clear()


@contextmanager
def house_of(version: str) -> Iterator[House]:
    """Run a fake of a version with one database and its administrator, who has a key."""
    odoo = MockOdoo(version)
    odoo.create_database(ACME, company="Acme BV")
    house = House(odoo)
    house.meet("admin")
    try:
        yield house
        house.forget_answers()
    finally:
        odoo.close()


def fault(house: House, model: str, method: str, *args: Any, **kw: Any) -> tuple[int, str]:
    """Call a method over XML-RPC and return the fault that it ends in."""
    return house.fault("object", "execute_kw", *house.credentials(), model, method, list(args), kw)


def fault_of(body: bytes | str, house: House, path: str = "/xmlrpc/2/common", **headers: str) -> tuple[Any, str]:
    """Send a body as it stands; return code and last line of the fault that it ends in."""
    reply = house.send(path, body, headers)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "text/xml; charset=utf-8")
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(reply.body)
    return caught.value.faultCode, caught.value.faultString.rstrip("\n").rpartition("\n")[2]


def sent(
    house: House,
    path: str = COUNT,
    body: bytes | str = '{"domain": []}',
    *,
    method: str = "POST",
    **headers: str | None,
) -> Reply:
    """Send a request of JSON-2 that is right but for what a test says; a header of None is left out."""
    usual = {"Authorization": f"bearer {house.keys['admin']}", "X-Odoo-Database": ACME, "Content-Type": JSON}
    named = {**usual, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return house.send(path, body, {name: value for name, value in named.items() if value is not None}, method=method)


class Browser:
    """A web client with a cookie jar, as a person uses it."""

    def __init__(self, house: House) -> None:
        self._client = Client(house.odoo.wsgi)

    def post(self, path: str, params: Any = None, headers: Mapping[str, str] | None = None) -> Reply:
        """Send params in the envelope of the web client."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params or {}})
        return _sent(self._client, path, body, {"Content-Type": JSON, **(headers or {})}, "POST")

    def send(self, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> Reply:
        """Send a request as it stands, with the cookies that the browser has."""
        return _sent(self._client, path, body, headers or {}, "POST")

    def sign_in(self, login: str, password: str, database: str = ACME) -> Any:
        """Sign in and return the envelope of the answer."""
        return self.post("/web/session/authenticate", {"db": database, "login": login, "password": password}).json

    def call(self, model: str, method: str, *args: Any, route: str = "call_kw", **kwargs: Any) -> Any:
        """Call a method and return its result; fail if it has none."""
        envelope = self.envelope(model, method, *args, route=route, **kwargs)
        assert "error" not in envelope, envelope
        return envelope.get("result")

    def click(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Press a button and return the action to take next."""
        return self.call(model, method, *args, route="call_button", **kwargs)

    def refusal(self, model: str, method: str, *args: Any, **kwargs: Any) -> tuple[str, str]:
        """Call a method and return class and message of the error that it ends in."""
        data = self.envelope(model, method, *args, **kwargs)["error"]["data"]
        return data["name"], data["message"]

    def envelope(self, model: str, method: str, *args: Any, route: str = "call_kw", **kwargs: Any) -> Any:
        """Call a method and return the envelope of the answer."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/{route}/{model}/{method}", params).json


def _sent(client: Client, path: str, body: bytes | str, headers: Mapping[str, str], method: str) -> Reply:
    builder = EnvironBuilder(path=path, method=method, data=body, headers=dict(headers))
    response = client.open(builder)
    return Reply(response.status_code, dict(response.headers), response.get_data())


def key_by_dialogs(house: House, login: str, password: str, name: str, *, duration: str = "90", **more: str) -> str:
    """Make a key as a person does, from the preferences to the dialog that shows it."""
    browser = Browser(house)
    browser.sign_in(login, password)
    check = browser.click("res.users", "api_key_wizard", [house.uids[login]])
    browser.click("res.users.identitycheck", "run_check", [check["res_id"]], context={"password": password})
    values = {"name": name, "duration": duration, **more}
    [saved] = browser.call("res.users.apikeys.description", "web_save", [], values, specification={"name": {}})
    shown = browser.click("res.users.apikeys.description", "make_key", [saved["id"]])
    return str(shown["context"]["default_key"])


def dump(house: House) -> list[str]:
    """Return the whole content of the first database, as SQL."""
    with house.odoo.database(ACME).store.transaction() as connection:
        return list(connection.iterdump())
