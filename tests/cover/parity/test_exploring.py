"""Exploring: two systems are asked the same, and what differs is found, counted, and told apart from what is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock_kit.clock import Clock
from twinledger.parity.agreement import Difference
from twinledger.parity.exploring import exploration, known
from twinledger.parity.exploring.asks import Ask
from twinledger.parity.exploring.findings import AGREES, DIFFERS, LISTED, REFUSED, Findings
from twinledger.parity.exploring.known import Known
from twinledger.parity.fake import PreparedFake, prepared_fake
from twinledger.parity.safety import NotOursError

ASK = Ask("res.partner", "read", {"fields": ["name"]}, ["${ada}"])
DIFFERENCE = Difference("exploration", "1, read", "answer.result.0.name", "Ada", "ada")


@pytest.fixture
def other() -> Iterator[PreparedFake]:
    """A second fake, which stands for the real server."""
    with prepared_fake(Clock.of_the_machine()) as prepared:
        yield prepared


def test_a_system_that_answers_otherwise_is_found(other: PreparedFake) -> None:
    """Accounts whose names are changed behind its back are findings, with the steps that show them."""
    store = other.odoo.database(other.target.database).store
    store.execute(
        "CREATE TRIGGER lie AFTER INSERT ON account_account BEGIN UPDATE account_account SET name = 'lie'; END"
    )
    found = exploration(other.target, calls=500, seed=1, this_database_may_be_destroyed=other.target.database)
    assert (found.calls, found.ok) == (500, False)
    assert "lie" in str(found)
    assert found.as_json()["differences"][0]["steps"]


def test_the_same_seed_asks_the_same(other: PreparedFake) -> None:
    """What is asked depends on the seed alone."""
    name = other.target.database
    first, second = (exploration(other.target, calls=80, seed=7, this_database_may_be_destroyed=name) for _ in "ab")
    assert first.methods == second.methods
    assert first.ok


def test_somebodys_books_are_refused(other: PreparedFake) -> None:
    """Nothing is asked of a database that nobody marked."""
    with pytest.raises(NotOursError):
        exploration(other.target, calls=1, seed=1)


def test_outcomes_are_told_apart() -> None:
    """The same, a loud refusal, a listed difference and any other one are counted each by itself."""
    entry = Known("a reason", model="res.partner", at=r"result\.\d+\.name")
    loud = {
        "error": {"name": "twinledger.NotInFake", "message": "res.partner.x is not in the fake; docs/fidelity.md …"}
    }
    findings = Findings([entry])
    assert findings.note(ASK, [], [], {"result": 1}) == AGREES
    assert findings.note(ASK, [], [DIFFERENCE], loud) == REFUSED
    assert findings.note(ASK, [], [DIFFERENCE], {"result": 1}) == LISTED
    elsewhere = Difference("exploration", "1, read", "answer.result.0.ref", "a", "b")
    assert findings.note(ASK, [], [DIFFERENCE, elsewhere], {"result": 1}) == DIFFERS
    assert (findings.calls, findings.ok, dict(findings.listed)) == (4, False, {"a reason": 1})
    assert dict(findings.refused) == {"res.partner.x": 1}


def test_nothing_asked_is_no_success() -> None:
    """An exploration that made no call is not ok."""
    assert not Findings().ok


def test_the_list_gives_reasons() -> None:
    """Every listed kind says why in a sentence, and covers nothing without a pattern."""
    entries = known.load()
    assert all(len(entry.reason) > 20 for entry in entries)
    assert all(entry.model or entry.method or entry.at or entry.recorded or entry.answered for entry in entries)
