"""A class: a world for each trainee, in which all are told the same story, and who has come how far."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twinledger.console.desk import Desk
    from twinledger.console.tale import Tale
    from twinledger.kept import Kept

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another one, or for a digit
LONGEST_NAME = 60
PATIENCE = 10.0  # seconds that a step may take to its end when the class ends


class NoSeatError(Exception):
    """Every seat is taken."""


@dataclass(frozen=True)
class Seat:
    """A trainee by the `name` that they gave, and the desk with their world."""

    number: int
    name: str
    desk: Desk
    browser: str = field(repr=False)

    @property
    def tale(self) -> Tale:
        """The story in their world."""
        assert self.desk.tale is not None
        return self.desk.tale


class Classroom:
    """So many seats. A world is made when somebody takes one, with `furnish`, which gets the desk's name.

    Who knows the `code` may take a seat, and finds it again with the same browser. With a folder that it is `kept` in
    it can go on where it was.
    """

    def __init__(self, size: int, furnish: Callable[[str], Desk], code: str = "", kept: Kept | None = None) -> None:
        self.size = size
        self.code = code or "".join(secrets.choice(LETTERS) for _ in range(6))
        self._furnish = furnish
        self._kept = kept
        self._seats: list[Seat] = []
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._at_work: list[threading.Thread] = []

    @property
    def taken(self) -> int:
        """How many seats were taken when it was kept."""
        return len(self._kept.get("seats", [])) if self._kept else 0

    def go_on(self, seated: Callable[[int], object] = lambda _: None) -> None:
        """Let those who had a seat when it was kept have it again; `seated` hears of each (1)."""
        taken = self._kept.get("seats", []) if self._kept else []
        for number, name, browser in taken:
            self._seats.append(Seat(number, name, self._furnish(_desk(number)), browser))
            seated(1)

    @property
    def seats(self) -> list[Seat]:
        """The seats that are taken, in the order in which they were."""
        return list(self._seats)

    def is_code(self, given: str) -> bool:
        """Tell whether somebody was given the code; case and what stands between letters do not matter."""
        letters = "".join(filter(str.isalnum, given)).upper()
        return hmac.compare_digest(letters.encode(), self.code.encode())

    def seat_of(self, browser: str) -> Seat | None:
        """Return the seat that somebody took with that browser."""
        shown = browser.encode("utf-8", "replace")
        return next((seat for seat in self._seats if hmac.compare_digest(seat.browser.encode(), shown)), None)

    def sit_down(self, browser: str, name: str) -> Seat:
        """Take a seat, or the one that was taken before; raise NoSeatError."""
        with self._lock:
            if seat := self.seat_of(browser):
                return seat
            number = len(self._seats) + 1
            if number > self.size:
                raise NoSeatError
            seat = Seat(number, name.strip()[:LONGEST_NAME], self._furnish(_desk(number)), browser)
            self._seats.append(seat)
            if self._kept is not None:
                self._kept.put(seats=[(one.number, one.name, one.browser) for one in self._seats])
            return seat

    # How far they are -------------------------------------------------------------------------------------------------

    def version(self) -> str:
        """Return a text that is another one whenever somebody took a seat or came further."""
        for seat in self.seats:
            seat.tale.look()
        return " ".join(str(seat.tale.changes) for seat in self.seats)

    def at_each_step(self) -> Counter[int]:
        """Return how many are at each step, by its number."""
        return Counter(now.number for seat in self.seats if (now := seat.tale.now) is not None)

    def begin_to_solve(self, step: int) -> None:
        """Begin to do a step for all who are at it, one after the other."""
        at_work = threading.Thread(target=self.solve, args=(step,), name="a step for all", daemon=True)
        with self._lock:
            self._at_work = [*(thread for thread in self._at_work if thread.is_alive()), at_work]
            at_work.start()

    def solve(self, step: int) -> None:
        """Do a step for all who are at it, unless the class ends meanwhile."""
        for seat in self.seats:
            if self._ended.is_set():
                return
            now = seat.tale.now
            if now is not None and now.number == step:
                seat.tale.solve()

    def close(self) -> None:
        """End the class: what is being done for somebody is done to its end, and nothing is begun any more."""
        self._ended.set()
        for thread in self._at_work:
            thread.join(PATIENCE)


def _desk(number: int) -> str:
    return f"seat-{number}"
