"""A body in chunks: read to its end and no further, and what are no chunks is refused."""

from __future__ import annotations

import io

import pytest

from mock_kit.chunks import LONGEST_LINE, MOST_TRAILERS, ChunkedBody

WHOLE = b"4\r\nWiki\r\nF;name=value\r\npedia in chunks\r\n0\r\n\r\n"


def _body(sent: bytes) -> ChunkedBody:
    return ChunkedBody(io.BufferedReader(io.BytesIO(sent)))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [1, 3, 4, 5, 1000])
def test_chunks_are_one_body_however_they_are_read(size: int) -> None:
    """Extensions are passed over, and what follows the last chunk is not touched."""
    body = _body(WHOLE + b"GET /next")
    assert body.readable()
    assert body.unread
    assert b"".join(iter(lambda: body.raw.read(size), b"")) == b"Wikipedia in chunks"
    assert (body.unread, body.raw.read(size), body.rfile.read()) == (False, b"", b"GET /next")


def test_trailers_are_passed_over() -> None:
    """A hundred lines at most, the empty one included."""
    assert _body(b"0\r\n" + b"X: y\r\n" * (MOST_TRAILERS - 1) + b"\r\n").read() == b""
    with pytest.raises(ValueError, match="too many trailers"):
        _body(b"0\r\n" + b"X: y\r\n" * MOST_TRAILERS + b"\r\n").read()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (b"4\r\nWi", "the body ended in the middle of a chunk"),
        (b"4\r\nWikipedia\r\n0\r\n\r\n", "a chunk is longer than it said"),
        (b"zz\r\n", "b'zz' is no size of a chunk"),
        (b"-4\r\nWiki\r\n", "b'-4' is no size of a chunk"),
        (b"\r\n", "b'' is no size of a chunk"),
        (b"1" * 16 + b"\r\n", "is no size of a chunk"),
        (b"4\nWiki", "does not end"),
        (b"4;" + b"x" * LONGEST_LINE + b"\r\n", "does not end"),
        (b"0\r\nX: y", "does not end"),
        (b"", "does not end"),
    ],
)
def test_what_are_no_chunks_is_refused(sent: bytes, words: str) -> None:
    """Whether it ends too early or never was any."""
    with pytest.raises(ValueError, match=words):
        _body(sent).read()
