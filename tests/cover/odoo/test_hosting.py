"""Where an Odoo runs: whether it keeps connections, and whether it lists its databases."""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from mock_odoo import MockOdoo
from mock_odoo.hosting import HOSTINGS, ON_PREMISE, Hosting


def answers(hosting: str | Hosting) -> list[str | None]:
    """Return what two requests in a row over one connection hear about it; `gone` when the server ended it."""
    with MockOdoo(hosting=hosting) as odoo, closing(http.client.HTTPConnection(urlsplit(odoo.url).netloc)) as client:
        client.auto_open = 0
        client.connect()
        heard: list[str | None] = []
        for _ in range(2):
            try:
                client.request("GET", "/web/health")
                response = client.getresponse()
            except http.client.NotConnected:
                return [*heard, "gone"]
            heard.append(response.getheader("Connection"))
            response.read()
        return heard


@pytest.mark.parametrize(
    ("hosting", "heard"),
    [
        ("on-premise", ["close", "gone"]),
        ("odoo.sh", [None, None]),
        ("online", [None, None]),
        (replace(ON_PREMISE, keeps_connections=True), [None, None]),
    ],
)
def test_a_connection_ends_or_stays(hosting: str | Hosting, heard: list[str | None]) -> None:
    """The threaded server ends every connection; behind a proxy, or if it is said so, connections stay."""
    assert answers(hosting) == heard


@pytest.mark.parametrize("name", HOSTINGS)
def test_databases_are_listed_on_premise_only(name: str) -> None:
    """Odoo Online and Odoo.sh keep to themselves which databases there are."""
    odoo = MockOdoo(hosting=name)
    assert odoo.odoo.lists_databases is (name == "on-premise")
    odoo.close()


def test_an_unknown_hosting_is_refused_by_name() -> None:
    """Who mistypes a hosting reads which ones there are."""
    with pytest.raises(ValueError, match=r"no hosting is called 'cloud'; choose one of on-premise, odoo\.sh, online"):
        MockOdoo(hosting="cloud")
