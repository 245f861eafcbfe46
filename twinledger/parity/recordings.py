"""Recordings: the answers of a real server, one file per conversation, and the list of differences that are known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from twinledger import yaml_files
from twinledger.parity.agreement import Listed
from twinledger.parity.answers import Answer
from twinledger.parity.conversation import Conversation, Step
from twinledger.parity.places import Place, shipped
from twinledger.parity.runner import NO_ANSWER, NOT_CAPTURED


class RecordingError(RuntimeError):
    """A recording is missing or out of date, or answers are not worth recording; the message says which and why."""


@dataclass(frozen=True)
class Recording:
    """The answers to one conversation: from which server (its own version and its package), and on which day."""

    conversation: str
    recorded: str
    server: str
    package: str
    answers: Mapping[str, Answer]


def save(recording: Recording, conversation: Conversation, place: Place | None = None) -> None:
    """Write a recording; raise RecordingError if a step got no answer, or captures in vain."""
    faults = list(_faults(recording, conversation))
    if faults:
        raise RecordingError(f"{conversation.name} is not worth recording:\n" + "\n".join(faults))
    folder = (place or shipped()).recordings
    folder.mkdir(parents=True, exist_ok=True)
    head = {"recorded": recording.recorded, "server": recording.server, "package": recording.package}
    head["begins with"] = _digest(*conversation.set_up)
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    entries = [_line(step, recording.answers[step.step]) for step in conversation.steps]
    text = "{\n" + ",\n".join(lines) + ',\n"answers": {\n' + ",\n".join(entries) + "\n}}\n"
    (folder / f"{conversation.name}.json").write_text(text, encoding="utf-8")


def load(conversation: Conversation, place: Place | None = None) -> Recording:
    """Return a conversation's recording; raise RecordingError if there is none, or if a step was changed since."""
    path = (place or shipped()).recordings / f"{conversation.name}.json"
    if not path.is_file():
        raise RecordingError(f"{conversation.name} has not been recorded; there is no {path}")
    content = json.loads(path.read_text(encoding="utf-8"))
    entries = content["answers"]
    asked = {step.step: _digest(step) for step in conversation.steps}
    changed = [step for step in asked if entries.get(step, {}).get("asked") != asked[step]]
    changed += [step for step in entries if step not in asked]
    if content["begins with"] != _digest(*conversation.set_up):
        changed.insert(0, "the set-up")
    if changed:
        raise RecordingError(f"{path} must be recorded again; changed since: {', '.join(changed)}")
    return Recording(
        conversation.name,
        content["recorded"],
        content["server"],
        content["package"],
        {step: entry["answer"] for step, entry in entries.items()},
    )


def listed_differences(place: Place | None = None) -> list[Listed]:
    """Return the differences between the fake and the recordings that are known, each with its reason."""
    path = (place or shipped()).differences
    return TypeAdapter(list[Listed]).validate_python(yaml_files.read(path) or []) if path.is_file() else []


def _line(step: Step, answer: Answer) -> str:
    entry = {"asked": _digest(step), "answer": answer}
    return f"{json.dumps(step.step)}: {json.dumps(entry, ensure_ascii=False, sort_keys=True)}"


def _digest(*steps: Step) -> str:
    """Return what tells whether steps were changed; their reasons may be reworded freely."""
    digest = hashlib.sha256()
    for step in steps:
        digest.update(step.model_dump_json(by_alias=True, exclude={"ignore": True, "only": {"because"}}).encode())
        digest.update("\n".join(step.ignore).encode())
    return digest.hexdigest()[:12]


def _faults(recording: Recording, conversation: Conversation) -> Iterator[str]:
    for step in conversation.steps:
        answer = recording.answers[step.step]
        if NO_ANSWER in answer:
            yield f"{step.step}: {answer[NO_ANSWER]}"
        for name in answer.get(NOT_CAPTURED, ()):
            yield f"{step.step}: nothing to capture as {name!r}: {json.dumps(answer, ensure_ascii=False)[:500]}"
