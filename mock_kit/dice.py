"""The dice: every token, id and random choice of a world comes from here, one stream per purpose."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from typing import Any

DiceState = Mapping[str, Any]


class Dice:
    """Seeded random streams, told apart by purpose so that one more throw for one thing changes nothing for another."""

    def __init__(self, seed: int | str = 0) -> None:
        self.seed = seed
        self._streams: dict[str, random.Random] = {}

    def once_more(self, times: int) -> Dice:
        """Return the dice for what is opened for the so-manieth time: no secret may be made twice."""
        return self if times == 1 else Dice(f"{self.seed}, opened for the {times}. time")

    def stream(self, purpose: str) -> random.Random:
        """Return the random stream of `purpose`, e.g. `"odoo api key"`."""
        if purpose not in self._streams:
            self._streams.setdefault(purpose, random.Random(self._beginning(purpose)))  # who comes first, counts
        return self._streams[purpose]

    def _beginning(self, purpose: str) -> bytes:
        return hashlib.sha256(f"{self.seed}/{purpose}".encode()).digest()

    def token_hex(self, purpose: str, length: int) -> str:
        """Return `length` lower-case hexadecimal characters."""
        return f"{self.stream(purpose).getrandbits(4 * length):0{length}x}"

    def token_urlsafe(self, purpose: str, length: int) -> str:
        """Return `length` characters out of the URL-safe base64 alphabet."""
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return "".join(self.stream(purpose).choices(alphabet, k=length))

    def capture(self) -> DiceState:
        """Return where every stream stands."""
        return {purpose: stream.getstate() for purpose, stream in self._streams.items()}

    def restore(self, state: DiceState) -> None:
        """Put every stream back to where it stood when `state` was captured; whoever holds one goes on with it."""
        for purpose, stream in self._streams.items():
            if purpose not in state:
                stream.seed(self._beginning(purpose))
        for purpose, position in state.items():
            self.stream(purpose).setstate(position)
