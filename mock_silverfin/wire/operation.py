"""What an operation is: its shapes, its parameters, its refusals, and the groups of them that many have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_kit.provenance import Provenance
from mock_silverfin import errors, sources
from mock_silverfin.errors import SilverfinError
from mock_silverfin.wire.members import Shape

COUNT: Mapping[str, object] = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
TEXT: Mapping[str, object] = {"type": "string"}

Refusals = tuple[type[SilverfinError], ...]


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query, never needed."""

    name: str
    schema: Mapping[str, object]
    rests: Provenance
    description: str


@dataclass(frozen=True)
class Operation:
    """What an operation takes and answers; `rests` is what the status of its answer rests on.

    `many` tells that the answer is a bare array. `forms` tells that forms are taken beside JSON.
    """

    summary: str
    answer: type[Shape] | None
    refusals: Refusals
    rests: Provenance = sources.OURS
    body: type[Shape] | None = None
    query: tuple[Parameter, ...] = ()
    many: bool = False
    forms: bool = False


PAGES = (
    Parameter("page", COUNT, sources.SECOND_HAND, "Which page, from 1."),
    Parameter("per_page", COUNT, sources.SECOND_HAND, "How many items a page has, 200 at most."),
)

IN_FIRM: Refusals = (errors.TokenError, errors.ScopeError, errors.WrongFirmError)
IN_FILE: Refusals = (*IN_FIRM, errors.NotFoundError)
LINKED: Refusals = (*IN_FILE, errors.NotLinkedError)
CHANGING: Refusals = (*LINKED, errors.BusyError, errors.StaleSyncPointError, errors.LockedPeriodError)
WITH_BODY: Refusals = (errors.MalformedError, errors.TooLargeError, errors.MediaTypeError, errors.InvalidError)


def listed(
    summary: str,
    answer: type[Shape],
    refusals: Refusals,
    rests: Provenance = sources.OURS,
    query: tuple[Parameter, ...] = (),
) -> Operation:
    """Return an operation that answers a bare array in pages."""
    return Operation(summary, answer, (*refusals, errors.MalformedError), rests, query=(*query, *PAGES), many=True)
