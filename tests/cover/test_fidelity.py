"""The table of fidelity: it is up to date, it leaves nothing out, and what rests on nothing does not get into it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from mock_kit.provenance import Kind, assumed
from mock_odoo.doors import app as odoo_app
from mock_odoo.doors.registry import CLAIMS
from mock_odoo.models import MODELS
from mock_odoo.orm.model import BaseModel, public
from mock_odoo.orm.schema import model_names
from mock_odoo.server import MockOdoo
from mock_odoo.versions import SERIES, Version
from mock_silverfin import routes
from twinledger import fidelity

PUBLISHED = Path(__file__).parents[2] / "docs" / "fidelity.md"


@pytest.fixture(scope="module")
def page() -> str:
    """The page as the code makes it."""
    return fidelity.page()


@pytest.fixture
def app() -> Iterator[Flask]:
    """Give a test the application of the fake Odoo."""
    odoo = MockOdoo()
    yield odoo_app.build(odoo.odoo)
    odoo.close()


def _rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading."""
    lines = page.partition(f"\n{heading}\n")[2].splitlines()
    rows = [line[2:-2].split(" | ") for line in lines[: _end(lines)] if line.startswith("| ")]
    return rows[2:]


def _end(lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines) if line.startswith("#")), len(lines))


def _left_out(page: str) -> list[str]:
    """Return the methods without an underscore that are not in the page, so that no claim is made for them."""
    rows = {name.strip("`"): methods for name, _, methods in _rows(page, "### Models and their methods")}
    [common] = re.findall(r"^Every model has: (.*)\.$", page, re.MULTILINE)
    return [
        f"{model.model_name}.{name}"
        for model in MODELS.values()
        for kind in model.__mro__[:-1]
        for name, value in vars(kind).items()
        if callable(value) and not name.startswith("_") and f"`{name}` (" not in common + rows[model.model_name]
    ]


def test_the_published_page_is_up_to_date(page: str) -> None:
    """What stands in docs/ is what the code says today; if not: python -m twinledger.fidelity > docs/fidelity.md."""
    assert PUBLISHED.read_text(encoding="utf-8") == page


def test_the_module_prints_the_page(page: str) -> None:
    """The command in CONTRIBUTING writes the page and nothing else."""
    command = [sys.executable, "-W", "error", "-X", "utf8", "-m", "twinledger.fidelity"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert (done.stdout.decode(), done.stderr) == (page, b"")


def test_every_route_of_odoo_is_in_it(page: str, app: Flask) -> None:
    """Each path with its methods and on what it rests, once."""
    rows = _rows(page, "## Odoo 19.0")
    assert [path.strip("`") for _, path, _ in rows] == sorted(rule.rule for rule in app.url_map.iter_rules())
    for methods, path, claim in rows:
        assert set(methods.split(", ")) <= {"DELETE", "GET", "PATCH", "POST", "PUT", "TRACE"}, path
        assert claim in {str(known) for known in CLAIMS.values()}, path


def test_every_model_and_method_of_odoo_is_in_it(page: str) -> None:
    """A model has a row; its methods stand in it or among those that every model has."""
    rows = _rows(page, "### Models and their methods")
    assert [name.strip("`") for name, _, _ in rows] == sorted(MODELS)
    assert {standing for _, standing, _ in rows} == {"semantic", "as recorded"}
    assert _left_out(page) == []


def test_every_model_of_the_real_server_is_in_one_table() -> None:
    """What the real server has is in the fake, in substance or as recorded, or it is listed as absent."""
    tables = fidelity.tables()
    there = {row[0].strip("`") for row in tables["models"].rows}
    absent = {row[0].strip("`") for row in tables["absent models"].rows}
    assert there | absent == set(model_names("19.0"))
    assert not there & absent


def test_every_difference_between_versions_is_in_it(page: str) -> None:
    """A capability has its row as soon as two series differ in it; nothing that is alike in all of them has one."""
    rows = fidelity.tables()["versions"].rows
    differing = {
        capability.metadata["about"]
        for capability in fields(Version)
        if "about" in capability.metadata and len({getattr(version, capability.name) for version in SERIES}) > 1
    }
    assert {about for about, *_ in rows} == differing
    assert all(len(set(values)) > 1 for _, *values in rows)
    assert "| the `name` of an entry that was never posted | / | nothing | nothing |" in page
    assert "| `error.code` of an ordinary error in JSON-RPC | 200 | 200 | 0 |" in page


def test_every_route_of_silverfin_is_in_it(page: str) -> None:
    """What is served with its scopes and on what it rests, what is not served with where it is known from."""
    served = _rows(page, "## Silverfin")
    assert [(method, path.strip("`"), claim) for method, path, _, claim in served] == [
        (route.method, route.path, str(route.provenance)) for route in routes.SERVED
    ]
    assert {scopes for _, path, scopes, _ in served if "/syncs/companies" in path} == {"financials:transactions:sync"}
    assert {scopes for _, path, scopes, _ in served if "/oauth/" in path} == {"no token"}
    absent = _rows(page, "### Known to exist, not in the fake (501)")
    assert [(method, path.strip("`")) for method, path, _ in absent] == [
        (route.method, route.path) for route in routes.ABSENT
    ]


def test_every_kind_of_source_is_explained(page: str) -> None:
    """The page says what each word before a colon means."""
    assert re.findall(r"^- \*(\w+)\*: ", page, re.MULTILINE) == [kind.value for kind in Kind]
    assert "`python -m twinledger.fidelity`" in page


def test_a_method_that_rests_on_nothing_is_found(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a provenance a method is missing from the table, and found; with one, the page is another."""

    def dance(self: BaseModel) -> None:
        """Do what no Odoo does."""

    model = next(iter(MODELS.values()))
    monkeypatch.setattr(model, "dance", dance, raising=False)
    assert _left_out(fidelity.page()) == [f"{model.model_name}.dance"]
    monkeypatch.setattr(model, "dance", public(assumed("nobody knows"))(dance))
    assert _left_out(fidelity.page()) == []
    assert "`dance` (assumed, nobody knows)" in fidelity.page()
    assert fidelity.page() != page


def test_a_route_that_rests_on_nothing_stops_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A view without a claim is named instead of published."""
    build = odoo_app.build

    def with_another(*arguments: object) -> Flask:
        app = build(*arguments)  # type: ignore[arg-type]
        app.add_url_rule("/dance", view_func=lambda: "…", endpoint="dance")
        return app

    monkeypatch.setattr(odoo_app, "build", with_another)
    with pytest.raises(LookupError, match="/dance rests on nothing"):
        fidelity.page()
    with pytest.raises(TypeError, match="provenance"):
        routes.Route("dance", "GET", "/dance")  # type: ignore[call-arg]


def test_a_claim_is_shown_on_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe in a source does not break the table."""
    route = routes.Route("dance", "GET", "/dance", assumed("this | that"))
    monkeypatch.setattr(routes, "SERVED", (*routes.SERVED, route))
    assert "| GET | `/dance` | any token | assumed: this \\| that |\n" in fidelity.page()


def test_every_member_and_refusal_of_silverfin_is_listed() -> None:
    """What a partner's file can name stands on the page with what it rests on until then."""
    of = fidelity.tables()
    members = {(shape, member) for shape, listed, _ in of["silverfin members"].rows for member in listed.split(", ")}
    assert {("`UpsertItem`", "`value`"), ("`SubmitBody`", "`sync_point`"), ("`WebhookAnswer`", "`url`")} <= members
    assert {meaning for meaning, *_ in of["silverfin refusals"].rows} > {"busy", "invalid", "locked_period"}
    assert all(rests for *_, rests in (*of["silverfin members"].rows, *of["silverfin refusals"].rows))
