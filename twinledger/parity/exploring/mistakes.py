"""Mistakes: whether two systems that refuse a call for different reasons merely tell another of its mistakes first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.parts import smaller
from twinledger.parity.exploring.telling import SUCCEEDED

MOST = 60  # smaller calls that are tried


@dataclass(frozen=True)
class Said:
    """What the two systems say of one call, in one text each, and whether their answers are the same in every part."""

    real: str
    fake: str
    same: bool


def told_of_a_part(ask: Ask, who: str, first: Said, both: Callable[[Ask, str], Said]) -> bool:
    """Tell whether the real server says of a part of the call exactly what the fake says of the whole.

    `both` asks the two systems the same. Parts are taken out one at a time for as long as the fake keeps saying what
    it said `first` and the real server refuses, too. A smaller call that changes something ends the search: what is
    said from then on may be its doing.
    """
    waiting, seen = deque([(ask, who, first.real)]), [(ask, who)]
    while waiting:
        call, person, earlier = waiting.popleft()
        for less in smaller(call, person):
            if less in seen:
                continue
            if len(seen) > MOST:
                return False
            seen.append(less)
            said = both(*less)
            if ask.changes and SUCCEEDED in (said.real, said.fake):
                return False
            if said.fake != first.fake or said.real == SUCCEEDED:
                continue
            if said.same:
                return True
            if said.real == earlier:  # neither was about what is gone: go on without it
                waiting.appendleft((*less, said.real))
                break
            waiting.append((*less, said.real))
    return False
