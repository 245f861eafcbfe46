"""The courier: sends what waits in the outboxes of all firms, one message after the other, in a thread of its own."""

from __future__ import annotations

import http.client
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from mock_silverfin.core import Core
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger import companies
from mock_silverfin.ledger.books import Books
from mock_silverfin.webhooks import hooks, nights, outbox, reach, signatures
from mock_silverfin.webhooks.outbox import Delivery, State

Order = Literal["as noted", "reversed", "shuffled"]
SHORTEST_WAIT, LONGEST_WAIT = 0.01, 3600.0  # seconds
LONGEST_GOODBYE = 1.0
MOST_COPIES = 100
MOST_NAMED = 5

Note = Callable[[str, Mapping[str, Any]], None]


class HeldError(RuntimeError):
    """Nothing is sent while webhooks are held; the text names what waits."""

    def __init__(self, waiting: Sequence[Delivery]) -> None:
        named = [f"{one.event} of client file {one.company_id} to webhook {one.webhook_id}" for one in waiting]
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        super().__init__(f"webhooks are held; release() sends what waits: {', '.join(named[:MOST_NAMED])}{more}")


class Courier:
    """Who carries webhooks to their receivers.

    `note` hears what became of each attempt; `ca_file` names the authorities that receivers' certificates come from,
    None the usual ones. Nothing is sent while it is held.
    """

    def __init__(self, core: Core, note: Note, ca_file: Path | None = None) -> None:
        self._core = core
        self._note = note
        self._ca_file = ca_file
        self._rung = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._restored = 0
        core.something_waits = self.look
        core.clock.watch(self._rung.set)

    # What a test or a judge asks of it --------------------------------------------------------------------------------

    @property
    def copies(self) -> int:
        """How often every message is sent: 1, unless duplicates are wanted. Raises ValueError but for 1 to 100."""
        return self._core.switches.webhook_copies

    @copies.setter
    def copies(self, copies: int) -> None:
        if not 1 <= copies <= MOST_COPIES:
            raise ValueError(f"every message is sent at least once and at most {MOST_COPIES} times, not {copies} times")
        self._core.switches = replace(self._core.switches, webhook_copies=copies)

    def hold(self) -> None:
        """Send nothing until `release`; what happens meanwhile waits."""
        self._core.switches = replace(self._core.switches, webhooks_held=True)

    def release(self, order: Order = "as noted") -> None:
        """Send what waits, in this order, and whatever comes after it at once."""
        for books in self._core.all_books():
            numbers = [delivery.number for delivery in outbox.due(books)]
            if order == "reversed":
                numbers.reverse()
            elif order == "shuffled":
                self._core.dice.stream("silverfin webhook order").shuffle(numbers)
            outbox.reorder(books, numbers)
        self._core.switches = replace(self._core.switches, webhooks_held=False)
        self.look()

    def deliveries(self) -> list[Delivery]:
        """Return every message of every firm, by firm, oldest first."""
        return [delivery for books in self._core.all_books() for delivery in outbox.all_of(books)]

    def settle(self, timeout: float = 10.0) -> None:
        """Wait until nothing is due any more; raise TimeoutError after so many seconds of real time.

        Raise HeldError, and do not wait, if what is due is held.
        """
        for books in self._core.all_books():
            nights.request_overnight(books)
        self.look()
        end = time.monotonic() + timeout
        while due := [delivery for books in self._core.all_books() for delivery in outbox.due(books)]:
            if self._core.switches.webhooks_held:
                raise HeldError(due)
            if time.monotonic() > end:
                raise TimeoutError(f"webhooks are still being sent after {timeout} s")
            time.sleep(0.002)

    # Sending ----------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Have a look at the outboxes soon."""
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._carry, name="silverfin webhooks", daemon=True)
                self._thread.start()
        self._rung.set()

    def forget(self) -> None:
        """Let what is under way count for nothing: the outboxes were put back to an earlier time."""
        self._restored += 1
        self._rung.set()

    def close(self) -> None:
        """Send nothing any more."""
        with self._lock:
            self._closed = True
        self._rung.set()
        if self._thread is not None:
            self._thread.join(LONGEST_GOODBYE)
        self._core.clock.unwatch(self._rung.set)

    def _carry(self) -> None:
        while not self._closed:
            self._rung.wait(self._pause())
            self._rung.clear()
            for books in self._core.all_books():
                self._serve(books)

    def _pause(self) -> float | None:
        """Return for how many seconds nothing is to be done; None if only somebody who rings can change that."""
        clock = self._core.clock
        if not clock.running:
            return None
        now = clock.now()
        waiting = [] if self._core.switches.webhooks_held else map(outbox.next_due, self._core.all_books())
        try:
            moments = [nights.next_night(now), *filter(None, waiting)]
        except sqlite3.ProgrammingError:  # closed meanwhile
            return SHORTEST_WAIT
        return min(max((min(moments) - now).total_seconds(), SHORTEST_WAIT), LONGEST_WAIT)

    def _serve(self, books: Books) -> None:
        try:
            nights.request_overnight(books)
            while not self._closed and not self._core.switches.webhooks_held and (waiting := outbox.due(books)):
                self._send(books, waiting[0])
        except (sqlite3.ProgrammingError, NotFoundError):  # closed, put back to an earlier time, or just removed
            return

    def _send(self, books: Books, delivery: Delivery) -> None:
        era = self._restored
        answer, state = self._attempt(books, delivery)
        if era != self._restored:
            return
        self._tell(delivery, state, answer)
        outbox.settle(books, delivery, state, answer)

    def _attempt(self, books: Books, delivery: Delivery) -> tuple[str, State]:
        from mock_silverfin.wire import answers  # noqa: PLC0415 - pydantic takes longer than all the rest
        from mock_silverfin.wire.bodies import written  # noqa: PLC0415

        hook = hooks.get(books, delivery.webhook_id)
        tokens = self._core.directory.signing_tokens(hook.application_id)
        company = companies.get(books, delivery.company_id)
        body = written(answers.message(hook, delivery.event, company, delivery.details))
        headers = {"Content-Type": "application/json", **signatures.headers(body, tokens)}
        try:
            statuses = [self._post(hook.url, body, headers) for _ in range(self.copies)]
        except reach.OutOfReachError as error:
            return str(error), State.WITHHELD
        except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: no address that can be sent
            return f"{type(error).__name__}: {error}", State.FAILED
        well = all(200 <= status < 300 for status in statuses)
        return " ".join(map(str, statuses)), State.DELIVERED if well else State.FAILED

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return reach.post(url, body, headers, self._core.webhook_hosts, self._ca_file)

    def _tell(self, delivery: Delivery, state: State, answer: str) -> None:
        details = {
            "delivery": delivery.number,
            "webhook": delivery.webhook_id,
            "event": delivery.event,
            "company": delivery.company_id,
            "attempt": delivery.attempts + 1,
            "answer": answer,
        }
        self._note(f"webhooks.{state}", details)
        if state is State.FAILED and delivery.is_last_attempt:
            self._note("webhooks.expired", {"webhook": delivery.webhook_id})
