"""The operations: what each takes and answers, as shapes, parameters and refusals, each with what it rests on.

A strict wire and the OpenAPI document are drawn from here, beside the routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mock_silverfin.routes import Route
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.operation import Operation
from mock_silverfin.wire.rest_operations import REST
from mock_silverfin.wire.served import Wire
from mock_silverfin.wire.sync_operations import SYNC
from mock_silverfin.wire.translation import parts, provenance

OPERATIONS: Mapping[str, Operation] = {**REST, **SYNC}


def assumed_parts(route: Route, wire: Wire) -> Iterator[str]:
    """Yield the parts of a route that a strict wire does not serve and cannot leave out, if there are any.

    That is its path, members that its body needs, and an answer of which no member is known.
    """
    operation = OPERATIONS[route.operation]
    if wire.withholds(route.provenance):
        yield "the path"
    if operation.body is not None:
        yield from _needed_and_withheld(operation.body, wire)
    if operation.answer is not None:
        kept = [name for name in provenance(operation.answer) if not is_withheld(operation.answer, name, wire)]
        if not kept:
            yield operation.answer.__name__


def is_withheld(shape: type[Shape], name: str, wire: Wire) -> bool:
    """Tell whether a strict wire does not serve a member."""
    return wire.withholds(wire.rests(shape.__name__, name, provenance(shape)[name]))


def _needed_and_withheld(shape: type[Shape], wire: Wire) -> Iterator[str]:
    for name, member in shape.model_fields.items():
        if not member.is_required():
            continue
        if is_withheld(shape, name, wire):
            yield f"{shape.__name__}.{name}"
        elif name in parts(shape):
            yield from _needed_and_withheld(parts(shape)[name], wire)
