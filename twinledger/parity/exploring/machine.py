"""The state machine: draws what is asked next from what exists, and asks both systems."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from twinledger.parity.exploring import changes, exchanging, keyring, looking, settling, trading
from twinledger.parity.exploring.ask import ADMIN, DOORS, ELSEWHERE, PEOPLE, Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import ENTRY, LINE
from twinledger.parity.exploring.observing import lines_of, observations
from twinledger.parity.exploring.operands import Drawn, rarely
from twinledger.parity.exploring.session import Session
from twinledger.parity.exploring.subjects import EVERYTHING, Subject

STEPS = 120  # of one example; after so many a new one begins
FORMERS = (changes.creations, changes.creations, changes.creations, changes.saves, changes.copies)


class Exploration(RuleBasedStateMachine):
    """One house in both systems, and what people ask of it."""

    session: Session
    calls: int
    subject: Subject

    def __init__(self) -> None:
        super().__init__()
        self.house = House(self.subject.changed)
        self.example = self.session.begin() if not self.over else None

    @property
    def over(self) -> bool:
        """Whether as many calls as wanted have been made."""
        return self.session.findings.calls >= self.calls

    def _asked(self, data: st.DataObject, *strategies: Callable[[House], Drawn]) -> None:
        """Draw a call, and ask it unless the two systems have parted ways."""
        ask: Ask = data.draw(data.draw(st.sampled_from(strategies))(self.house))
        who = data.draw(rarely(st.just(ADMIN), st.sampled_from(PEOPLE), 6))
        door = data.draw(st.sampled_from(DOORS.get(who, ELSEWHERE)))
        context = data.draw(looking.contexts())
        looks = data.draw(st.booleans())
        if context and not ask.then and not ask.head:
            ask = replace(ask, arguments={**ask.arguments, "context": context})
        self._ask(ask, door, who)
        if ask.changes and looks:
            for observation in observations(ask):
                self._ask(observation, "json2", ADMIN)

    def _ask(self, ask: Ask, door: str, who: str) -> None:
        """Ask both systems, and what follows if they answer the same."""
        if self.example is None or self.example.parted or self.over:
            return
        answer = self.example.ask(ask, door, who)
        if answer is None:
            return
        if "result" in answer and "not captured" not in answer:
            self._made(ask, answer)
        for further in ask.then:
            self._ask(further, door, who)

    def _made(self, ask: Ask, answer: Any) -> None:
        """Note what was made; an entry's lines get names, too."""
        if ask.method == "make_key":
            self.session.issue(self.house, ask.makes[0])
            return
        model = {"action_create_payments": "account.payment"}.get(ask.method, ask.model)
        self.house.add(ENTRY.model if model == "account.move.reversal" and ask.makes else model, ask.makes)
        for name in ask.makes if model == ENTRY.model else ():
            lines = self.house.new("lines")
            if self.example is not None:
                found = self.example.ask(replace(lines_of(name), capture={lines: "result"}), "json2", ADMIN) or {}
                count = len(found.get("result", ()))
                self.house.add(LINE.model, [f"{lines}.{place}" for place in range(count)])

    @rule(data=st.data())
    def search(self, data: st.DataObject) -> None:
        """Look for records."""
        self._asked(data, looking.searches)

    @rule(data=st.data())
    def search_more(self, data: st.DataObject) -> None:
        """Look for records once more: it is what connectors do most."""
        self._asked(data, looking.searches)

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        """Read records."""
        self._asked(data, looking.readings)

    @rule(data=st.data())
    def group(self, data: st.DataObject) -> None:
        """Group records."""
        self._asked(data, looking.groups)

    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """Ask something else that changes nothing."""
        self._asked(data, looking.others, looking.others, exchanging.exports)

    @rule(data=st.data())
    def create(self, data: st.DataObject) -> None:
        """Make records, in one of several ways."""
        self._asked(data, *FORMERS)

    @rule(data=st.data())
    def name(self, data: st.DataObject) -> None:
        """Make records of their names alone, or of a table."""
        self._asked(data, changes.names_created, exchanging.loads)

    @rule(data=st.data())
    def write(self, data: st.DataObject) -> None:
        """Change records."""
        self._asked(data, changes.writings)

    @rule(data=st.data())
    def invoice(self, data: st.DataObject) -> None:
        """Make invoices and bills."""
        self._asked(data, trading.documents)

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        """Change invoices and their lines."""
        self._asked(data, trading.edits, trading.line_edits)

    @rule(data=st.data())
    def post_or_cancel(self, data: st.DataObject) -> None:
        """Post entries, take them back, cancel them, reverse them."""
        self._asked(data, trading.deeds, trading.deeds, trading.reversals)

    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        """Make payments, and what is done with them."""
        self._asked(data, settling.payments, settling.payment_deeds, settling.registrations, settling.registrations)

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """Set lines off against each other; seldom, lock a period."""
        self._asked(data, *[settling.matches] * 5, settling.locks)

    @rule(data=st.data())
    def keys(self, data: st.DataObject) -> None:
        """Make, use and remove API keys."""
        self._asked(data, keyring.made, keyring.used, keyring.used, keyring.signed_in, keyring.removed, keyring.waiting)

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """Delete records."""
        self._asked(data, changes.deletions)


def explore(session: Session, *, calls: int, first: int, subject: Subject) -> None:
    """Make so many calls, drawn from the seed `first` and those after it; what differs is in the session's findings.

    Hypothesis objects where the same draws lead elsewhere: that is how a round ends in which two systems part ways.
    """
    left_out = dict.fromkeys(set(EVERYTHING.actions) - set(subject.actions))
    attributes = {"session": session, "calls": calls, "subject": subject, **left_out}
    machine = type("Exploration", (Exploration,), attributes)
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
