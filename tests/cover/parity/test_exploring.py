"""Exploring: two systems are asked the same, and what differs is found, counted, and told apart from what is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis.stateful import RULE_MARKER

from mock_kit.clock import Clock
from twinledger.parity.agreement import Difference
from twinledger.parity.exploring import exploration, known
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.findings import AGREES, DIFFERS, LISTED, REFUSED, Findings
from twinledger.parity.exploring.kinds import KINDS
from twinledger.parity.exploring.known import Known, Seen
from twinledger.parity.exploring.machine import Exploration
from twinledger.parity.exploring.subjects import EVERYTHING, SUBJECTS
from twinledger.parity.exploring.telling import OUTCOME, SUCCEEDED, telling
from twinledger.parity.fake import PreparedFake, prepared_fake
from twinledger.parity.safety import NotOursError

ASK = Ask("res.partner", "read", {"fields": ["name"]}, ["${ada}"])
METHODS = ("search", "read", "write", "create", "unlink", "read_group", "action_post", "button_draft")
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
    """What is asked depends on the seed and the subject alone; a subject has its own actions, and looks at them."""
    named = {"this_database_may_be_destroyed": other.target.database, "only": "accounting"}
    first, second = (exploration(other.target, calls=80, seed=7, **named) for _ in "ab")
    assert first.methods == second.methods
    assert {name.rsplit(".", 1)[0] for name in first.methods} <= {
        *("account.move", "account.move.line", "account.move.reversal", "account.payment", "account.payment.register"),
        *("account.tax", "account.payment.term", "res.company"),
    }
    assert first.ok


def test_subjects_are_about_what_there_is() -> None:
    """Every action of a subject is a rule of the machine, and everything is drawn unless a subject says otherwise."""
    rules = {name for name, found in vars(Exploration).items() if hasattr(found, RULE_MARKER)}
    assert set(EVERYTHING.actions) == rules
    for subject in SUBJECTS.values():
        assert set(subject.actions) <= rules
        assert set(subject.changed) <= set(KINDS)


def test_somebodys_books_are_refused(other: PreparedFake) -> None:
    """Nothing is asked of a database that nobody marked."""
    with pytest.raises(NotOursError):
        exploration(other.target, calls=1, seed=1)


def test_outcomes_are_told_apart() -> None:
    """The same, a loud refusal, a listed difference and any other one are counted each by itself."""
    entry = Known(
        reason="a reason", model="res.partner", method="read", differs=[Seen(at=r"result\.\d+\.name"), Seen(at="never")]
    )
    loud = {
        "error": {"name": "twinledger.NotInFake", "message": "res.partner.x is not in the fake; docs/fidelity.md …"}
    }
    real = {"result": 1}
    findings = Findings([entry])
    assert findings.note(ASK, [], [], real, {"result": 1}) == AGREES
    assert findings.note(ASK, [], [DIFFERENCE], real, loud) == REFUSED
    assert findings.note(ASK, [], [DIFFERENCE], real, {"result": 1}) == LISTED
    elsewhere = Difference("exploration", "1, read", "answer.result.0.ref", "a", "b")
    assert findings.note(ASK, [], [DIFFERENCE, elsewhere], real, {"result": 1}) == DIFFERS
    assert (findings.calls, findings.ok, dict(findings.listed)) == (4, False, {"a reason (1)": 1})
    assert findings.unmet == ["a reason (2)"]
    assert dict(findings.refused) == {"res.partner.x": 1}


def test_refusals_are_one_difference_whatever_the_door() -> None:
    """Where one side refuses, or both for other reasons, that is all there is to say; the same words are compared."""
    error = {"name": "odoo.exceptions.UserError", "message": "No.", "arguments": ["No."]}
    found = [Difference("x", "1", "answer.error", "<missing>", error), Difference("x", "1", "answer.status", 200, 422)]
    [one] = telling(found, {"status": 200, "result": True}, {"status": 422, "error": error})
    assert (one.at, one.recorded, one.answered) == (OUTCOME, SUCCEEDED, "odoo.exceptions.UserError: No.")
    told = [Difference("x", "1", "answer.error.arguments.0", "No.", "no")]
    assert telling(told, {"error": error}, {"error": {**error, "arguments": ["no"]}}) == told
    [other] = telling(
        [Difference("x", "1", "answer.fault.string", "a", "b")],
        {"fault": {"code": 2, "string": "a"}},
        {"fault": {"code": 1, "string": "ValueError: b"}},
    )
    assert (other.recorded, other.answered) == ("fault 2: a", "ValueError: b")


def test_nothing_asked_is_no_success() -> None:
    """An exploration that made no call is not ok."""
    assert not Findings().ok


def test_the_list_gives_reasons() -> None:
    """Every listed kind says why in a sentence, and covers nothing without saying what differs on either side."""
    for entry in known.load():
        assert len(entry.reason) > 20
        for seen in entry.differs:
            assert seen.same_lines or seen.at or (seen.recorded and seen.answered), entry.reason


def test_nothing_broad_is_listed() -> None:
    """No listed kind covers an arbitrary refusal, or an arbitrary answer, of a call of its own."""
    strange = (
        Difference("x", "1", OUTCOME, "builtins.RuntimeError: nobody expects this", SUCCEEDED),
        Difference("x", "1", OUTCOME, SUCCEEDED, "builtins.RuntimeError: nobody expects this"),
        Difference("x", "1", OUTCOME, "builtins.RuntimeError: one", "builtins.RuntimeError: another"),
        Difference("x", "1", "answer.result.0.nofield", "one", "another"),
    )
    asks = [Ask(model, method) for model in ("res.partner", "account.move", "account.account") for method in METHODS]
    covering = {entry.reason for entry in known.load() for ask in asks for one in strange if entry.covering(ask, one)}
    assert not covering
