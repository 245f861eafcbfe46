"""Reach: whom the fake may call. Loopback, and hosts that somebody named when it was started; nobody else, ever."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from mock_kit.loopback import is_loopback

LONGEST_ANSWER = 10.0  # seconds that a receiver has (assumed)


class OutOfReachError(Exception):
    """The host is neither this machine nor one that was allowed; nothing was sent."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} was not called: the fake calls this machine alone, and hosts that `--webhook-allow` names"
        )


def post(
    url: str, body: bytes, headers: Mapping[str, str], allowed: frozenset[str], ca_file: Path | None = None
) -> int:
    """Send a POST and return the status; redirects are not followed, and no proxy is asked.

    `ca_file` names the authorities to trust over TLS; None: the usual ones. Raise OutOfReachError for a host that may
    not be called, OSError or HTTPException if no answer comes.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host not in allowed and not is_loopback(host):
        raise OutOfReachError(host)
    connection = _connection(parts, host, ca_file)
    try:
        connection.connect()
        if host not in allowed and not is_loopback(connection.sock.getpeername()[0]):
            raise OutOfReachError(host)
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("POST", target, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def _connection(parts: SplitResult, host: str, ca_file: Path | None) -> http.client.HTTPConnection:
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, parts.port, timeout=LONGEST_ANSWER)
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    return http.client.HTTPSConnection(host, parts.port, timeout=LONGEST_ANSWER, context=context)
