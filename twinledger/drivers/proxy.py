"""The proxy around a connector: it refuses every host but this machine, and says which ones were asked for."""

from __future__ import annotations

import selectors
import socket
import socketserver
import threading
from urllib.parse import urlsplit

from twinledger.drivers.watch import Address, Watch

LONGEST_HEAD = 64 * 1024
PATIENCE = 10.0
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CONNECTED = b"HTTP/1.1 200 Connection established\r\n\r\n"
UNREACHABLE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """A proxy on loopback; `watch` hears what is refused."""

    def __init__(self) -> None:
        self.watch = Watch()
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
            where = self.server.proxy.watch.allows(host, port)
            if where is None:
                client.sendall(REFUSED)
            else:
                _carry(client, where, method == "CONNECT", origin + rest)
        except (OSError, ValueError, IndexError):
            return  # whoever says nothing sensible is told nothing


def _carry(client: socket.socket, where: Address, tunnel: bool, first: bytes) -> None:
    try:
        server = socket.create_connection(where, timeout=PATIENCE)
    except OSError:
        client.sendall(UNREACHABLE)
        return
    with server:
        if tunnel:
            client.sendall(CONNECTED)
        else:
            server.sendall(first)
        pump(client, server)


def pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until either side ends."""
    with selectors.DefaultSelector() as ready:
        ready.register(one, selectors.EVENT_READ, (one, other))
        ready.register(other, selectors.EVENT_READ, (other, one))
        while True:
            for key, _ in ready.select():
                source, target = key.data
                data = source.recv(65536)
                if not data:
                    return
                target.sendall(data)


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
