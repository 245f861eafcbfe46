"""The manual: what it says of claims and drivers is what the catalogue and the manifest know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from twinledger.drivers.manifest import Connector, Feature
from twinledger.drivers.odoo_side import OdooSide
from twinledger.judge.clauses import STAKES
from twinledger.judge.running import catalogue

MANUAL = (Path(__file__).parents[3] / "docs" / "connectors.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([^`]+)` \| (none yet|[A-Z0-9, -]+) \|$", MANUAL, re.MULTILINE))


def _clauses(row: str) -> list[str]:
    return [] if row == "none yet" else row.split(", ")


@pytest.mark.parametrize("feature", get_args(Feature))
def test_the_manual_says_which_clauses_hang_on_a_feature(feature: str) -> None:
    """Every feature that a manifest may claim has a row, and the row is right."""
    assert _clauses(ROWS[feature]) == [clause.id for clause in catalogue().values() if clause.feature == feature]


def test_the_manual_says_which_clauses_hang_on_granularity() -> None:
    """Whoever claims a coarser comparison learns what is left out."""
    assert _clauses(ROWS['granularity = "line"']) == [
        clause.id for clause in catalogue().values() if clause.granularity == "line"
    ]


def test_the_manual_names_every_way_to_be_run() -> None:
    """A command, once or resident, a url and a function."""
    ways = [name for name in ("command", "python", "url") if name in Connector.model_fields]
    assert all(re.search(rf"^\| `{way}", MANUAL, re.MULTILINE) for way in [*ways, 'command`, `mode = "resident"'])


def test_a_failure_says_what_was_tried_why_it_matters_and_what_to_do() -> None:
    """Whoever ends elsewhere reads of nothing but Odoo and the extract."""
    for clause in catalogue().values():
        assert all((clause.adversary, clause.stake, clause.remedy)), clause.id
        there = clause.worded(OdooSide.worded)
        assert "Silverfin" not in there.statement + there.adversary + there.remedy + there.stake, clause.id


def test_a_clause_that_its_chapters_reason_does_not_fit_has_one_of_its_own() -> None:
    """It is one sentence, no other clause's, and comes before what is said of the chapter."""
    own = [clause for clause in catalogue().values() if clause.why]
    assert all(clause.stake == clause.why and re.fullmatch(r"[A-Z][^\n]+\.", clause.why) for clause in own)
    assert len({clause.why for clause in own}) == len(own) >= 30
    others = [clause for clause in catalogue().values() if not clause.why]
    assert all(clause.stake == STAKES[clause.chapter] for clause in others)
