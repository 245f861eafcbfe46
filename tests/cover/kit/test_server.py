"""The server among clients that are slow, silent or endless: they keep nobody else waiting."""

from __future__ import annotations

import errno
import gc
import http.client
import socket
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
from cheroot.server import HTTPServer

from mock_kit.server import LARGEST_HEAD, PortInUseError, Server, UsualPort
from mock_kit.tls import Authority
from mock_kit.workers import Workers

MANY = 30  # more than there are workers at first
PATIENCE = 0.3
LARGE = b"x" * 5_000_000


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """What is closed when the test ends."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def served(opened: ExitStack) -> Callable[..., Server]:
    """Start servers that answer everything at once, `/large` at length."""

    def start(authority: Authority | None = None, host: str = "127.0.0.1") -> Server:
        def app(environ: dict[str, str], start_response: Callable[..., object]) -> list[bytes]:
            body = LARGE if environ["PATH_INFO"] == "/large" else b"here"
            start_response("200 OK", [("Content-Length", str(len(body)))])
            return [body]

        server = Server(app, host=host, authority=authority, patience=PATIENCE)  # type: ignore[arg-type]
        server.start()
        opened.callback(server.stop)
        return server

    return start


def begin(opened: ExitStack, server: Server, said: bytes) -> socket.socket:
    """Connect, say something and fall silent."""
    place = urlsplit(server.url)
    connection = opened.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
    connection.sendall(said)
    return connection


def asked(server: Server, path: str = "/") -> bytes:
    """Ask as everybody does."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


@pytest.mark.parametrize("said", [b"G", b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: "])
def test_who_sends_half_a_head_is_told_so_in_time(
    opened: ExitStack, served: Callable[..., Server], said: bytes
) -> None:
    """Line and headers have to be there within the server's patience, however slowly they trickle."""
    connection, start = begin(opened, served(), said), time.monotonic()
    with pytest.raises(OSError):  # noqa: PT011, PT012 - broken pipe or reset, whichever comes first
        for _ in range(100):
            connection.sendall(b"a")
            time.sleep(PATIENCE / 10)
    assert time.monotonic() - start < 20 * PATIENCE


def test_silent_clients_keep_nobody_waiting(opened: ExitStack, served: Callable[..., Server]) -> None:
    """More of them than workers, in the middle of their heads, and the next one is answered at once."""
    server = served()
    for _ in range(MANY):
        begin(opened, server, b"GET / HTTP/1.1\r\nHo")
    assert asked(server) == b"here"


def test_who_does_not_read_keeps_nobody_waiting(opened: ExitStack, served: Callable[..., Server]) -> None:
    """Large answers that nobody takes hold their own worker each, and no other."""
    server = served()
    for _ in range(MANY):
        begin(opened, server, b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
    assert asked(server) == b"here"


def test_a_slow_reader_gets_everything(opened: ExitStack, served: Callable[..., Server]) -> None:
    """An answer is not cut while somebody takes it."""
    connection = begin(opened, served(), b"GET /large HTTP/1.0\r\n\r\n")
    taken = b""
    while part := connection.recv(500_000):
        taken += part
        time.sleep(PATIENCE / 10)
    assert taken.endswith(LARGE)


def test_a_stalled_handshake_stalls_nobody(opened: ExitStack, served: Callable[..., Server]) -> None:
    """A client that says nothing over TLS does not keep the next one from its own handshake."""
    authority = Authority()
    opened.callback(authority.close)
    server = served(authority)
    for _ in range(3):
        begin(opened, server, b"")
    begin(opened, server, b"GET / HTTP/1.1\r\n\r\n")  # who speaks plainly is no better
    place = urlsplit(server.url)
    connection = http.client.HTTPSConnection("localhost", place.port, context=authority.client_context(), timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"here"
    connection.close()


def test_a_head_has_a_largest_size(opened: ExitStack, served: Callable[..., Server]) -> None:
    """A flood of headers is refused before it fills the memory."""
    flood = b"".join(b"X-%d: %s\r\n" % (number, b"y" * 1000) for number in range(LARGEST_HEAD // 1000 + 10))
    connection = begin(opened, served(), b"GET / HTTP/1.1\r\n")
    connection.sendall(flood + b"\r\n")
    assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "body", [b"Content-Length: 2147483648\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nabc"]
)
def test_a_large_body_that_nobody_wants_is_not_waited_for(
    opened: ExitStack, served: Callable[..., Server], body: bytes
) -> None:
    """The application answers without reading it: so the answer is there at once, and the connection ends."""
    connection = begin(opened, served(), b"POST / HTTP/1.1\r\nHost: here\r\n" + body)
    connection.settimeout(5)
    answer = connection.recv(65536)
    while part := connection.recv(65536):
        answer += part
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"here")


@pytest.mark.parametrize("version", ["HTTP/1.1", "HTTP/1.0"])
@pytest.mark.parametrize("coding", ["chunked", "Chunked", "chunked, chunked"])
def test_a_body_comes_in_chunks_by_either_version(opened: ExitStack, version: str, coding: str) -> None:
    """The application reads what is in the chunks, even if a length is told as well."""

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    server = Server(app)  # type: ignore[arg-type]
    server.start()
    opened.callback(server.stop)
    head = f"POST / {version}\r\nHost: here\r\nConnection: close\r\nContent-Length: 13\r\nTransfer-Encoding: {coding}"
    connection = begin(opened, server, head.encode() + b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    answer = b""
    while part := connection.recv(65536):
        answer += part
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"abc" in answer.partition(b"\r\n\r\n")[2]


def test_an_answer_of_unknown_length_comes_in_chunks(opened: ExitStack) -> None:
    """Its end is the last chunk, so the connection serves the next request as well."""

    def app(_: object, start_response: Callable[..., object]) -> list[bytes]:
        start_response("200 OK", [])
        return [b"piece ", b"by piece"]

    server = Server(app)  # type: ignore[arg-type]
    server.start()
    opened.callback(server.stop)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    opened.callback(connection.close)
    for _ in range(2):
        connection.request("GET", "/")
        response = connection.getresponse()
        assert (response.headers["Transfer-Encoding"], response.read()) == ("chunked", b"piece by piece")


def test_a_server_that_cannot_start_says_so_and_leaves_its_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts it gets the error, and nothing is left behind."""

    def exhausted(_: Workers) -> None:
        raise RuntimeError("can't start new thread")

    server = Server(lambda *_: [])
    with monkeypatch.context() as patch:
        patch.setattr(Workers, "start", exhausted)
        with pytest.raises(RuntimeError, match="can't start new thread"):
            server.start()
    port = urlsplit(server.url).port
    server.stop()
    again = Server(lambda *_: [], port=port or 0)
    again.start()
    again.stop()


def test_a_port_that_is_taken_at_the_last_moment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was free when it was tried; once it is free again the same server begins."""

    def bind(*_: object) -> None:
        raise OSError(errno.EADDRINUSE, "Address already in use")

    server = Server(lambda *_: [])
    with monkeypatch.context() as patch:
        patch.setattr(HTTPServer, "bind", bind)
        with pytest.raises(OSError, match="Address already in use"):
            server.start()
    server.start()
    socket.create_connection(("127.0.0.1", urlsplit(server.url).port), timeout=10).close()
    server.stop()


def test_a_usual_port_gives_way_until_clients_know_it(opened: ExitStack) -> None:
    """Whoever is first has it, and the next one any other; what has been served is not moved behind anybody's back."""
    first = opened.enter_context(socket.socket())
    first.bind(("127.0.0.1", 0))
    first.listen()
    taken = first.getsockname()[1]
    server = Server(lambda *_: [], port=UsualPort(taken))
    server.start()
    port = urlsplit(server.url).port
    server.stop()
    assert port not in (taken, 0)
    second = opened.enter_context(socket.socket())
    second.bind(("127.0.0.1", port or 0))
    second.listen()
    with pytest.raises(PortInUseError):
        server.start()


def test_a_stopped_server_is_let_go(served: Callable[..., Server]) -> None:
    """Nothing in the process remembers it, with all that it served."""
    server = served()
    asked(server)
    server.stop()
    gone = weakref.ref(server._cheroot)
    server._cheroot = None  # type: ignore[assignment]
    gc.collect()
    assert gone() is None


def test_an_address_of_ipv6_stands_in_brackets(served: Callable[..., Server]) -> None:
    """So that the port behind it can be told from it."""
    server = served(host="::1")
    assert server.url.startswith("http://[::1]:")
    assert asked(server)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"GET http://[x/ HTTP/1.1\r\nHost: x\r\n\r\n", b"Malformed address."),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello", b"Malformed Content-Length Header."),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", b"Malformed Content-Length Header."),
    ],
)
def test_what_cannot_be_read_is_a_bad_request(
    opened: ExitStack, served: Callable[..., Server], said: bytes, words: bytes
) -> None:
    """An address that is none, and a length that is no number."""
    answer = begin(opened, served(), said).makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    assert answer.endswith(words)


def test_requests_that_come_together_are_answered_in_turn(opened: ExitStack, served: Callable[..., Server]) -> None:
    """A client need not wait for an answer before it asks again."""
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = begin(opened, served(), request * 2 + last).makefile("rb").read()
    assert answers.count(b"HTTP/1.1 200 OK") == answers.count(b"here") == 3
