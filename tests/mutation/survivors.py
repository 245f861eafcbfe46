"""What is known of mutants that no test can kill, and what is to be said of a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .session import Mutant


@dataclass(frozen=True)
class Explained:
    """Mutants that change nothing anybody could see, and why; `*` in the first three stands for any text."""

    function: str
    was: str
    becomes: str
    why: str

    def fits(self, mutant: Mutant) -> bool:
        """Tell whether this is the explanation of a mutant."""
        pairs = ((self.function, mutant.function), (self.was, mutant.was), (self.becomes, mutant.becomes))
        return all(re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text) for pattern, text in pairs)

    def __str__(self) -> str:
        return f"{self.function}\n    - {self.was}\n    + {self.becomes}"


def judge(mutants: Iterable[Mutant], explained: Sequence[Explained]) -> tuple[list[Mutant], list[Explained]]:
    """Return the survivors that nobody explained, and the explanations of what did not survive."""
    survivors = [mutant for mutant in mutants if mutant.survived]
    unexplained = [mutant for mutant in survivors if not any(one.fits(mutant) for one in explained)]
    return unexplained, [one for one in explained if not any(one.fits(mutant) for mutant in survivors)]
