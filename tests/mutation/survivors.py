"""What is known of mutants that no test can kill, and what is to be said of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .session import Mutant


@dataclass(frozen=True)
class Explained:
    """Mutants that change nothing anybody could see, and why; `*` stands for any text in all but that."""

    function: str
    was: str
    becomes: str
    why: str

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether this is the explanation of a mutant."""
        pairs = ((mutant.function, self.function), (mutant.was, self.was), (mutant.becomes, self.becomes))
        return all(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) for text, pattern in pairs)

    def __str__(self) -> str:
        return f"{self.function}\n    - {self.was}\n    + {self.becomes}"


def judge(mutants: Sequence[Mutant], explained: Iterable[Explained]) -> tuple[list[Mutant], list[Explained]]:
    """Return the survivors that nobody explained, and the explanations that no survivor needs."""
    survivors = [mutant for mutant in mutants if mutant.survived]
    needed = {one: [mutant for mutant in survivors if one.fits(mutant)] for one in explained}
    known = {id(mutant) for found in needed.values() for mutant in found}
    unexplained = [mutant for mutant in survivors if id(mutant) not in known]
    return unexplained, [one for one, found in needed.items() if not found]
