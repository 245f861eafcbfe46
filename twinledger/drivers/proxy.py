"""The proxy around a connector: it refuses every host but this machine, and says which ones were asked for."""

from __future__ import annotations

import selectors
import socket
import socketserver
import ssl
import struct
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from twinledger.drivers.watch import Address, Watch

if TYPE_CHECKING:
    from twinledger.drivers.fixed_hosts import FixedHosts

LONGEST_HEAD = 64 * 1024
PATIENCE = 10.0
PIECE = 65536
AT_ONCE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # lingers for no time: closing it sends RST
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
UNREACHABLE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """A proxy on loopback; `watch` hears what is refused, `fixed` are hosts that lead to the fakes."""

    def __init__(self, fixed: FixedHosts) -> None:
        self.watch = Watch()
        self.fixed = fixed
        self._server = _Server(("127.0.0.1", 0), _Client)
        self._server.proxy = self
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name="twinledger proxy", daemon=True).start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    proxy: Proxy


class _Client(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Read the head of one request, and refuse it or carry it on."""
        client: socket.socket = self.request
        client.settimeout(PATIENCE)
        try:
            head, rest = _head(client)
            method, host, port, origin = _target(head)
            proxy, tunnel = self.server.proxy, method == "CONNECT"
            stand = proxy.fixed.stand(host, port) if tunnel else None
            where = proxy.watch.allows(host, port) if stand is None else stand.address
            if where is None:
                client.sendall(REFUSED)
            else:
                _carry(client, where, tunnel, origin + rest, stand.context if stand else None)
        except (OSError, ValueError, IndexError):
            return  # whoever says nothing sensible is told nothing


def _carry(client: socket.socket, where: Address, tunnel: bool, first: bytes, context: ssl.SSLContext | None) -> None:
    """Carry what a client says to a server and back; with a `context` the client's TLS ends here."""
    try:
        server = socket.create_connection(where, timeout=PATIENCE)
    except OSError:
        client.sendall(UNREACHABLE)
        return
    with server:
        if not tunnel:
            server.sendall(first)
        else:
            client.sendall(CONNECTED)
        if context is None:
            pump(client, server)
        else:
            with context.wrap_socket(client, server_side=True) as plain:
                pump(plain, server)


def pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side ends; that a connection was reset is carried, too."""
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, (one, other))
        ready.register(other, selectors.EVENT_READ, (other, one))
        while True:
            for key, _ in ready.select():
                source, target = key.data
                try:
                    if not _poured(source, target):
                        return
                except ConnectionResetError:
                    target.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                    target.close()
                    return


def _poured(source: socket.socket, target: socket.socket) -> bool:
    """Carry what there is to read, and tell whether there was any; at the end of TLS the other side is told so."""
    data = source.recv(PIECE)
    if not data:
        _say_goodbye(target)
        return False
    while isinstance(source, ssl.SSLSocket) and source.pending():
        data += source.recv(source.pending())
    target.sendall(data)
    return True


def _say_goodbye(target: socket.socket) -> None:
    if isinstance(target, ssl.SSLSocket):
        target.setblocking(False)  # the answer to it is not waited for
        with suppress(OSError):
            target.unwrap()


def _head(client: socket.socket) -> tuple[bytes, bytes]:
    read = b""
    while b"\r\n\r\n" not in read:
        more = client.recv(65536)
        if not more or len(read) > LONGEST_HEAD:
            raise ValueError("no request")
        read += more
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


def _target(head: bytes) -> tuple[str, str, int, bytes]:
    """Return method, host and port of a request to a proxy, and the head that the host itself is to be sent."""
    lines = head.split(b"\r\n")
    method, target, protocol = lines[0].decode("latin-1").split(" ")
    if method == "CONNECT":
        parts = urlsplit(f"//{target}")
        return method, parts.hostname or "", parts.port or 443, b""
    parts = urlsplit(target)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    kept = [line for line in lines[1:] if not line.lower().startswith((b"connection:", b"proxy-"))]
    own = [f"{method} {path} {protocol}".encode("latin-1"), *kept, b"Connection: close", b"", b""]
    return method, parts.hostname or "", parts.port or 80, b"\r\n".join(own)
