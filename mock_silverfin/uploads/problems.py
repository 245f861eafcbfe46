"""Problems: what is wrong with a file, where it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row (0: with the file as a whole) and a column: a `text` with `facts` in their places.

    A fact that is called `amount` is in minor units, one that is called `day` is YYYY-MM-DD.
    """

    row: int
    column: str
    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
