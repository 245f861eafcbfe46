"""What tests of one's own hold in their hands, beside the world: faults by name, and a clock to move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mock_kit.faults import Effect, Fault, Phase, Reset, Status, Trigger

if TYPE_CHECKING:
    from pathlib import Path

    from mock_kit.faults import Armed
    from mock_kit.journal import Exchange
    from twinledger.projection import Difference
    from twinledger.world import Pair, World


class Faults:
    """What goes wrong on the way, while a block lasts. A block in which its fault never struck fails."""

    def __init__(self, world: World) -> None:
        self._world = world

    @contextmanager
    def lost_answer(self, after: str, nth: int = 1) -> Iterator[Armed]:
        """Lose the answer to the `nth` call of that name, a method of Odoo's or an operation of Silverfin's.

        What was asked for is done and committed; then the connection is torn down.
        """
        with self._armed(Reset(), after, nth, Phase.AFTER) as armed:
            yield armed

    @contextmanager
    def status(self, status: int, at: str, nth: int = 1) -> Iterator[Armed]:
        """Answer the `nth` call of that name with another status, as a server in front would; nothing is done."""
        with self._armed(Status(status), at, nth, Phase.BEFORE) as armed:
            yield armed

    @contextmanager
    def _armed(self, effect: Effect, name: str, nth: int, phase: Phase) -> Iterator[Armed]:
        def named(exchange: Exchange) -> bool:
            return name in (exchange.call.get("method"), exchange.call.get("operation"))

        armed = self._world.faults.arm(Fault(effect, Trigger(where=named, nth=nth), phase))
        try:
            yield armed
        finally:
            self._world.faults.disarm(armed)
        if not armed.fired:
            raise AssertionError(
                f"the fault never struck: {armed.seen} calls of {name!r} were made, it waits for {nth}"
            )


class TestClock:
    """The world's clock, for tests."""

    __test__ = False

    def __init__(self, world: World) -> None:
        self._clock = world.clock

    def now(self) -> datetime:
        """Return the current moment (aware, UTC)."""
        return self._clock.now()

    def advance(self, **time: float) -> datetime:
        """Move the clock forward, e.g. by `days=1`, and return the new moment."""
        return self._clock.advance(timedelta(**time))

    @contextmanager
    def at(self, moment: datetime | str) -> Iterator[datetime]:
        """Let it be a later moment while a block lasts; without a time zone it is UTC. Afterwards it is as before."""
        wanted = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        before = self._clock.capture()
        try:
            yield self._clock.advance_to(wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC))
        finally:
            self._clock.restore(before)


def assert_agree(difference: Difference, pair: Pair) -> None:
    """Raise AssertionError with the rows that tell two ledgers apart, if any do."""
    if difference:
        raise AssertionError(f"the two ledgers of {pair.reference} differ:\n{difference}")


def assert_happens(story: Path) -> None:
    """Play the story in a scenario's file in a world of its own; raise AssertionError at the first step that surprises.

    Raises StoryError for a file that is no story.
    """
    from twinledger.stories.files import load  # noqa: PLC0415 - pydantic and YAML load slowly
    from twinledger.stories.play import play  # noqa: PLC0415 - beside it

    for came in play(load(str(story))):
        if not came.ok:
            raise AssertionError(f"step {came.number} ({came.step.do}): {came.said}\n{came.evidence}".rstrip())
