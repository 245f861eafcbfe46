"""What is around a connector: the proxy, the network of its own, the guard around a function, and the memory."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_kit.server import Server
from twinledger.drivers import program as programs
from twinledger.drivers.enclosure import attempt_in
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.program import enclosure_refused
from twinledger.drivers.watch import Attempt, Watch, is_this_machine

from .support import IN_TIME, program

FAR_AWAY = "192.0.2.10"
ASK = """
    import os, sys, urllib.request
    def ask(url, proxies=None):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
        try:
            print(url, opener.open(url, timeout=5).read().decode())
        except OSError as error:
            print(url, type(error).__name__, getattr(error, "code", ""))
"""
needs_enclosure = pytest.mark.skipif(bool(enclosure_refused()), reason=enclosure_refused() or "it is permitted")


@pytest.fixture
def url() -> Iterator[str]:
    """A server on this machine."""

    def app(environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])  # type: ignore[operator]
        return [b"welcome"]

    server = Server(app)
    server.start()
    yield server.url
    server.stop()


def _tried(watch: Watch) -> set[tuple[str, int]]:
    return {(attempt.host, attempt.port) for attempt in watch.attempts}


@pytest.mark.parametrize("enclosed", [pytest.param(True, marks=needs_enclosure), False])
def test_who_asks_the_proxy_is_refused_and_noted(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, enclosed: bool
) -> None:
    """Other hosts are refused over http and https, this machine is reached, and its stand-in, too."""
    if not enclosed:
        monkeypatch.setattr(programs, "enclosure_refused", lambda: "nobody may")
    port = int(url.rpartition(":")[2])
    far = f"http://{FAR_AWAY}:{port}/a?b=c"
    code = f"""{ASK}
    for address in ("http://one.example.com:81/", "https://two.example.com/"):
        ask(address)
    ask({url!r}, {{"http": os.environ["http_proxy"]}})
    ask({far!r})
    """
    watch = Watch({(FAR_AWAY, port): ("127.0.0.1", port)})
    outcome = program(tmp_path, code).run({"URL": url}, IN_TIME, watch)
    assert _tried(watch) == {("one.example.com", 81), ("two.example.com", 443)}
    assert f"{url} welcome\n{far} welcome" in outcome.output
    assert watch.blind == ([] if enclosed else [programs.NO_ENCLOSURE.format("nobody may")])


@needs_enclosure
def test_who_asks_nobody_is_noted_all_the_same(tmp_path: Path, url: str) -> None:
    """In a network of its own whoever goes out directly gets nowhere, and what is open is open."""
    port = int(url.rpartition(":")[2])
    code = f"""{ASK}
    for address in ("http://203.0.113.9:8080/", "http://three.example.com/", {url!r}, "http://{FAR_AWAY}:{port}/"):
        ask(address, {{}})
    sys.exit(7)
    """
    watch = Watch({(FAR_AWAY, port): ("127.0.0.1", port)})
    outcome = program(tmp_path, code).run({"URL": url}, IN_TIME, watch)
    assert outcome.exit_status == 7
    assert {("203.0.113.9", 8080), ("three.example.com", 0)} <= _tried(watch)
    assert not {FAR_AWAY, "127.0.0.1"} & {host for host, _ in _tried(watch)}
    assert f"{url} welcome\nhttp://{FAR_AWAY}:{port}/ welcome" in outcome.output


@needs_enclosure
def test_what_does_not_end_is_ended_with_its_network(tmp_path: Path) -> None:
    """A watched run has a timeout like any other."""
    outcome = program(tmp_path, "import time; time.sleep(600)").run({}, 0.5, Watch())
    assert outcome.timed_out


def test_a_function_gets_nowhere_either() -> None:
    """Connections and look-ups are noted and refused while it is watched, and only then."""
    seen: list[str] = []

    def sync(_: object) -> None:
        for host, port in (("four.example.com", 443), ("203.0.113.9", 8080)):
            try:
                socket.create_connection((host, port), timeout=1)
            except ConnectionRefusedError as error:
                seen.append(str(error))

    watch = Watch()
    FunctionDriver(sync).run({}, IN_TIME, watch)
    assert [(attempt.host, attempt.port) for attempt in watch.attempts] == [
        ("four.example.com", 443),
        ("203.0.113.9", 8080),
    ]
    assert seen == [
        f"{host} is another machine, and Twinledger lets no connector go there" for host, _ in _tried_in(watch)
    ]


def _tried_in(watch: Watch) -> list[tuple[str, int]]:
    return [(attempt.host, attempt.port) for attempt in watch.attempts]


def test_a_function_meets_the_stand_in(url: str) -> None:
    """An address far away can lead to a server of ours."""
    port = int(url.rpartition(":")[2])
    reached: list[object] = []
    watch = Watch({(FAR_AWAY, port): ("127.0.0.1", port)})

    def sync(_: object) -> None:
        with socket.create_connection((FAR_AWAY, port), timeout=5) as connection:
            reached.append(connection.getpeername())

    assert FunctionDriver(sync).run({}, IN_TIME, watch).synchronised
    assert (reached, watch.attempts) == ([("127.0.0.1", port)], [])


@pytest.mark.parametrize(
    ("packet", "attempt"),
    [
        (b"", None),
        (b"\x10" + bytes(40), None),
        (b"\x45" + bytes(8) + b"\x01" + bytes(30), None),
        (
            b"\x45" + bytes(8) + b"\x06" + bytes(6) + bytes([9, 9, 9, 9]) + b"\0\0\0\x50" + bytes(9) + b"\x02",
            ("9.9.9.9", 80),
        ),
        (b"\x45" + bytes(8) + b"\x06" + bytes(6) + bytes([9, 9, 9, 9]) + b"\0\0\0\x50" + bytes(9) + b"\x12", None),
        (b"\x45" + bytes(8) + b"\x06" + bytes(6) + bytes([127, 0, 0, 9]) + b"\0\0\0\x50" + bytes(9) + b"\x02", None),
    ],
)
def test_only_the_first_packet_to_another_machine_is_an_attempt(packet: bytes, attempt: object) -> None:
    """Answers, other protocols, and what is no packet tell nothing."""
    assert attempt_in(packet) == attempt


def test_an_attempt_says_which_host_and_when() -> None:
    """A port of zero means that only the address was asked for."""
    assert str(Attempt("a.example.com", 443, 1.234)) == "a.example.com:443 1.23 s after the start of the run"
    assert str(Attempt("a.example.com", 0, 0.5)).startswith("a.example.com, whose address it looked up, 0.50 s")
    assert [is_this_machine(host) for host in ("localhost", "::1", "127.9.9.9", "10.0.0.1", "x")] == [True] * 3 + [
        False
    ] * 2
