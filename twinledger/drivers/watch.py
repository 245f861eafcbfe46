"""A watch: what a connector tries to reach beside the two fakes, noted before anything leaves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

Address = tuple[str, int]
LOOKED_UP = 0  # the port of a host whose address alone was asked for


@dataclass(frozen=True)
class Attempt:
    """Somebody tried to reach a host, so many seconds after the run had begun; nothing was sent there."""

    host: str
    port: int
    after: float

    def __str__(self) -> str:
        where = f"{self.host}, whose address it looked up," if self.port == LOOKED_UP else f"{self.host}:{self.port}"
        return f"{where} {self.after:.2f} s after the start of the run"


@dataclass
class Watch:
    """What one or several runs tried to reach.

    `stand_ins` are addresses elsewhere that lead to a server on this machine instead; whoever comes there is not noted.
    `blind` says what could not be seen, and why. `heard` is called with every attempt at once.
    """

    stand_ins: Mapping[Address, Address] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    heard: Callable[[Attempt], object] | None = None
    _began: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        """Note that a run begins."""
        self._began = time.monotonic()

    def allows(self, host: str, port: int) -> Address | None:
        """Return the address on this machine that somebody may connect with, or None after noting the attempt."""
        if (host, port) in self.stand_ins:
            return self.stand_ins[host, port]
        if is_this_machine(host):
            return host, port
        self.attempts.append(Attempt(host, port, time.monotonic() - self._began))
        if self.heard is not None:
            self.heard(self.attempts[-1])
        return None


def is_this_machine(host: str) -> bool:
    """Tell whether a host, by name or number, is the machine itself."""
    if host in ("", "localhost") or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
