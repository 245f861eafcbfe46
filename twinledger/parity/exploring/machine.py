"""The state machine: draws what is asked next from what exists, and asks both systems."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from twinledger.parity.exploring import asks, changes
from twinledger.parity.exploring.asks import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import ENTRY, LINE
from twinledger.parity.exploring.operands import rarely
from twinledger.parity.exploring.session import Session

STEPS = 80  # of one example; after so many a new one begins


class Exploration(RuleBasedStateMachine):
    """One house in both systems, and what people ask of it."""

    session: Session
    calls: int

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.example = self.session.begin() if not self.over else None

    @property
    def over(self) -> bool:
        """Whether as many calls as wanted have been made."""
        return self.session.findings.calls >= self.calls

    def _asked(self, data: st.DataObject, strategy: Any) -> None:
        """Draw a call, and ask it unless the two systems have parted ways."""
        ask: Ask = data.draw(strategy)
        door = data.draw(st.sampled_from(asks.DOORS))
        who = asks.ADMIN if door == "json2" else data.draw(rarely(st.just(asks.ADMIN), st.sampled_from(asks.PEOPLE), 8))
        context = data.draw(asks.contexts())
        if self.example is None or self.example.parted or self.over:
            return
        if context:
            ask = replace(ask, arguments={**ask.arguments, "context": context})
        answer = self.example.ask(ask, door, who)
        if answer is not None and ask.makes and "result" in answer:
            self._made(ask)

    def _made(self, ask: Ask) -> None:
        """Note what was made; an entry's lines get names, too."""
        self.house.add(ask.model, ask.makes)
        for name, vals in zip(ask.makes, ask.arguments["vals_list"], strict=True):
            count = len(vals.get("line_ids", ())) if ask.model == ENTRY.model else 0
            if count and self.example is not None:
                names = [self.house.new(LINE.model) for _ in range(count)]
                capture = {line: f"result.{place}" for place, line in enumerate(names)}
                found = changes.line_ids(name)
                self.example.ask(Ask(found.model, found.method, found.arguments, None, capture), "json2", asks.ADMIN)
                self.house.add(LINE.model, names)

    @rule(data=st.data())
    def search(self, data: st.DataObject) -> None:
        """Look for records."""
        self._asked(data, asks.searches(self.house))

    @rule(data=st.data())
    def search_more(self, data: st.DataObject) -> None:
        """Look for records once more: it is what connectors do most."""
        self._asked(data, asks.searches(self.house))

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Read records."""
        self._asked(data, asks.readings(self.house))

    @rule(data=st.data())
    def group(self, data: st.DataObject) -> None:
        """Group records."""
        self._asked(data, asks.groups(self.house))

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """Ask something else that changes nothing."""
        self._asked(data, asks.others(self.house))

    @rule(data=st.data())
    def create(self, data: st.DataObject) -> None:
        """Make records."""
        self._asked(data, changes.creations(self.house))

    @rule(data=st.data())
    def write(self, data: st.DataObject) -> None:
        """Change records."""
        self._asked(data, changes.writings(self.house))

    @rule(data=st.data())
    def post_or_cancel(self, data: st.DataObject) -> None:
        """Post entries, take them back, cancel them."""
        self._asked(data, asks.deeds(self.house))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete records."""
        self._asked(data, asks.deletions(self.house))


def explore(session: Session, *, calls: int, first: int) -> None:
    """Make so many calls, drawn from the seed `first` and those after it; what differs is in the session's findings.

    Hypothesis objects where the same draws lead elsewhere: that is how a round ends in which two systems part ways.
    """
    machine = type("Exploration", (Exploration,), {"session": session, "calls": calls})
    number = first
    while session.findings.calls < calls:
        limits = settings(
            max_examples=max(2, (calls - session.findings.calls) // STEPS + 1),
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        with suppress(Flaky):
            run_state_machine_as_test(seed(number)(machine), settings=limits)
        number += 1
