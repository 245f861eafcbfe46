"""What a client on a real socket sees of each fault, and what the fake has done by then."""

from __future__ import annotations

import http.client
import re
import socket
import sqlite3
import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from mock_kit.answer import HEADERS, Answer, Delivery, Ending, Point
from mock_kit.clock import Clock
from mock_kit.faults import (
    GARBAGE,
    Act,
    Close,
    Delay,
    Dribble,
    Effect,
    Fault,
    FaultPlan,
    Garbage,
    Phase,
    Reset,
    Silence,
    Trigger,
    proxy_error,
)
from mock_kit.gateway import EXCHANGE, Gateway
from mock_kit.journal import Exchange, Journal
from mock_kit.server import PortInUseError, Server
from mock_kit.tls import Authority
from mock_kit.wire import NoSocketError

BODY = b"committed " * 500
STATEMENTS = {"/full": "CREATE TABLE more_than_a_page (id)", "/misread": "SELECT * FROM nowhere"}


@dataclass
class Fake:
    """A fake that commits once per request, on a socket."""

    server: Server
    journal: Journal
    faults: FaultPlan
    commits: list[str]
    stack: ExitStack

    def connection(self) -> http.client.HTTPConnection:
        """Return a connection of its own, closed when the test ends."""
        connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=5)
        return self.stack.enter_context(closing(connection))


def _gateway(commits: list[str], journal: Journal, faults: FaultPlan) -> Gateway:
    def app(environ: Mapping[str, object], start_response: object) -> list[bytes]:
        if environ["PATH_INFO"] == "/broken":
            raise ZeroDivisionError
        if environ["PATH_INFO"] in STATEMENTS:
            with closing(sqlite3.connect(":memory:")) as store:
                store.execute("PRAGMA max_page_count = 1")
                store.execute(STATEMENTS[str(environ["PATH_INFO"])])
        if environ[EXCHANGE].too_large:  # type: ignore[attr-defined]
            start_response("413 Content Too Large", [])  # type: ignore[operator]
            return [b"too large"]
        commits.append(str(environ["PATH_INFO"]))
        start_response("200 OK", [("Content-Type", "text/plain")])  # type: ignore[operator]
        return [BODY]

    def describe(exchange: Exchange) -> Mapping[str, str]:
        return {"name": exchange.path.strip("/")}

    return Gateway(
        app,
        system="fake",
        clock=Clock(),
        journal=journal,
        faults=faults,
        describe=describe,
        largest_body=1000,
    )


@pytest.fixture
def fake() -> Iterator[Fake]:
    """Serve the fake until the test ends."""
    commits: list[str] = []
    journal, faults = Journal([rb"[0-9a-f]{40}"]), FaultPlan()
    server = Server(_gateway(commits, journal, faults))
    server.start()
    with ExitStack() as stack:
        yield Fake(server, journal, faults, commits, stack)
    server.stop()


def _read(connection: http.client.HTTPConnection, path: str = "/x") -> bytes:
    connection.request("POST", path, b"{}")
    return connection.getresponse().read()


@pytest.mark.parametrize("reused", [False, True], ids=["fresh connection", "reused connection"])
@pytest.mark.parametrize("effect", [Reset(), Close()], ids=["RST", "FIN"])
@pytest.mark.parametrize("phase", list(Phase))
def test_an_answer_is_lost_before_or_after_the_commit(
    fake: Fake, effect: Effect, phase: Phase, *, reused: bool
) -> None:
    """A lost answer is an error for the client on either kind of connection; the phase decides on the commit."""
    connection = fake.connection()
    if reused:
        assert _read(connection) == BODY
    fake.commits.clear()
    armed = fake.faults.arm(Fault(effect, phase=phase))
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        _read(connection)
    connection.close()
    assert armed.fired == 1
    assert fake.commits == (["/x"] if phase is Phase.AFTER else [])
    lost = fake.journal.exchanges()[-1]
    assert (lost.reused, lost.delivery.endswith("before the headers")) == (reused, True)


@pytest.mark.parametrize("effect", [Reset(), Close()], ids=["RST", "FIN"])
def test_a_body_is_cut_short(fake: Fake, effect: Effect) -> None:
    """The headers promise the whole body and the connection ends inside it."""
    fake.faults.arm(Fault(effect, point=Point(100)))
    connection = fake.connection()
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)) as error:
        _read(connection)
    connection.close()
    if isinstance(error.value, http.client.IncompleteRead):
        assert len(error.value.partial) == 100
    assert fake.commits == ["/x"]


def test_the_server_goes_on_after_faults(fake: Fake) -> None:
    """A connection that a fault ended costs nobody else theirs."""
    fake.faults.arm(Fault(Reset(), trigger=Trigger(times=5)))
    for _ in range(5):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            _read(fake.connection())
    assert _read(fake.connection()) == BODY
    assert fake.journal.errors == []


def test_a_dribbling_answer_arrives_whole(fake: Fake) -> None:
    """Slow is not broken."""
    fake.faults.arm(Fault(Dribble(chunk=1000, pause=0.001)))
    assert _read(fake.connection()) == BODY


def test_a_proxy_answers_instead_of_the_fake(fake: Fake) -> None:
    """The page of a proxy replaces the handler's answer; before the handler nothing was done."""
    fake.faults.arm(Fault(proxy_error(502), phase=Phase.BEFORE))
    connection = fake.connection()
    connection.request("POST", "/x", b"{}")
    response = connection.getresponse()
    assert (response.status, response.headers["Content-Type"]) == (502, "text/html")
    assert b"<h1>502</h1>" in response.read()
    assert fake.commits == []


def test_something_happens_at_the_nth_matching_request(fake: Fake) -> None:
    """A trigger counts the requests that match it and no others."""
    happened: list[int] = []
    armed = fake.faults.arm(
        Fault(Act(lambda: happened.append(len(fake.commits))), Trigger(call={"name": "b"}, nth=2), Phase.BEFORE)
    )
    for path in ("/a", "/b", "/a", "/b", "/b"):
        _read(fake.connection(), path)
    assert happened == [3]
    assert (armed.seen, armed.fired) == (3, 1)


def test_a_delay_holds_the_request_and_changes_nothing(fake: Fake) -> None:
    """A delayed answer is the answer."""
    fake.faults.arm(Fault(Delay(0.01), phase=Phase.BEFORE))
    assert _read(fake.connection()) == BODY


@pytest.mark.parametrize("phase", list(Phase))
def test_an_answer_never_comes_until_the_client_gives_up(fake: Fake, phase: Phase) -> None:
    """The connection stays open and nothing is said on it; the worker is free at once, too."""
    fake.faults.arm(Fault(Silence(600), Trigger(times=10), phase))  # ten workers are all there are
    for _ in range(10):
        connection = fake.connection()
        connection.timeout = 0.05
        with pytest.raises(TimeoutError):
            _read(connection)
        connection.close()
    assert _read(fake.connection()) == BODY
    assert len(fake.commits) == 1 + 10 * (phase is Phase.AFTER)


def test_an_answer_never_comes_and_the_connection_ends(fake: Fake) -> None:
    """A client that waits long enough sees the end of the connection, and no answer."""
    fake.faults.arm(Fault(Silence(0.05)))
    with pytest.raises(http.client.RemoteDisconnected):
        _read(fake.connection())
    assert fake.journal.exchanges()[-1].delivery == "closed before the headers"


def test_a_body_is_not_what_the_headers_say(fake: Fake) -> None:
    """Status and length are right, the work was done, and the bytes are of no format."""
    fake.faults.arm(Fault(Garbage()))
    assert _read(fake.connection()) == GARBAGE
    assert (fake.journal.exchanges()[-1].status, fake.commits) == (200, ["/x"])


def test_a_body_that_never_came_whole_is_not_acted_upon(fake: Fake) -> None:
    """A client that dies while it sends has asked for nothing."""
    host, port = urlsplit(fake.server.url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as client:
        client.sendall(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        client.shutdown(socket.SHUT_WR)
        client.recv(1000)
    assert fake.commits == []
    assert fake.journal.exchanges()[-1].delivery == "request cut short"


def test_a_body_beyond_the_limit_is_refused_unread(fake: Fake) -> None:
    """Whoever announces too much is answered before anything is read."""
    connection = fake.connection()
    connection.putrequest("POST", "/x")
    connection.putheader("Content-Length", "2000000000")
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, response.read()) == (413, b"too large")
    assert fake.commits == []


def test_a_body_in_chunks_has_the_same_limit(fake: Fake) -> None:
    """Only while it is read does it show how long it is."""
    for size, status in ((1000, 200), (1001, 413)):
        connection = fake.connection()
        connection.request("POST", "/x", iter([b"a" * 600, b"b" * (size - 600)]), encode_chunked=True)
        assert connection.getresponse().status == status
    assert [(exchange.body_size, exchange.too_large) for exchange in fake.journal] == [(1000, False), (0, True)]
    assert fake.commits == ["/x"]


def test_a_port_that_the_system_hands_out_again_is_a_fresh_connection() -> None:
    """Only the socket tells a connection: the same port can be somebody else's a moment later."""
    journal = Journal([])
    gateway = _gateway([], journal, FaultPlan())
    one, other = socket.socketpair()
    with one, other:
        for sock in (one, one, other):
            reader = SimpleNamespace(rfile=SimpleNamespace(raw=SimpleNamespace(_sock=sock)))
            environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "wsgi.input": reader, "REMOTE_PORT": "7"}
            list(gateway(environ, lambda *_: lambda _data: None))
    assert [exchange.reused for exchange in journal] == [False, True, False]


def test_chunks_that_are_none_are_a_request_cut_short(fake: Fake) -> None:
    """Nothing is done with what cannot be read, and no harness is to blame."""
    with socket.create_connection(("127.0.0.1", int(fake.server.url.rsplit(":", 1)[1]))) as client:
        client.sendall(b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
        client.recv(1000)
    assert fake.commits == []
    [exchange] = fake.journal
    assert (exchange.delivery, exchange.error) == ("request cut short", "")


def test_a_fault_that_fails_itself_is_noted(fake: Fake) -> None:
    """Something that was to happen meanwhile and could not is a defect of the harness, and stands in the journal."""

    def fail() -> None:
        raise LookupError("nobody")

    fake.faults.arm(Fault(Act(fail)))
    connection = fake.connection()
    connection.request("POST", "/x", b"")
    assert connection.getresponse().status == 500
    [failed] = fake.journal.errors
    assert "LookupError: nobody" in failed.error


@dataclass(frozen=True)
class Own(Effect):
    """An effect that somebody wrote in tests of their own."""

    becomes: Answer | None

    def apply(self, point: Point, exchange: Exchange, answer: Answer | None) -> Answer | None:
        """Return what it was made with, whatever is true of it."""
        return self.becomes


def test_an_effect_that_is_wrong_is_noted(fake: Fake) -> None:
    """It takes the answer away and gives none, or ends a connection without having said that it needs one."""
    fake.faults.arm(Fault(Own(None)))
    connection = fake.connection()
    connection.request("POST", "/x", b"")
    assert connection.getresponse().status == 500
    assert "a fault swallowed the answer" in fake.journal.errors[0].error
    plan = FaultPlan()
    plan.arm(Fault(Own(Answer(200, delivery=Delivery(Ending.CLOSE)))))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "wsgi.input": None}
    with pytest.raises(NoSocketError, match="run the fake on a socket"):
        list(_gateway([], Journal(), plan)(environ, lambda *_: lambda _data: None))


def test_a_failure_of_the_fake_itself_is_noted_and_shows_no_traceback(fake: Fake) -> None:
    """A defect of ours must never look like a verdict on a connector."""
    connection = fake.connection()
    connection.request("POST", "/broken", b"")
    response = connection.getresponse()
    assert response.status == 500
    assert b"Traceback" not in response.read()
    assert [exchange.path for exchange in fake.journal.errors] == ["/broken"]
    connection.request("POST", "/misread", b"")
    assert connection.getresponse().read() == b"The fake itself failed; its journal says how.\n"
    assert "no such table: nowhere" in fake.journal.errors[1].error


def test_a_fake_without_room_says_so_and_did_not_fail(fake: Fake) -> None:
    """A disk that is full is nobody's defect: the answer tells it, and the journal holds no error."""
    connection = fake.connection()
    connection.request("POST", "/full", b"")
    response = connection.getresponse()
    assert (response.status, response.read()) == (507, b"The fake has no room to store that; nothing is.\n")
    assert (fake.journal.errors, fake.commits) == ([], [])


def test_the_journal_shows_no_secret(fake: Fake) -> None:
    """What looks like a key is masked as soon as the answer has left."""
    connection = fake.connection()
    connection.request("POST", f"/x?key={'a' * 40}", b"b" * 40, {"Authorization": "bearer " + "c" * 40})
    connection.getresponse().read()
    shown = repr(vars(fake.journal.exchanges()[0]))
    assert not re.search("[abc]{40}", shown)


def test_the_date_is_the_clocks(fake: Fake) -> None:
    """Every answer is dated by the world's clock."""
    connection = fake.connection()
    connection.request("GET", "/x")
    assert connection.getresponse().headers["Date"] == "Mon, 02 Mar 2026 08:00:00 GMT"


def test_a_taken_port_is_named(fake: Fake) -> None:
    """Whoever asks for a taken port is told which one, and what to do."""
    port = int(fake.server.url.rsplit(":", 1)[1])
    with pytest.raises(PortInUseError, match=rf":{port} .*choose another port"):
        Server(_gateway([], Journal(), FaultPlan()), port=port).start()


def test_faults_and_counters_come_back_with_a_snapshot(fake: Fake) -> None:
    """What was armed then is armed again, with the counters of then."""
    armed = fake.faults.arm(Fault(Delay(0), Trigger(nth=3)))
    _read(fake.connection())
    state = fake.faults.capture()
    _read(fake.connection())
    fake.faults.clear()
    fake.faults.restore(state)
    assert (armed.seen, fake.faults.capture()) == (1, state)


def test_tls_is_spoken_with_a_certificate_of_our_own_authority() -> None:
    """Who trusts the authority gets an answer and who does not is refused."""
    authority = Authority()
    server = Server(_gateway([], Journal(), FaultPlan()), authority=authority)
    server.start()
    try:
        netloc = urlsplit(server.url).netloc
        with closing(http.client.HTTPSConnection(netloc, context=authority.client_context(), timeout=5)) as trusting:
            assert _read(trusting) == BODY
        with (
            closing(http.client.HTTPSConnection(netloc, timeout=5)) as other,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            _read(other)
    finally:
        server.stop()
        authority.close()


def test_the_default_point_is_before_the_headers() -> None:
    """A fault without a point loses the whole answer."""
    assert Fault(Reset()).point == HEADERS
