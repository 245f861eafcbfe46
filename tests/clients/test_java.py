"""A program in Java, run as a connector: it believes the authority that it is told to trust, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_kit.tls import Authority
from mock_odoo import MockOdoo
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import Outcome


@pytest.fixture
def authority() -> Iterator[Authority]:
    """The authority that vouches for the server."""
    found = Authority()
    yield found
    found.close()


def asked(authority: Authority, told: Authority | None) -> Outcome:
    """Let the program ask a server that `authority` vouches for, when it was told to trust another or the same."""
    driver = OneShotDriver(["java", "Version.java"], Path(__file__).parent, authority=told)
    with MockOdoo(authority=authority) as odoo:
        try:
            return driver.run({"ODOO_URL": odoo.url}, timeout=60)
        finally:
            driver.close()


def test_java_believes_the_authority_that_it_is_told_to_trust(authority: Authority) -> None:
    """The trust store is one that Java reads."""
    outcome = asked(authority, authority)
    assert (outcome.exit_status, outcome.output.splitlines()[-1]) == (0, "200")


def test_java_refuses_an_authority_of_nobodys(authority: Authority) -> None:
    """Another trust store than the server's ends in a handshake that fails."""
    outcome = asked(authority, None)
    assert outcome.exit_status == 1
    assert "SSLHandshakeException" in outcome.output


def test_java_is_led_from_the_host_that_it_knows() -> None:
    """Through Java's own proxy and trust store https://acme.odoo.com is the fake."""
    driver = OneShotDriver(["java", "Version.java"], Path(__file__).parent, fixed_hosts={"odoo": "acme.odoo.com"})
    with MockOdoo() as odoo:
        try:
            outcome = driver.run({"ODOO_URL": odoo.url}, timeout=60)
        finally:
            driver.close()
        hosts = [exchange.headers["Host"] for exchange in odoo.journal]
    assert (outcome.exit_status, outcome.output.splitlines()[-1], hosts) == (0, "200", ["acme.odoo.com"])
