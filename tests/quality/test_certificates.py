"""Whether SEC-05 tells a connector that verifies certificates from one that cannot speak TLS at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_kit.tls import Authority
from twinledger.drivers.manifest import Connector, Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.judge.verdicts import Kind

COMMAND = (sys.executable, "-m", "mock_silverfin.integrations.odoo", "--protocol", "json2")


@pytest.fixture
def somebody_elses_certificate() -> Iterator[str]:
    """The certificate of an authority that vouches for neither fake."""
    authority = Authority()
    yield str(authority.ca_file)
    authority.close()


def found(**env: str) -> tuple[Kind, str]:
    """Return what SEC-05 finds of the reference connector in such an environment, and why."""
    manifest = Manifest(connector=Connector(name="reference", command=COMMAND, env=env), folder=Path())
    [verdict] = [each for each in verify(manifest, Options(clauses=("SEC-05",))).verdicts if each.clause == "SEC-05"]
    return verdict.kind, verdict.reason


def test_who_believes_the_right_authority_alone_passes() -> None:
    """It synchronises over https where the certificate is good, and sends nothing where it is not."""
    assert found() == (Kind.PASS, "")


def test_who_believes_nobody_has_shown_nothing(somebody_elses_certificate: str) -> None:
    """A connector that cannot speak https to anybody refuses an unknown authority, too; that is no proof."""
    kind, reason = found(REQUESTS_CA_BUNDLE=somebody_elses_certificate)
    assert kind is Kind.INCONCLUSIVE
    assert "its refusing an unknown one shows nothing" in reason
