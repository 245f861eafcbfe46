"""The outcome of one run of a connector, whichever way it was run."""

from __future__ import annotations

import json
import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from twinledger.drivers.sides import BOTH, Side

if TYPE_CHECKING:
    from mock_kit.tls import Authority
    from twinledger.drivers.watch import Watch

REASONS = ("authentication", "configuration", "source", "target", "conflict", "internal")


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    `synchronised` is what the connector claims: exit status 0, or an answer that says so. `reason` and `message` are
    from its answer line and None without one. `output` is all that it printed, or the traceback of an exception, `logs`
    what it wrote into files that look like logs. `excess` says of what it took too much, if it was ended for that.
    `printed` is what stood on standard output alone, where that matters; `unreadable` why what it extracted is not what
    its manifest says.
    """

    synchronised: bool
    reason: str | None = None
    message: str | None = None
    exit_status: int | None = None
    output: str = ""
    seconds: float = 0.0
    timed_out: bool = False
    excess: str = ""
    logs: tuple[tuple[str, bytes], ...] = ()
    printed: str = ""
    unreadable: str = ""

    @property
    def summary(self) -> str:
        """The outcome in a few words."""
        if self.timed_out:
            return f"did not end within {self.seconds:g} s"
        if self.excess:
            return f"was ended because {self.excess}"
        if self.unreadable:
            return f"left something that cannot be read as its manifest says ({self.unreadable})"
        if self.synchronised:
            return "said that it synchronised"
        parts = ["said that it did not synchronise"]
        if self.reason:
            parts.append(f"because of {self.reason}")
        if self.message:
            parts.append(f"({self.message})")
        elif self.exit_status is not None:
            parts.append(f"({ending(self.exit_status)})")
        return " ".join(parts)


def ending(status: int) -> str:
    """Return how a program ended: with an exit status, or by a signal (a negative number)."""
    try:
        return f"exit status {status}" if status >= 0 else f"ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"ended by signal {-status}"


class NotStartedError(Exception):
    """The connector could not even be started; the text says why."""


class Driver(ABC):
    """Something that runs a connector once.

    `advertised` is the host by which a connector on another machine, or in a container, knows the fakes. `side` says at
    which ends it works, `started` how many runs of it were started. Unless a connector `remembers_in_its_folder` and
    nowhere else, what a run of it left behind cannot be brought back.
    """

    started = 0

    in_process = False
    remembers_in_its_folder = False
    can_be_watched = True
    can_be_moved = False
    zone = ""
    advertised = ""
    fixed_hosts: Mapping[str, str] = MappingProxyType({})
    side: Side = BOTH

    @property
    def authority(self) -> Authority | None:
        """The certificate authority that the connector is told to trust; None where it cannot be told."""
        return None

    @abstractmethod
    def run(self, inputs: Mapping[str, str], timeout: float, watch: Watch | None = None) -> Outcome:
        """Run the connector with these inputs for at most `timeout` seconds; raise NotStartedError.

        With a `watch`, the run is closely guarded: it hears what the connector tries to reach.
        """

    @contextmanager
    def in_zone(self, zone: str) -> Iterator[None]:
        """Let the connector's machine be in a time zone, as in `Europe/Brussels`; only who `can_be_moved` is there."""
        self.zone = zone
        self.forget()
        try:
            yield
        finally:
            self.zone = ""
            self.forget()

    def processes(self) -> list[int] | None:
        """Return the ids of the processes that are the connector's now; None where that cannot be seen."""
        return None

    def forget(self) -> None:  # noqa: B027 - most keep nothing
        """See to it that the next run is as if there had been none before."""

    def close(self) -> None:
        """Give back what the runs shared."""
        self.side.close()


def answer_in(line: str | bytes) -> dict[str, Any] | None:
    """Return the answer that a line is: a JSON object with `ok`; None for any other line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "ok" in found else None


def from_answer(answer: Any, **known: Any) -> Outcome:
    """Return the outcome that an answer tells: `{"ok": true}`, or `{"ok": false, "reason": …, "message": …}`.

    None counts as synchronised, as an exit status of 0 without an answer does.
    """
    if answer is None:
        return Outcome(True, **known)
    if not isinstance(answer, Mapping) or not isinstance(answer.get("ok"), bool):
        return Outcome(False, message=f"its answer is not one: {printable(str(answer)[:200])}", **known)
    reason, message = answer.get("reason"), answer.get("message")
    return Outcome(
        answer["ok"],
        reason=reason if reason in REASONS else None,
        message=printable(str(message)[:1000]) if message else None,
        **known,
    )


def printable(text: str) -> str:
    """Return a text with `?` for the halves of characters that no encoding has, and no report could hold."""
    return text.encode("utf-8", "replace").decode()
