"""Texts: what an error's text is reduced to, because the rest shows the server's own code, query or address."""

from __future__ import annotations

import re

TRACEBACK = "Traceback (most recent call last):"
_EXCERPT = re.compile(r"\nLINE \d+: .*\n *\^")
_SERVER = re.compile(r'connection to server (?:at "[^"]*"(?: \([^)]*\))?, port \d+|on socket "[^"]*")')


def reduced(text: str) -> str:
    """Return an error's text without frames, without PostgreSQL's excerpt of its query, and without addresses."""
    text = _SERVER.sub('connection to server at "<host>", port <port>', _EXCERPT.sub("", text))
    return _last_line(text) if text.startswith(TRACEBACK) else text


def _last_line(traceback: str) -> str:
    """Return what stands below the last frame: the exception with its message, however many lines that has."""
    lines = traceback.rstrip("\n").split("\n")
    last_frame = max(number for number, line in enumerate(lines) if number == 0 or line.startswith("  "))
    return "\n".join(lines[last_frame + 1 :])
