"""Bycatch: the other clauses that a mutant fails; which ones those may be, and why, is stated beside the mutants."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from twinledger.content import folder

if TYPE_CHECKING:
    from twinledger.judge.mutants import Examination, Mutant

FILE = "neighbours.toml"
ANY = "*"


class Reason(BaseModel):
    """Why a mutant may fail some clauses that are not its own: always, or only `sometimes`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clauses: tuple[str, ...] = Field(min_length=1)
    because: str = Field(pattern=r"^[A-Z][^\n]+\.$")
    sometimes: bool = False


REASONS: TypeAdapter[dict[str, tuple[Reason, ...]]] = TypeAdapter(dict[str, tuple[Reason, ...]])


@dataclass(frozen=True)
class Bycatch:
    """What else a mutant fails: with a stated reason, `unexplained`, and what it should fail and does not any more."""

    reasons: dict[str, str]
    unexplained: tuple[str, ...]
    no_longer: tuple[str, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether all of it is as it is stated."""
        return not self.unexplained and not self.no_longer


def stated() -> dict[str, tuple[Reason, ...]]:
    """Return the reasons by the names of the mutants."""
    path = folder("contract_tests") / "mutants" / FILE
    return REASONS.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))


def bycatch(mutant: Mutant, found: Examination, reasons: tuple[Reason, ...]) -> Bycatch:
    """Compare what else a mutant fails with what is stated of it; who was tried `alone` has failed nothing else."""
    if found.alone:
        return Bycatch({}, (), ())
    known = {clause: reason for reason in reasons for clause in reason.clauses}
    explained = {name: known.get(name, known.get(ANY)) for name in found.also_fails}
    expected = {clause for clause, reason in known.items() if clause != ANY and not reason.sometimes}
    missing = expected - set(found.also_fails) - {mutant.clause}
    if ANY in known and not found.also_fails:
        missing |= {ANY}
    return Bycatch(
        {name: reason.because for name, reason in explained.items() if reason is not None},
        tuple(name for name, reason in explained.items() if reason is None),
        tuple(sorted(missing)),
    )
