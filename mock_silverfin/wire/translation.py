"""Translation: members of JSON by the names that a partner's file gives them, and what a strict wire leaves out."""

from __future__ import annotations

import functools
import types
import typing
from typing import Any

from mock_kit.provenance import Provenance
from mock_silverfin import messages
from mock_silverfin.errors import NotInFakeError
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.served import Wire


@functools.cache
def parts(shape: type[Shape]) -> dict[str, type[Shape]]:
    """Return the members of a shape that are shapes, or lists of a shape, themselves."""
    found = {name: _inner(member.annotation) for name, member in shape.model_fields.items()}
    return {name: inner for name, inner in found.items() if inner is not None}


@functools.cache
def provenance(shape: type[Shape]) -> dict[str, Provenance]:
    """Return what each member of a shape rests on; raise LookupError if one says nothing."""
    found = shape.provenance()
    if silent := [name for name, rests in found.items() if rests is None]:
        raise LookupError(f"{shape.__name__}.{silent[0]} rests on nothing; say what it is known from")
    return {name: rests for name, rests in found.items() if rests is not None}


def ours(shape: type[Shape], value: Any, wire: Wire) -> Any:
    """Return JSON that was sent, by our names; raise NotInFakeError for a member that a strict wire does not serve.

    A member that goes by another name is not looked for under ours.
    """
    if not wire.members and not wire.strict:
        return value
    if isinstance(value, list):
        return [ours(shape, item, wire) for item in value]
    if not isinstance(value, dict):
        return value
    theirs = wire.members.get(shape.__name__, {})
    known = {theirs.get(name, name): name for name in shape.model_fields}
    sent = {known[name]: item for name, item in value.items() if name in known}
    for name in sent:
        if wire.withholds(wire.rests(shape.__name__, name, provenance(shape)[name])):
            raise NotInFakeError(messages.strict_member(name))
    return {name: ours(parts(shape)[name], item, wire) if name in parts(shape) else item for name, item in sent.items()}


def named(shape: type[Shape], value: Any, wire: Wire) -> Any:
    """Return JSON of ours by the names that a partner's file gives its members: the contrary of `ours`."""
    if isinstance(value, list | tuple):
        return [named(shape, item, wire) for item in value]
    if not isinstance(value, dict):
        return value
    names, inner = wire.members.get(shape.__name__, {}), parts(shape)
    return {
        names.get(name, name): named(inner[name], item, wire) if name in inner else item for name, item in value.items()
    }


def place(shape: type[Shape], path: str, wire: Wire) -> str:
    """Return the place of a member in what was sent (`years.0.start_date`), by their names."""
    name, _, inside = path.partition(".")
    if name.isdigit():
        return f"{name}.{place(shape, inside, wire)}" if inside else name
    known = wire.members.get(shape.__name__, {}).get(name, name)
    inner = parts(shape).get(name)
    return ".".join(filter(None, (known, place(inner, inside, wire) if inner and inside else inside)))


def theirs(shape: Shape, wire: Wire, *, more: bool = False) -> dict[str, Any]:
    """Return what a shape says, by their names; `more` adds a member that nobody knows.

    Members that were not given are left out, and so are those that a strict wire does not serve.
    """
    kind = type(shape)
    names = wire.members.get(kind.__name__, {})
    given = shape.model_fields_set
    values = {**shape.__dict__, **(shape.model_extra or {})}
    said = {names.get(name, name): value for name, value in values.items() if name in given}
    if wire.strict:
        for name, rests in provenance(kind).items():
            if wire.withholds(wire.rests(kind.__name__, name, rests)):
                said.pop(names.get(name, name), None)
    if more:
        said[MORE] = messages.MORE
    return said


MORE = "added_without_notice"


def _inner(annotation: Any) -> type[Shape] | None:
    """Return the shape that an annotation is about: itself, in a list, or beside None."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    if typing.get_origin(annotation) in (list, typing.Union, types.UnionType, typing.Annotated):
        return next(filter(None, map(_inner, typing.get_args(annotation))), None)
    return None
