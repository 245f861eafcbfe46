"""An answer on its way: what a fake said, and how far a fault lets it travel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus


class Ending(StrEnum):
    """What becomes of an answer on the wire."""

    WHOLE = "whole"
    CLOSE = "closed"  # an orderly end of the connection (FIN)
    RESET = "reset"  # the connection is torn down (RST)


@dataclass(frozen=True)
class Point:
    """A place in an answer: before its first header byte (`body` is None) or after that many bytes of its body."""

    body: int | None = None


HEADERS = Point()


@dataclass(frozen=True)
class Delivery:
    """How an answer travels: to which ending, at which point, and how slowly.

    `pace` is the number of seconds before every `chunk`, and before an end that comes in the place of the headers.
    """

    ending: Ending = Ending.WHOLE
    point: Point = HEADERS
    chunk: int = 0
    pace: float = 0.0


WHOLE = Delivery()


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer: status, headers and body, with its delivery."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    delivery: Delivery = field(default=WHOLE)

    @property
    def status_line(self) -> str:
        """The status with its standard phrase, as WSGI wants it."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase.upper()}"
        except ValueError:
            return f"{self.status} UNKNOWN"
