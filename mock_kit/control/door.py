"""The door of the control API: who may ask, and what is answered.

It stands before the gateway, so nothing of it is in the journal and no fault strikes it. It answers on loopback alone,
or to whoever knows its token, and to no web page: without a token a request must name a loopback host, and one that
changes something must be JSON.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qsl

from mock_kit.clock import Clock
from mock_kit.control.of_both import ClockControl, JournalControl, StateControl
from mock_kit.control.of_faults import FaultControl
from mock_kit.control.operation import About, Operation, get, operations_of
from mock_kit.faults import FaultPlan
from mock_kit.journal import Journal
from mock_kit.loopback import is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/_twinledger/"
LARGEST_BODY = 1024 * 1024
HEALTH = ("GET", "health")  # which everybody may ask: it tells nothing but that one answers
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]", "")


@dataclass(frozen=True)
class Health:
    """That it answers."""

    ready: Annotated[bool, About("always true")]


class Refused(Exception):  # noqa: N818 - an answer
    """A request that is not carried out, with the status that says why."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """A WSGI middleware: the operations of the control API, and `app` for all other paths.

    `refusals` are exceptions of the fake's own whose text is for the caller. Where there is a `token`, who has it may
    ask from anywhere, and nobody else from here. A fake alone has no state to put back; a world adds its own.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        clock: Clock,
        journal: Journal,
        faults: FaultPlan,
        refusals: tuple[type[Exception], ...] = (),
    ) -> None:
        self.app = app
        self.token = ""
        self._refusals: tuple[type[Exception], ...] = (ValueError, LookupError, OverflowError, *refusals)
        self._operations: dict[tuple[str, str], Operation] = {}
        self.add(self)
        self.add(ClockControl(clock), JournalControl(journal), StateControl(None), FaultControl(faults))

    def add(self, *things: object) -> None:
        """Let things be asked for what their methods do that are marked with `get` and `post`."""
        self._operations.update({(one.method, one.path): one for one in operations_of(things)})

    @property
    def operations(self) -> list[Operation]:
        """Everything that can be asked for."""
        return list(self._operations.values())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.app(environ, start_response)
        try:
            status, answer = HTTPStatus.OK, self._answered(environ)
        except Refused as refusal:
            status, answer = refusal.status, {"error": str(refusal)}
        except self._refusals as error:
            status, answer = HTTPStatus.UNPROCESSABLE_ENTITY, {"error": _words(error)}
        body = json.dumps({} if answer is None else answer, default=_plain).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", [*headers, ("Cache-Control", "no-store")])
        return [body]

    @get("health")
    def health(self) -> Health:
        """Tell that it answers; who has no token may ask, too."""
        return Health(ready=True)

    @get("openapi.json")
    def described(self) -> dict[str, Any]:
        """Return the OpenAPI document of all this."""
        from mock_kit.control.openapi import document  # noqa: PLC0415 - pydantic loads slowly

        return document(self.operations, PREFIX)

    def _answered(self, environ: WSGIEnvironment) -> Any:
        asked = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(PREFIX)
        if asked != HEALTH:
            _refuse_web_pages(environ)
            _refuse_strangers(environ, self.token)
        if asked not in self._operations:
            there = ", ".join(f"{one.method} {PREFIX}{one.path}" for one in self.operations)
            raise Refused(HTTPStatus.NOT_FOUND, f"no {asked[0]} {PREFIX}{asked[1]}; there are {there}")
        is_query = asked[0] == "GET"
        return self._operations[asked].asked(
            dict(parse_qsl(environ.get("QUERY_STRING", ""))) if is_query else _sent(environ)
        )


def _refuse_web_pages(environ: WSGIEnvironment) -> None:
    if environ.get("HTTP_ORIGIN"):
        raise Refused(HTTPStatus.FORBIDDEN, "the control API is not for web pages")


def _refuse_strangers(environ: WSGIEnvironment, token: str) -> None:
    if token:
        given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise Refused(HTTPStatus.UNAUTHORIZED, "this control API wants its token, as Authorization: Bearer …")
        return
    host = environ.get("HTTP_HOST", "")
    named = host if host.endswith("]") else host.rpartition(":")[0] or host
    if not is_loopback(environ.get("REMOTE_ADDR") or "127.0.0.1") or named not in LOCAL_NAMES:
        raise Refused(HTTPStatus.FORBIDDEN, "the control API is for this machine alone; call it by a loopback address")


def _sent(environ: WSGIEnvironment) -> bytes:
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "send the object in one piece, with its Content-Length")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length and environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
    if length > LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "that is more than any operation takes")
    return bytes(environ["wsgi.input"].read(length)) if length else b""


def _plain(answer: object) -> object:
    """Return what JSON knows: an object for a record, ISO 8601 for a day or a moment."""
    if is_dataclass(answer):
        return {one.name: getattr(answer, one.name) for one in fields(answer)}
    return answer.isoformat() if isinstance(answer, date) else str(answer)


def _words(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
