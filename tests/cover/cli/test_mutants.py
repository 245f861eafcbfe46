"""`twinledger mutants`: what it prints of a matrix, and its exit status. The matrix itself is tested elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from twinledger.judge import bycatch, matrix
from twinledger.judge.bycatch import Reason
from twinledger.judge.mutants import Examination, all_mutants
from twinledger.judge.verdicts import Kind, Level, Verdict

from .support import run

CAUGHT, MISSED = Examination(True, ("DAT-01", "DAT-03")), Examination(False, ())
FAILED = Verdict("CON-01", Level.MUST, Kind.FAIL, "It did not [end].", "It printed: nothing")
NOT_TRIED = Verdict("DAT-27", Level.MUST, Kind.NOT_RUN, "it takes minutes")
ROW = {"name", "clause", "caught", "also_fails", "reasons", "unexplained", "no_longer"}
NAMES = [mutant.name for mutant in all_mutants()]


@pytest.fixture(autouse=True)
def reasons(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Reason, ...]]:
    """Every mutant has a reason to fail what the one that is caught fails, and one that is missed may fail nothing."""
    reason = Reason(clauses=CAUGHT.also_fails, because="It loses a line.", sometimes=True)
    stated = dict.fromkeys(NAMES, (reason,))
    monkeypatch.setattr(bycatch, "stated", lambda: stated)
    return stated


class _Matrix:
    """A matrix that comes to what a test says, in an order that no list has."""

    def __init__(self, missed: str = "", amiss: tuple[Verdict, ...] = ()) -> None:
        self.missed = missed
        self.amiss = amiss
        self.asked: list[tuple[bool, int | None]] = []

    def run(self, names: list[str], *, alone: bool, jobs: int | None = None) -> Iterator[matrix.Row]:
        """Yield a row per mutant and one for the reference."""
        self.asked.append((alone, jobs))
        for name in reversed(names):
            yield name, MISSED if name == self.missed else CAUGHT
        yield matrix.REFERENCE, self.amiss


OUTCOMES = [
    (_Matrix(), 0, "pass"),
    (_Matrix(missed=NAMES[3]), 1, "pass"),
    (_Matrix(amiss=(NOT_TRIED,)), 1, "fail"),
    (_Matrix(missed=NAMES[0], amiss=(FAILED, NOT_TRIED)), 1, "fail"),
]
IDS = ["all are caught", "one is missed", "the reference fails", "both"]


@pytest.mark.parametrize(("found", "status", "reference"), OUTCOMES, ids=IDS)
def test_as_json_it_has_a_row_per_mutant(
    monkeypatch: pytest.MonkeyPatch, found: _Matrix, status: int, reference: str
) -> None:
    """One document, in the order of the mutants; 0 only if all are caught and the reference passes."""
    monkeypatch.setattr(matrix, "run", found.run)
    result = run("mutants", "--alone", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, result.stdout.count("\n")) == (status, 1)
    assert (set(told), told["reference"]) == ({"mutants", "reference", "amiss"}, reference)
    assert told["amiss"] == [
        {"clause": one.clause, "verdict": one.kind.value, "reason": one.reason, "evidence": one.evidence}
        for one in found.amiss
    ]
    assert [row["name"] for row in told["mutants"]] == NAMES
    assert [row["name"] for row in told["mutants"] if not row["caught"]] == [found.missed] * bool(found.missed)
    assert {frozenset(row) for row in told["mutants"]} == {frozenset(ROW)}
    assert told["mutants"][1]["also_fails"] == ["DAT-01", "DAT-03"]
    assert {row["name"]: row["clause"] for row in told["mutants"]} == {
        mutant.name: mutant.clause for mutant in all_mutants()
    }


@pytest.mark.parametrize(("found", "status", "reference"), OUTCOMES, ids=IDS)
def test_people_see_each_mistake(monkeypatch: pytest.MonkeyPatch, found: _Matrix, status: int, reference: str) -> None:
    """A row per mutant with what it does wrong, then how many are caught and what became of the reference."""
    monkeypatch.setattr(matrix, "run", found.run)
    result = run("mutants")
    told = " ".join(result.stdout.split())
    caught = len(NAMES) - bool(found.missed)
    assert result.exit_code == status
    assert f"{caught} of {len(NAMES)} mutants are caught by their clause" in told
    clauses = " ".join(one.clause for one in found.amiss)
    assert (f"the reference does not pass {clauses}." if reference == "fail" else "the reference passes.") in told
    assert [
        one for one in found.amiss if f"{one.clause}, {one.kind}: {one.reason} {one.evidence}".strip() not in told
    ] == []
    assert [name for name in NAMES if name not in told] == []
    assert told.count(" no │") == bool(found.missed)
    assert "It loses a line." in told


@pytest.mark.parametrize(
    ("reason", "unexplained", "no_longer", "told"),
    [
        (None, ["DAT-01", "DAT-03"], [], "DAT-01 DAT-03: no reason is stated"),
        (Reason(clauses=("DAT-01",), because="So it is."), ["DAT-03"], [], "DAT-03: no reason is stated"),
        (
            Reason(clauses=("DAT-01", "DAT-02", "DAT-03"), because="So it is."),
            *([], ["DAT-02"], "DAT-02: stated, and fails no longer"),
        ),
    ],
)
def test_who_fails_others_than_is_stated_is_told(
    monkeypatch: pytest.MonkeyPatch,
    reasons: dict[str, tuple[Reason, ...]],
    reason: Reason | None,
    unexplained: list[str],
    no_longer: list[str],
    told: str,
) -> None:
    """A neighbour without a reason is a fault of the matrix, and so is a reason without its neighbour."""
    monkeypatch.setattr(matrix, "run", _Matrix().run)
    reasons[NAMES[0]] = (reason,) if reason else ()
    result = run("mutants", "--shard", f"1/{len(NAMES)}", "--json")
    [row] = json.loads(result.stdout)["mutants"]
    assert (result.exit_code, row["unexplained"], row["no_longer"]) == (1, unexplained, no_longer)
    seen = " ".join(run("mutants", "--shard", f"1/{len(NAMES)}").stdout.replace("│", " ").split())
    assert told.split(":")[1] in seen
    assert "1 fail others than is stated" in seen


@pytest.mark.parametrize(
    ("options", "asked"),
    [((), (False, None)), (("--alone",), (True, None)), (("--jobs", "3"), (False, 3))],
)
def test_options_reach_the_matrix(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], asked: tuple[bool, int | None]
) -> None:
    """All clauses and all processors, unless less is asked for."""
    found = _Matrix()
    monkeypatch.setattr(matrix, "run", found.run)
    assert run("mutants", *options).exit_code == 0
    assert found.asked == [asked]


def test_parts_are_all_there_is_and_no_mutant_is_in_two_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part has the reference and its share of the mutants."""
    monkeypatch.setattr(matrix, "run", _Matrix().run)
    parts = [json.loads(run("mutants", "--shard", f"{part}/3", "--json").stdout)["mutants"] for part in (1, 2, 3)]
    assert sorted(row["name"] for part in parts for row in part) == sorted(NAMES)
    assert {len(part) - len(NAMES) // 3 for part in parts} <= {0, 1}


def test_there_are_a_dozen_mutants_each_with_its_mistake() -> None:
    """A mutant has a name of its own, a clause that must catch it, and a sentence that says what is wrong with it."""
    assert len(NAMES) >= 12
    assert len(set(NAMES)) == len(NAMES)
    assert [
        mutant.name for mutant in all_mutants() if not (mutant.mistake.endswith(".") and "-" in mutant.clause)
    ] == []
