"""The wire as it is served: the fake's own, or what a partner's file makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_kit.provenance import Kind, Provenance
from mock_silverfin.errors import BusyError, SilverfinError
from mock_silverfin.routes import SERVED, Route
from mock_silverfin.sync.turns import WhenBusy

Names = Mapping[str, Mapping[str, str]]


@dataclass
class Asked:
    """What a request asks for: the parameters of its query, and its JSON body (None without one)."""

    query: dict[str, str]
    body: Any


@dataclass
class Said:
    """What is answered: a status, and what the JSON body says (None without one)."""

    status: int
    body: Any


Kept = dict[str, Any]
"""What a mapping remembers between requests: JSON values, brought back with the rest of a state."""


@dataclass(frozen=True)
class Translation:
    """A partner's Python: how requests become ours, how answers become theirs, and routes of its own, by operation."""

    readers: Mapping[str, Callable[[Asked, Kept], Asked]] = field(default_factory=dict)
    answerers: Mapping[str, Callable[[Said, Kept], Said]] = field(default_factory=dict)
    handlers: Mapping[str, Callable[[Asked, Kept], Said]] = field(default_factory=dict)


AT_FIRST = WhenBusy()


@dataclass(frozen=True)
class Wire:
    """Routes, the names of members by shape and of parameters by operation, and the statuses of refusals by meaning.

    What a file names rests on `source`. A strict wire answers 501 on everything that is assumed.
    """

    routes: tuple[Route, ...] = SERVED
    members: Names = field(default_factory=dict)
    parameters: Names = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    when_busy: WhenBusy = AT_FIRST
    source: Provenance | None = None
    mapping: Translation = field(default_factory=Translation)
    strict: bool = False

    def status(self, refusal: type[SilverfinError]) -> int:
        """Return the status of a kind of refusal."""
        if refusal.meaning == BusyError.meaning:
            return self.when_busy.status
        return self.statuses.get(refusal.meaning, refusal.status)

    def rests(self, shape: str, member: str, otherwise: Provenance) -> Provenance:
        """Return what a member of a shape rests on: the file, if it names it."""
        return self.source if self.source and member in self.members.get(shape, {}) else otherwise

    def withholds(self, provenance: Provenance) -> bool:
        """Tell whether what rests on this is not served: it is assumed, and the wire is strict."""
        return self.strict and provenance.kind is Kind.ASSUMED


OURS = Wire()
