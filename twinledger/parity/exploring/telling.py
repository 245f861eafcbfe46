"""Telling: what of a difference between two answers says something, and what merely follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twinledger.parity.agreement import MISSING, Difference
from twinledger.parity.answers import Answer

BESIDE = ("answer.status", "answer.headers", "answer.not captured")  # follow from the rest of an answer
OUTCOME = "answer.outcome"  # stands for a refusal where the other side succeeded or refused for another reason
SUCCEEDED = "succeeded"
_REFUSALS = frozenset(
    f"answer.{at}"
    for at in (
        "result", "text", "error", "fault", "fault.code", "fault.string", "error.code", "error.name", "error.message",
        "error.data", "error.data.name", "error.data.message", "no answer",
    )
)  # fmt: skip


def telling(found: Sequence[Difference], real: Answer, fake: Answer) -> Sequence[Difference]:
    """Return the differences that say something: two refusals that are not the same are one, whatever the door."""
    if "result" in real and "result" in fake:
        return [one for one in found if not one.at.startswith(BESIDE)] or found
    if any(one.at in _REFUSALS for one in found):
        return [replace(found[0], at=OUTCOME, recorded=said(real), answered=said(fake))]
    return [one for one in found if not one.at.startswith(BESIDE)] or found


def refused(answer: Answer) -> bool:
    """Tell whether an answer refuses what was asked, with an exception."""
    return "error" in answer or "fault" in answer


def said(answer: Answer) -> str:
    """Return what an answer says in one text: that the call succeeded, or the exception with its message.

    Over XML-RPC an exception that has a code of its own (2: a warning, 4: no access) is known by that alone.
    """
    if "error" in answer:
        error = answer["error"].get("data", answer["error"])
        return f"{error.get('name')}: {error.get('message')}"
    if "fault" in answer:
        code, text = answer["fault"]["code"], answer["fault"]["string"]
        return str(text) if code == 1 else f"fault {code}: {text}"
    return SUCCEEDED if "result" in answer else str(answer.get("text", answer.get("no answer", MISSING)))
