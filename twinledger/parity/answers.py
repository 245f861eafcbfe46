"""Answers: from what came back to what can be compared: status, headers, and the content by its meaning."""

from __future__ import annotations

import json
import xmlrpc.client
from http.cookies import SimpleCookie
from typing import Any
from xml.parsers.expat import ExpatError

from twinledger.parity import pages
from twinledger.parity.conversation import Call, Json2, Page, Service, Step, WebCall
from twinledger.parity.identity import identified, suggestion, user
from twinledger.parity.target import Reply

Answer = dict[str, Any]

HEADERS = (
    "Content-Type", "Allow", "Accept", "WWW-Authenticate", "Cache-Control", "Location", "X-Content-Type-Options",
)  # fmt: skip
SIGN_IN = frozenset({"authenticate", "login"})


def answer(step: Step, reply: Reply) -> Answer:
    """Return an answer's `status`, `headers`, `cookies` and content, with ids marked.

    The content is a `result`, a `fault` (XML-RPC), an `error` (JSON), a page's `forms`, or a `text`; `envelope` holds
    what JSON-RPC puts around the first and the third.
    """
    content = pages.content(reply) if isinstance(step, Page) else _content(reply)
    if "result" in content:
        content["result"] = _identified(step, content["result"])
    headers, cookies = _headers(reply), _cookies(reply)
    if isinstance(step, Page):
        headers.pop("location", None)  # its parts are in `leads_to`
    return {"status": reply.status, "headers": headers, **({"cookies": cookies} if cookies else {}), **content}


def _headers(reply: Reply) -> dict[str, str]:
    headers = {name.lower(): value for name in HEADERS for value in [reply.header(name)] if value is not None}
    if "allow" in headers:  # the real server lists them in another order each time it starts
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    return headers


def _content(reply: Reply) -> Answer:
    """Return the content by its meaning, or as a text where it is not what its type says."""
    kind = (reply.header("Content-Type") or "").partition(";")[0]
    try:
        if kind == "text/xml":
            return _of_xml(reply.body)
        if kind == "application/json":
            return _of_json(json.loads(reply.body), reply.status)
    except (ValueError, ExpatError, xmlrpc.client.ResponseError):
        pass
    return {"text": reply.body.decode("utf-8", "backslashreplace")}


def _of_xml(body: bytes) -> Answer:
    try:
        (result,), _ = xmlrpc.client.loads(body)
    except xmlrpc.client.Fault as fault:
        return {"fault": {"code": fault.faultCode, "string": fault.faultString}}
    return {"result": result}


def _of_json(content: Any, status: int) -> Answer:
    if isinstance(content, dict) and "jsonrpc" in content:
        inside = {name: content[name] for name in ("result", "error") if name in content}
        envelope = {name: value for name, value in content.items() if name not in inside}
        if "error" in inside:
            inside["error"] = {**inside["error"], "data": suggestion(inside["error"]["data"])}
        return {"envelope": envelope, **inside}
    return {"result": content} if status == 200 else {"error": suggestion(content)}


def _identified(step: Step, result: Any) -> Any:
    match step:
        case Call() | Json2() | WebCall():
            return identified(result, step.model, step.method)
        case Service(service="common", method=method) if method in SIGN_IN:
            return user(result)
        case Service(service="object", params=[_, _, _, str(model), str(method), *_]):
            return identified(result, model, method)
        case _:
            return user(result) if isinstance(result, dict) else result


def _cookies(reply: Reply) -> dict[str, str]:
    cookies: dict[str, str] = {}
    for name, value in reply.headers:
        if name.lower() == "set-cookie":
            cookies.update({cookie: morsel.value for cookie, morsel in SimpleCookie(value).items()})
    return cookies
