"""Checking: when a clause is tried at all, what its trial comes to, and what a reader is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from twinledger.drivers.manifest import Claims, Connector, Manifest, ManifestError
from twinledger.judge import checking
from twinledger.judge.case import Bench, Case
from twinledger.judge.checking import NOT_HERE, NOT_WANTED, Checker, beyond, unsupported
from twinledger.judge.clauses import Clause
from twinledger.judge.examples import to_word
from twinledger.judge.exhibits import Exhibit
from twinledger.judge.options import Options
from twinledger.judge.small import LEDGER
from twinledger.judge.verdicts import Failed, Finding, Inconclusive, Kind, Level, NotApplicable, NotRun, Verdict

HALF = "\ud800"  # of a character that no encoding has
SEEN = Exhibit(rows_left_out=7)
Check = Callable[[Any], None]


class Desk:
    """A checker with all that it touches, none of which runs anything: time stands, and is moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.forgotten = 0
        self.side = SimpleNamespace(
            profile="odoo-side", ends=("odoo",), note="", worded=lambda text: text.replace("Silverfin", "the file")
        )
        self.driver = SimpleNamespace(started=3, side=self.side)
        world = SimpleNamespace(odoo=SimpleNamespace(version="18.0"))
        rooms = SimpleNamespace(forget=self._forget)
        self.bench = cast("Bench", SimpleNamespace(driver=self.driver, world=world, first_runs=rooms))
        monkeypatch.setattr(checking, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(checking, "exhibit_of", lambda trial: (trial, "seen"))
        monkeypatch.setattr(checking, "EDITIONS", ("2025.1", "2026.1", "2027.1"))

    def _forget(self) -> None:
        self.forgotten += 1

    def checker(self, claims: Claims | None = None, dropped: str = "", **options: Any) -> Checker:
        """Return a checker; `dropped` is why clause CON-01 is not to be tried."""
        manifest = Manifest(
            connector=Connector(name="x", python="x:x"), claims=claims or Claims(), folder=Path(), contract="2026.1"
        )
        return Checker(self.bench, manifest, Options(**options), {"CON-01": dropped} if dropped else {})

    def verdict(self, check: Check, case: Any = None, checker: Checker | None = None) -> Verdict:
        """Return what a check comes to."""
        return (checker or self.checker()).verdict(cast("Case", case or a_case()), check)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a test a checker."""
    return Desk(monkeypatch)


def a_clause(**more: Any) -> Clause:
    """Return a clause about the end that the connector has."""
    given: dict[str, Any] = {"id": "CON-01", "level": Level.MUST, "statement": "It holds", "mutant": "", **more}
    return Clause(**{"sources": (), "adversary": "", "remedy": "", "ends": ("odoo",), **given})


def a_case(clause: Clause | None = None, **more: Any) -> Any:
    """Return a case, whose level an observation has lowered."""
    given = {"remarks": [], "replay_word": "", "trial": "the trial", "level": Level.SHOULD, **more}
    return SimpleNamespace(clause=clause or a_clause(), **given)


def passes(case: Any) -> None:
    """Find nothing."""
    del case


def ending(*ends: Finding | None) -> Check:
    """Return a check that ends so, one time after the other."""
    left = list(ends)

    def check(case: Any) -> None:
        assert case.trial
        end = left.pop(0)
        if end is not None:
            raise end

    return check


def failed(reason: str = "It broke", evidence: str = "", **more: Any) -> Failed:
    """Return a failure whose evidence is complete."""
    failure = Failed(reason, evidence, **more)
    failure.exhibit = SEEN
    return failure


def test_a_check_that_finds_nothing_passes(desk: Desk) -> None:
    """With the level that is left of it, the version, the time it took, and each remark once."""
    case = a_case(remarks=["first", f"last{HALF}", "first"])

    def check(_case: Any) -> None:
        desk.now += 1.23456

    verdict = desk.verdict(check, case)
    reason = "first; last?"
    assert verdict == Verdict("CON-01", Level.SHOULD, Kind.PASS, reason, seconds=1.235, version="18.0", advance=False)


@pytest.mark.parametrize(("since", "is_later"), [("2025.1", False), ("2026.1", False), ("2027.1", True)])
def test_a_clause_of_a_later_edition_is_a_notice(desk: Desk, since: str, *, is_later: bool) -> None:
    """What came after the edition that the manifest names does not count yet, tried or not."""
    case = a_case(a_clause(since=since))
    assert desk.verdict(passes, case).advance is is_later
    assert desk.verdict(passes, case, desk.checker(clauses=("INC-01",))).advance is is_later


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"clauses": ("CON-02", "INC-01")}, NOT_WANTED),
        ({"clauses": ("CON-02", "CON-01")}, ""),
        ({"replay": "CON-02"}, NOT_WANTED),
        ({"replay": "CON-01"}, ""),
        ({"shard": (2, 2)}, NOT_HERE),
        ({"shard": (1, 2)}, ""),
        ({"dropped": "it broke before"}, "it broke before"),
        ({"clauses": ("CON-02",), "shard": (2, 2), "dropped": "x"}, NOT_WANTED),
        ({"shard": (2, 2), "dropped": "x"}, NOT_HERE),
    ],
)
def test_clauses_that_are_not_tried(desk: Desk, options: dict[str, Any], reason: str) -> None:
    """Not wanted, in another part, or dropped by a probe: the first of the reasons is told, and nothing is run."""
    tried: list[Any] = []
    verdict = desk.verdict(tried.append, a_case(), desk.checker(**options))
    if reason:
        assert verdict == Verdict("CON-01", Level.MUST, Kind.NOT_RUN, reason, version="18.0")
    assert bool(tried) is not bool(reason)


@pytest.mark.parametrize(
    ("passed", "runs", "options", "reason"),
    [
        (5.0, 0, {"time_budget": 5}, ""),
        (5.1, 0, {"time_budget": 5}, "the time budget was used up"),
        (0.5, 0, {"time_budget": 0}, "the time budget was used up"),
        (99.0, 99, {}, ""),
        (0.0, 3, {"max_runs": 4}, ""),
        (0.0, 4, {"max_runs": 4}, "as many runs were made as are allowed"),
        (0.0, 0, {"max_runs": 0}, "as many runs were made as are allowed"),
        (0.0, 1, {"max_runs": 4, "workers": 3}, ""),
        (0.0, 2, {"max_runs": 4, "workers": 3}, "as many runs were made as are allowed"),
        (0.0, 3, {"max_runs": 4, "workers": 1}, ""),
        (9.0, 9, {"max_runs": 4, "time_budget": 5}, "the time budget was used up"),
    ],
)
def test_limits_of_a_session(desk: Desk, passed: float, runs: int, options: dict[str, Any], reason: str) -> None:
    """Time and runs count from the beginning of the session, runs once for each process that makes some."""
    checker = desk.checker(**options)
    desk.now += passed
    desk.driver.started += runs
    verdict = desk.verdict(passes, a_case(), checker)
    assert (verdict.kind, verdict.reason) == ((Kind.NOT_RUN, reason) if reason else (Kind.PASS, ""))


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        ((), ""),
        (("odoo",), ""),
        (("silverfin",), "not in the profile odoo-side: it is about silverfin"),
        (("webhooks", "odoo", "silverfin"), "not in the profile odoo-side: it is about silverfin and webhooks"),
    ],
)
def test_clauses_about_an_end_that_it_does_not_have(desk: Desk, ends: Sequence[str], reason: str) -> None:
    """They are not run, and the ends are named that are missing."""
    clause = a_clause(ends=tuple(ends))
    assert beyond(clause, cast("Any", desk.side)) == reason
    verdict = desk.verdict(passes, a_case(clause))
    assert (verdict.kind, verdict.reason) == ((Kind.NOT_RUN, reason) if reason else (Kind.PASS, ""))


def test_what_is_not_claimed_is_unsupported(desk: Desk) -> None:
    """A clause about a feature that the manifest does not claim is not tried; whoever did not want it hears that."""
    clause = a_clause(feature="deletions")
    reason = "the manifest does not claim 'deletions'"
    none = Claims(features=())
    verdict = desk.verdict(passes, a_case(clause), desk.checker(none))
    assert verdict == Verdict("CON-01", Level.MUST, Kind.UNSUPPORTED, reason, version="18.0")
    assert desk.verdict(passes, a_case(clause), desk.checker(none, clauses=("CON-02",))).reason == NOT_WANTED
    assert desk.verdict(passes, a_case(clause), desk.checker(Claims(features=("deletions",)))).kind is Kind.PASS


@pytest.mark.parametrize(
    ("needed", "claimed", "is_enough"),
    [
        ("account-month", "account-month", True),
        ("account-month", "entry", True),
        ("entry", "account-month", False),
        ("line", "entry", False),
        ("line", "line", True),
    ],
)
def test_a_clause_needs_a_granularity(needed: str, claimed: Any, *, is_enough: bool) -> None:
    """The coarsest comparison at which a clause means something must not be finer than what is claimed."""
    told = unsupported(a_clause(granularity=needed), Claims(granularity=claimed))
    assert told == ("" if is_enough else f"it needs the granularity {needed!r}, the manifest claims {claimed!r}")


def test_an_error_of_ours_is_told_as_one(desk: Desk) -> None:
    """Whatever a check raises beside its findings is an error of the harness, with its words and its place."""

    def check(_case: Any) -> None:
        raise ZeroDivisionError(f"broken{HALF}")

    verdict = desk.verdict(check)
    assert (verdict.clause, verdict.level, verdict.kind) == ("CON-01", Level.SHOULD, Kind.ERROR)
    assert verdict.reason == "the harness failed: ZeroDivisionError: broken?"
    assert verdict.evidence.startswith("Traceback")
    assert "raise ZeroDivisionError" in verdict.evidence
    assert HALF not in verdict.evidence


def test_a_failure_that_comes_again_is_one(desk: Desk) -> None:
    """A check is made once more, as if nothing were known; the first failure is the one that is told."""
    verdict = desk.verdict(ending(failed("First"), failed("Second")))
    assert (verdict.kind, verdict.reason, verdict.level, desk.forgotten) == (Kind.FAIL, "First", Level.SHOULD, 1)
    assert verdict.exhibit == SEEN


@pytest.mark.parametrize("again", [None, Inconclusive("no precondition"), NotApplicable("by design"), NotRun("slow")])
def test_a_failure_that_does_not_come_again_is_in_doubt(desk: Desk, again: Finding | None) -> None:
    """What passes the second time, or cannot be said then, is no failure, and no pass."""
    verdict = desk.verdict(ending(failed("First", "what was seen"), again))
    reason = "unstable: one run failed and the next did not (First)"
    assert (verdict.kind, verdict.reason, verdict.evidence) == (Kind.INCONCLUSIVE, reason, "what was seen")


def test_an_error_in_the_second_try_is_an_error(desk: Desk) -> None:
    """The harness may fail there, too."""

    def check(_case: Any) -> None:
        if desk.forgotten:
            raise KeyError("gone")
        raise failed()

    assert desk.verdict(check).kind is Kind.ERROR


def test_what_shows_itself_again_is_not_tried_again(desk: Desk) -> None:
    """A failure with a drawn example, or with a story, has been confirmed by who found it."""
    assert desk.verdict(ending(failed("First")), a_case(replay_word="abc")).kind is Kind.FAIL
    assert desk.verdict(ending(failed("First", story=cast("Any", "a story")))).kind is Kind.FAIL
    assert desk.forgotten == 0


@pytest.mark.parametrize("finding", [Inconclusive, NotApplicable, NotRun])
def test_other_findings_are_told_as_they_are(desk: Desk, finding: type[Finding]) -> None:
    """Each has its kind, in words that are true of a connector at one end, and no way to see it again."""
    desk.side.note = "The file was written for it."
    verdict = desk.verdict(ending(finding(f"Silverfin had nothing{HALF}", f"Silverfin: 0{HALF}")))
    assert (verdict.clause, verdict.kind, verdict.level) == ("CON-01", finding.kind, Level.SHOULD)
    assert verdict.reason == "the file had nothing?"
    assert verdict.evidence == "the file: 0?\nThe file was written for it."
    assert (verdict.replay, verdict.story, verdict.exhibit) == ("", "", None)


def test_a_note_stands_alone_where_there_is_no_evidence(desk: Desk) -> None:
    """Nothing is put before it."""
    desk.side.note = "Note."
    assert desk.verdict(ending(Inconclusive("Why"))).evidence == "Note."


def test_a_failure_shows_both_sides(desk: Desk) -> None:
    """As they are now, unless who found it has looked before."""
    assert desk.verdict(ending(Failed("Why"), Failed("Why"))).exhibit == ("the trial", "seen")
    assert desk.verdict(ending(failed(), failed())).exhibit == SEEN


@pytest.mark.parametrize(
    ("word", "options", "command"),
    [
        ("", {}, "twinledger verify connector.toml --seed 1 --replay CON-01"),
        ("abc", {}, "twinledger verify connector.toml --seed 1 --replay CON-01:abc"),
        (
            "",
            {"manifest_path": "my connector.toml", "seed": 7, "odoo_version": "17.0"},
            "twinledger verify 'my connector.toml' --seed 7 --odoo-version 17.0 --replay CON-01",
        ),
        (
            "",
            {"manifest_path": f"x{HALF}.toml"},
            "twinledger verify 'x?.toml' --seed 1 --replay CON-01",
        ),
    ],
)
def test_a_failure_says_how_to_see_it_again(desk: Desk, word: str, options: dict[str, Any], command: str) -> None:
    """By a command that can be copied, with the example if there is one, and with what is not usual."""
    verdict = desk.verdict(ending(failed(), failed()), a_case(replay_word=word), desk.checker(**options))
    assert (verdict.replay, verdict.story) == (command, "")


def test_a_story_is_kept_where_there_is_a_memory(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Then the command runs its file, that of a doubt, too; without a memory or a story nothing is kept."""
    kept: list[Any] = []

    def keep(*given: Any) -> Path:
        kept.append(given)
        return Path("a b.yaml")

    monkeypatch.setattr(checking, "keep", keep)
    case, failure = a_case(), failed(story=cast("Any", "a story"))
    options = Options(memory=tmp_path)
    verdict = desk.verdict(ending(failure), case, desk.checker(memory=tmp_path))
    assert (verdict.replay, verdict.story) == ("twinledger scenario run 'a b.yaml'", "a b.yaml")
    assert kept == [(failure, case, options)]
    assert desk.verdict(ending(failure), case).story == ""
    assert desk.verdict(ending(failed(), failed()), case, desk.checker(memory=tmp_path)).story == ""
    doubt = Inconclusive("Why", story=cast("Any", "a story"))
    verdict = desk.verdict(ending(doubt), case, desk.checker(memory=tmp_path))
    assert (verdict.kind, verdict.replay) == (Kind.INCONCLUSIVE, "twinledger scenario run 'a b.yaml'")
    assert kept[1:] == [(doubt, case, options)]


def test_a_case_is_made_of_a_clause_in_its_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And with the example that is to be tried again, if a word of it is given."""
    made: list[Any] = []
    monkeypatch.setattr(checking, "Case", lambda *given: made.append(given))
    clause = a_clause(statement="Silverfin has it")
    told = replace(clause, statement="the file has it")
    desk.checker().case(clause)
    desk.checker(replay="CON-01").case(clause)
    desk.checker(replay=f"CON-01:{to_word(LEDGER)}").case(clause)
    assert made == [(desk.bench, told, None), (desk.bench, told, None), (desk.bench, told, LEDGER)]


def test_a_word_that_nobody_was_given_is_refused(desk: Desk) -> None:
    """Before anything is tried, in the words of what reads it."""
    with pytest.raises(ManifestError, match="'nonsense'… is not what a verdict gave to --replay; copy it whole"):
        desk.checker(replay="CON-01:nonsense")
