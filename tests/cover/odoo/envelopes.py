"""What the fuzz tests draw around calls: JSON-RPC envelopes, XML, and paths to send them to."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from .strategies import MODELS, anything, mostly

TAGS = ["methodCall", "methodName", "params", "param", "value", "string", "int", "i4", "i8", "boolean", "double", "nil",
    "struct", "member", "name", "array", "data", "base64", "dateTime.iso8601", "fault",
    "methodResponse", "x"]  # fmt: skip
CONTENTS = [
    "",
    "1",
    "x",
    "execute_kw",
    "version",
    "20260302T08:00:00",
    "AAAA",
    "&amp;",
    "&nothing;",
    "&#0;",
    "<!-- -->",
    " ",
]
PATHS = ["/jsonrpc", "/json/2/res.partner/search", "/json/2/x/y", "/json/2", "/xmlrpc/2/common", "/xmlrpc/2/object",
    "/xmlrpc/2/db", "/xmlrpc/common", "/xmlrpc/2/x", "/xmlrpc/2", "/web/session/authenticate", "/web/dataset/call_kw",
    "/web/dataset/call_kw/res.partner/read", "/web/dataset/call_button", "/web/session/get_session_info",
    "/web/session/destroy", "/web/webclient/version_info", "/web/database/list", "/web/version",
    "/web/health", "/nowhere"]  # fmt: skip

elements: SearchStrategy[str] = st.recursive(
    st.sampled_from(CONTENTS),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)
xml_bodies = st.one_of(
    elements.map(lambda inner: f"<?xml version='1.0'?><methodCall>{inner}</methodCall>".encode()),
    st.tuples(st.sampled_from(["version", "authenticate", "execute_kw", "execute", "list"]), elements).map(
        lambda pair: (
            f"<methodCall><methodName>{pair[0]}</methodName><params><param>{pair[1]}</param></params></methodCall>".encode()
        )
    ),
    elements.map(str.encode),
    st.binary(max_size=40),
)
services = st.tuples(
    mostly(st.sampled_from(["common", "object", "db"])),
    mostly(
        st.sampled_from(
            ["version", "about", "login", "authenticate", "execute", "execute_kw", "list", "db_exist", "drop"]
        )
    ),
    mostly(st.lists(anything | st.sampled_from(["acme", 2, "admin", "res.partner", "read"]), max_size=7)),
)


@st.composite
def envelopes(draw: st.DrawFn) -> Any:
    """Draw the body of a JSON-RPC request: a call of a service, of a model, or anything."""
    service, method, args = draw(services)
    params = {"service": service, "method": method, "args": args}
    if draw(st.booleans()):
        params = {
            "model": draw(mostly(st.sampled_from(MODELS))),
            "method": method,
            "args": args,
            "kwargs": draw(anything),
        }
    if draw(st.booleans()):
        params = {"db": draw(mostly(st.just("acme"))), "login": draw(anything), "password": draw(anything), **params}
    return draw(mostly(st.just({"jsonrpc": "2.0", "id": draw(anything), "params": draw(mostly(st.just(params)))})))
