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
    """A kind of difference; every pattern that is given must be found in its part.

    With `same_lines` both texts have the same lines, in whatever order.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    reason: str
    model: str = ""
    method: str = ""
    asked: str = ""
    at: str = ""
    recorded: str = ""
    answered: str = ""
    same_lines: bool = False

    def covers(self, ask: Ask, difference: Difference) -> bool:
        """Tell whether a difference is of this kind."""
        if self.same_lines and not _same_lines(difference.recorded, difference.answered):
            return False
        parts = (
            (self.model, ask.model), (self.method, ask.method), (self.asked, str(ask.arguments)),
            (self.at, difference.at),
            (self.recorded, str(difference.recorded)), (self.answered, str(difference.answered)),
        )  # fmt: skip
        return all(re.search(pattern, text) for pattern, text in parts if pattern)


def _same_lines(*texts: object) -> bool:
    """Tell whether texts have the same lines; the first may stand behind the name of an exception."""
    lines = [sorted(str(text).removeprefix("odoo.exceptions.UserError: ").splitlines()) for text in texts]
    return lines[0] == lines[1]


def load(place: Place | None = None) -> list[Known]:
    """Return the kinds of differences that are known."""
    path = (place or shipped()).folder / "explored.yaml"
    return TypeAdapter(list[Known]).validate_python(yaml_files.read(path) or []) if path.is_file() else []
