"""Known: what an exploration finds again and again, listed with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from twinledger import yaml_files
from twinledger.parity.agreement import Difference
from twinledger.parity.places import Place, shipped

if TYPE_CHECKING:
    from twinledger.parity.exploring.ask import Ask

_HEAD = re.compile(r"^(odoo\.exceptions\.UserError|fault 2): ")


def never() -> bool:
    """Tell that no part of a call was asked for alone."""
    return False


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Seen(_Strict):
    """One way in which answers differ; every pattern that is given must be found in its part.

    `at` is the place in the answer; with `same_lines` both texts have the same lines, in whatever order. With
    `of_a_part` the real server, asked again, says of a part of the call exactly what the fake says of the whole.
    """

    at: str = ""
    recorded: str = ""
    answered: str = ""
    same_lines: bool = False
    of_a_part: bool = False

    def covers(self, difference: Difference, told_of_a_part: Callable[[], bool]) -> bool:
        """Tell whether a difference is of this kind."""
        if self.same_lines and not _same_lines(difference.recorded, difference.answered):
            return False
        parts = ((self.at, difference.at), (self.recorded, difference.recorded), (self.answered, difference.answered))
        if not all(re.search(pattern, str(found)) for pattern, found in parts if pattern):
            return False
        return told_of_a_part() if self.of_a_part else True


class Known(_Strict):
    """Calls that are known to be answered otherwise, with the reason; `model` and `method` match as a whole."""

    reason: str
    model: str = ".*"
    method: str
    asked: str = ""
    differs: list[Seen] = Field(min_length=1)

    @property
    def names(self) -> list[str]:
        """What each of `differs` is counted as: the reason, with its place where there are several."""
        several = len(self.differs) > 1
        return [f"{self.reason} ({place})" if several else self.reason for place in range(1, len(self.differs) + 1)]

    def covering(self, ask: Ask, difference: Difference, told_of_a_part: Callable[[], bool] = never) -> str | None:
        """Return the name of what covers a difference, if anything does; `told_of_a_part` asks the real server."""
        if not (re.fullmatch(self.model, ask.model) and re.fullmatch(self.method, ask.method)):
            return None
        if not re.search(self.asked, str(ask.arguments)):
            return None
        named = zip(self.names, self.differs, strict=True)
        return next((name for name, one in named if one.covers(difference, told_of_a_part)), None)


def _same_lines(*texts: object) -> bool:
    """Tell whether texts have the same lines; the first may stand behind the name of an exception."""
    lines = [sorted(_HEAD.sub("", str(text)).splitlines()) for text in texts]
    return lines[0] == lines[1]


def load(place: Place | None = None) -> list[Known]:
    """Return the kinds of differences that are known."""
    path = (place or shipped()).folder / "explored.yaml"
    return TypeAdapter(list[Known]).validate_python(yaml_files.read(path) or []) if path.is_file() else []
