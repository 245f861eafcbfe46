"""Profiles: a connector with one end is judged by what it can meet, and by nothing else."""

from __future__ import annotations

from pathlib import Path

from twinledger.drivers.extract import Extract
from twinledger.drivers.odoo_side import OdooSide
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.silverfin_side import SilverfinSide
from twinledger.judge.running import catalogue
from twinledger.judge.verdicts import Kind
from twinledger.world import World

from .support import Clauses, Script, verdicts

COLUMNS = {"account": "account", "date": "date", "amount": "amount"}
ROW = '{"account": "400000", "date": "2026-01-15", "amount": 121}'


def test_clauses_about_the_other_end_are_not_run(world: World, clauses: Clauses) -> None:
    """They are listed with the reason, and never count."""
    clauses.single("pass", "CON-01")
    clauses.single("pass", "SIL-01")
    driver = Script([])
    driver.side = SilverfinSide()
    found = verdicts(world, driver)
    driver.close()
    assert found["CON-01"].kind is Kind.NOT_RUN
    assert found["CON-01"].reason == "not in the profile silverfin-side: it is about odoo"
    assert found["SIL-01"].kind is Kind.PASS


def test_what_was_extracted_is_compared_like_a_ledger(world: World, clauses: Clauses) -> None:
    """A row that the books do not have is one too many, and the reader is told how to read that."""
    clauses.single("case.begin()\ncase.sync()\ncase.agree('They differ.')")
    driver = Script([lambda _: Outcome(True, printed=ROW)] * 2)
    driver.side = OdooSide(Extract.model_validate({"format": "jsonl", "columns": COLUMNS}), Path())
    verdict = verdicts(world, driver)["CON-01"]
    assert (verdict.kind, verdict.reason) == (Kind.FAIL, "They differ.")
    assert "only in the extract:    2026-01-15  400000" in verdict.evidence
    assert verdict.evidence.endswith("the extract is what the connector left of Odoo's ledger after its runs.")
    assert "Silverfin" not in verdict.evidence


def test_every_profile_has_its_share_of_the_contract() -> None:
    """Some clauses are about one end, most of the contract about either, and few need both."""
    ends = [set(clause.ends) for clause in catalogue().values()]
    assert ends.count({"odoo"}) > 50
    assert ends.count({"silverfin"}) > 35
    assert ends.count(set()) > 25
    assert ends.count({"odoo", "silverfin"}) < 5
