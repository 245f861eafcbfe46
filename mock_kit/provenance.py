"""Provenance: on what each claim of fidelity rests. It stands beside the code that makes the claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a behaviour of a real system became known."""

    OBSERVED = "observed"
    DOCUMENTED = "documented"
    CLIENT = "client"
    READ = "read"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Provenance:
    """One source: its kind, where it is found, and for what was observed the date and the version."""

    kind: Kind
    source: str
    date: str = ""
    version: str = ""

    def __str__(self) -> str:
        details = ", ".join(part for part in (self.source, self.version, self.date) if part)
        return f"{self.kind}: {details}"


def observed(source: str, *, date: str = "2026-11-22", version: str = "Odoo 19.0") -> Provenance:
    """Recorded from the real system; `source` says by which call."""
    return Provenance(Kind.OBSERVED, source, date, version)


def documented(page: str) -> Provenance:
    """Stated by the vendor (or at second hand by who derives from it) on `page`."""
    return Provenance(Kind.DOCUMENTED, page)


def client(name: str) -> Provenance:
    """A real client, `name`, depends on it."""
    return Provenance(Kind.CLIENT, name)


def read(source: str) -> Provenance:
    """Read from source code, never run."""
    return Provenance(Kind.READ, source)


def assumed(why: str) -> Provenance:
    """Nobody outside knows; `why` says what speaks for it."""
    return Provenance(Kind.ASSUMED, why)
