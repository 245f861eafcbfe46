"""A connection of the server: requests are read with patience that ends, and answers written in one piece.

The HTTP is cheroot's; its files over a socket, which are written in Python, are replaced by those of the interpreter.
"""

from __future__ import annotations

import io
import re
import selectors
import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cheroot.server import HTTPConnection, HTTPRequest, KnownLengthRFile

from mock_kit.chunks import PIECE, ChunkedBody, in_chunks

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SLASHES_IN_FRONT = re.compile(rb" /{2,}")
ESCAPED_SLASH = re.compile(rb"%2f", re.IGNORECASE)
LENGTH = re.compile(rb"[0-9]{1,18}")
BAD_REQUEST = "400 Bad Request"

PAUSE = 0.005  # seconds within which a client that pages asks again


class _Bytes(socket.SocketIO):
    """What arrives on a socket, counted; while there is a `deadline` (monotonic seconds) it has to arrive by then."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock, "rb")
        self._arriving = sock
        self._arrived = 0
        self.deadline: float | None = None

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        """Read what has arrived; raise TimeoutError."""
        if self.deadline is None:
            count = super().readinto(buffer)
        else:
            usual = self._arriving.gettimeout()
            self._arriving.settimeout(max(self.deadline - time.monotonic(), 0.001))
            try:
                count = super().readinto(buffer)
            finally:
                self._arriving.settimeout(usual)
        self._arrived += count or 0
        return count

    def tell(self) -> int:
        """Return how many bytes have arrived, so that the reader can say how many of them were read."""
        return self._arrived


class _Reader(io.BufferedReader):
    """The requests of a connection."""

    raw: _Bytes

    def has_data(self) -> bool:
        """Tell whether more has arrived than was read."""
        return self.raw.tell() > self.tell()


class _Writer:
    """The answers of a connection, sent to their last byte; whoever takes nothing for the socket's timeout is cut."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock

    def write(self, data: bytes) -> int:
        """Send all of it; raise OSError."""
        for start in range(0, len(data), PIECE):
            self._socket.sendall(memoryview(data)[start : start + PIECE])
        return len(data)


def _file(sock: socket.socket, mode: str, _: int = -1) -> _Reader | _Writer:
    return _Reader(_Bytes(sock)) if "r" in mode else _Writer(sock)


class TlsAdapter:
    """What cheroot asks for TLS: connections whose handshake is left to the worker, since a client may stall it."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._context.load_cert_chain(*certificate)

    def bind(self, sock: socket.socket) -> socket.socket:
        """Return the listening socket as it is."""
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Return a connection's socket, and what its requests are told of it."""
        wrapped = self._context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}

    makefile = None  # connections make their own


class _Request(HTTPRequest):
    def parse_request(self) -> None:
        """Read the line and the headers, which a client must send in time."""
        arriving = self.conn.rfile.raw
        arriving.deadline = time.monotonic() + self.conn.patience
        try:
            super().parse_request()
        finally:
            arriving.deadline = None

    def read_request_line(self) -> bool:
        """Read a path as other servers do: slashes in front are one slash, and an escaped slash is a slash."""
        readline = self.rfile.readline
        self.rfile.readline = lambda *size: SLASHES_IN_FRONT.sub(b" /", readline(*size), count=1)
        try:
            understood: bool = super().read_request_line()  # type: ignore[no-untyped-call]
        except ValueError:
            self.simple_response(BAD_REQUEST, "Malformed address.")
            return False
        finally:
            del self.rfile.readline
        if understood:
            self.path = ESCAPED_SLASH.sub(b"/", self.path)
        return understood

    def read_request_headers(self) -> bool:
        """Read the headers; a length of the body is made of digits, and chunks come by HTTP/1.0, too (observed)."""
        understood: bool = super().read_request_headers()  # type: ignore[no-untyped-call]
        if understood and not LENGTH.fullmatch(self.inheaders.get(b"Content-Length", b"0")):
            self.simple_response(BAD_REQUEST, "Malformed Content-Length Header.")
            return False
        self.chunked_read = in_chunks(self.inheaders.get(b"Transfer-Encoding", b"").decode("latin-1"))
        return understood

    def respond(self) -> None:
        """Let the application answer; it reads the body, and only as far as it likes."""
        source = self.conn.rfile
        if self.chunked_read:
            self.rfile = ChunkedBody(source)
        else:
            self.rfile = KnownLengthRFile(source, int(self.inheaders.get(b"Content-Length", 0)))
        self.server.gateway(self).respond()
        self.ensure_headers_sent()
        if self.chunked_write:
            self.conn.wfile.write(b"0\r\n\r\n")

    def send_headers(self) -> None:
        """Send the answer's headers; where much of the body was not read the connection ends, and nobody reads it."""
        unread = self.rfile.unread if self.chunked_read else self.rfile.remaining > PIECE
        self.close_connection = self.close_connection or unread
        super().send_headers()


class Connection(HTTPConnection):
    """A connection, as cheroot's workers take them."""

    RequestHandlerClass = _Request

    def __init__(self, server: Any, sock: socket.socket, _: object = None) -> None:
        super().__init__(server, sock, _file)
        self.patience: float = server.patience
        self._handshakes = hasattr(sock, "do_handshake")

    def communicate(self) -> bool:
        """Answer, and stay a moment for the next request: to hand a connection to another thread costs more."""
        if self._handshakes and not self._shaken_hands():
            return False
        while super().communicate():  # type: ignore[no-untyped-call]
            if not self._asks_again():
                return True
        return False

    def _shaken_hands(self) -> bool:
        """Begin TLS, once; tell whether the client did so, too."""
        self._handshakes = False
        usual = self.socket.gettimeout()
        self.socket.settimeout(self.patience)
        try:
            self.socket.do_handshake()
        except OSError as error:
            self.server.error_log(f"no handshake with {self.remote_addr}: {error}")
            return False
        self.socket.settimeout(usual)
        return True

    def _asks_again(self) -> bool:
        if self.rfile.has_data():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self.socket, selectors.EVENT_READ)
            return bool(selector.select(PAUSE))
