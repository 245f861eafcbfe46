"""Mistakes: two systems that tell another mistake of a call first agree; one that tells what is none does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from twinledger.parity.agreement import Difference
from twinledger.parity.exploring.ask import ADMIN, DOORS, Ask
from twinledger.parity.exploring.findings import DIFFERS, LISTED, Findings
from twinledger.parity.exploring.known import Known, Seen
from twinledger.parity.exploring.mistakes import Said, told_of_a_part
from twinledger.parity.exploring.parts import smaller
from twinledger.parity.exploring.telling import OUTCOME, SUCCEEDED

Words = Mapping[str, str]
WORDS = {"a": "A is wrong.", "b": "B is wrong.", "c": "C is wrong.", "guest": "Not you.", "gone": "It is gone."}


def _mistakes(ask: Ask, who: str) -> list[str]:
    """Return which mistakes a call has: in a value, an id, a term, or the person."""
    text = str([ask.arguments, ask.ids, who])
    return [mistake for mistake in WORDS if f"'{mistake}'" in text]


def _system(words: Words, order: Callable[[list[str]], list[str]]) -> Callable[[Ask, str], str]:
    """Return a system that refuses a call for the first of its mistakes, in an order of its own."""
    return lambda ask, who: next((words[one] for one in order(_mistakes(ask, who))), SUCCEEDED)


real = _system(WORDS, sorted)


def _told(ask: Ask, who: str, fake: Callable[[Ask, str], str]) -> bool:
    def both(part: Ask, person: str) -> Said:
        there, here = real(part, person), fake(part, person)
        return Said(there, here, same=there == here)

    return told_of_a_part(ask, who, both(ask, who), both)


TERMS = [["x", "=", 1], "|", "!", ["x", "=", "a"], ["y", "any", ["&", ["x", "=", "b"], ["z", "=", 1]]]]
CALLS = [
    (Ask("m", "write", {"vals": {"x": "a", "y": "b"}}, [1]), ADMIN),
    (Ask("m", "write", {"vals": {"x": "a", "y": [[0, 0, {"z": "b", "q": 1}]]}}, [1]), ADMIN),
    (Ask("m", "write", {"vals": {"x": "c", "y": "b"}, "context": {"lang": "a"}}, [1]), ADMIN),
    (Ask("m", "read", {"fields": ["a", "x"]}, [1, "gone"]), ADMIN),
    (Ask("m", "read", {"fields": ["a", "x"]}, [1]), "guest"),
    (Ask("m", "search", {"domain": TERMS, "order": "id"}), ADMIN),
    (Ask("m", "load", {"fields": ["a", "x"], "data": [["1", "b"], ["1", "c"]]}), ADMIN),
]


@pytest.mark.parametrize(("ask", "who"), CALLS, ids=lambda part: getattr(part, "method", ""))
def test_another_order_is_no_other_answer(ask: Ask, who: str) -> None:
    """Wherever the mistakes are, the one that the fake tells is found to be one of the call's."""
    assert _told(ask, who, _system(WORDS, lambda found: sorted(found, reverse=True)))


@pytest.mark.parametrize(("ask", "who"), CALLS, ids=lambda part: getattr(part, "method", ""))
def test_wrong_words_are_not_hidden(ask: Ask, who: str) -> None:
    """A fake that says what the real server never says of any part of the call is found out."""
    lying = {mistake: f"{words[:-1]}!" for mistake, words in WORDS.items()}
    assert not _told(ask, who, _system(lying, lambda found: sorted(found, reverse=True)))


def test_a_mistake_that_is_none_is_not_hidden() -> None:
    """A fake that refuses what the real server takes is found out, though the call has a mistake, too."""
    ask = Ask("m", "write", {"vals": {"x": "a", "y": 5}}, [1])
    assert not _told(ask, ADMIN, lambda part, who: WORDS["b"] if "5" in str(part.arguments) else real(part, who))


def test_what_a_smaller_call_has_done_is_no_evidence() -> None:
    """Once a part of a call has changed something, the same words may be its doing."""
    done: list[Ask] = []

    def both(part: Ask, who: str) -> Said:
        if done or "a" not in str(part.arguments["vals"]):
            done.append(part)
            return Said(SUCCEEDED, SUCCEEDED, same=True) if len(done) == 1 else Said(WORDS["b"], WORDS["b"], same=True)
        return Said(WORDS["a"], WORDS["b"], same=False)

    ask = Ask("m", "create", {"vals": {"x": "a", "y": 1, "z": 2}})
    assert not told_of_a_part(ask, ADMIN, Said(WORDS["a"], WORDS["b"], same=False), both)
    assert len(done) == 1


def test_parts_of_a_domain_are_domains() -> None:
    """A term goes with the operator that bound it, wherever it stands."""
    domains = [
        part.arguments["domain"] for part, _ in smaller(Ask("m", "search", {"domain": TERMS}), ADMIN) if part.arguments
    ]
    first, inner, other = TERMS[0], TERMS[3], TERMS[4]
    assert domains == [
        TERMS[1:],
        [first, other],
        [first, "|", "!", inner, ["y", "any", [["z", "=", 1]]]],
        [first, "|", "!", inner, ["y", "any", [["x", "=", "b"]]]],
        [first, "!", inner],
    ]


def test_every_part_can_be_asked_through_every_door() -> None:
    """A part is a step of its own, whatever of the call is gone."""
    ask = Ask("res.partner", "create", {"vals_list": [{"name": "a"}], "context": {"lang": "b"}})
    parts = [part for part, _ in smaller(ask, ADMIN)]
    assert {} in [part.arguments.get("context") for part in parts]
    assert all(part.step(1, door).step == "1, create" for part in parts for door in DOORS[ADMIN])


def test_only_what_was_asked_again_is_listed() -> None:
    """The list covers two refusals if the real server was asked and said so, and no difference of another kind."""
    entry = Known(reason="another mistake first", method=".*", differs=[Seen(at=OUTCOME, of_a_part=True)])
    ask, fault = Ask("m", "write"), {"fault": {"code": 1, "string": "x"}}
    found: list[Any] = [Difference("x", "1", "answer.fault.string", "x", "y")]
    findings = Findings([entry])
    assert findings.note(ask, [], found, fault, fault, lambda: True) == LISTED
    assert findings.note(ask, [], found, fault, fault, lambda: False) == DIFFERS
    assert findings.note(ask, [], found, fault, fault) == DIFFERS
    elsewhere = [Difference("x", "1", "answer.result", 1, 2)]
    assert findings.note(ask, [], elsewhere, {"result": 1}, {"result": 2}, lambda: True) == DIFFERS
