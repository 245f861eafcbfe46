"""The player of a story that people act in: which step it is at, who does it and where, and whether it was done.

It opens no socket and draws nothing: whoever shows it calls `look` from time to time, `solve` when somebody wants a
step done for them, and `back` to turn the world back. Calls must not overlap.

    with set_up(story) as stage:
        player = Player(stage, story)
        player.now.task.said("nl"), player.now.page     # what to do, and where
        player.look()                                   # None, until it was done
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mock_silverfin.wire import connections as wire
from twinledger.stories import doings
from twinledger.stories.expectations import Happened
from twinledger.stories.judging import is_like, judge, was
from twinledger.stories.parts import Step, Texts
from twinledger.stories.people import Refused
from twinledger.stories.play import Played, played
from twinledger.stories.stage import StageState
from twinledger.stories.steps import Beside
from twinledger.stories.tasks import Ran, Sign, Task, Who, task_of

if TYPE_CHECKING:
    from mock_kit.journal import Exchange
    from twinledger.stories.schema import Story
    from twinledger.stories.stage import Stage
    from twinledger.world import WorldState

NO_WAY_BACK = (
    "go_on",
    "commit",
    "upgrade_odoo",
    "run",
    "ring",
    "give_key",
    "take_key",
    "lose_state",
    "unlink",
    "relink",
)


class CannotTurnBackError(Exception):
    """Something happened since that step which no snapshot takes back; the story can be begun again instead."""


@dataclass(frozen=True)
class Scene:
    """One step as it stands now.

    `page` is the whole address where a person does it, empty for what happens by itself. `state` is `done`, `now` or
    `later`; a step that is `now` and `failed` was tried, and `said` tells what was not as the story says.
    """

    number: int
    step: Step
    who: Who
    system: Literal["odoo", "silverfin"] | None
    page: str
    task: Texts
    state: Literal["done", "now", "later"]
    said: str = ""
    failed: bool = False

    @property
    def tell(self) -> Texts | None:
        """What a trainer says about it."""
        return self.step.tell

    @property
    def minutes(self) -> float | None:
        """How many minutes a class needs for it, None if the story does not say."""
        return self.step.minutes


@dataclass(frozen=True)
class _Bookmark:
    """The world and the stage just before a step, and what had been said by then."""

    world: WorldState
    stage: StageState
    done: tuple[Played, ...]
    last_run: int


class Player:
    """A story at one of its steps, on a stage that is set up for it.

    In a world that was kept it goes on from the step that it was at; there is no way back beyond that.
    """

    def __init__(self, stage: Stage, story: Story) -> None:
        self.stage = stage
        self.story = story
        self._done: list[Played] = []
        self._failed: Played | None = None
        self._bookmarks: dict[int, _Bookmark] = {}
        self._beside: Beside | None = None
        self._last_run = 0  # the last synchronisation that a step was about
        self._begin(self._go_on_from_where_it_was())

    # What it stands at ----------------------------------------------------------------------------------------------

    @property
    def number(self) -> int:
        """The number of the current step, from 1; one more than there are when the story is over."""
        return len(self._done) + 1

    @property
    def is_over(self) -> bool:
        """Whether every step was done."""
        return self.number > len(self.story.steps)

    @property
    def now(self) -> Scene | None:
        """The current step, None when the story is over."""
        return None if self.is_over else self._scene(self.number)

    @property
    def scenes(self) -> list[Scene]:
        """Every step, in order."""
        return [self._scene(number) for number in range(1, len(self.story.steps) + 1)]

    def _scene(self, number: int) -> Scene:
        step = self.story.steps[number - 1]
        task = task_of(step, self.stage)
        came: Played | None = self._failed if number == self.number else None
        if number < self.number:
            came = self._done[number - 1]
        return Scene(
            number,
            step,
            task.who,
            task.system,
            task.page,
            task.task,
            "done" if number < self.number else "now" if number == self.number else "later",
            came.said if came else "",
            failed=came is not None and not came.ok,
        )

    # What is done with it -------------------------------------------------------------------------------------------

    def look(self) -> Played | None:
        """Return what came of the current step if a person has done it meanwhile, else None.

        If that is not what the story says, the step stays the current one, and can be done again.
        """
        if self.is_over or not self._was_done(task_of(self._step, self.stage)):
            return None
        return self._came(played(self.number, self._step, self.stage, self._judged))

    def solve(self) -> Played:
        """Do the current step for whoever should do it and return what came of it; raise IndexError after the last."""
        step = self._step
        self._drop()
        if isinstance(step, doings.Connect):
            self.stage.know_key(step.api_key)
        return self._came(played(self.number, step, self.stage))

    def back(self, number: int) -> None:
        """Make everything what it was just before the step of that number, which is the current one from then on.

        Raise CannotTurnBackError if the story has been where there is no way back from.
        """
        lost = {step.do for step in self.story.steps[number - 1 : self.number] if _is_for_good(step)}
        if lost or number not in self._bookmarks:
            raise CannotTurnBackError(f"there is no way back beyond {', '.join(sorted(lost)) or 'here'}; begin again")
        self._drop()
        self.stage.world.silverfin.runner.settle()
        marked = self._bookmarks[number]
        self.stage.world.restore(marked.world)
        self.stage.recall(marked.stage)
        self._done, self._last_run = list(marked.done), marked.last_run
        self._begin()

    # Inside -------------------------------------------------------------------------------------------------------

    def _go_on_from_where_it_was(self) -> tuple[int, int] | None:
        """Return how far the journal was when the current step began, None if nothing of the story was kept."""
        kept = self.stage.world.kept
        told = kept and kept.get("told")
        if not told:
            return None
        self._last_run = told["last_run"]
        self._done = [Played(place, self.story.steps[place - 1], *came) for place, came in enumerate(told["done"], 1)]
        exchanges, events = told["since"]
        return exchanges, events

    def _note(self) -> None:
        """Note where the story is, if the world is kept: each step that was done is done for good."""
        kept = self.stage.world.kept
        if kept is not None:
            done = [(came.said, came.ok, came.evidence) for came in self._done]
            since = (self._exchanges, self._events)
            kept.put(told={"done": done, "last_run": self._last_run, "since": since}, stage=self.stage.written())

    @property
    def _step(self) -> Step:
        return self.story.steps[self.number - 1]

    def _begin(self, since: tuple[int, int] | None = None) -> None:
        """Note how everything is before the current step, and arm what is to happen beside it."""
        self._failed = None
        self._exchanges, self._events = since or self._here()
        self._note()
        if self.is_over:
            return
        world = self.stage.world
        self._bookmarks[self.number] = _Bookmark(
            world.snapshot(), self.stage.capture(), tuple(self._done), self._last_run
        )
        self._attend()

    def _here(self) -> tuple[int, int]:
        """Return how far the journal is: only what happens from there on is looked for."""
        journal = self.stage.world.journal
        return len(journal), len(journal.events)

    def _attend(self) -> None:
        """Arm what is to happen beside the current step."""
        step = self._step
        if isinstance(step, doings.Synchronise) and (step.meanwhile or step.breaks):
            self._beside = Beside(step, self.stage)

    def _drop(self) -> None:
        if self._beside is not None:
            self._beside.disarm()
        self._beside = None

    def _came(self, came: Played) -> Played:
        self._drop()
        if came.ok:
            self._done.append(came)
            run = self.stage.last_run()
            if run is not None and not isinstance(came.step, doings.Link):  # linking on the page starts a run
                self._last_run = run.id
            self._begin()
        else:
            self._failed = came
            self._exchanges, self._events = self._here()
            self._attend()
        return came

    def _was_done(self, task: Task) -> bool:
        return any(self._seen(sign) for sign in task.recognised)

    def _seen(self, sign: Sign) -> bool:
        journal = self.stage.world.journal
        if isinstance(sign, Ran):
            return self._has_run()
        if isinstance(sign, Happened):
            return any(
                is_like(event, sign) for event in journal.events.named(sign.event) if event.number > self._events
            )
        asked = [one for one in journal.since(self._exchanges) if one.closed is not None and was(one, sign)]
        if asked:
            self.stage.answer = _refusal(asked[-1])
        return bool(asked)

    def _has_run(self) -> bool:
        run = self.stage.last_run()
        if run is None or run.id <= self._last_run or not run.is_over:
            return False
        self.stage.run = wire.run(run)
        return True

    def _judged(self, step: Step, stage: Stage) -> str:
        if self._beside is not None:
            self._beside.check()
        return judge(step, stage)


def _refusal(exchange: Exchange) -> Refused | None:
    """Return the refusal that somebody got for their inputs, None if they were taken."""
    if exchange.status is not None and exchange.status < 400:
        return None
    wrong = exchange.notes.get("refused")
    return Refused("the inputs were not taken", None if wrong is None else str(wrong))


def _is_for_good(step: Any) -> bool:
    return step.do in NO_WAY_BACK or getattr(step, "late", False)
