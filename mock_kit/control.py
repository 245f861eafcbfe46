"""The control API: what programs in other languages do with a fake from outside, below `/_twinledger/`.

It stands before the gateway, so nothing of it is in the journal and no fault strikes it. It answers on loopback alone,
or to whoever knows its token, and to no web page: without a token a request must name a loopback host, and one that
changes something must be JSON.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl

from mock_kit import named_faults
from mock_kit.arguments import Arguments, needed, number, text
from mock_kit.clock import Clock
from mock_kit.events import Event
from mock_kit.faults import Armed, FaultPlan
from mock_kit.journal import Exchange, Journal
from mock_kit.loopback import is_loopback
from mock_kit.named_faults import ALIKE, trigger

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/_twinledger/"
LARGEST_BODY = 1024 * 1024
HEALTH = ("GET", "health")  # which everybody may ask: it tells nothing but that one answers
UNITS = ("days", "hours", "minutes", "seconds")
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]", "")

Operation = Callable[[Arguments], Any]


class Whole(Protocol):
    """What can be put back as a whole: a world, or a fake that is alone."""

    def snapshot(self) -> Any:
        """Return everything as it is now."""

    def restore(self, state: Any) -> None:
        """Make everything what it was when `state` was taken."""

    def reset(self) -> None:
        """Make everything what it was in the beginning."""


class Refused(Exception):  # noqa: N818 - an answer
    """A request that is not carried out, with the status that says why."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class Control:
    """A WSGI middleware: the operations of the control API, and `app` for all other paths.

    `refusals` are exceptions of the fake's own whose text is for the caller. `whole` is what is put back. Where there
    is a `token`, who has it may ask from anywhere, and nobody else from here.
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
        self.whole: Whole | None = None
        self.token = ""
        self._clock = clock
        self._journal = journal
        self._faults = faults
        self._refusals: tuple[type[Exception], ...] = (ValueError, LookupError, TypeError, OverflowError, *refusals)
        self._snapshots: dict[int, Any] = {}
        self._armed: list[tuple[str, Armed]] = []
        self._operations: dict[tuple[str, str], Operation] = {
            HEALTH: lambda _: {"ready": True},
            ("GET", "clock"): self._time,
            ("POST", "clock/advance"): self._advance,
            ("POST", "clock/set"): self._set,
            ("POST", "clock/freeze"): self._freeze,
            ("POST", "clock/release"): self._release,
            ("GET", "journal"): self._exchanges,
            ("POST", "journal/count"): self._count,
            ("POST", "journal/clear"): self._forget,
            ("GET", "events"): self._events,
            ("POST", "snapshot"): self._snapshot,
            ("POST", "restore"): self._restore,
            ("POST", "reset"): self._reset,
            ("GET", "faults"): self._fault_list,
            ("POST", "faults/arm"): self._arm,
            ("POST", "faults/clear"): self._clear,
        }

    def add(self, operations: Mapping[tuple[str, str], Operation]) -> None:
        """Add operations of a fake's own, by method and path below the prefix."""
        self._operations.update(operations)

    @property
    def operations(self) -> list[tuple[str, str]]:
        """Method and path of everything that can be asked for."""
        return [(method, PREFIX + path) for method, path in self._operations]

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
        body = json.dumps(answer, default=str).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", [*headers, ("Cache-Control", "no-store")])
        return [body]

    def _answered(self, environ: WSGIEnvironment) -> Any:
        asked = environ["REQUEST_METHOD"], environ["PATH_INFO"].removeprefix(PREFIX)
        if asked != HEALTH:
            _refuse_web_pages(environ)
            _refuse_strangers(environ, self.token)
        if asked not in self._operations:
            there = ", ".join(f"{method} {path}" for method, path in self.operations)
            raise Refused(HTTPStatus.NOT_FOUND, f"no {asked[0]} {PREFIX}{asked[1]}; there are {there}")
        arguments = dict(parse_qsl(environ.get("QUERY_STRING", ""))) if asked[0] == "GET" else _sent(environ)
        return self._operations[asked](arguments)

    # The clock --------------------------------------------------------------------------------------------------------

    def _time(self, _: Arguments) -> Any:
        return {"now": self._clock.now().isoformat(), "running": self._clock.running}

    def _advance(self, given: Arguments) -> Any:
        unknown = sorted(given.keys() - set(UNITS))
        if unknown or not given:
            raise ValueError(f"the clock advances by {', '.join(UNITS)}")
        self._clock.advance(timedelta(**given))
        return self._time(given)

    def _set(self, given: Arguments) -> Any:
        moment = datetime.fromisoformat(needed(given, "to"))
        if moment.tzinfo is None:
            raise ValueError(f"a moment needs its time zone, as in {given['to']}+00:00")
        self._clock.advance_to(moment)
        return self._time(given)

    def _freeze(self, given: Arguments) -> Any:
        self._clock.freeze()
        return self._time(given)

    def _release(self, given: Arguments) -> Any:
        self._clock.release()
        return self._time(given)

    # The journal ------------------------------------------------------------------------------------------------------

    def _exchanges(self, given: Arguments) -> Any:
        after = int(given.get("after", 0))
        return [_exchange(one) for one in self._journal.exchanges(given.get("system")) if one.number > after]

    def _count(self, given: Arguments) -> Any:
        """Count the requests that are like what is given, to see whether a program made them."""
        unknown = sorted(given.keys() - {*ALIKE, "method", "status"})
        if unknown:
            raise ValueError(f"requests are told by {', '.join((*ALIKE, 'method', 'status'))}, not by {unknown[0]!r}")
        wanted = trigger({name: given[name] for name in ALIKE if name in given})
        same = [(name, read(given, name)) for name, read in (("method", text), ("status", number)) if name in given]
        found = [
            one.number
            for one in self._journal.exchanges()
            if wanted.matches(one) and all(getattr(one, name) == value for name, value in same)
        ]
        return {"count": len(found), "numbers": found}

    def _forget(self, _: Arguments) -> Any:
        self._journal.clear()
        return {}

    def _events(self, given: Arguments) -> Any:
        after = int(given.get("after", 0))
        found = self._journal.events.named(given.get("name", ""), given.get("system"))
        return [_event(event) for event in found if event.number > after]

    # State ------------------------------------------------------------------------------------------------------------

    def _snapshot(self, _: Arguments) -> Any:
        number = len(self._snapshots) + 1
        self._snapshots[number] = self._in_whole().snapshot()
        return {"snapshot": number}

    def _restore(self, given: Arguments) -> Any:
        number = needed(given, "snapshot")
        if number not in self._snapshots:
            raise LookupError(f"no snapshot {number!r}; there are {', '.join(map(str, self._snapshots)) or 'none'}")
        self._in_whole().restore(self._snapshots[number])
        return {}

    def _reset(self, _: Arguments) -> Any:
        self._in_whole().reset()
        return {}

    def _in_whole(self) -> Whole:
        if self.whole is None:
            raise ValueError("this fake runs alone; state is put back by worlds (`twinledger up` is one)")
        return self.whole

    # Faults -----------------------------------------------------------------------------------------------------------

    def _fault_list(self, _: Arguments) -> Any:
        armed = [{"fault": name, "seen": armed.seen, "fired": armed.fired} for name, armed in self._armed]
        return {"names": list(named_faults.NAMED), "armed": armed}

    def _arm(self, given: Arguments) -> Any:
        self._armed.append((str(given.get("fault")), self._faults.arm(named_faults.fault(given))))
        return {"number": len(self._armed)}

    def _clear(self, _: Arguments) -> Any:
        for _name, armed in self._armed:
            self._faults.disarm(armed)
        self._armed.clear()
        return {}


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


def _sent(environ: WSGIEnvironment) -> Arguments:
    if environ.get("HTTP_TRANSFER_ENCODING"):
        raise Refused(HTTPStatus.LENGTH_REQUIRED, "send the object in one piece, with its Content-Length")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length and environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "send application/json")
    if length > LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "that is more than any operation takes")
    try:
        sent = json.loads(environ["wsgi.input"].read(length)) if length else {}
    except RecursionError:
        raise ValueError("that is nested too deeply") from None
    if not isinstance(sent, dict):
        raise ValueError("send an object, with the arguments by name")
    return sent


def _words(error: Exception) -> str:
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def _event(event: Event) -> dict[str, Any]:
    return {
        "number": event.number,
        "system": event.system,
        "at": event.at.isoformat(),
        "name": event.name,
        "details": dict(event.details),
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    return {
        "number": exchange.number,
        "system": exchange.system,
        "at": exchange.at.isoformat(),
        "method": exchange.method,
        "path": exchange.path,
        "query": exchange.query,
        "headers": dict(exchange.headers),
        "body": exchange.body.decode("utf-8", "replace"),
        "status": exchange.status,
        "answer": exchange.answer.decode("utf-8", "replace"),
        "delivery": exchange.delivery,
        "faults": list(exchange.faults),
        "call": dict(exchange.call),
        "error": exchange.error,
    }
