"""The runner: has a conversation with a target and returns its answers, written so that they can be compared."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from typing import Any

from twinledger.parity import answers, doors
from twinledger.parity.agreement import MISSING
from twinledger.parity.answers import Answer
from twinledger.parity.conversation import Conversation, Person, Step
from twinledger.parity.moments import Moments
from twinledger.parity.names import Names
from twinledger.parity.references import ABSENT, NotCapturedError, References, part, without
from twinledger.parity.safety import OwnDatabase
from twinledger.parity.target import send

Wait = Callable[[float], object]

UNCOMPARED = ("cookies", "hidden")  # both are new whenever a server likes; whether there were any is in `capture`
NO_ANSWER = "no answer"
NOT_CAPTURED = "not captured"
SELDOM = "05678"  # a text like R2, as conversations have them, is no start of a tag


class SetUpFailedError(RuntimeError):
    """A conversation could not begin: what it is about could not be made. The message shows step and answer."""


def run(
    conversation: Conversation, own: OwnDatabase, *, tag: str | None = None, wait: Wait = time.sleep
) -> Mapping[str, Answer]:
    """Have a conversation and return the answers by the names of their steps.

    `tag` is one of `fresh_tags`, where several conversations are had in one database; `wait` lets so many seconds pass
    on the target's clock. An answer that did not come says why under `no answer`. Raises SetUpFailedError.
    """
    talk = Talk(conversation.people, own, tag=tag or next(fresh_tags()), wait=wait)
    for step in conversation.set_up:
        talk.prepare(step)
    return {step.step: talk.answer(step) for step in conversation.steps}


def fresh_tags() -> Iterator[str]:
    """Yield short texts, each once, that no earlier run in the same database used, most likely: letter, digit, again.

    They are part of the codes of journals, which are five characters long.
    """
    dice = random.SystemRandom()
    kinds = (string.ascii_uppercase, SELDOM, string.ascii_uppercase, string.digits)
    given: set[str] = set()
    while True:
        tag = "".join(dice.choice(kind) for kind in kinds)
        if tag not in given:
            given.add(tag)
            yield tag


class Talk:
    """One run of one conversation with a target: what is known so far, and what its answers call it.

    Whoever takes part is in `people`. `earlier` is a talk with the same target whose captures are known in this one.
    """

    def __init__(
        self,
        people: Mapping[str, Person],
        own: OwnDatabase,
        *,
        tag: str,
        wait: Wait = time.sleep,
        earlier: Talk | None = None,
    ) -> None:
        target = own.target
        self.people = people
        self.url = target.url.rstrip("/")
        self.wait = wait
        self.moments: Moments = earlier.moments if earlier else Moments()
        self.names = Names(self.moments)
        self.captured: dict[str, Any] = {}
        known = {
            "tag": tag, "url": self.url, "database": target.database, "other_database": target.other_database,
            "login": target.login, "password": target.password, "key": target.key,
            "master_password": target.master_password,
        }  # fmt: skip
        self.references = References({**known, "absent": ABSENT}, self._moment)
        for name in ("database", "other_database", "login", "key"):
            self.names.name(name, known[name])
        self.names.name("start of the tag", tag[:2])  # the root of an account is the start of its code
        for name in ("tag", "url"):
            self.names.name_everywhere(name, known[name])
        for name, value in (earlier.captured if earlier else {}).items():
            self._keep(name, value)

    def prepare(self, step: Step) -> None:
        """Take a step of the set-up; raise SetUpFailedError unless it succeeds."""
        answer = self._asked(step)
        if "result" not in answer or NOT_CAPTURED in answer:
            raise SetUpFailedError(f"set-up, step {step.step!r}: {self.names.written(answer)}")

    def answer(self, step: Step) -> Answer:
        """Take a step and return its answer as it stands in a recording."""
        return _without_the_ignored(step, self.names.written(self._asked(step)))

    def _asked(self, step: Step) -> Answer:
        try:
            if step.wait:
                self.moments.waited()
                self.wait(step.wait)
            reply = send(self.url, doors.request(step, self.people, self.references))
            self.moments.seen(reply.header("Date"))
            answer = answers.answer(step, reply)
        except (NotCapturedError, OSError, HTTPException) as error:
            return {NO_ANSWER: f"{type(error).__name__}: {error}"}
        missing = self._captured(step, answer)
        for name in UNCOMPARED:
            answer.pop(name, None)
        return {**answer, **missing}

    def _captured(self, step: Step, answer: Answer) -> Answer:
        """Keep what the step wants kept; return what could not be, as a part of the answer."""
        missing = []
        for name, path in step.capture.items():
            try:
                value = part(answer, path)
            except NotCapturedError:
                missing.append(name)
                continue
            self._keep(name, value)
        return {NOT_CAPTURED: missing} if missing else {}

    def _keep(self, name: str, value: Any) -> None:
        self.captured[name] = value
        self.references.keep(name, value)
        self.names.name(name, value)

    def _moment(self, seconds: int) -> str:
        text = self.moments.from_now(seconds)
        self.names.name(f"now{seconds:+d}", text)
        return text


def _without_the_ignored(step: Step, answer: Answer) -> Answer:
    if step.only is not None and isinstance(answer.get("result"), dict):
        kept = {name: answer["result"].get(name, MISSING) for name in step.only.members}
        answer = {**answer, "result": kept}
    for path in step.ignore:
        answer = without(answer, path)
    return answer
