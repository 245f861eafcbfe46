"""Every route says on what it rests; the package starts without what it may never need."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.journal import Exchange
from mock_kit.provenance import Kind, Provenance
from mock_silverfin.core import Core
from mock_silverfin.doors.app import build
from mock_silverfin.integrations.host import Host
from mock_silverfin.integrations.runner import Runner
from mock_silverfin.page_routes import PAGES
from mock_silverfin.routes import ABSENT, SERVED, describe
from mock_silverfin.scopes import ALL_SCOPES


def test_the_doors_serve_the_routes_and_nothing_else() -> None:
    """What Flask answers is what the list names, so no route is without provenance."""
    core = Core(Clock(), Dice())
    app = build(core, Runner(core, Host(core)))
    served = {
        (method, re.sub(r"<id:(\w+)>", r"<\1>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert served == {(route.method, route.path) for route in (*SERVED, *PAGES)}


def test_every_route_has_its_provenance() -> None:
    """Known or assumed, and from where; what is not served is documented or seen in a client."""
    for route in (*SERVED, *ABSENT, *PAGES):
        assert isinstance(route.provenance, Provenance)
        assert route.provenance.source
    assert {route.provenance.kind for route in ABSENT} == {Kind.DOCUMENTED, Kind.CLIENT}


def test_no_route_is_both_there_and_absent() -> None:
    """A method on a path stands in the lists once."""
    named = [(route.method, route.path) for route in (*SERVED, *ABSENT, *PAGES)]
    assert len(named) == len(set(named))


def test_routes_ask_for_scopes_that_exist() -> None:
    """Scopes are data, and so are their names."""
    assert {scope for route in SERVED for scope in route.scopes or ()} <= set(ALL_SCOPES)


def test_only_pages_and_oauth_are_open_to_all() -> None:
    """Whatever belongs to the API asks for a token; pages ask for a person."""
    assert {route.path.startswith("/api/") for route in SERVED if route.scopes is None} == {False}
    assert {route.path.startswith("/api/") for route in SERVED if route.scopes is not None} == {True}


def _exchange(method: str, path: str) -> Exchange:
    return Exchange(1, "silverfin", Clock().now(), method, path, "", {}, b"", "", False, False, 1, describe)


@pytest.mark.parametrize(
    ("method", "path", "call"),
    [
        ("POST", "/api/v4/f/5/syncs/companies/12/transactions", {"operation": "submit", "firm": "5", "company": "12"}),
        ("DELETE", "/api/v4/f/5/syncs/companies/12/reset", {"operation": "reset", "firm": "5", "company": "12"}),
        ("GET", "/api/v4/f/5/syncs/companies", {"operation": "sync_companies", "firm": "5"}),
        ("POST", "/f/5/oauth/token/", {"operation": "token", "firm": "5"}),
        ("GET", "/oauth/authorize", {"operation": "authorize"}),
        ("PUT", "/oauth/authorize", {}),
        ("GET", "/nowhere", {}),
    ],
)
def test_a_path_tells_what_is_asked_for(method: str, path: str, call: dict[str, str]) -> None:
    """Operation, firm and company, without reading the body."""
    assert _exchange(method, path).call == call


def test_start_up_loads_little() -> None:
    """The fake is made without pydantic, Flask and whatever belongs to tests."""
    heavy = ["pydantic", "requests", "faker", "hypothesis", "pytest", "flask"]
    code = f"import sys, mock_silverfin.server as s; s.MockSilverfin(); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_names_what_it_exports() -> None:
    """Public names come lazily; others are refused as usual."""
    import mock_silverfin  # noqa: PLC0415

    for name in mock_silverfin.__all__:
        assert getattr(mock_silverfin, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = mock_silverfin.Nothing
