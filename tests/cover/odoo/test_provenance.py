"""Provenance: every route and every public method of the fake says on what it rests."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from mock_kit.provenance import Kind, Provenance
from mock_odoo.doors.app import build
from mock_odoo.doors.registry import CLAIMS
from mock_odoo.models import MODELS, PLACES
from mock_odoo.orm.model import BaseModel

from .support import House

# Methods that the real server has, as conversations show, and leaves out of the list it gives of them.
DEPRECATED = ("check_access_rights", "check_access_rule", "read_group")


@pytest.fixture
def app(house: House) -> Flask:
    """Give a test the application of the fake."""
    return build(house.odoo.odoo)


def test_every_route_says_on_what_it_rests(app: Flask) -> None:
    """No path is served without a claim, and no claim is left without its path."""
    views = {f"{view.__module__}.{view.__qualname__}" for view in app.view_functions.values()}
    assert {app.view_functions[rule.endpoint].__module__ for rule in app.url_map.iter_rules()} > {"mock_odoo.doors.web"}
    assert views == set(CLAIMS)
    assert all(isinstance(claim, Provenance) and claim.source for claim in CLAIMS.values())


def public_methods(model: type[BaseModel]) -> dict[str, Any]:
    """Return what a model defines without an underscore, as it was decorated."""
    own = {name: value for kind in model.__mro__ if kind is not object for name, value in vars(kind).items()}
    return {name: value for name, value in own.items() if callable(value) and not name.startswith("_")}


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.model_name)
def test_every_public_method_says_on_what_it_rests(model: type[BaseModel]) -> None:
    """A method that a client can call has a provenance, and a method without one cannot be called."""
    methods = public_methods(model)
    assert len(methods) >= 13
    assert [name for name, method in methods.items() if not hasattr(method, "public")] == []
    assert {type(method.public[0]) for method in methods.values()} == {Provenance}


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.model_name)
def test_every_public_method_exists_on_the_real_server(model: type[BaseModel], house: House) -> None:
    """A method that the real model was not seen to have is not in the fake either, but for those of other versions."""
    registry = house.odoo.database("acme").registry
    known = {*registry.schema(model.model_name).methods, *registry.version.absent_methods, *DEPRECATED}
    assert [name for name in public_methods(model) if name not in known | registry.version.private_methods] == []


def test_what_was_observed_says_where_and_when(app: Flask) -> None:
    """An observation names its place, day and version, a client its name; only pages are partly of our own making."""
    del app
    pages = (
        "mock_odoo.doors.sign_in.",
        "mock_odoo.doors.preferences.",
        "mock_odoo.doors.key_dialogs.",
        "mock_odoo.doors.second_factor.",
    )
    routes = [claim for view, claim in CLAIMS.items() if not (view.startswith(pages) and claim.kind is Kind.ASSUMED)]
    assert len(MODELS) == len(PLACES)
    claims = [*routes, *(method.public[0] for model in MODELS.values() for method in public_methods(model).values())]
    assert {claim.kind for claim in claims} <= {Kind.OBSERVED, Kind.CLIENT, Kind.DOCUMENTED, Kind.READ}
    assert {(claim.version, claim.date[:8]) for claim in claims if claim.kind is Kind.OBSERVED} == {
        ("Odoo 19.0", "2026-11-")
    }
