"""Exploring: the sample of the sweep, lives of a connector, stories made short, and failures that are told again."""

from __future__ import annotations

import datetime as dt
import itertools
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis.errors import Flaky

from mock_silverfin.integrations.odoo import sync as reference
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims
from twinledger.drivers.trial import Trial
from twinledger.judge.case import Case
from twinledger.judge.examples import Drawing
from twinledger.judge.exploring import judging
from twinledger.judge.exploring.faults import MODEL
from twinledger.judge.exploring.found import Finds, Found, shortened
from twinledger.judge.exploring.machine import live
from twinledger.judge.exploring.sweep import Request, Scene, Strike, chosen, sweep
from twinledger.judge.verdicts import Failed, HarnessError, Inconclusive, NotApplicable
from twinledger.stories import doings, trials
from twinledger.stories.moments import LeftWrong, RowsMissing, Stopped, Surprise
from twinledger.stories.parts import Line, Step
from twinledger.world import World

from .support import a_clause, bench

RUN = trials.Run(do="run")
LINES: Any = (Line(account="610000", debit="5.00"), Line(account="570000", credit="5.00"))  # type: ignore[arg-type]


def _entered(name: str) -> doings.Enter:
    return doings.Enter(do="enter", entry=name, date=dt.date(2026, 2, 1), lines=LINES)


def _nothing() -> None:
    """See nothing that would keep a step from telling something."""


@pytest.fixture
def trial(world: World) -> Iterator[Trial]:
    """Give a test the reference connector on trial."""
    trial = Trial(world, FunctionDriver(reference), Claims(), 30)
    yield trial
    trial.close()


def _with(trial: Trial, function: Any) -> Trial:
    trial.driver = FunctionDriver(function)
    return trial


def _scene(told: str, *requests: Request) -> Scene:
    return Scene(told, (), None, Path(), (), requests)  # type: ignore[arg-type]


READ, WRITE = Request("odoo", 1, "read", False, 100), Request("silverfin", 1, "submit", True, 10)
SCENES = [_scene("first", READ, WRITE), _scene("later", READ, WRITE)]


def test_all_strikes_are_every_request_with_every_fault() -> None:
    """Exhaustive means exhaustive, and each of them once."""
    every = chosen(SCENES, None)
    assert len(every) == len(set(every)) == 4 * len(MODEL)
    assert chosen(SCENES, 10_000) == every


def test_a_sample_covers_faults_at_writes_first_then_at_reads_and_every_request() -> None:
    """What is written matters most, and as soon as there is room nothing is left out."""
    few = chosen(SCENES, len(MODEL))
    assert {strike.kind for strike in few if strike.request.writes} == set(MODEL)
    more = chosen(SCENES, 2 * len(MODEL))
    assert {(strike.kind, strike.request.writes) for strike in more} == {(k, w) for k in MODEL for w in (True, False)}
    assert {(strike.scene.told, strike.request) for strike in more} == {
        (scene.told, request) for scene in SCENES for request in scene.requests
    }
    assert Counter(more).most_common(1)[0][1] == 1


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """Another seed strikes elsewhere."""
    assert chosen(SCENES, 10, seed=3) == chosen(SCENES, 10, seed=3)
    assert chosen(SCENES, 10, seed=3) != chosen(SCENES, 10, seed=4)


@pytest.mark.parametrize("kind", MODEL, ids=lambda kind: kind.told)
def test_every_fault_of_the_model_can_be_armed(kind: Any) -> None:
    """Its name, its place and what it needs are those of a story; its text and its clause are its own."""
    run, after = Strike(SCENES[0], WRITE, kind).steps
    assert [broken.armed for broken in run.breaks]
    assert (run.breaks[0].system, run.breaks[0].nth, after.ends) == ("silverfin", 1, "well")
    assert sum(other.told == kind.told for other in MODEL) == 1


def test_the_sweep_knows_fresh_connections_from_reused_ones(trial: Trial) -> None:
    """Answers are lost on both, every strike came about, and the reference gets over all of them."""
    swept = sweep(trial, _nothing, 12)
    assert (swept.finds.tried, len(swept.struck), swept.missed) == (12, 12, [])
    assert swept.broken == []
    assert swept.lost_fresh >= 2
    assert swept.lost_reused >= 2


def test_the_sweep_begins_each_time_where_the_run_began(trial: Trial) -> None:
    """Neither fake nor memory of the connector has anything of what was tried before."""
    seen: list[tuple[int, int, int]] = []

    def noting(config: Any) -> Any:
        files = len(list(Path(config["CONNECTOR_STATE_DIR"]).iterdir()))
        seen.append((len(trial.pair.file.lines()), files, len(trial.world.journal)))
        return reference(config)

    sweep(_with(trial, noting), _nothing, 6)
    recorded_first, recorded_later = seen[0], seen[2]
    struck = seen[3::2]
    assert len(struck) == 6
    assert {run[:2] for run in struck} <= {recorded_first[:2], recorded_later[:2]}


def test_a_connector_that_fails_without_any_fault_is_told_so(world: World) -> None:
    """There is nothing to sweep."""
    case = Case(bench(world, lambda _config: {"ok": False}), a_clause())
    with pytest.raises(Failed, match=r"A run with no fault at all went wrong: .* Nothing was in its way"):
        judging.judge_sweep(case)
    case.close()


def test_a_fault_that_never_came_about_is_a_doubt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector that asks for something else in each run is struck by nothing, and that proves nothing."""
    case = Case(bench(world), a_clause())
    strike = Strike(SCENES[0], WRITE, MODEL[0])
    swept = judging.Swept(missed=[strike])
    monkeypatch.setattr(judging, "sweep", lambda *_: swept)
    with pytest.raises(Inconclusive, match="never came about: the connection is torn down before anything is done"):
        judging.judge_sweep(case)
    swept.struck.append(strike)
    judging.judge_sweep(case)
    assert case.remarks == ["2 strikes, 1 of which came about; answers lost on 0 fresh and 0 reused connections"]


def test_the_reference_lives(trial: Trial) -> None:
    """A few lives, whatever happens in them, hold no surprise; the same seed lives the same lives."""
    told: list[list[Step]] = []

    def lived(number: int) -> Finds:
        return live(trial, Drawing(4, number), 3, lambda: told.append([]))

    assert [lived(number).by_kind for number in (1, 2)] == [{}, {}]
    steps = len(told)
    assert lived(1).tried == 4
    assert len(told) - steps >= 4 * 3 * 2


def test_a_life_ends_with_the_worst_that_was_found(trial: Trial) -> None:
    """Whoever says that all is well and brings nothing is found at once, in a story as short as it can be."""
    finds = live(_with(trial, lambda _config: None), Drawing(5), 3, _nothing)
    [found] = finds.in_order
    short = shortened(found, trial)
    assert (type(short.surprise), short.repeats) == (RowsMissing, True)
    assert [step.do for step in short.steps] == ["enter", "run"]
    assert not getattr(short.steps[-1], "breaks", ())


def _failing(*errors: tuple[int, Exception]) -> Callable[[], None]:
    """Return what raises these errors when it is called for the so manieth time."""
    number, known = itertools.count(1), dict(errors)

    def look() -> None:
        error = known.get(next(number))
        if error is not None:
            raise error

    return look


@pytest.mark.parametrize(
    "errors",
    [
        [(5, HarnessError("a fake failed"))],
        [(number, HarnessError("one") if number % 2 else Inconclusive("two")) for number in range(5, 500)],
    ],
    ids=["once", "in two ways"],
)
def test_lives_in_which_a_fake_failed_prove_nothing(trial: Trial, errors: list[tuple[int, Exception]]) -> None:
    """Whether it comes again or not, and whatever else Hypothesis tells with it, that is no life without surprise."""
    with pytest.raises((HarnessError, Inconclusive, Flaky, BaseExceptionGroup)):
        live(trial, Drawing(4), 3, _failing(*errors))


def test_what_a_failing_fake_brought_about_is_not_the_connectors_failure(trial: Trial) -> None:
    """It says that all is well and brings nothing, once; in that run the fake failed, and that is looked at first."""
    runs, failures = iter([None]), iter([HarnessError("a fake failed")])

    def moody(config: Any) -> Any:
        return next(runs, "reference") and reference(config)

    def look() -> None:
        if trial.ran_at is not None and (error := next(failures, None)) is not None:
            raise error

    with pytest.raises((HarnessError, Flaky)):
        live(_with(trial, moody), Drawing(2), 3, look)


def test_only_what_is_claimed_happens_in_a_life(trial: Trial) -> None:
    """Nobody takes back what a connector does not claim to notice, and tokens do not run out unnoticed."""
    seen: list[str] = []

    def noting(config: Any) -> Any:
        seen.append(config["SILVERFIN_ACCESS_TOKEN"])
        return reference(config)

    trial = Trial(trial.world, FunctionDriver(noting), Claims(features=("incremental",)), 30)
    finds = live(trial, Drawing(6), 4, _nothing)
    trial.close()
    assert finds.by_kind == {}
    assert all(before != after for before, after in pairwise(seen))  # authorised anew before each run


def test_what_fails_once_and_not_again_is_kept_and_marked(trial: Trial) -> None:
    """Whether a story ends the same when it is told again is known of it."""
    runs = iter([None])

    def moody(config: Any) -> Any:
        return next(runs, "reference") and reference(config)

    trial = _with(trial, moody)
    assert not shortened(Found((_entered("rent"), RUN), RowsMissing("gone")), trial).repeats
    runs = iter([None] * 99)
    assert shortened(Found((_entered("rent"), RUN), RowsMissing("gone")), trial).repeats


def test_a_story_is_made_shorter_only_if_it_ends_the_same(trial: Trial) -> None:
    """Steps that others speak of stay, and so does what makes it fail in this way and no other."""

    def forgetful(config: Any) -> Any:
        return None if len(trial.world.odoo.keys.removed) else reference(config)

    steps: list[Step] = [_entered("rent"), RUN, _entered("meal"), trials.TakeKey(do="take_key")]
    steps += [doings.ChangeAmount(do="change_amount", entry="rent", amount="3.00")]  # type: ignore[arg-type]
    steps += [doings.Wait(do="wait", seconds=5), RUN]
    short = shortened(Found(tuple(steps), RowsMissing("gone")), _with(trial, forgetful))
    assert [step.do for step in short.steps] == ["enter", "take_key", "run"]


def test_the_worst_kind_comes_first_and_the_shortest_story_of_each() -> None:
    """What costs money silently is told before what stops."""
    finds = Finds()
    for number, surprise in enumerate([Stopped("1"), LeftWrong("2"), RowsMissing("3"), Stopped("4")], 1):
        finds.add([RUN] * (5 - number), surprise)
    assert [(str(found.surprise), len(found.steps)) for found in finds.in_order] == [("3", 2), ("2", 3), ("4", 1)]


def test_a_failure_is_told_with_its_kind_its_story_and_its_requests(world: World) -> None:
    """What is missing, whether it repeats, what else was found, and what was asked of either side."""
    case = Case(bench(world, lambda _config: None), a_clause())
    with pytest.raises(Failed, match="rows are missing") as caught:
        judging.judge_lives(case)
    case.close()
    assert caught.value.story is not None
    assert [step.do for step in caught.value.story.steps] == ["enter", "run"]
    assert "The requests of the run in which it shows:" in caught.value.evidence
    assert case.level.value == "M"


def _found(monkeypatch: pytest.MonkeyPatch, *surprises: Surprise) -> None:
    """Let lives come to these surprises, each in a story that enters the rent and runs."""
    finds = Finds(tried=3)
    for surprise in surprises:
        finds.add([_entered("rent"), RUN], surprise)
    monkeypatch.setattr(judging, "live", lambda *_: finds)


def test_what_does_not_come_again_is_a_doubt_and_no_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs that disagree prove neither; the story that ended badly once is told all the same."""
    case = Case(bench(world), a_clause())
    _found(monkeypatch, RowsMissing("The rent is missing."), Stopped("It stopped."))
    with pytest.raises(Inconclusive) as caught:
        judging.judge_lives(case)
    case.close()
    assert caught.value.reason == "unstable: told again, the same story did not end so (The rent is missing.)"
    assert caught.value.story is not None
    assert [step.do for step in caught.value.story.steps] == ["enter", "run"]
    assert "It was found in 3 lives." in caught.value.evidence
    assert "Also found, once: It stopped." in caught.value.evidence


def test_a_failure_that_comes_again_counts_whatever_worse_was_seen_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst of what can be shown is the failure; what was seen once is told beside it."""
    case = Case(bench(world, lambda _config: {"ok": False}), a_clause())
    _found(monkeypatch, RowsMissing("The rent is missing."), Stopped("It stopped."))
    with pytest.raises(Failed, match=r"did not synchronise.* Nothing was in its way") as caught:
        judging.judge_lives(case)
    case.close()
    assert "Also found, once: The rent is missing." in caught.value.evidence


STORY = """
title: It failed once
about: The rent did not arrive.
connector: ../../connector.toml
steps:
  - do: enter
    entry: rent
    date: 2026-03-02
    lines: [{account: "610000", debit: "1.00"}, {account: "440000", credit: "1.00"}]
  - {do: run, ends: well}
"""


def _regressions(folder: Path, *stories: str) -> Path:
    place = folder / "regressions"
    place.mkdir()
    for number, story in enumerate(stories):
        (place / f"{number}.yaml").write_text(textwrap.dedent(story))
    return folder


@pytest.mark.parametrize("good", [True, False])
def test_what_failed_before_is_told_again(world: World, tmp_path: Path, good: bool) -> None:
    """A story that ends well now is passed over; one that does not is a failure, with its place."""
    case = Case(bench(world, reference if good else lambda _config: None), a_clause())
    case.bench.memory = _regressions(tmp_path, STORY)
    if good:
        judging.judge_regressions(case)
        assert case.remarks == ["1 stories"]
    else:
        with pytest.raises(Failed, match=r"What failed before fails again: .* rows are missing") as caught:
            judging.judge_regressions(case)
        assert "0.yaml, step 2." in caught.value.evidence
    case.close()


def test_where_nothing_failed_before_nothing_is_told(world: World, tmp_path: Path) -> None:
    """Without a memory, or with an empty one, there is nothing to say."""
    case = Case(bench(world), a_clause())
    for memory in (None, tmp_path, _regressions(tmp_path)):
        case.bench.memory = memory
        with pytest.raises(NotApplicable, match="nothing has failed before"):
            judging.judge_regressions(case)


def test_surprises_are_no_secrets() -> None:
    """What a story is told for has a gravity and evidence, whoever raises it."""
    assert (Surprise("x").gravity, Surprise("x").evidence) == (5, "")
