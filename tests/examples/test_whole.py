"""Connectors that read Odoo and write to Silverfin, in several languages: nothing counts against them.

Each is a program that is started for every run, so a sample of the clauses is tried here, those at which languages and
their libraries differ; `twinledger verify examples/…/connector.toml` tries them all.
"""

from __future__ import annotations

import pytest

from .judging import EXAMPLES, compiled, judged

SAMPLE = (
    "CON-03",  # a refused key, in the words of the protocol
    "KEY-05",  # a key that is refused on the second page
    "SEC-01",  # what it prints and keeps
    "SEC-05",  # the trust store of the language
    "SEC-06",  # libraries quote what they refuse
    "DAT-01",  # every line once
    "DAT-02",  # amounts, exactly
    "DAT-03",  # what months add up to
    "DAT-17",  # text in every script
    "DAT-18",  # the opening balance
    "DAT-25",  # currencies with other decimals
    "PAG-01",  # more than one page
    "INC-11",  # another account code
    "RES-02",  # HTTP libraries that repeat by themselves
    "RES-03",  # and those that believe half an answer
    "SIL-08",  # ids that last
)


@pytest.mark.parametrize("name", ["java", "node", "odoorpc", "php"])
def test_a_connector_in_another_language_is_judged_right(name: str) -> None:
    """Every clause of the sample is passed, or the connector does not claim it."""
    if name == "java":
        compiled(EXAMPLES / name)
    judged(name, SAMPLE)
