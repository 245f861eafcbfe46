"""The console's server: one of its own, so that whoever looks on never takes a thread of the fakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from mock_kit.on_demand import OnDemand
from mock_kit.server import Server
from twinledger.console.classroom import Classroom
from twinledger.console.desk import Desk
from twinledger.console.desks import COOKIE, Desks
from twinledger.console.guard import Guard

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from twinledger.world import World

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"


class Console:
    """Shows worlds on a port of its own, on loopback alone unless it is `known_as` a host that others reach.

    Then it needs a `token`, which a browser brings once, in the address. In a class the token is the trainer's.
    """

    def __init__(
        self,
        worlds: World | Sequence[Desk] | Classroom,
        *,
        port: int = 0,
        known_as: str = "",
        token: str = "",
    ) -> None:
        if isinstance(worlds, Classroom):
            self.desks = Desks([], worlds)
        else:
            self.desks = Desks(list(worlds) if isinstance(worlds, Sequence) else [Desk(worlds)])
        guard = Guard(known_as, token)
        self.token = token
        self.wsgi = OnDemand(lambda: self._build(guard))
        self._server = Server(self.wsgi, port=port, host=EVERYWHERE if known_as else LOOPBACK, known_as=known_as)

    def _build(self, guard: Guard) -> WSGIApplication:
        from twinledger.console.doors.app import build  # noqa: PLC0415 - Flask takes longer to load than all the rest

        return build(self.desks, guard).wsgi_app

    @property
    def url(self) -> str:
        """Where it listens, without path and trailing slash."""
        return self._server.url

    @property
    def address(self) -> str:
        """What somebody opens in a browser, with the token in it if there is one."""
        return f"{self.url}/?token={self.token}" if self.token else self.url

    def start(self) -> None:
        """Listen; it is ready when this returns. Raises PortInUseError."""
        self.desks.ended.clear()
        self._server.start()
        self.desks.cookie = f"{COOKIE}_{self.url.rpartition(':')[2]}"

    def stop(self) -> None:
        """End every stream and stop listening."""
        self.desks.ended.set()
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
