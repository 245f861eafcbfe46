"""The manual's page of the control API: `python -m twinledger.control_page > docs/control.md` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mock_kit.control import PREFIX
from mock_kit.control.openapi import document
from mock_kit.named_faults import NAMED
from twinledger.world import World

HEAD = """# From other languages: the control API

Both fakes answer below `/_twinledger/` to programs that are not written in Python: JSON in, JSON out, over loopback
alone; a world with a token (`twinledger up --host NAME --control-token …`, or TWINLEDGER_CONTROL_TOKEN) asks for
`Authorization: Bearer …` and then answers from anywhere. Nothing of it stands in the journal, and no fault strikes it.
`POST` sends an object as `application/json`; `GET` takes its arguments from the query. What is refused answers with a
4xx status and `{"error": "…"}`.

    curl -s localhost:8069/_twinledger/clock
    curl -s localhost:8069/_twinledger/clock/advance -H 'Content-Type: application/json' -d '{"days": 1}'

`GET /_twinledger/openapi.json` is the OpenAPI 3.1 document of what the fake that is asked can do, with the shape of
every argument and answer, for whoever makes a client of it. An argument that is not taken is refused; an optional one
may be left out.
"""


@dataclass(frozen=True)
class Chapter:
    """A part of the page: the operations whose paths begin like that; those of both fakes begin like neither's."""

    title: str
    about: str
    begins: str = ""

    def has(self, path: str) -> bool:
        """Tell whether an operation belongs to it."""
        return path.startswith(self.begins) if self.begins else not path.startswith(("odoo/", "silverfin/"))


CHAPTERS = (
    Chapter("Of both fakes", "Clock, journal, state and faults are those of the whole world, whichever fake is asked."),
    Chapter("Of the fake Odoo", "People do what they would do in their browsers, refused in the same words.", "odoo/"),
    Chapter(
        "Of the fake Silverfin", "What an accountant does with a client file; how webhooks are sent.", "silverfin/"
    ),
)
FAULTS = """## Faults by name

A fault ends in `-before` if the request never reaches the fake, in `-after` if its work is done and committed.

| fault | needs | may have |
| --- | --- | --- |"""
TAIL = """
This page is generated: `python -m twinledger.control_page > docs/control.md`.
"""


def described() -> dict[str, Any]:
    """Return the OpenAPI document of what both fakes of a world can be asked for."""
    with World() as world:
        operations = {one.id: one for fake in (world.odoo, world.silverfin) for one in fake.control.operations}
    return document(list(operations.values()), PREFIX)


def page() -> str:
    """Return the page."""
    api = described()
    chapters = (line for chapter in CHAPTERS for line in _chapter(chapter, api))
    return "\n".join([HEAD, *chapters, *_faults(), TAIL])


def _chapter(chapter: Chapter, api: dict[str, Any]) -> Iterator[str]:
    yield f"## {chapter.title}\n\n{chapter.about}\n\n| request | takes | answers |\n| --- | --- | --- |"
    for path, methods in api["paths"].items():
        below = path.removeprefix(PREFIX)
        for method, asked in methods.items():
            if chapter.has(below):
                request = f"`{method.upper()} {below}`<br>{asked['summary']}"
                yield f"| {request} | {_taken(asked, api)} | {_answered(asked, api)} |"
    yield ""


def _taken(asked: dict[str, Any], api: dict[str, Any]) -> str:
    if "parameters" in asked:
        return _listed(_member(one["name"], one["schema"], one["required"]) for one in asked["parameters"])
    shape = _shape(asked["requestBody"]["content"]["application/json"]["schema"], api)
    needed = shape.get("required", [])
    return _listed(_member(name, one, name in needed) for name, one in shape.get("properties", {}).items())


def _answered(asked: dict[str, Any], api: dict[str, Any]) -> str:
    answer = asked["responses"]["200"]["content"]["application/json"]["schema"]
    many = answer.get("type") == "array"
    shape = _shape(answer["items"] if many else answer, api)
    members = _listed(_member(name, one, True) for name, one in shape.get("properties", {}).items())
    return ": ".join(filter(None, ["a list", members])) if many else members


def _listed(members: Iterable[str]) -> str:
    """Return members in a cell: those of which more is said than the name have a line of their own."""
    text, is_name = "", False
    for member in members:
        was_name, is_name = is_name, member.count("`") == 2 and member.endswith("`")
        between = ", " if was_name and is_name else "<br>"
        text += f"{between if text else ''}{member}"
    return text


def _shape(schema: dict[str, Any], api: dict[str, Any]) -> dict[str, Any]:
    """Return a schema, or the one that it refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return dict(api["components"]["schemas"][name]) if name else schema


def _member(name: str, schema: dict[str, Any], needed: bool) -> str:
    choices = ", ".join(f"`{one}`" for one in _choices(schema))
    about = ": ".join(filter(None, [schema.get("description", ""), choices]))
    return f"`{name}`{'' if needed else ', optional'}{f': {about}' if about else ''}"


def _choices(schema: dict[str, Any]) -> list[Any]:
    """Return the values that there are, for what has few."""
    return [*schema.get("enum", []), *(value for one in schema.get("anyOf", []) for value in one.get("enum", []))]


def _faults() -> Iterator[str]:
    yield FAULTS
    for name, one in NAMED.items():
        needs, may_have = (", ".join(f"`{argument}`" for argument in some) for some in (one.needs, one.may_have))
        yield f"| `{name}` | {needs} | {may_have} |"


if __name__ == "__main__":
    print(page(), end="")
