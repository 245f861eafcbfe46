"""The guard around a function in this process: whoever wants to reach another machine is noted and refused.

Python tells an audit hook of every connection and of every name that is looked up, before it happens. A hook stays for
ever once it is there, so there is one, which is idle while nobody watches.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from twinledger.drivers.watch import LOOKED_UP, Watch

LOOK_UPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")
_watching: list[Watch] = []
_hooked: list[bool] = []


@contextmanager
def guarded(watch: Watch) -> Iterator[None]:
    """Let `watch` hear of every attempt that is made in this process meanwhile."""
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    look_up = socket.getaddrinfo

    def redirected(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        return look_up(*watch.stand_ins.get((host, port), (host, port)), *arguments, **options)

    _watching.append(watch)
    socket.getaddrinfo = redirected
    try:
        yield
    finally:
        socket.getaddrinfo = look_up
        _watching.remove(watch)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watching or not event.startswith("socket."):
        return
    if event in LOOK_UPS:
        port = arguments[1] if event == LOOK_UPS[0] else None
        _refuse_others(arguments[0], port if isinstance(port, int) else LOOKED_UP)
    elif event in SENDING and isinstance(arguments[1], tuple):
        _refuse_others(*arguments[1][:2])


def _refuse_others(host: Any, port: int) -> None:
    name = host.decode("latin-1") if isinstance(host, bytes) else str(host or "")
    if None in [watch.allows(name, port) for watch in _watching]:
        raise ConnectionRefusedError(f"{name} is another machine, and Twinledger lets no connector go there")
