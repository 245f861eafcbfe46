"""Known: what an exploration finds again and again, listed with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pydantic import TypeAdapter

from twinledger import yaml_files
from twinledger.parity.agreement import Difference
from twinledger.parity.places import Place, shipped

if TYPE_CHECKING:
    from twinledger.parity.exploring.asks import Ask


@dataclass(frozen=True)
class Known:
    """A kind of difference; every pattern that is given must be found in its part."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    reason: str
    model: str = ""
    method: str = ""
    at: str = ""
    recorded: str = ""
    answered: str = ""

    def covers(self, ask: Ask, difference: Difference) -> bool:
        """Tell whether a difference is of this kind."""
        parts = (
            (self.model, ask.model), (self.method, ask.method), (self.at, difference.at),
            (self.recorded, str(difference.recorded)), (self.answered, str(difference.answered)),
        )  # fmt: skip
        return all(re.search(pattern, text) for pattern, text in parts if pattern)


def load(place: Place | None = None) -> list[Known]:
    """Return the kinds of differences that are known."""
    path = (place or shipped()).folder / "explored.yaml"
    return TypeAdapter(list[Known]).validate_python(yaml_files.read(path) or []) if path.is_file() else []
