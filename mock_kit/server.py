"""The server: puts a WSGI application on a loopback socket, in threads of its own (cheroot)."""

from __future__ import annotations

import logging
import os
import socket
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING

from cheroot.wsgi import Server as CherootServer

from mock_kit.connection import Connection, TlsAdapter
from mock_kit.workers import Workers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mock_kit.tls import Authority

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds that a client has for a handshake, and for the line and headers of a request
THREADS = 10  # that wait for requests; there are more when all of them are busy
LARGEST_HEAD = 256 * 1024  # bytes of a request's line and headers; more is 413


class PortInUseError(OSError):
    """Nobody can listen there."""


class UsualPort(int):
    """A port to listen on unless somebody has it already; then any other will do."""


class _Cheroot(CherootServer):
    ConnectionClass = Connection
    max_request_header_size = LARGEST_HEAD
    patience = PATIENCE

    def bind(self, family: int, type: int, proto: int = 0) -> socket.socket:  # noqa: A002 - the base calls it so
        """Bind so that the same port can be had again at once, though connections that we ended linger on it."""
        bound: socket.socket = super().bind(family, type, proto)
        _take_what_lingers(bound)
        return bound

    def give_up(self) -> None:
        """Give the port back where it did not come so far as to serve."""
        if self.socket is not None:
            self.socket.close()

    def leave_statistics(self) -> None:
        """Leave the statistics that cheroot keeps for the whole process; what they hold would stay in memory."""
        logging.statistics.pop(f"Cheroot HTTPServer {id(self)}", None)  # type: ignore[attr-defined]

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Send cheroot's complaints, all of them about connections, to the log instead of standard error."""
        log.log(min(level, logging.INFO), msg, exc_info=traceback)


class Server:
    """A running server; `url` has neither path nor trailing slash. Port 0 takes a free one, a UsualPort gives way.

    `known_as` is the host by which clients know it, if that is not the address on which it listens. With an `authority`
    it speaks TLS alone, with a certificate for localhost and for that host. Unless it keeps
    connections, every answer says `Connection: close` and the connection ends with it. A client has `patience` seconds
    for a handshake, and for the line and headers of a request.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        known_as: str = "",
        authority: Authority | None = None,
        keeps_connections: bool = True,
        patience: float = PATIENCE,
    ) -> None:
        self._cheroot = _Cheroot((host, int(port)), app, shutdown_timeout=1, request_queue_size=64)
        self._cheroot.requests = Workers(self._cheroot, THREADS)
        self._cheroot.patience = patience
        self._cheroot.expiration_interval = 0.05  # how long `stop` waits for the accepting loop to look up
        if not keeps_connections:
            self._cheroot.keep_alive_conn_limit = 0
        if authority is not None:
            self._cheroot.ssl_adapter = TlsAdapter(authority.server_certificate("localhost", known_as or host))
        self._gives_way = isinstance(port, UsualPort)
        self._known_as = known_as
        self._scheme = "http" if authority is None else "https"
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where the server listens; it has no meaning before `start`."""
        host, port = self._cheroot.bind_addr[:2]
        name = self._known_as or host
        return f"{self._scheme}://{f'[{name}]' if ':' in name else name}:{port}"

    def start(self) -> None:
        """Listen and serve; raise PortInUseError if the port is taken. It is ready when this returns."""
        host, port = self._cheroot.bind_addr[:2]
        try:
            _refuse_a_taken_port(host, port)
        except PortInUseError:
            if not self._gives_way:
                raise
            self._cheroot.bind_addr = host, 0
        self._gives_way = False  # from now on it is where clients know it
        ready: SimpleQueue[BaseException | None] = SimpleQueue()
        thread = threading.Thread(target=self._serve, args=(ready,), name="twinledger server", daemon=True)
        thread.start()
        if (error := ready.get()) is not None:
            raise error
        self._thread = thread

    def _serve(self, ready: SimpleQueue[BaseException | None]) -> None:
        """Prepare and serve in one daemon thread: cheroot's workers are its children, and no program waits for them."""
        try:
            self._cheroot.prepare()
        except BaseException as error:
            self._cheroot.give_up()
            ready.put(error)
            return
        ready.put(None)
        self._cheroot.serve()

    def stop(self) -> None:
        """Stop serving and give the port back; a server that does not run is left alone."""
        if self._thread is not None:
            self._cheroot.stop()
            self._thread.join()
            self._thread = None
            self._cheroot.leave_statistics()


def _refuse_a_taken_port(host: str, port: int) -> None:
    """Try the address first: cheroot leaks its socket when it cannot bind it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        _take_what_lingers(probe)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"cannot listen on {host}:{port} ({error}); choose another port, or 0 for any"
            raise PortInUseError(message) from error


def _take_what_lingers(unbound: socket.socket) -> None:
    """Let a socket have a port on which only connections that have ended linger; Windows would let it have any."""
    if os.name == "posix":
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
