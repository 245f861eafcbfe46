"""`twinledger clauses`: the list of what a connector must do, and the story of each demand."""

from __future__ import annotations

import json

import pytest

from twinledger.judge.clauses import CHAPTERS
from twinledger.judge.running import catalogue

from .support import run

CLAUSES = list(catalogue().values())


def _ids(*options: str) -> list[str]:
    return [clause["id"] for clause in json.loads(run("clauses", "--json", *options).stdout)]


def test_all_are_listed() -> None:
    """A row for each, with its level and what has to be claimed for it, and how to go on."""
    result = run("clauses")
    assert result.exit_code == 0
    assert [clause.id for clause in CLAUSES if clause.id not in result.stdout] == []
    assert f"{len(CLAUSES)} clauses." in result.stdout
    assert "open-items" in result.stdout


def test_a_program_is_told_everything() -> None:
    """One list, in the order of the contract; every clause has its sources, its mutant and a remedy."""
    found = json.loads(run("clauses", "--json").stdout)
    assert [clause["id"] for clause in found] == [clause.id for clause in CLAUSES]
    [late] = [clause for clause in found if clause["id"] == "INC-09"]
    assert (late["level"], late["mutant"]["name"], late["books"]) == (
        "M",
        "overlaps_five_minutes",
        ["awkward/late-commit"],
    )
    assert all(clause["sources"] and clause["remedy"] and clause["adversary"] for clause in found)
    assert [clause["id"] for clause in found if clause["mutant"] is None] == ["EXP-01"]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_one_chapter(chapter: str) -> None:
    """Only its clauses, whatever the case of its letters."""
    assert _ids("--chapter", chapter.lower()) == [clause.id for clause in CLAUSES if clause.chapter == chapter]


def test_one_level() -> None:
    """What must, what should, and what is for information make the whole."""
    parts = [_ids("--level", level) for level in "MSI"]
    assert all(parts)
    assert sorted(id_ for part in parts for id_ in part) == sorted(clause.id for clause in CLAUSES)


@pytest.mark.parametrize("id_", ["KEY-05", "INC-12", "SIL-07", "VER-03"])
def test_the_story_of_one(id_: str) -> None:
    """What is tried, what to do, on what it rests, the mistake that it catches, and how to try it."""
    told = run("clauses", "--explain", id_.lower()).stdout
    assert told.startswith(id_)
    parts = ("What is tried", "What to do", "Rests on", "The mistake that it catches", f"--clauses {id_}")
    assert [part for part in parts if part not in told] == []


@pytest.mark.parametrize(("asked", "hint"), [("KEY-5", "did you mean KEY-05?"), ("x", "`twinledger clauses` lists")])
def test_nobody_knows_that_one(asked: str, hint: str) -> None:
    """A wrong id is refused with the nearest one."""
    result = run("clauses", "--explain", asked)
    assert result.exit_code == 2
    assert hint in result.stderr
