"""Doors: from a step to the request that goes out for it, in each protocol."""

from __future__ import annotations

import json
import xmlrpc.client
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from twinledger.parity.conversation import Call, Http, Json2, Page, Person, Service, Step, WebCall, WebRoute
from twinledger.parity.references import References
from twinledger.parity.target import Request

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOBODY = Person()


def request(step: Step, people: Mapping[str, Person], references: References) -> Request:
    """Return a step's request; raise NotCapturedError if it needs what no earlier answer gave."""
    asked = references.resolved(step.model_dump(by_alias=True, exclude={"capture", "ignore", "only"}))
    person = people.get(getattr(step, "who", ""), NOBODY)
    database = references.resolved("${database}")
    match step:
        case Call():
            uid, secret = references.resolved([person.uid, person.secret])
            kwargs = [] if asked["kwargs"] is None else [asked["kwargs"]]
            params = [database, uid, secret, asked["model"], asked["method"], asked["args"], *kwargs]
            return _service(step.door, "object", "execute_kw", params)
        case Service():
            return _service(step.door, asked["service"], asked["method"], asked["params"])
        case Json2():
            return _json2(asked, references.resolved(person.key), database)
        case WebCall() | WebRoute() | Page():
            return _of_a_browser(step, asked, _cookie(references.resolved(person.session)))
        case Http():
            body = asked["body"].encode() if isinstance(asked["body"], str) else asked["body"]
            return Request(asked["verb"], asked["path"], asked["headers"], body, chunked=step.chunked)


def _service(door: str, service: str, method: str, params: Any) -> Request:
    if door == "jsonrpc":
        return _envelope("/jsonrpc", {"service": service, "method": method, "args": params})
    body = xmlrpc.client.dumps(tuple(params), method, allow_none=True).encode()
    root = "/xmlrpc" if door == "xmlrpc1" else "/xmlrpc/2"
    return Request("POST", f"{root}/{service}", {"Content-Type": "text/xml"}, body)


def _json2(asked: Mapping[str, Any], key: str, database: str) -> Request:
    usual = {**JSON, "X-Odoo-Database": database, **({"Authorization": f"bearer {key}"} if key else {})}
    headers = {name: value for name, value in {**usual, **asked["headers"]}.items() if value is not None}
    body = json.dumps(asked["arguments"]).encode()
    return Request("POST", f"/json/2/{asked['model']}/{asked['method']}", headers, body)


def _envelope(path: str, params: Any, headers: Mapping[str, str] | None = None) -> Request:
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}).encode()
    return Request("POST", path, {**JSON, **(headers or {})}, body)


def _of_a_browser(step: WebCall | WebRoute | Page, asked: Mapping[str, Any], cookie: Mapping[str, str]) -> Request:
    match step:
        case WebCall():
            place = f"/web/dataset/call_{'button' if step.button else 'kw'}/{step.model}/{step.method}"
            call = {name: asked[name] for name in ("model", "method", "args", "kwargs")}
            return _envelope(place, call, cookie)
        case WebRoute():
            return _envelope(asked["path"], asked["params"], {**asked["headers"], **cookie})
        case Page(fields=None):
            return Request("GET", asked["path"], cookie)
        case Page():
            return Request("POST", asked["path"], {**FORM, **cookie}, urlencode(asked["fields"]).encode())


def _cookie(session: str) -> dict[str, str]:
    return {"Cookie": f"session_id={session}"} if session else {}
