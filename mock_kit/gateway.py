"""The gateway: what stands before every fake. It reads the request, notes it, lets faults act, and sends the answer."""

from __future__ import annotations

import io
import logging
import socket
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from mock_kit import wire
from mock_kit.answer import Answer, Ending
from mock_kit.chunks import PIECE, in_chunks
from mock_kit.clock import Clock
from mock_kit.faults import FaultPlan, Phase
from mock_kit.journal import Exchange, Journal
from mock_kit.store import is_full

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

EXCHANGE = "twinledger.exchange"


class BodyTooLargeError(Exception):
    """The request's body is larger than the fake reads."""


class BodyCutShortError(Exception):
    """The client ended the connection before it had sent the whole body: nothing may be done with the rest."""


class Gateway:
    """A WSGI middleware: journal, faults and the clock's `Date` in front of `app`.

    `describe` tells what a request asks for in the fake's own terms; it is called only when somebody wants to know.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        system: str,
        clock: Clock,
        journal: Journal,
        faults: FaultPlan,
        describe: Callable[[Exchange], Mapping[str, str]],
        largest_body: int,
    ) -> None:
        self.app = app
        self.system = system
        self.clock = clock
        self.journal = journal
        self.faults = faults
        self.describe = describe
        self.largest_body = largest_body
        self._connections: WeakSet[socket.socket] = WeakSet()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        environ["twinledger.socket"] = _socket_of(environ)
        exchange = self._open(environ)
        try:
            answer = self._answer(exchange, environ)
            exchange.status, exchange.answer = answer.status, answer.body
            exchange.delivery = _delivered(answer)
        except BodyCutShortError:
            exchange.delivery = "request cut short"
            answer = Answer(400, [("Connection", "close")])
        except Exception:
            exchange.error = traceback.format_exc()
            raise
        finally:
            self.journal.close(exchange)
        return wire.send(self._finished(answer, exchange.method), environ, start_response)

    def _open(self, environ: WSGIEnvironment) -> Exchange:
        number, opened = self.journal.numbers()
        sock = environ["twinledger.socket"]
        exchange = Exchange(
            number=number,
            system=self.system,
            at=self.clock.now(),
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", ""),
            query=environ.get("QUERY_STRING", ""),
            headers=_headers_of(environ),
            body=b"",
            connection=f"{environ.get('REMOTE_ADDR', '')}:{environ.get('REMOTE_PORT', '')}",
            has_socket=sock is not None,
            reused=sock in self._connections,
            opened=opened,
            came=time.monotonic(),
            describe=self.describe,
        )
        if sock is not None:
            self._connections.add(sock)
        environ[EXCHANGE] = exchange
        self.journal.open(exchange)
        return exchange

    def _answer(self, exchange: Exchange, environ: WSGIEnvironment) -> Answer:
        try:
            exchange.body = self._read(environ)
        except BodyTooLargeError:
            exchange.too_large = True
        answer = self._strike(exchange, Phase.BEFORE, None)
        if answer is None:
            answer = self._strike(exchange, Phase.AFTER, self._handle(exchange, environ))
        if answer is None:
            raise AssertionError("a fault swallowed the answer without saying what to send")
        return replace(answer, headers=[*answer.headers, ("Connection", "close")]) if exchange.too_large else answer

    def _read(self, environ: WSGIEnvironment) -> bytes:
        stream: Any = environ["wsgi.input"]
        if in_chunks(environ.get("HTTP_TRANSFER_ENCODING", "")):
            body = _read_chunks(stream, self.largest_body + 1)
        else:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            if length > self.largest_body:
                raise BodyTooLargeError
            body = stream.read(length) if length else b""
            if len(body) < length:
                raise BodyCutShortError
        if len(body) > self.largest_body:
            raise BodyTooLargeError
        environ["wsgi.input"] = io.BytesIO(body)
        return body

    def _strike(self, exchange: Exchange, phase: Phase, answer: Answer | None) -> Answer | None:
        for fault in self.faults.due(exchange, phase):
            if fault.effect.needs_socket and not exchange.has_socket:
                raise wire.NoSocketError(
                    f"{fault.effect!r} needs a socket; run the fake on one instead of intercepting"
                )
            exchange.faults.append(f"{fault.effect} {phase}")
            answer = fault.effect.apply(fault.point, exchange, answer)
            if phase is Phase.BEFORE and answer is not None:
                break
        return answer

    def _handle(self, exchange: Exchange, environ: WSGIEnvironment) -> Answer:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], object]:
            started[:] = [int(status.split(" ", 1)[0]), headers]
            return lambda data: data

        try:
            body = b"".join(self.app(environ, start))
        except sqlite3.OperationalError as error:
            if not is_full(error):
                return self._failed(exchange)
            log.warning("%s has no room for %s %s", self.system, exchange.method, exchange.path)
            return Answer(507, [("Content-Type", "text/plain")], b"The fake has no room to store that; nothing is.\n")
        except Exception:
            return self._failed(exchange)
        return Answer(started[0], started[1], body)

    def _failed(self, exchange: Exchange) -> Answer:
        """Note the failure of our own that is being handled, and return what is answered."""
        exchange.error = traceback.format_exc()
        log.exception("%s failed while answering %s %s", self.system, exchange.method, exchange.path)
        return Answer(500, [("Content-Type", "text/plain")], b"The fake itself failed; its journal says how.\n")

    def _finished(self, answer: Answer, method: str) -> Answer:
        """Return an answer with the headers that a server adds; to HEAD, the length is that of what GET would get."""
        ours = {"date"} if method == "HEAD" else {"date", "content-length"}
        kept = [(name, value) for name, value in answer.headers if name.lower() not in ours]
        has_length = method != "HEAD" and answer.status not in (204, 304)
        length = [("Content-Length", str(len(answer.body)))] if has_length else []
        return replace(answer, headers=[*kept, *length, ("Date", self.clock.http_date()), ("Server", "twinledger")])


def _read_chunks(stream: Any, most: int) -> bytes:
    body = bytearray()
    try:
        while len(body) < most and (piece := stream.read1(PIECE)):
            body += piece
    except ValueError:
        raise BodyCutShortError from None
    return bytes(body)


def _delivered(answer: Answer) -> str:
    point = answer.delivery.point
    if answer.delivery.ending is Ending.WHOLE:
        return "whole"
    place = "before the headers" if point.body is None else f"after {min(point.body, len(answer.body))} body bytes"
    return f"{answer.delivery.ending} {place}"


def _headers_of(environ: WSGIEnvironment) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name.startswith("HTTP_")}
    for name, header in (("CONTENT_TYPE", "Content-Type"), ("CONTENT_LENGTH", "Content-Length")):
        if environ.get(name):
            headers[header] = environ[name]
    return headers


def _socket_of(environ: WSGIEnvironment) -> socket.socket | None:
    """Return the request's socket when cheroot serves it (its input is a bounded reader around a socket's file)."""
    reader: Any = environ.get("wsgi.input")
    raw = getattr(getattr(reader, "rfile", None), "raw", None)
    found = getattr(raw, "_sock", None)
    return found if isinstance(found, socket.socket) else None
