"""The documentation that clients of JSON-2 read: models, fields, methods and the names of their parameters."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo.describing import parameters

from .support import ACME, House, Reply


def asked(house: House, path: str, by: str = "admin", **headers: str) -> Reply:
    """Ask for a page of the documentation with somebody's key."""
    usual = {"Authorization": f"bearer {house.keys[by]}", "X-Odoo-Database": ACME}
    return house.send(f"/doc-bearer/{path}", headers={**usual, **headers}, method="GET")


def test_a_model_says_what_its_methods_take(house: House) -> None:
    """Every public method has its parameters in order, with their defaults, and says whether it takes ids."""
    described = asked(house, "res.partner.json").json
    assert (described["model"], described["name"]) == ("res.partner", "Contact")
    assert described["fields"]["name"]["type"] == "char"
    search = described["methods"]["search"]
    assert search["api"] == ["model", "readonly"]
    assert list(search["parameters"]) == ["domain", "offset", "limit", "order"]
    assert search["parameters"]["limit"] == {"default": None}
    assert "api" not in described["methods"]["write"]


def test_all_models_in_brief(house: House) -> None:
    """The index names modules, and each model with labels of fields and names of methods."""
    index = asked(house, "index.json").json
    assert "account" in index["modules"]
    [partner] = [model for model in index["models"] if model["model"] == "res.partner"]
    assert partner["fields"]["name"] == {"string": "Name"}
    assert "search_read" in partner["methods"]


@pytest.mark.parametrize("page", ["index.json", "res.currency.json"])
def test_what_did_not_change_is_not_sent_again(house: House, page: str) -> None:
    """Who sends the tag of what they have gets status 304 and nothing else, until it changes."""
    tag = asked(house, page).headers["ETag"]
    again = asked(house, page, **{"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert asked(house, page, **{"If-None-Match": "another"}).status == 200


def test_only_some_may_read_it(house: House) -> None:
    """An employee is refused before anybody looks whether there is such a model."""
    message = "This page is only accessible to Technical Documentation users."
    for page in ("index.json", "res.partner.json", "foo.bar.json"):
        assert asked(house, page, by="employee").error == (403, "odoo.exceptions.AccessError", message)
    assert asked(house, "foo.bar.json").error[:2] == (404, "werkzeug.exceptions.NotFound")


@pytest.mark.parametrize(
    ("signature", "found"),
    [
        ("()", {}),
        ("(amount)", {"amount": {}}),
        ("(new, excluded=()) -> None", {"new": {}, "excluded": {"default": []}}),
        ("(a='x', b={'c': [1, 2]})", {"a": {"default": "x"}, "b": {"default": {"c": [1, 2]}}}),
        ("(a=Sentinel.DEFAULT, others)", {"a": {"default": "Sentinel.DEFAULT"}, "others": {"kind": "VAR_KEYWORD"}}),
    ],
)
def test_a_signature_is_read(signature: str, found: dict[str, Any]) -> None:
    """Names and defaults are read from a recorded signature, whatever stands in brackets."""
    assert parameters(signature.partition(" -> ")[0]) == found
