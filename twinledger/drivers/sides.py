"""Sides: at which ends a connector works, and what is done for it at the end that it does not have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from twinledger.drivers.manifest import Claims
    from twinledger.drivers.outcome import Outcome
    from twinledger.world import Pair, World

ODOO, SILVERFIN = "odoo", "silverfin"


class Side:
    """A connector that reads Odoo and writes to Silverfin: there is nothing to do for it."""

    profile: ClassVar[str] = "full"
    ends: ClassVar[Collection[str]] = (ODOO, SILVERFIN)
    out_of_reach: ClassVar[Collection[str]] = ()
    """Features that nobody with this profile can have."""
    note: ClassVar[str] = ""
    """What whoever reads of a failure must know."""

    @property
    def reads_output(self) -> bool:
        """Whether what it prints on standard output is what a run came to."""
        return False

    @classmethod
    def worded(cls, text: str) -> str:
        """Return a text about a connector that writes to Silverfin, in words that are true of this one."""
        return text

    def within(self, claims: Claims) -> Claims:
        """Return what is left of claims."""
        return claims.without(self.out_of_reach) if self.out_of_reach else claims

    def given(self, world: World, inputs: Mapping[str, str]) -> Mapping[str, str]:
        """Return what of the inputs the connector is given for a run, and what else."""
        del world
        return inputs

    def carried_over(self, world: World, inputs: Mapping[str, str], outcome: Outcome) -> Outcome:
        """Bring to Silverfin what a run came to, and return that."""
        del world, inputs
        return outcome

    def close(self) -> None:
        """Give back what the runs shared."""


BOTH = Side()


def pair_of(world: World, inputs: Mapping[str, str]) -> Pair:
    """Return the pair that a run is about: the one whose books the inputs name, else the first."""
    named = inputs.get("ODOO_DATABASE", "").strip(), inputs.get("SYNC_COMPANY", "").strip()
    return next((pair for pair in world.pairs if (pair.database, str(pair.company_id)) == named), world.pair)
