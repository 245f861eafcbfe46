"""A session: a real Odoo and a fake side by side, with people and companies; one house after another is built."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from twinledger.parity import loading
from twinledger.parity.agreement import Difference, Pairs, different
from twinledger.parity.answers import Answer
from twinledger.parity.conversation import Conversation, Person, Step
from twinledger.parity.exploring import keyring
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.findings import AGREES, Findings
from twinledger.parity.exploring.house import OF_THE_VILLAGE, House
from twinledger.parity.exploring.mistakes import Said, told_of_a_part
from twinledger.parity.exploring.settling import LOCKS
from twinledger.parity.exploring.telling import refused, said
from twinledger.parity.runner import Talk, fresh_tags
from twinledger.parity.safety import OwnDatabase

HOUSE, VILLAGE = ("trade", "partners", "entries"), ("browsers", "companies", "partners")
UNLOCKED = Ask("res.company", "write", {"vals": dict.fromkeys(LOCKS, False)}, ["${company}"])


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
        self.tags = fresh_tags()
        self.tag = tag = next(self.tags)
        self.villages = tuple(_settled(Talk(village.people, own, tag=tag), village) for own in self.owns)
        for talk in self.villages:
            talk.captured = {name: talk.captured[name] for name in OF_THE_VILLAGE}
        neighbours = {name: _of_the_village(person, tag) for name, person in village.people.items()}
        self.people = {**self.house.people, **neighbours, "wrong": Person(uid="${uid}", secret="wrong", key="wrong")}
        self.people["nobody"] = Person(uid="${absent}", secret="${key}", key="")

    def begin(self) -> Example:
        """Return a new example: a house of its own in both systems."""
        tag = next(self.tags)
        real, fake = (
            _settled(Talk(self.people, own, tag=tag, earlier=village), self.house)
            for own, village in zip(self.owns, self.villages, strict=True)
        )
        for talk in (real, fake):
            talk.references.keep("village_tag", self.tag)
            talk.prepare(UNLOCKED.step(0))
        return Example(self, real, fake)

    def issue(self, house: House, made: str) -> None:
        """Let somebody in who comes with a key that was just made: `owner:name` says whose, and how it is called."""
        owner, _, key = made.partition(":")
        self.people[key] = keyring.holder(key, owner)
        house.add("key", [key])
        house.records.setdefault("holders", []).append(key)


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
        steps = [*self.changes, step]
        part = partial(self._told_of_a_part, ask, door, who, real, fake)
        agrees = self.session.findings.note(ask, steps, found, real, fake, part) == AGREES
        self.session.progress(1)
        if ask.capture or (ask.changes and "result" in real):
            self.changes.append(step)
        self.parted = self.parted or (ask.changes and not agrees and not (refused(real) and refused(fake)))
        return real if agrees else None

    def _told_of_a_part(self, ask: Ask, door: str, who: str, real: Answer, fake: Answer) -> bool:
        """Tell whether the real server refuses a part of a call in the words in which the fake refuses the whole."""
        first = Said(said(real), said(fake), same=False)
        return refused(real) and refused(fake) and told_of_a_part(ask, who, first, partial(self._both, door))

    def _both(self, door: str, part: Ask, who: str) -> Said:
        """Ask both systems a part of a call; they part ways if that changes something."""
        self.asked += 1
        step = part.step(self.asked, door, who)
        real, fake = self.real.answer(step), self.fake.answer(step)
        self.parted = self.parted or (part.changes and not (refused(real) and refused(fake)))
        return Said(said(real), said(fake), same=not any(different(real, fake, self.pairs)))


def _of_the_village(person: Person, tag: str) -> Person:
    """Return a person whose password has the tag of the village in it, not that of a house."""
    return person.model_copy(update={"secret": person.secret.replace("${tag}", tag)})


def _settled(talk: Talk, conversation: Conversation) -> Talk:
    """Return a talk after the set-up of a conversation, of which an earlier talk may have found some already."""
    for step in conversation.set_up:
        if not step.capture or not step.capture.keys() <= talk.captured.keys():
            talk.prepare(step)
    return talk
