"""The console beside the fakes, for the commands that run them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from twinledger.cli.ports import port_or_usual

if TYPE_CHECKING:
    from twinledger.console.classroom import Classroom
    from twinledger.console.desk import Desk
    from twinledger.console.server import Console
    from twinledger.world import World

CONSOLE_PORT = 8071


@contextmanager
def console_of(
    shown: World | list[Desk] | Classroom, port: int | None = None, known_as: str = "", token: str = ""
) -> Iterator[Console]:
    """Let a console listen on the port that was asked for, else on the usual one, or on any if somebody has that.

    Raises PortInUseError for a port that was asked for.
    """
    from twinledger.console.server import Console  # noqa: PLC0415 - help does without

    with Console(shown, port=port_or_usual(port, CONSOLE_PORT), known_as=known_as, token=token) as console:
        yield console
