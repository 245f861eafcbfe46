"""Loading: from the files of conversations to conversations, with every mistake in them named.

In a file `door` and `defaults` (by door) say what most steps have in common, a step whose `door` is a list is one
step per door, and `begin` names the files of `set_up/` that come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from twinledger import yaml_files
from twinledger.parity.conversation import Conversation
from twinledger.parity.places import Place, shipped

KEYS = frozenset({"about", "last", "begin", "people", "door", "defaults", "steps"})
DOORS = ("xmlrpc", "xmlrpc1", "jsonrpc", "json2", "web", "page", "http")


class ConversationError(ValueError):
    """A file of conversations says something that nobody understands; the message names file, place and mistake."""


def names(place: Place | None = None) -> list[str]:
    """Return the names of all conversations, in alphabetical order."""
    return sorted(path.stem for path in (place or shipped()).conversations.glob("*.yaml"))


def load(name: str, place: Place | None = None) -> Conversation:
    """Return the conversation called `name`; raise ConversationError naming what is wrong, or which there are."""
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
        "last": content.get("last", ""),
        "people": {who: person for known in people for who, person in known.items()},
        "set_up": [step for file in beginnings for step in _steps(file)],
        "steps": list(_steps(content)),
    }
    try:
        return Conversation.model_validate(raw)
    except ValidationError as error:
        raise ConversationError(_explained(path, raw, error.errors())) from None


def assembled(name: str, beginnings: Sequence[str], place: Place | None = None) -> Conversation:
    """Return a conversation that is all set-up, of the given files of `set_up/`; it has one step that asks nothing."""
    folder = (place or shipped()).conversations
    content = {"begin": list(beginnings), "path": folder}
    files = list({beginning["path"]: beginning for beginning in _beginnings(content, folder)}.values())
    return Conversation.model_validate(
        {
            "name": name,
            "about": f"What {', '.join(beginnings)} begin with.",
            "people": {who: person for file in files for who, person in file.get("people", {}).items()},
            "set_up": [step for file in files for step in _steps(file)],
            "steps": [{"step": "nothing", "door": "http", "verb": "GET", "path": "/web/health"}],
        }
    )


def _read(path: Path) -> Mapping[str, Any]:
    content = {"steps": [], "defaults": {}, **_mapping(yaml_files.read(path), path)}
    for known, names_ in ((KEYS, content), (DOORS, _mapping(content["defaults"], f"{path}: defaults"))):
        unknown = sorted(set(names_).difference(known))
        if unknown:
            raise ConversationError(f"{path}: unknown key {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    return {**content, "path": path}


def _mapping(value: Any, where: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConversationError(f"{where}: a mapping is needed here, and this is none: {value!r}")
    return value


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
    for step in content["steps"]:
        doors = _mapping(step, f"{content['path']}: steps").get("door", content.get("door"))
        if isinstance(doors, list):
            yield from (_complete(content, {**step, "step": f"{step.get('step')} ({door})"}, door) for door in doors)
        else:
            yield _complete(content, step, doors)


def _complete(content: Mapping[str, Any], step: Mapping[str, Any], door: str) -> dict[str, Any]:
    """Return a step with its door's defaults, which are those of calls: services and routes have none."""
    if door not in DOORS:
        where = f"{content['path']}: step {step.get('step')!r}"
        raise ConversationError(f"{where}: no door is called {door!r}; there are: {', '.join(DOORS)}")
    is_call = "service" not in step and "path" not in step
    return {**(content["defaults"].get(door, {}) if is_call else {}), **step, "door": door}


def _explained(path: Path, raw: Mapping[str, Any], errors: Any) -> str:
    lines = []
    for error in errors:
        where = list(error["loc"])
        if len(where) > 1 and where[0] in ("steps", "set_up"):
            where[1] = f"{raw[where[0]][where[1]].get('step')!r}"
        lines.append(f"{path}: {' > '.join(str(part) for part in where) or 'as a whole'}: {error['msg']}")
    return "\n".join(lines)
