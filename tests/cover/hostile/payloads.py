"""Values, bodies and pieces of requests that mean harm."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Way = tuple[str | int, ...]
HOLE = "@@@"
DEEP = 100_000


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    """Return so many brackets, one in the other."""
    return opening * depth + closing * depth


# JSON texts of one value, for a place in a request.
VALUES = (
    nested(400), nested(900), nested(3_000), "9" * 30, "9" * 4_000, "9" * 5_000, "-" + "9" * 5_000, str(2**31),
    str(2**63),
    "1e999", "-1e999", "1e-400", "1.5e308", "NaN", "-Infinity", '"\\ud800"', '"\\u0000"', f'"{"a" * 100_000}"', "null",
    "[]", "{}", "true", "false", '""', "0.1", "-1", "0", "[null]", "[[]]", '{"a":{}}', '"%s%n"', '"\'; DROP TABLE x"',
    '"2026-02-30"', '"9999-12-31 23:59:59"', '"0000-00-00"', '"\u0669"', '"\u202e"', '"../../etc/passwd"',
)  # fmt: skip
# Whole bodies that are no request of any door.
BODIES = (
    b"", b"\x00", b"\xff\xfe", b"[", b"[" * DEEP, b'{"a":' * DEEP, nested(DEEP).encode(), b"9" * DEEP, b"NaN", b"1e999",
    b'"\\ud800"', b"null", b"[]", b'{"":{}}', b"&" * DEEP, b"a=1&" * 10_000, b"%ff=%00&%zz", b"<a>" * 20_000,
)  # fmt: skip
PART = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
MULTIPART = (
    b"--x", b"--x\r\n" * 10_000, b"--x\r\n" + b"A: b\r\n" * 20_000, PART % (b"file", b"../../x\x00.csv",
    b"\xff\xfe\x00"),
    PART % (b"file", b"a.xlsx", b"PK\x03\x04garbage") + b"--x--\r\n", PART % (b"", b"", b"") * 2_000 + b"--x--\r\n",
)  # fmt: skip
TYPES = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "multipart/form-data; boundary=" + "x" * 5_000, "text/xml", "", "\x00", "application/json; charset=nope",
    "application/x-www-form-urlencoded; charset=utf-16",
)  # fmt: skip
IDS = (
    "0", "-1", "9" * 19, "9" * 5_000, "%00", "a%00b", "..", "%2e%2e", "%2f..%2f..%2fetc%2fpasswd", "//etc", "%ff%fe",
    "%ED%A0%80", "a" * 5_000, "'", "%3Cscript%3E", "{{7*7}}", "%", "%zz", "1e999", "%EF%BC%99", "%20", "\\..\\..",
)  # fmt: skip
QUERIES = ("", "?" + "a=1&" * 1_000, "?page=" + "9" * 5_000, "?page=-1&per_page=x", "?%00=%ff", "?date=9999-99-99")
TARGETS = (
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//", "///x", "/%00", "/twinledger/..%2f..%2fx", "/\xff",
    "/%c0%ae",
    "/" + "a" * 8_000, "/" + "a" * 300_000, "*", "http://evil/", "http://[::1", "/a b", "/a;b?c#d", "\\..\\", "",
)  # fmt: skip
VERSIONS = ("HTTP/1.1", "HTTP/1.0", "HTTP/1.1 ", "HTTP/2.0", "HTTP/0.9", "HTTP/9", "http/1.1", "")
METHODS = ("GET", "POST", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "X" * 5_000, "get", "\xff")
LENGTHS = (
    "2147483648",
    "9" * 30,
    "-5",
    "+5",
    "1_0",
    "x",
    "",
    "1\r\nContent-Length: 2",
    "5\r\nTransfer-Encoding: chunked",
)
HEADERS = (
    *(f"Content-Length: {length}" for length in LENGTHS),
    "Transfer-Encoding: chunked", "Transfer-Encoding: chunked, chunked",
    "Expect: 1\r\nContent-Length: 3", "Host: evil\r\nHost: x", "Host: \xff",
    "Host: [::1", "Host: 127.0.0.1:99999999", "Cookie: " + "a=b; " * 5_000, 'Cookie: session_id=\xff\xfe; x="',
    "X: a\r\n b\r\n\tc", "X" * 60_000 + ": y", "NoColon", ": empty", "X\x00: y", "X: \x00",
    "Accept-Language: fr;q=9e999",
    "Upgrade: websocket\r\nConnection: upgrade", "Origin: null", "Authorization: Basic \xff", "Authorization: Bearer",
    "Authorization: Basic eA==", "Authorization: Basic /w==", "Authorization: Digest a=,b", "Content-Type: \xff",
    "Content-Type: a/b;;=;charset=x", "Content-Encoding: gzip", "Range: bytes=9-1", "If-Modified-Since: x",
    'If-None-Match: W/"', "If-Range: x", "Expect: 100-continue", "Accept: */*;q=x", "Host: ", "Host: a:b:c",
    "Authorization: " + "x" * 100_000, "X-Forwarded-Host: evil\r\nX-Forwarded-Proto: javascript",
)  # fmt: skip
CODED = "Transfer-Encoding: gzip, chunked"  # which nobody has to understand: 501 (RFC 9112, 6.1)
CHUNKS = (
    b"zz\r\nabc\r\n0\r\n\r\n", b"-1\r\nabc", b"5\r\nabc", b"3\r\nabcd\r\n0\r\n\r\n", b"f" * 20 + b"\r\nabc",
    b"7fffffff\r\nabc", b"3;" + b"x" * 200_000 + b"\r\nabc\r\n0\r\n\r\n", b"", b"0" * 100_000, b"3\nabc\n0\n\n",
    b"3\r\nabc\r\n0\r\n" + b"A: b\r\n" * 50_000,
)  # fmt: skip
NO_HTTP = (
    b"\x00" * 1_000, b"\r\n" * 5_000, b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", b"GET / HTTP/0.9\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.x\r\n\r\n", b"A" * 1_000_000, b"\x16\x03\x01" + b"\xff" * 500,
)  # fmt: skip
XML_VALUES = (
    f"<int>{'9' * 4_000}</int>", f"<int>{'9' * DEEP}</int>", f"<i8>{'9' * 30}</i8>", "<double>1e999</double>",
    "<double>nan</double>", "<boolean>7</boolean>", "<nil/>", "<base64>a</base64>", "<base64>!!!</base64>",
    "<dateTime.iso8601>x</dateTime.iso8601>", "<bigdecimal>x</bigdecimal>", "<bigdecimal>1e99999</bigdecimal>",
    f"<biginteger>{'9' * 5_000}</biginteger>", nested(400, "<array><data><value>", "</value></data></array>"),
    nested(20_000, "<array><data><value>", "</value></data></array>"), "<array><data><value>" * 20_000,
    nested(2_000, "<struct><member><name>a</name><value>", "</value></member></struct>"), "<unknown>1</unknown>",
    "<struct><member><value>1</value></member></struct>", "<struct><member><name>a</name></member></struct>",
    "&#0;", "&x;", f"<string>{'a' * 200_000}</string>", f"<!-- {'x' * DEEP} -->", "<?php x?>", "<![CDATA[x]]>",
)  # fmt: skip
LAUGHS = "".join(f'<!ENTITY x{level} "' + (f"&x{level - 1};" * 10 if level else "ha") + '">' for level in range(10))
LONG_ENTITY = '<!DOCTYPE a [<!ENTITY x "' + "a" * 50_000 + '">]>'
CALL = "<methodCall><methodName>version</methodName><params><param><value>{}</value></param></params></methodCall>"
XML_BODIES = (
    f"<!DOCTYPE a [{LAUGHS}]>{CALL.format('&x9;')}".encode(),
    (LONG_ENTITY + CALL.format("&x;" * DEEP)).encode(),
    f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{CALL.format("&x;")}'.encode(),
    b'<?xml version="1.0" encoding="utf-7"?><a/>', b'<?xml version="1.0" encoding="utf-16"?><a/>',
    b"\xff\xfe<\x00a\x00",
    b"<" + b"a" * 1_000_000 + b"/>", b"<a " + b" ".join(b'b%d="c"' % number for number in range(20_000)) + b"/>",
)  # fmt: skip
LEAF = '["id","=",1]'
AND, OR, NOT = '"&",', '"|",', '"!",'
DOMAINS = (
    "[" + AND * 2_000 + f"{LEAF}," * 2_000 + LEAF + "]",
    "[" + OR * 8_000 + f"{LEAF}," * 8_000 + LEAF + "]",
    "[" + NOT * 5_000 + LEAF + "]",
    "[" + f"{OR}{LEAF}," * 2_000 + LEAF + "]",
    "[" + f"{NOT}{OR}{LEAF}," * 100 + LEAF + "]",
    "[" + f"{LEAF}," * 2_000 + LEAF + "]",
    nested(50, '[["parent_id","any",', "]]").replace(",]", ",[]]"),
    nested(400, '[["parent_id","any",', "]]").replace(",]", ",[]]"),
    '[["' + "parent_id." * 2_000 + 'name","=","x"]]',
    f'[["id","in",{[*range(20_000)]}]]',
    '[["name","ilike","' + "_%" * 5_000 + 'x"]]',
    '[["name","=like","' + "%a" * 200 + 'b"]]',
    '[["name","ilike","\\\\"]]',
    f'[["id","child_of",{[*range(10_000)]}]]',
    '[["create_uid.password","ilike","a"]]',
    '["|"]',
    '["&",["id","=",1]]',
    '[["id","=",1],"x"]',
    '[["__class__","=",1]]',
    "\"__import__('os')\"",
    '[["create_date",">","today +' + "9" * 30 + 'd"]]',
    '[["create_date",">","=year_start' + " +1d" * 5_000 + '"]]',
)
LAUGHING_YAML = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [" + f"*a{n - 1}, " * 9 + "]\n" for n in range(1, 12))
YAML = (
    LAUGHING_YAML, LAUGHING_YAML.replace("a0:", "title:").replace("a1:", "about:").replace("a9:", "steps:"),
    "a: &a [*a]\n", "a: &a {b: *a}\n", '!!python/object/apply:os.system ["true"]', "!!python/name:os.system",
    "!!python/object/new:type {}", nested(5_000), "[" * DEEP, "{a: " * 3_000, "- " * 3_000 + "x", "? " * 2_000,
    "9" * 9_000,
    f"steps: {'9' * 5_000}", "a: 1.0e999", "\x00", "\ufeffa: b", b"\xff\xfe", b"\x80", "%YAML 9.9\n---\na", "a: !x y",
    "<<: [1]", '"\\ud800"', "? [a]\n: b", 'a: !!binary "!"', "a: !!timestamp x", "a: !!int x", "a: !!float x",
    "a: !!omap x", "--- a\n--- b\n", "&a " * 1_000, "steps: *none",
)  # fmt: skip


def examples(count: int) -> settings:
    """Return settings for so many examples, the same ones every time; or for TWINLEDGER_HOSTILE of them, ever new."""
    wanted = int(os.environ.get("TWINLEDGER_HOSTILE", "0"))
    return settings(
        max_examples=wanted or count,
        deadline=None,
        derandomize=not wanted,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def ways(document: Any, before: Way = ()) -> Iterator[Way]:
    """Yield the way to every value in a document, itself included."""
    yield before
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document if isinstance(document, list) else ())
    )
    for name, value in inner:
        yield from ways(value, (*before, name))


def with_a_hole(document: Any, way: Way) -> str:
    """Return a document as JSON, in which the value at the end of a way is to be put in."""
    root = {"": copy.deepcopy(document)}
    place: Any = root
    for name in ("", *way)[:-1]:
        place = place[name]
    place[("", *way)[-1]] = HOLE
    return json.dumps(root[""])


def spoilt(documents: Sequence[Any], values: Sequence[str] = VALUES) -> st.SearchStrategy[bytes]:
    """Draw one of some good documents as JSON in which one value was replaced by one that means harm."""
    holed = [with_a_hole(document, way) for document in documents for way in ways(document)]
    return st.tuples(st.sampled_from(holed), st.sampled_from(values)).map(
        lambda drawn: drawn[0].replace(f'"{HOLE}"', drawn[1]).encode("utf-8", "surrogatepass")
    )


def mangled(good: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Draw one of some good texts in which a few bytes were replaced by others."""
    return st.tuples(st.sampled_from(good), st.integers(0, 10_000), st.integers(0, 20), st.binary(max_size=20)).map(
        lambda drawn: _replaced(*drawn)
    )


def _replaced(good: bytes, place: int, length: int, other: bytes) -> bytes:
    place %= len(good) + 1
    return good[:place] + other + good[place + length :]
