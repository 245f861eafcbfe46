"""Agreement is exact: values, types and identity; what is listed is tolerated as long as it occurs."""

from __future__ import annotations

from typing import Any

import pytest

from twinledger.parity.agreement import Agreement, Listed, Pairs, Report, agreement, different

REASON = "known for the test"


@pytest.mark.parametrize(
    ("recorded", "answered", "places"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]}, []),
        (1, True, ["answer"]),
        (1, 1.0, ["answer"]),
        (False, None, ["answer"]),
        ({"a": 1}, {"a": 2}, ["answer.a"]),
        ({"a": 1}, {}, ["answer.a"]),
        ({}, {"a": 1}, ["answer.a"]),
        ([1, 2], [1], ["answer"]),
        ([1, 2], [1, 3], ["answer.1"]),
        ([], False, ["answer"]),
        ("x", "y", ["answer"]),
    ],
)
def test_differences_have_a_place(recorded: Any, answered: Any, places: list[str]) -> None:
    """Types count as values do, and a difference is found where it is."""
    assert [at for at, _, _ in different(recorded, answered, Pairs())] == places


def test_one_record_too_many_is_one_difference() -> None:
    """Numbers that have moved do not matter as long as each stands for the same thing throughout."""
    recorded = {"one": {"result": ["<a.b 1>"]}, "two": {"result": "<a.b 2>"}, "three": {"result": "about <a.b 2>"}}
    answered = {
        "one": {"result": ["<a.b 1>", "<a.b 2>"]},
        "two": {"result": "<a.b 3>"},
        "three": {"result": "about <a.b 3>"},
    }
    assert [entry.step for entry in agreement("talk", recorded, answered, []).unlisted] == ["one"]


@pytest.mark.parametrize("answered", [["<a.b 1>", "<a.b 1>"], ["<a.b 1>", "<a.c 1>"], ["<a.b 1>", "<moment 1>"]])
def test_identity_counts(answered: list[str]) -> None:
    """Two things that become one, or one that becomes another kind of thing, are a difference."""
    assert list(different(["<a.b 1>", "<a.b 2>"], answered, Pairs()))


def test_moments_are_no_pairs() -> None:
    """The number of a moment means something, so it must be the same."""
    assert list(different("<moment 0>", "<moment 1>", Pairs()))


def test_listed_differences() -> None:
    """A listed difference is tolerated with all that is inside of its place, and nothing beside it."""
    recorded = {"one": {"error": {"message": "a", "name": "x"}, "status": 1}}
    answered = {"one": {"error": {"message": "b", "name": "y"}, "status": 2}}
    found = agreement("talk", recorded, answered, [Listed("talk", "one", "answer.error", REASON)])
    assert [entry.at for entry in found.listed] == ["answer.error.message", "answer.error.name"]
    assert [entry.at for entry in found.unlisted] == ["answer.status"]
    assert (found.ok, found.agreeing, found.steps) == (False, 0, 1)


def test_a_listed_difference_that_no_longer_occurs_is_stale() -> None:
    """It is reported by name, and the agreement does not hold until it is struck off the list."""
    entry = Listed("talk", "one", "answer.result", REASON)
    found = agreement(
        "talk", {"one": {"result": 1}}, {"one": {"result": 1}}, [entry, Listed("chat", "one", "x", REASON)]
    )
    assert (found.stale, found.ok, found.agreeing) == ([entry], False, 1)
    assert "1 listed differences that no longer occur:\ntalk > one > answer.result: known for the test" in str(
        Report([found])
    )


@pytest.mark.parametrize(("recorded", "answered"), [({"one": {}}, {}), ({}, {"one": {}})])
def test_a_step_that_only_one_side_has(recorded: dict[str, Any], answered: dict[str, Any]) -> None:
    """A missing answer is a difference, and so is one too many."""
    assert [entry.at for entry in agreement("talk", recorded, answered, []).unlisted] == ["answer"]


def test_reports_add_up() -> None:
    """Counts are those of all conversations; nothing compared is no agreement."""
    good = agreement("talk", {"one": {}, "two": {}}, {"one": {}, "two": {}}, [])
    bad = agreement("chat", {"one": {"a": 1}}, {"one": {"a": 2}}, [])
    report = Report([good, bad])
    assert (report.steps, report.agreeing, report.ok) == (3, 2, False)
    text = str(report)
    assert "chat > one > answer.a\n    recorded: 1\n    answered: 2" in text
    assert "2 of 3 steps agree (66.7%); listed differences: 0" in text
    assert Report([good]).ok
    assert not Report([]).ok
    assert Report([Agreement("talk", 0)]).share == 0
