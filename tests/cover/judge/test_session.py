"""A session: which clauses are run, and what becomes of each way in which a check can end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.manifest import Claims, ManifestError
from twinledger.judge.clauses import CHAPTERS, GRANULARITIES
from twinledger.judge.examples import from_word, to_word
from twinledger.judge.options import Options
from twinledger.judge.running import catalogue
from twinledger.judge.small import LEDGER
from twinledger.judge.verdicts import HarnessError, Kind, Level, exit_status
from twinledger.world import World

from .support import Clauses, verdicts

ONCE = """
count = []
def once(tale=None):
    count.append(tale)
    if len(count) == 1:
        raise Failed("lines are missing", "the difference")
"""


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ("pass", Kind.PASS, ""),
        ("raise Failed('lines are missing')", Kind.FAIL, "lines are missing"),
        ("raise Inconclusive('the page did not turn')", Kind.INCONCLUSIVE, "the page did not turn"),
        ("raise NotApplicable('it has one page')", Kind.NOT_APPLICABLE, "it has one page"),
        ("raise HarnessError('we failed')", Kind.ERROR, "the harness failed: HarnessError: we failed"),
        ("1 / 0", Kind.ERROR, "the harness failed: ZeroDivisionError: division by zero"),
        ("raise ValueError('\\ud800')", Kind.ERROR, "the harness failed: ValueError: ?"),
        ("raise Failed('\\ud800', '\\udfff')", Kind.FAIL, "?"),
    ],
)
def test_every_end_of_a_check_is_a_verdict(world: World, clauses: Clauses, body: str, kind: Kind, reason: str) -> None:
    """Passing, failing, doubting and crashing: nothing ends the session, and everything can be written down."""
    clauses.single(body)
    clauses.single("pass", "VER-01")
    found = verdicts(world)
    assert (found["CON-01"].kind, found["CON-01"].reason) == (kind, reason)
    assert found["VER-01"].kind is Kind.PASS
    assert found["CON-01"].evidence.encode() is not None


@pytest.mark.parametrize("body", ["import pytest; pytest.skip('not today')", "import pytest; pytest.xfail('never')"])
def test_a_check_without_a_verdict_is_an_error_of_ours(world: World, clauses: Clauses, body: str) -> None:
    """A clause that nobody judged is not left out of the report, as if there were none."""
    clauses.single(body)
    clauses.single("pass", "VER-01")
    found = verdicts(world)
    assert (found["CON-01"].kind, found["CON-01"].reason) == (Kind.ERROR, "its check came to no verdict")
    assert exit_status(found.values()) == 2


def test_an_error_shows_where_it_happened(world: World, clauses: Clauses) -> None:
    """The evidence of an error is its traceback."""
    clauses.single("1 / 0")
    assert "ZeroDivisionError" in verdicts(world)["CON-01"].evidence


def test_a_failure_that_does_not_come_twice_is_unstable(world: World, clauses: Clauses) -> None:
    """A single failure may be chance: two runs that disagree prove nothing."""
    clauses.add(f"{ONCE}\n@marked('CON-01')\ndef test_it(case):\n    once()\n")
    verdict = verdicts(world)["CON-01"]
    assert verdict.kind is Kind.INCONCLUSIVE
    assert verdict.reason == "unstable: one run failed and the next did not (lines are missing)"
    assert (verdict.evidence, verdict.replay) == ("the difference", "")


TOLD_ONCE = """
    from twinledger.judge.exploring.found import Found
    from twinledger.judge.exploring.judging import story_of
    from twinledger.stories import trials
    from twinledger.stories.moments import RowsMissing

    raise {kind}("gone, once", "", story_of(Found((trials.Run(do="run"),), RowsMissing("gone"))))
"""


@pytest.mark.parametrize("kind", ["Failed", "Inconclusive"])
def test_a_story_that_ended_badly_is_kept_whether_it_came_again_or_not(
    world: World, clauses: Clauses, tmp_path: Path, kind: str
) -> None:
    """Who wants to know what happened once can play it, and it is told first the next time."""
    clauses.single(TOLD_ONCE.format(kind=kind))
    verdict = verdicts(world, options=Options(memory=tmp_path))["CON-01"]
    assert verdict.kind is {"Failed": Kind.FAIL, "Inconclusive": Kind.INCONCLUSIVE}[kind]
    assert Path(verdict.story).parent == tmp_path / "regressions"
    assert "do: run" in Path(verdict.story).read_text(encoding="utf-8")
    assert verdict.replay == f"twinledger scenario run {verdict.story}"


@pytest.mark.parametrize("other", ["Inconclusive('no')", "NotApplicable('no')"])
def test_a_failure_followed_by_a_doubt_is_unstable(world: World, clauses: Clauses, other: str) -> None:
    """Only what fails twice has failed."""
    clauses.add(
        f"{ONCE}\n@marked('CON-01')\ndef test_it(case):\n    once()\n    raise {other}\n",
    )
    assert verdicts(world)["CON-01"].reason.startswith("unstable")


@pytest.mark.parametrize("fixed", ["", ", [small.LEDGER]"])
def test_an_example_that_does_not_fail_twice_is_unstable(world: World, clauses: Clauses, fixed: str) -> None:
    """That is so for fixed and for drawn examples, and is no failure of the harness."""
    clauses.add(f"{ONCE}\n@marked('CON-01')\ndef test_it(case):\n    case.for_all(strategies.ledgers(), once{fixed})\n")
    verdict = verdicts(world)["CON-01"]
    assert verdict.kind is Kind.INCONCLUSIVE
    assert verdict.reason.startswith("unstable")


def test_a_level_can_be_lowered_by_what_was_observed(world: World, clauses: Clauses) -> None:
    """A check may find out that less is demanded."""
    clauses.single("case.level = Level.SHOULD\nraise Failed('no')")
    assert verdicts(world)["CON-01"].level is Level.SHOULD


def test_only_the_clauses_that_are_wanted_are_run(world: World, clauses: Clauses) -> None:
    """The others are listed as not run, in the order of the contract, and nothing of them happens."""
    for id_ in ("SIL-02", "CON-02", "CON-01"):
        clauses.single("raise Failed('looked at')", id_)
    found = verdicts(world, options=Options(("CON-02",)))
    assert [(id_, verdict.kind) for id_, verdict in found.items()] == [
        ("CON-01", Kind.NOT_RUN),
        ("CON-02", Kind.FAIL),
        ("SIL-02", Kind.NOT_RUN),
    ]
    assert found["CON-01"].reason == "not among --clauses"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (Options(("CON-99",)), "CON-99"),
        (Options(("CON-01", "NO", "AGAIN")), "AGAIN, NO"),
        (Options(replay="CON-99"), "CON-99"),
        (Options(replay="CON-99:" + to_word(LEDGER)), "CON-99"),
    ],
)
def test_a_clause_that_there_is_not_is_named_kindly(
    world: World, clauses: Clauses, options: Options, named: str
) -> None:
    """The refusal names what is not there and all that is, and judges nothing."""
    clauses.single("pass")
    clauses.single("pass", "CON-02")
    with pytest.raises(ManifestError, match=rf"^no such clause: {named}; there are CON-01, CON-02$"):
        verdicts(world, options=options)


def test_a_replay_that_was_not_copied_whole_is_refused(world: World, clauses: Clauses) -> None:
    """Half a word is a mistake of whoever asks, not a failure of the connector."""
    clauses.single("pass")
    with pytest.raises(ManifestError, match="copy it whole"):
        verdicts(world, options=Options(replay="CON-01:abc"))


@pytest.mark.parametrize(
    ("more", "claims", "reason"),
    [
        ({"feature": "reset"}, {"features": ["deletions"]}, "the manifest does not claim 'reset'"),
        (
            {"granularity": "line"},
            {"granularity": "entry"},
            "it needs the granularity 'line', the manifest claims 'entry'",
        ),
        ({"granularity": "entry"}, {"granularity": "account-month"}, "it needs the granularity 'entry'"),
    ],
)
def test_only_a_claim_makes_a_clause_unsupported(
    world: World, clauses: Clauses, more: dict[str, str], claims: dict[str, Any], reason: str
) -> None:
    """What is not claimed is not tried and not counted; with the claim it is."""
    clauses.single("raise Failed('tried')", **more)
    found = verdicts(world, claims=Claims.model_validate(claims))["CON-01"]
    assert (found.kind, found.reason[: len(reason)]) == (Kind.UNSUPPORTED, reason)
    assert verdicts(world)["CON-01"].kind is Kind.FAIL


def test_a_failure_is_shown_with_its_smallest_ledger_and_replayed(world: World, clauses: Clauses) -> None:
    """The evidence is a ledger that a person can read, and the replay is that ledger and no other."""
    clauses.add("""
        @marked("DAT-01")
        def test_it(case):
            def check(tale):
                case.begin(tale)
                if any(row.account == "700000" for row in case.expected()):
                    raise Failed("income", f"{len(tale.entries)} entries")

            case.for_all(strategies.ledgers(), check, [small.LEDGER])
    """)
    verdict = verdicts(world, options=Options(manifest_path="my connector.toml", seed=7))["DAT-01"]
    assert verdict.evidence.startswith("The smallest ledger that shows it:\n  INV 2026-01-15\n      700000 ")
    assert verdict.evidence.endswith("\n1 entries")
    told = re.fullmatch(r"twinledger verify 'my connector.toml' --seed 7 --replay (DAT-01:(\S+))", verdict.replay)
    assert told is not None
    assert len(from_word(told[2]).entries) == 1
    again = verdicts(world, options=Options(manifest_path="my connector.toml", seed=7, replay=told[1]))
    assert again["DAT-01"] == verdict
    other = Options(replay="DAT-01:" + to_word(type(LEDGER)(LEDGER.entries[:1])))
    assert verdicts(world, options=other)["DAT-01"].kind is Kind.PASS


def test_a_failure_without_an_example_is_replayed_by_its_clause(world: World, clauses: Clauses) -> None:
    """A clause that draws nothing is tried again as it is."""
    clauses.single("raise Failed('no')")
    verdict = verdicts(world)["CON-01"]
    assert verdict.replay == "twinledger verify connector.toml --seed 1 --replay CON-01"
    assert verdicts(world, options=Options(replay="CON-01"))["CON-01"] == verdict


@pytest.mark.parametrize("code", ["import no_such_module", "def test_it(case):\n    pass", "x ="])
def test_clauses_that_cannot_be_read_are_an_error_of_ours(world: World, clauses: Clauses, code: str) -> None:
    """A broken contract judges nobody."""
    clauses.single("pass")
    clauses.add(code)
    with pytest.raises(HarnessError):
        verdicts(world)


def test_a_contract_without_clauses_is_an_error_of_ours(world: World, clauses: Clauses) -> None:
    """Nothing to run is not a success."""
    del clauses
    with pytest.raises(HarnessError, match="no clause"):
        verdicts(world)


def test_the_state_of_one_clause_is_not_that_of_the_next(world: World, clauses: Clauses) -> None:
    """Each begins with a fresh world and a connector without memory."""
    folders: list[str] = []

    def remembering(config: Mapping[str, str]) -> Any:
        folders.append(config["CONNECTOR_STATE_DIR"])
        return reference(config)

    body = "case.begin(small.LEDGER)\nassert not case.held()\ncase.sync()\ncase.sync()\ncase.agree('no')"
    clauses.single(body)
    clauses.single(body, "CON-02")
    found = verdicts(world, remembering)
    assert [verdict.kind for verdict in found.values()] == [Kind.PASS, Kind.PASS]
    assert [folders.index(folder) for folder in folders] == [0, 0, 2, 2]


def test_the_contract_is_in_order() -> None:
    """Ids are unique and sorted by chapter, and whatever a failure needs is said of every clause."""
    found = list(catalogue().values())
    assert found == sorted(found, key=lambda clause: ([*CHAPTERS].index(clause.id[:3]), clause.id))
    assert len({clause.id for clause in found}) == len(found)
    for clause in found:
        assert re.fullmatch(r"[A-Z]{3}-\d\d", clause.id)
        assert all((clause.statement, clause.sources, clause.adversary, clause.remedy)), clause.id
        assert bool(clause.mutant) == (clause.id != "EXP-01"), clause.id  # it retells the failures of others
        assert clause.granularity in GRANULARITIES
        assert Claims.model_validate({"features": [clause.feature] if clause.feature else []}).covers(clause.feature)
