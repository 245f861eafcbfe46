"""The one way to say that a run cannot go on, and the one address check that both ends need."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class RefusalError(Exception):
    """The run ends here, for one of the reasons that whoever started it understands; nothing secret is quoted."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def address(name: str, url: str) -> SplitResult:
    """Return the parts of a URL; nothing secret goes over http to another machine."""
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise RefusalError("configuration", f"{name} has to begin with https://")
    return parts
