"""Lines, headers, paths, lengths, chunks and bodies at every door: answered as a server answers, in time."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

import mock_odoo
import mock_silverfin
import twinledger

from . import payloads
from .payloads import examples
from .target import Rule, Target, filled_in, request

SYSTEMS = st.sampled_from(["odoo", "silverfin", "console"])
KNOWN_PATHS = st.sampled_from(
    [
        "/",
        "/jsonrpc",
        "/json/2/res.partner/search",
        "/xmlrpc/2/common",
        "/oauth/token",
        "/sign_in",
        "/_twinledger/reset",
    ]
)
FIELDS = re.compile(r'name="([\w.\[\]-]+)"')
PAGES = [page for room in (mock_odoo, mock_silverfin, twinledger) for page in Path(room.__path__[0]).rglob("*.html")]
NAMES = sorted({name for page in PAGES for name in FIELDS.findall(page.read_text(encoding="utf-8"))} - {"csrf_token"})
TEXTS = (
    "",
    "x",
    "1",
    "-1",
    "9" * 30,
    "9" * 5_000,
    "1e999",
    "NaN",
    "\0",
    "\ud800",
    "../..",
    "2026-02-30",
    "\u0669",
    "x" * 9_000,
)
BOUNDARY = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n%s\r\n'


@examples(150)
@given(
    system=SYSTEMS,
    target_of=st.sampled_from(payloads.TARGETS) | KNOWN_PATHS,
    method=st.sampled_from(payloads.METHODS),
    header=st.sampled_from(payloads.HEADERS),
)
def test_any_line_and_header(target: Target, system: str, target_of: str, method: str, header: str) -> None:
    """Whatever the first line and a header say, it is answered or refused."""
    said = f"{method} {target_of} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}\r\n\r\nabc"
    target.attack(system, said.encode("latin-1"))


def test_any_header_once(target: Target) -> None:
    """Each of the headers reaches each system at a door that reads a body."""
    tokens = f"/f/{target.world.firm.id}/oauth/token"
    doors = [("odoo", "/jsonrpc"), ("silverfin", tokens), ("silverfin", "/_twinledger/reset"), ("console", "/")]
    for (system, path), header, version in itertools.product(doors, payloads.HEADERS, ("HTTP/1.1", "HTTP/1.0")):
        said = f"POST {path} {version}\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}\r\n\r\nabc"
        target.attack(system, said.encode("latin-1"))


def test_any_target_once(target: Target) -> None:
    """No path leads out of where it should, whatever is asked for at it."""
    for system, path in itertools.product(target.urls, payloads.TARGETS):
        answer = target.attack(system, request("GET", path, {}))
        assert b"root:" not in answer


@examples(200)
@given(data=st.data())
def test_any_request_at_any_route(target: Target, data: st.DataObject) -> None:
    """Whatever any two headers say at a route of whoever it knows, in whichever version of HTTP, with any body."""
    rule: Rule = data.draw(st.sampled_from(target.rules))
    known = {"odoo": target.json2, "silverfin": target.rest(rule.path)}.get(rule.system, {})
    headers = {"Cookie": target.sessions[rule.system]} if data.draw(st.booleans()) else known
    said = [f"{name}: {value}" for name, value in headers.items()]
    said += data.draw(st.lists(st.sampled_from((*payloads.HEADERS, payloads.CODED)), max_size=2))
    body = data.draw(st.sampled_from(payloads.BODIES + payloads.CHUNKS))
    length = [f"Content-Length: {len(body)}"] if data.draw(st.booleans()) else []
    line = f"{rule.method} {_filled(rule, target, data)} {data.draw(st.sampled_from(payloads.VERSIONS))}"
    head = "\r\n".join([line, "Host: 127.0.0.1", *said, *length]).encode("latin-1", "replace")
    target.attack(rule.system, head + b"\r\n\r\n" + body, may_say=(*_answers(rule), 501, 505))


def test_a_body_in_chunks_that_are_none(target: Target) -> None:
    """Chunks that are wrong, endless or larger than anything are refused, and cost no memory."""
    head = "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    doors = [("odoo", "/jsonrpc"), ("odoo", "/xmlrpc/2/common"), ("silverfin", "/oauth/token"), ("console", "/")]
    for (system, path), chunks in itertools.product(doors, payloads.CHUNKS):
        target.attack(system, head.format(path).encode() + chunks)


def test_what_is_no_http(target: Target) -> None:
    """Bytes that are no request at all end the connection."""
    for system, data in itertools.product(target.urls, payloads.NO_HTTP):
        target.attack(system, data, may_say=(505,))


def test_an_id_of_many_digits_once(target: Target) -> None:
    """What no database could keep as an id leads nowhere."""
    for rule, digits in itertools.product(target.rules, (10, 19, 5_000)):
        if "<" in rule.path and rule.method == "GET":
            path = re.sub(r"<\w+>", "9" * digits, rule.path)
            headers = {"Cookie": target.sessions[rule.system]}
            target.attack(rule.system, request("GET", path, headers), may_say=_answers(rule))


def test_a_file_that_ends_early_leaves_nothing_open(target: Target) -> None:
    """A large file in a form whose end is missing."""
    for rule in target.rules:
        if rule.system == "silverfin" and rule.method == "POST" and not rule.path.startswith("/api"):
            path = filled_in(rule.path, target.known)
            body = payloads.PART % (b"file", b"a.csv", b"1;2\n" * 200_000)
            kind = {"Content-Type": "multipart/form-data; boundary=x", "Cookie": target.sessions["silverfin"]}
            target.attack("silverfin", request("POST", path, kind, body))


@examples(200)
@given(data=st.data())
def test_any_route_with_any_id_and_any_body(target: Target, data: st.DataObject) -> None:
    """Every route of both fakes and of the console, by whoever is signed in."""
    rule: Rule = data.draw(st.sampled_from(target.rules))
    path = _filled(rule, target, data)
    headers = {"Cookie": target.sessions[rule.system]}
    if data.draw(st.booleans()) and rule.system != "console":
        headers = dict(target.rest(rule.path) if rule.system == "silverfin" else target.json2)
    kind = data.draw(st.sampled_from(payloads.TYPES))
    body = _body(kind, target.forms[rule.system].encode(), data)
    target.attack(
        rule.system, request(rule.method, path, {**headers, "Content-Type": kind}, body), may_say=_answers(rule)
    )


def _filled(rule: Rule, target: Target, data: st.DataObject) -> str:
    """Return a path with what leads somewhere or means harm in its variable parts, and a query."""
    ids = st.sampled_from(payloads.IDS)
    path = re.sub(
        r"<(\w+)>",
        lambda part: data.draw(st.sampled_from([target.known.get(part[1], "1")] * 4) | ids),
        rule.path,
    )
    return path + data.draw(st.sampled_from(payloads.QUERIES))


def _body(kind: str, token: bytes, data: st.DataObject) -> bytes:
    """Return a body of a kind, or of another; forms bear the token without which nobody reads further."""
    if kind.startswith("multipart"):
        return BOUNDARY % token + data.draw(st.sampled_from(payloads.MULTIPART))
    body = data.draw(st.sampled_from(payloads.BODIES))
    return b"csrf_token=" + token + b"&" + body if "urlencoded" in kind else body


def _answers(rule: Rule) -> tuple[int, ...]:
    """Return which failures a route may report: JSON-2 tells Python's errors so, and 501 is what is not in the fake."""
    return (500, 501) if rule.path.startswith("/json/2") or rule.system == "silverfin" else (501,)


@examples(60)
@given(data=st.data())
def test_any_field_of_any_form(target: Target, data: st.DataObject) -> None:
    """Whatever stands in the fields of a form, by whoever is signed in and was shown the page."""
    rule: Rule = data.draw(st.sampled_from([rule for rule in target.rules if rule.method == "POST"]))
    fields = data.draw(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(TEXTS), min_size=3, max_size=8))
    form = urlencode({**fields, "csrf_token": target.forms[rule.system]}, errors="surrogatepass").encode()
    headers = {"Cookie": target.sessions[rule.system], "Content-Type": "application/x-www-form-urlencoded"}
    path = filled_in(rule.path, target.known)
    target.attack(rule.system, request("POST", path, headers, form), may_say=_answers(rule))
    target.world.faults.restore(target.state.faults)
