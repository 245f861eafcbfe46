"""A request's body in chunks: read piece by piece, so that no client decides how much memory that takes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 64 * 1024  # bytes that are read at once
LONGEST_LINE = 1024  # bytes of a chunk's size with its extensions, or of a trailer
MOST_TRAILERS = 100
SIZE = re.compile(rb"[0-9a-fA-F]{1,15}")


def in_chunks(transfer_encoding: str) -> bool:
    """Tell whether a body comes in chunks, as the value of its header Transfer-Encoding says."""
    return "chunked" in (coding.strip().lower() for coding in transfer_encoding.split(","))


class Chunks(io.RawIOBase):
    """The bytes in the chunks that `source` brings; raise ValueError for what are no chunks, or end before the last."""

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self._left: int | None = None  # of the chunk that is being read; None before the first
        self.ended = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read some bytes; none are left once the last chunk was read."""
        if not self._left and not self.ended:
            self._begin()
        if self.ended:
            return 0
        wanted = memoryview(buffer).cast("B")[: min(self._left or 0, PIECE)]
        count = self._source.readinto(wanted)
        if not count:
            raise ValueError("the body ended in the middle of a chunk")
        self._left = (self._left or 0) - count
        wanted.release()
        return count

    def _begin(self) -> None:
        """Read up to the first byte of the next chunk; after the last one, read the trailers."""
        if self._left is not None and self._line():
            raise ValueError("a chunk is longer than it said")
        size = self._line().partition(b";")[0].strip()
        if not SIZE.fullmatch(size):
            raise ValueError(f"{size[:20]!r} is no size of a chunk")
        self._left = int(size, 16)
        if not self._left:
            self._pass_over_trailers()
            self.ended = True

    def _pass_over_trailers(self) -> None:
        for _ in range(MOST_TRAILERS):
            if not self._line():
                return
        raise ValueError("there are too many trailers")

    def _line(self) -> bytes:
        line = self._source.readline(LONGEST_LINE)
        if not line.endswith(b"\r\n"):
            raise ValueError("a line of the body in chunks does not end")
        return line[:-2]


class ChunkedBody(io.BufferedReader):
    """A body in chunks as an application reads it; `rfile` is what it comes from."""

    raw: Chunks

    def __init__(self, source: io.BufferedReader) -> None:
        super().__init__(Chunks(source), PIECE)
        self.rfile = source

    @property
    def unread(self) -> bool:
        """Whether its last chunk was not read."""
        return not self.raw.ended
