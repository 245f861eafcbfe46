"""The wire: sends an answer through WSGI, and carries out on the real socket what a fault wants done to it."""

from __future__ import annotations

import errno
import os
import selectors
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mock_kit.answer import Answer, Delivery, Ending

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class NoSocketError(RuntimeError):
    """A fault needs a socket, and this request came without one (in-process interception)."""


def send(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Send `answer` as far as its delivery says; raise NoSocketError if that takes a socket and there is none."""
    delivery = answer.delivery
    if delivery.ending is not Ending.WHOLE and delivery.point.body is None:
        _keep_silent(_socket(environ), delivery.pace)
        _end(_socket(environ), delivery)
    start_response(answer.status_line, list(answer.headers))
    if delivery.ending is Ending.WHOLE and not delivery.chunk:
        return (answer.body,)
    return _piecemeal(answer.body, delivery, _socket(environ))


def _piecemeal(body: bytes, delivery: Delivery, connection: socket.socket) -> Iterator[bytes]:
    end = len(body) if delivery.point.body is None else min(delivery.point.body, len(body))
    step = delivery.chunk or max(end, 1)
    for start in range(0, end, step):
        time.sleep(delivery.pace)
        yield body[start : min(start + step, end)]
    if delivery.ending is not Ending.WHOLE:
        _end(connection, delivery)


def _keep_silent(connection: socket.socket, seconds: float) -> None:
    """Wait so long, or until the client gives up or says something more."""
    if seconds:
        with selectors.DefaultSelector() as client:
            client.register(connection, selectors.EVENT_READ)
            client.select(seconds)


def _end(connection: socket.socket, delivery: Delivery) -> None:
    """End the connection and raise what a server's own write on it would raise, so that it sends nothing more.

    Only closing a socket that lingers for no time sends RST, and only if it was not shut down before. The server still
    holds the descriptor, so an unconnected socket takes its place: what the server does with that fails as it expects.
    """
    if delivery.ending is Ending.RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with socket.socket() as unconnected:
            os.dup2(unconnected.fileno(), connection.fileno())
    else:
        connection.shutdown(socket.SHUT_RDWR)
    raise BrokenPipeError(errno.EPIPE, "a fault ended the connection")


def _socket(environ: WSGIEnvironment) -> socket.socket:
    source: Any = environ.get("twinledger.socket")
    if not isinstance(source, socket.socket):
        raise NoSocketError(
            "this fault ends or slows a connection, and in-process interception has none; run the fake on a socket"
        )
    return source
