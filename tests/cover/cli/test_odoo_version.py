"""`--odoo-version`: the fakes and the judge with another Odoo than the latest."""

from __future__ import annotations

import signal
import xmlrpc.client
from pathlib import Path

import pytest

from .support import CONNECTORS, connector, run, started

XMLRPC = """contract = "2026.1"

[connector]
name = "reference"
command = ["{python}", "-m", "mock_silverfin.integrations.odoo", "--protocol", "xmlrpc"]
"""


def test_up_runs_the_odoo_that_was_asked_for() -> None:
    """Whoever asks the service `common` learns the version."""
    with started(
        "up", "--json", "--empty", "--odoo-version", "17.0", "--odoo-port", "0", "--silverfin-port", "0"
    ) as up:
        common = xmlrpc.client.ServerProxy(f"{up.told['odoo']['url']}/xmlrpc/2/common")
        answer = common.version()
        assert isinstance(answer, dict)
        assert answer["server_version"] == "17.0"
        up.end(signal.SIGTERM)


@pytest.mark.parametrize("version", ["17.0", "18.0"])
def test_the_reference_connector_is_judged_over_xmlrpc(tmp_path: Path, version: str) -> None:
    """It keeps the contract with an Odoo that knows no JSON-2: how it gets in, what arrives, what is left alone."""
    manifest = tmp_path / "connector.toml"
    manifest.write_text(XMLRPC, encoding="utf-8")
    clauses = "CON-02,CON-03,KEY-04,DAT-01,INC-01"
    result = run("verify", manifest, "--odoo-version", version, "--profile", "quick", "--clauses", clauses)
    assert "5 pass" in result.stdout
    assert result.exit_code == 0, result.output


def test_a_version_that_is_not_claimed_is_not_judged(tmp_path: Path) -> None:
    """The manifest says which versions its connector is for."""
    manifest = tmp_path / "connector.toml"
    manifest.write_text(f'{XMLRPC}\n[claims]\nodoo = ["19.0"]\n', encoding="utf-8")
    result = run("verify", manifest, "--odoo-version", "saas~18.3")
    assert result.exit_code == 2
    assert "the manifest does not claim Odoo 18.0; claimed: 19.0" in result.stderr


def test_a_version_that_there_is_not_is_a_usage_error(tmp_path: Path) -> None:
    """The versions there are, are named."""
    result = run("verify", connector(tmp_path, CONNECTORS["right"]), "--odoo-version", "7.0")
    assert result.exit_code == 2
    assert (
        "'7.0' is not one of '19.0', '18.0', '17.0', '19.0+programmatic', '19.0+e', 'saas~19.1', 'saas~18.3'"
        in result.stderr
    )
