"""Loading: from the files of conversations to conversations, with every mistake in them named.

In a file `door` and `defaults` (by door) say what most steps have in common, a step whose `door` is a list is one
step per door, and `begin` names the files of `set_up/` that come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twinledger.parity import yaml_files
from twinledger.parity.places import Place, shipped

if TYPE_CHECKING:
    from twinledger.parity.conversation import Conversation

KEYS = frozenset({"about", "begin", "people", "door", "defaults", "steps"})
DOORS = ("xmlrpc", "xmlrpc1", "jsonrpc", "json2", "web", "http")


class ConversationError(ValueError):
    """A file of conversations says something that nobody understands; the message names file, place and mistake."""


def names(place: Place | None = None) -> list[str]:
    """Return the names of all conversations, in alphabetical order."""
    return sorted(path.stem for path in (place or shipped()).conversations.glob("*.yaml"))


def load(name: str, place: Place | None = None) -> Conversation:
    """Return the conversation called `name`; raise ConversationError naming what is wrong, or which there are."""
    from pydantic import ValidationError  # noqa: PLC0415 - costs 40 ms and few need it

    from twinledger.parity.conversation import Conversation  # noqa: PLC0415

    folder = (place or shipped()).conversations
    path = folder / f"{name}.yaml"
    if not path.is_file():
        raise ConversationError(f"no conversation {name!r}; there are: {', '.join(names(place)) or 'none'}")
    content = _read(path)
    beginnings = list({beginning["path"]: beginning for beginning in _beginnings(content, folder)}.values())
    people = [file.get("people", {}) for file in (*beginnings, content)]
    raw = {
        "name": name,
        "about": content.get("about"),
        "people": {who: person for known in people for who, person in known.items()},
        "set_up": [step for file in beginnings for step in _steps(file)],
        "steps": list(_steps(content)),
    }
    try:
        return Conversation.model_validate(raw)
    except ValidationError as error:
        raise ConversationError(_explained(path, raw, error.errors())) from None


def _read(path: Path) -> Mapping[str, Any]:
    content = yaml_files.read(path)
    unknown = sorted(set(content) - KEYS)
    if unknown:
        raise ConversationError(f"{path}: unknown key {unknown[0]!r}; a file has {', '.join(sorted(KEYS))}")
    return {**content, "path": path}


def _beginnings(content: Mapping[str, Any], folder: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the files that a file begins with, those that these begin with first."""
    for name in content.get("begin", ()):
        path = folder / "set_up" / f"{name}.yaml"
        if not path.is_file():
            raise ConversationError(f"{content['path']}: it begins with {name!r}, and there is no {path}")
        beginning = _read(path)
        yield from _beginnings(beginning, folder)
        yield beginning


def _steps(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for step in content.get("steps") or ():
        doors = step.get("door", content.get("door"))
        if isinstance(doors, str):
            yield _complete(content, step, doors)
            continue
        for door in doors or ():
            one = {**step, "step": f"{step.get('step')} ({door})"}
            yield _complete(content, one, door)


def _complete(content: Mapping[str, Any], step: Mapping[str, Any], door: str) -> dict[str, Any]:
    """Return a step with its door's defaults; a default that belongs to another way in gives way."""
    if door not in DOORS:
        raise ConversationError(
            f"{content['path']}: step {step.get('step')!r}: no door is called {door!r}; there are: {', '.join(DOORS)}"
        )
    defaults = dict(content.get("defaults", {}).get(door, {}))
    if "service" in step or "path" in step:
        defaults = {}
    return {**defaults, **step, "door": door}


def _explained(path: Path, raw: Mapping[str, Any], errors: Any) -> str:
    lines = []
    for error in errors:
        where = list(error["loc"])
        if len(where) > 1 and where[0] in ("steps", "set_up"):
            where[1] = f"{raw[where[0]][where[1]].get('step')!r}"
        lines.append(f"{path}: {' > '.join(str(part) for part in where) or 'as a whole'}: {error['msg']}")
    return "\n".join(lines)
