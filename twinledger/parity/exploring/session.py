"""A session: a real Odoo and a fake side by side, with people and companies; one house after another is built."""

from __future__ import annotations

from collections.abc import Callable

from twinledger.parity import loading
from twinledger.parity.agreement import Difference, Pairs, different
from twinledger.parity.answers import Answer
from twinledger.parity.conversation import Conversation, Person, Step
from twinledger.parity.exploring.asks import PEOPLE, Ask
from twinledger.parity.exploring.findings import AGREES, Findings
from twinledger.parity.exploring.house import OF_THE_VILLAGE
from twinledger.parity.runner import Talk, fresh_tag
from twinledger.parity.safety import OwnDatabase

HOUSE, VILLAGE = ("ledger", "partners", "entries"), ("colleagues", "companies", "partners")


class Session:
    """The two systems, and what was found. `progress` is told of every call that was compared.

    Raises SetUpFailedError if one of the systems lets nobody move in.
    """

    def __init__(
        self, real: OwnDatabase, fake: OwnDatabase, findings: Findings, progress: Callable[[int], object]
    ) -> None:
        self.owns = (real, fake)
        self.findings = findings
        self.progress = progress
        village, self.house = loading.assembled("village", VILLAGE), loading.assembled("house", HOUSE)
        tag = fresh_tag()
        self.villages = tuple(_settled(Talk(village.people, own, tag=tag), village) for own in self.owns)
        for talk in self.villages:
            talk.captured = {name: talk.captured[name] for name in OF_THE_VILLAGE}
        neighbours = {name: village.people[name] for name in PEOPLE}
        self.people = {
            **self.house.people,
            **{name: Person(uid=one.uid, secret=one.secret.replace("${tag}", tag)) for name, one in neighbours.items()},
        }

    def begin(self) -> Example:
        """Return a new example: a house of its own in both systems."""
        tag = fresh_tag()
        real, fake = (
            _settled(Talk(self.people, own, tag=tag, earlier=village), self.house)
            for own, village in zip(self.owns, self.villages, strict=True)
        )
        return Example(self, real, fake)


class Example:
    """One house, asked one thing after another until the two systems have parted ways."""

    def __init__(self, session: Session, real: Talk, fake: Talk) -> None:
        self.session = session
        self.real, self.fake = real, fake
        self.asked = 0
        self.changes: list[Step] = []  # what later steps may depend on
        self.pairs = Pairs()
        self.parted = False

    def ask(self, ask: Ask, door: str, who: str) -> Answer | None:
        """Ask both the same; return the real answer if the two agree."""
        self.asked += 1
        step = ask.step(self.asked, door, who)
        real, fake = self.real.answer(step), self.fake.answer(step)
        found = [Difference("exploration", step.step, *place) for place in different(real, fake, self.pairs)]
        agrees = self.session.findings.note(ask, [*self.changes, step], found, real, fake) == AGREES
        self.session.progress(1)
        if ask.capture or (ask.changes and "result" in real):
            self.changes.append(step)
        self.parted = self.parted or (ask.changes and not agrees)
        return real if agrees else None


def _settled(talk: Talk, conversation: Conversation) -> Talk:
    """Return a talk after the set-up of a conversation, of which an earlier talk may have found some already."""
    for step in conversation.set_up:
        if not step.capture or not step.capture.keys() <= talk.captured.keys():
            talk.prepare(step)
    return talk
