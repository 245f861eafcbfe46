"""What exploring comes to: a verdict on the sweep, on the machine, and on what failed before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from twinledger.judge import evidence
from twinledger.judge.exploring.found import Found, shortened
from twinledger.judge.exploring.machine import live
from twinledger.judge.exploring.sweep import Swept, sweep
from twinledger.judge.verdicts import Failed, Finding, HarnessError, Inconclusive, NotApplicable
from twinledger.stories.files import StoryError, load
from twinledger.stories.moments import Surprise
from twinledger.stories.play import play_on
from twinledger.stories.schema import Story
from twinledger.stories.stage import Stage

if TYPE_CHECKING:
    from twinledger.judge.case import Case

# By profile, for a function in this process and for a program of its own.
STRIKES = {"quick": (6, 3), "default": (48, 16), "thorough": (None, None)}
LIVES = {"quick": (2, 1), "default": (40, 4), "thorough": (400, 40)}
STEPS = {"quick": 3, "default": 5, "thorough": 10}  # of a life; each is an edit and a run
SHOWN = 20
A_CONNECTOR = "connector.toml"  # in a story that is not written down yet
TITLE = 60  # characters


def judge_sweep(case: Case) -> None:
    """Sweep, and raise what it comes to."""
    most = STRIKES[case.bench.profile][0 if case.bench.driver.in_process else 1]
    try:
        swept = sweep(case.trial, lambda: _look(case), most, case.bench.drawing.seed)
    except Surprise as surprise:
        raise Failed(f"A run with no fault at all went wrong: {surprise}", surprise.evidence) from None
    told = _told(swept)
    if swept.broken:
        broken = "\n".join(f"  {strike.kind.clause}: {strike}" for strike in swept.broken[:SHOWN])
        raise _finding(case, swept.finds.in_order, f"{told}\nWhat it did not get over:\n{broken}")
    if swept.never_struck:
        kinds = "; ".join(kind.told for kind in swept.never_struck)
        raise Inconclusive(f"some faults never came about: {kinds}", told)
    case.remarks.append(told)


def judge_lives(case: Case) -> None:
    """Let the connector live, and raise what it comes to."""
    profile, drawing = case.bench.profile, case.bench.drawing
    lives = LIVES[profile][0 if case.bench.driver.in_process else 1]
    finds = live(case.trial, drawing.of(lives).under(case.clause.id), STEPS[profile], lambda: _look(case))
    if finds.by_kind:
        raise _finding(case, finds.in_order, f"It was found in {finds.tried} lives.")
    case.remarks.append(f"{finds.tried} lives")


def judge_regressions(case: Case) -> None:
    """Tell again every story that once ended badly, and raise the first that still does."""
    folder = case.bench.memory and case.bench.memory / "regressions"
    paths = sorted(folder.glob("*.yaml")) if folder else []
    if not paths:
        raise NotApplicable("nothing has failed before, as far as is known here")
    for path in paths:
        _tell_again(case, path)
    case.remarks.append(f"{len(paths)} stories")


def _tell_again(case: Case, path: Path) -> None:
    try:
        story = load(str(path))
    except StoryError as error:
        raise HarnessError(str(error)) from None
    case.world.reset()
    case.trial.forget()
    for step in play_on(Stage(case.world, trial=case.trial), story):
        _look(case)
        if not step.ok:
            told = f"It stands in {path}, step {step.number}.\n{step.evidence}".strip()
            raise Failed(f"What failed before fails again: {step.said}", told)


def _finding(case: Case, found: Sequence[Found], told: str) -> Finding:
    """Return what it comes to: the failure that the worst of what comes again is, or a doubt if nothing does."""
    again: list[Found] = []
    once: list[Found] = []
    for one in found:
        short = shortened(one, case.trial)
        (again if short.repeats else once).append(short)
        if again:
            break
    worst = (again or once)[0]
    others = [one for one in found if type(one.surprise) is not type(worst.surprise)]
    also = "\n".join(f"Also found{_how_often(other, once)}: {other.surprise}" for other in others)
    requests = f"The requests of the run in which it shows:\n{evidence.indented(worst.surprise.evidence)}"
    shown = "\n".join(part for part in (told, also, requests) if part)
    if again:
        return Failed(str(worst.surprise), shown, story_of(worst))
    reason = f"unstable: told again, the same story did not end so ({worst.surprise})"
    return Inconclusive(reason, shown, story_of(worst))


def _how_often(found: Found, once: Sequence[Found]) -> str:
    return ", once" if any(type(one.surprise) is type(found.surprise) for one in once) else ""


def story_of(found: Found) -> Story:
    """Return what was found as a story that can be written down."""
    said = str(found.surprise)
    title = said.splitlines()[0]
    return Story(title=title, about=said, connector=A_CONNECTOR, steps=found.steps)  # type: ignore[arg-type]


def _told(swept: Swept) -> str:
    total = len(swept.struck) + len(swept.missed)
    told = f"{total} strikes, {len(swept.struck)} of which came about"
    lost = f"answers lost on {swept.lost_fresh} fresh and {swept.lost_reused} reused connections"
    return f"{told}; {lost}"


def _look(case: Case) -> None:
    evidence.refuse_to_judge(case.exchanges())
