"""What reaches the doors through a real socket: bodies in chunks, too large or cut short, and no HTTP at all."""

from __future__ import annotations

import http.client
import json
import socket
import xmlrpc.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from werkzeug.test import Client

from mock_odoo.server import LARGEST_BODY

from .support import ACME, JSON, House, Reply

ABOUT = json.dumps({"id": 1, "params": {"service": "common", "method": "about", "args": []}}).encode()
VERSION = xmlrpc.client.dumps((), "about").encode()


@pytest.fixture
def served(house: House) -> Iterator[House]:
    """Put the fake on a socket until the test ends."""
    house.odoo.start()
    yield house
    house.odoo.stop()


def post(house: House, path: str, body: object, **headers: str) -> Reply:
    """Send a request through a socket; a body that is an iterator goes in chunks."""
    with closing(http.client.HTTPConnection(urlsplit(house.odoo.url).netloc, timeout=10)) as connection:
        named = {
            "Content-Type": JSON,
            "X-Odoo-Database": ACME,
            "Authorization": f"bearer {house.keys['admin']}",
            **headers,
        }
        connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in named.items()})  # type: ignore[arg-type]
        response = connection.getresponse()
        return Reply(response.status, dict(response.getheaders()), response.read())


def raw(house: House, data: bytes) -> bytes:
    """Send bytes, end the sending side, and return all that comes back."""
    place = urlsplit(house.odoo.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_the_older_doors_read_chunks(served: House) -> None:
    """/jsonrpc and /xmlrpc read a body that comes in chunks."""
    assert post(served, "/jsonrpc", iter([ABOUT[:10], ABOUT[10:]])).json["result"] == "See http://openerp.com"
    reply = post(served, "/xmlrpc/2/common", iter([VERSION[:10], VERSION[10:]]), Content_Type="text/xml")
    assert xmlrpc.client.loads(reply.body)[0] == ("See http://openerp.com",)


def test_json2_reads_no_chunks(served: House) -> None:
    """JSON-2 takes a body that comes in chunks for none: there are no arguments."""
    body = b'{"domain": [["id", "=", 1]]}'
    assert post(served, "/json/2/res.partner/search_count", iter([body])).status == 422
    assert len(post(served, "/json/2/res.partner/search_read", iter([body])).json) > 1
    assert post(served, "/json/2/res.partner/search_count", body).body == b"1"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/xmlrpc/2/common", 413, b"<title>413 Request Entity Too Large</title>"),
        ("/jsonrpc", 200, b"413 Request Entity Too Large: The data value transmitted exceeds the capacity limit."),
        ("/json/2/res.users/context_get", 413, b"The data value transmitted exceeds the capacity limit."),
    ],
)
def test_a_body_that_is_too_large_is_not_read(served: House, path: str, status: int, said: bytes) -> None:
    """A body beyond the limit is refused before it is sent, each door in its own way, and the connection ends."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Odoo-Database: {ACME}\r\n"
        f"Authorization: bearer {served.keys['admin']}\r\nContent-Length: {LARGEST_BODY + 1}\r\n\r\n"
    )
    answer = raw(served, head.encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nConnection: close\r\n" in answer
    assert said in answer
    assert served.odoo.journal.exchanges()[-1].too_large


@pytest.mark.parametrize("path", ["/xmlrpc/2/object", "/jsonrpc", "/json/2/res.partner/create"])
def test_a_body_that_is_cut_short_does_nothing(served: House, path: str) -> None:
    """When a client goes away in the middle of its request nothing is done, and that is no failure of the fake."""
    before = served.call("res.partner", "search_count", domain=[])
    args = [*served.credentials(), "res.partner", "create", [{"name": "x"}]]
    body = {
        "/xmlrpc/2/object": xmlrpc.client.dumps(tuple(args), "execute_kw"),
        "/jsonrpc": json.dumps({"params": {"service": "object", "method": "execute_kw", "args": args}}),
        "/json/2/res.partner/create": '{"vals_list": [{"name": "x"}]}',
    }[path]
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Odoo-Database: {ACME}\r\n"
        f"Authorization: bearer {served.keys['admin']}\r\nContent-Length: {len(body) + 5}\r\n\r\n"
    )
    raw(served, (head + body).encode())
    assert served.odoo.journal.exchanges()[-1].delivery == "request cut short"
    assert served.call("res.partner", "search_count", domain=[]) == before


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /jsonrpc HTTP/9.9\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nContent-Length: x\r\n\r\n{}",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n{}",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /\xff\xfe HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
        b"",
    ],
)
def test_what_is_no_http_does_no_harm(served: House, data: bytes) -> None:
    """After bytes that are no request the server answers the next one."""
    answer = raw(served, data)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert b"Traceback" not in answer
    assert post(served, "/jsonrpc", ABOUT).json["result"] == "See http://openerp.com"


def test_every_answer_says_its_length_and_the_clocks_date(served: House) -> None:
    """Length and date are there, and the date is the clock's, not the machine's."""
    reply = post(served, "/json/2/res.users/context_get", b"{}")
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    assert reply.headers["Date"] == "Mon, 02 Mar 2026 08:00:00 GMT"


def test_a_cookie_keeps_a_browser_signed_in_for_a_year(served: House) -> None:
    """The session's cookie has the real one's attributes, with an expiry by the clock."""
    params = {"params": {"db": ACME, "login": "admin", "password": "admin"}}
    cookie = post(served, "/web/session/authenticate", json.dumps(params).encode()).headers["Set-Cookie"]
    assert cookie.split("; ")[1:] == ["Expires=Tue, 02 Mar 2027 08:00:00 GMT", "Max-Age=604800", "HttpOnly", "Path=/"]


def test_slashes_in_a_row_lead_to_the_path_with_one(house: House) -> None:
    """A redirection that keeps method and body (observed)."""
    answer = Client(house.odoo.wsgi).get("/web//login")
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/web/login")


def test_rows_that_tie_come_in_another_order_at_every_query(house: House) -> None:
    """Where a test wants that; all of them come, each once, and what does not tie keeps its place."""
    house.odoo.database(ACME).ties_fall_freely = True
    ids = [house.create("res.partner", name=name, color=1) for name in "abcdefgh"]
    last = house.create("res.partner", name="last", color=2)
    asked = {"domain": [["id", "in", [*ids, last]]], "order": "color"}
    orders = {tuple(house.call("res.partner", "search", **asked)) for _ in range(10)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset([*ids, last])}
    assert {order[-1] for order in orders} == {last}
