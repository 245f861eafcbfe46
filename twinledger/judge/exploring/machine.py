"""The machine: a connector's life in any order, over both fakes, until one of its runs surprises.

Hypothesis chooses the steps; each is one of a story, so what it finds is a story that anybody can play.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from twinledger.books import strategies
from twinledger.books.amounts import plain
from twinledger.books.book import Entry
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge.exploring import drawing
from twinledger.judge.exploring.found import Finds
from twinledger.stories import doings, trials
from twinledger.stories.moments import Surprise
from twinledger.stories.parts import Step
from twinledger.stories.runs import perform
from twinledger.stories.stage import Stage

if TYPE_CHECKING:
    from twinledger.drivers.trial import Trial
    from twinledger.judge.examples import Drawing

SHRINKING_SECONDS = 20.0
ACCOUNTS = ("612000", "604000", "700000")
WAITS = (1, 59, 600, 9 * 3600)  # seconds: up to a night, which no access token outlives
Draw = Callable[[st.SearchStrategy[Any]], Any]
Happening = Callable[[Draw], None]


class _Enough(BaseException):
    """It has taken long enough; not an Exception, so that Hypothesis lets it through."""


@dataclass
class Known:
    """An entry as the books have it: posted, draft, late (nobody sees it yet) or gone, and how many lines it has."""

    state: str
    lines: int


class Life(RuleBasedStateMachine):
    """One life of a connector: what people do in the books, what befalls keys, file and network, and its runs.

    Subclasses have the connector on `trial`, and what is to be done before each step.
    """

    trial: ClassVar[Trial]
    finds: ClassVar[Finds]
    check_time: ClassVar[Callable[[], None]]
    look: ClassVar[Callable[[], None]]  # raises if the fakes themselves failed

    def __init__(self) -> None:
        super().__init__()
        self.finds.tried += 1
        self.trial.world.reset()
        self.trial.forget()
        self.stage = Stage(self.trial.world, trial=self.trial)
        self.steps: list[Step] = []
        self.entries: dict[str, Known] = {}
        self.is_over = False

    def do(self, step: Step) -> None:
        """Let the next step of the story happen."""
        type(self).check_time()
        self.steps.append(step)
        self.is_over = True  # unless it goes on below
        try:
            perform(step, self.stage)
        except Surprise as surprise:
            type(self).look()  # if a fake failed, that is no failure of the connector's
            self.finds.add(self.steps, surprise)
            raise
        type(self).look()
        self.is_over = False

    def teardown(self) -> None:
        """With nothing in its way any more, it must bring everything."""
        if self.is_over or not self.steps:
            return
        if "key" in self.stage.obstacles:
            self.do(trials.GiveKey(do="give_key"))
        if "unlinked" in self.stage.obstacles:
            self.do(trials.Relink(do="relink"))
        self.do(trials.Run(do="run", ends="well"))

    # What happens -----------------------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        """There is something in the books, and perhaps in Silverfin."""
        self._enter(data.draw)
        if data.draw(st.booleans()):
            self._run(data.draw)

    @rule(data=st.data())
    def go_on(self, data: Any) -> None:
        """Somebody changes the books, something else happens perhaps, and the connector runs.

        There is one rule, so that Hypothesis leaves no kind of step out of a whole life.
        """
        draw: Draw = data.draw
        draw(st.sampled_from(self._edits()))(draw)
        if draw(st.integers(0, 3)) == 0:
            self._befall(draw)
        draw(st.sampled_from((self._run, self._run, self._run_in_trouble, self._run_meanwhile)))(draw)

    def _edits(self) -> list[Happening]:
        """Return what can happen to the books now, the more often the more it matters."""
        edits: list[Happening] = [self._enter, self._enter_late, self._enter_draft, self._rename]
        edits += [self._commit] * 3 * bool(self._in("late"))
        edits += [self._post] * 3 * bool(self._in("draft"))
        edits += [self._change_amount, self._change_amount, self._change_date] * bool(self._in("posted"))
        if self.trial.claims.covers("deletions"):
            edits += [self._take_back, self._take_back, self._take_back, self._correct] * bool(self._in("posted"))
        return edits

    def _run(self, _draw: Draw) -> None:
        self.do(trials.Run(do="run"))

    def _run_in_trouble(self, draw: Draw) -> None:
        self.do(trials.Run(do="run", breaks=draw(drawing.breaks())))

    def _run_meanwhile(self, draw: Draw) -> None:
        """It runs while somebody enters an entry, or takes the key away."""
        name = self._fresh_name()
        part: Any = drawing.entered(name, draw(drawing.entries()))
        may_lose_it = ODOO in self.trial.side.ends and "key" not in self.stage.obstacles
        if draw(st.booleans()) and may_lose_it:
            part = trials.TakeKey(do="take_key")
        self.do(trials.Run(do="run", meanwhile=(part,), at_request=draw(st.integers(1, 3))))
        if name in self.stage.entries:
            self.entries[name] = Known("posted", len(part.lines))

    def _befall(self, draw: Draw) -> None:
        """Something befalls the connector: its key, its state, its file, or time."""
        waits = [doings.Wait(do="wait", seconds=seconds) for seconds in WAITS]
        possible: list[Step] = [trials.LoseState(do="lose_state"), *waits]
        possible += self._befalls_the_key() if ODOO in self.trial.side.ends else []
        possible += self._befalls_the_file(draw) if SILVERFIN in self.trial.side.ends else []
        self.do(draw(st.sampled_from(possible)))

    def _befalls_the_key(self) -> list[Step]:
        taken = [] if "key" in self.stage.obstacles else [trials.TakeKey(do="take_key")]
        return [trials.GiveKey(do="give_key"), doings.RestartOdoo(do="restart_odoo"), *taken]

    def _befalls_the_file(self, draw: Draw) -> list[Step]:
        unlinked = [] if "unlinked" in self.stage.obstacles else [trials.Unlink(do="unlink")]
        may_begin_late = self.trial.claims.covers("opening-balance")  # else what is older may arrive, or not
        since = draw(st.one_of(st.none(), strategies.days())) if may_begin_late else None
        return [trials.Relink(do="relink", since=since), *unlinked]

    # The books --------------------------------------------------------------------------------------------------------

    def _enter(self, draw: Draw) -> None:
        self._entered("posted", draw(drawing.entries()))

    def _enter_late(self, draw: Draw) -> None:
        self._entered("late", draw(drawing.entries()), late=True)

    def _enter_draft(self, draw: Draw) -> None:
        self._entered("draft", draw(drawing.entries()), draft=True)

    def _entered(self, state: str, entry: Entry, **how: bool) -> None:
        step = drawing.entered(self._fresh_name(), entry, **how)
        self.do(step)
        self.entries[step.entry] = Known(state, len(step.lines))

    def _commit(self, draw: Draw) -> None:
        name = draw(st.sampled_from(self._in("late")))
        self.do(doings.Commit(do="commit", entry=name))
        self.entries[name].state = "posted"

    def _post(self, draw: Draw) -> None:
        name = draw(st.sampled_from(self._in("draft")))
        self.do(doings.ChangeEntry(do="post", entry=name))
        self.entries[name].state = "posted"

    def _change_amount(self, draw: Draw) -> None:
        name = draw(st.sampled_from(self._in("posted")))
        if self.entries[name].lines == 2:
            amount: Any = plain(draw(strategies.amounts()))
            self.do(doings.ChangeAmount(do="change_amount", entry=name, amount=amount))

    def _change_date(self, draw: Draw) -> None:
        name = draw(st.sampled_from(self._in("posted")))
        self.do(doings.ChangeDate(do="change_date", entry=name, date=draw(strategies.days())))

    def _take_back(self, draw: Draw) -> None:
        name, how = draw(st.sampled_from(self._in("posted"))), draw(st.sampled_from(("to_draft", "cancel", "delete")))
        self.do(doings.ChangeEntry(do=how, entry=name))
        self.entries[name].state = "draft" if how == "to_draft" else "gone"

    def _correct(self, draw: Draw) -> None:
        name, lines = draw(st.sampled_from(self._in("posted"))), drawing.story_lines(draw(drawing.entries()).lines)
        self.do(trials.Correct(do="correct", entry=name, lines=lines))
        self.entries[name].lines = len(lines)

    def _rename(self, draw: Draw) -> None:
        self.do(
            doings.RenameAccount(do="rename_account", account=draw(st.sampled_from(ACCOUNTS)), name=self._fresh_name())
        )

    def _in(self, state: str) -> list[str]:
        return [name for name, known in self.entries.items() if known.state == state]

    def _fresh_name(self) -> str:
        return f"number {len(self.steps) + 1}"


def live(trial: Trial, drawing: Drawing, steps: int, look: Callable[[], None]) -> Finds:
    """Live as many lives as are to be drawn, each of at most so many steps, and return what was found.

    `look` raises what keeps a step from telling anything about the connector; so does this, unless something was found.
    """
    finds, deadline = Finds(), list[float]()

    def check_time() -> None:
        if finds.by_kind and not deadline:
            deadline.append(time.monotonic() + SHRINKING_SECONDS)
        if deadline and time.monotonic() > deadline[0]:
            raise _Enough

    class This(Life):
        pass

    This.trial, This.finds = trial, finds
    This.check_time, This.look = staticmethod(check_time), staticmethod(look)
    seed(drawing.seed)(This)
    try:
        with contextlib.suppress(Surprise, _Enough):
            chosen = settings(drawing.settings, stateful_step_count=steps, report_multiple_bugs=True)
            run_state_machine_as_test(This, settings=chosen)
    except (BaseExceptionGroup, Flaky):  # several things at once, or one that did not come again
        if not finds.by_kind:
            raise
    return finds
