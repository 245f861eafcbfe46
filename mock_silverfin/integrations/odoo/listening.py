"""Listening: the integration synchronises when Silverfin asks for it, and believes a message of nothing else.

Provenance: the signatures and the members of a message are documented (developer.silverfin.com/reference/
sync-api-webhook-events). What a message says of a file may be old when it comes, so a run asks Silverfin itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

Config = Mapping[str, str]
Headers = Mapping[str, str] | Message
Sync = Callable[[Config], Any]

SIGNATURES = ("X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2")
TOKENS = ("SILVERFIN_WEBHOOK_TOKEN_1", "SILVERFIN_WEBHOOK_TOKEN_2")
REQUESTED = "sync.requested"
TAKEN, NOT_OURS, NOT_YET = 204, 401, 503
LARGEST = 64 * 1024


def is_genuine(config: Config, headers: Headers, body: bytes) -> bool:
    """Tell whether Silverfin signed a message: with one of the two tokens, the other may be replaced just now."""
    given = [headers.get(name) or "" for name in SIGNATURES]
    tokens = [config[name].strip().encode() for name in TOKENS if config.get(name, "").strip()]
    right = [hmac.new(token, body, hashlib.sha256).hexdigest() for token in tokens]
    return any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in right)


def hear(config: Config, headers: Headers, body: bytes, sync: Sync) -> int:
    """Take a message, synchronise if it asks for that, and return the status that it is answered with."""
    if not is_genuine(config, headers, body):
        return NOT_OURS
    message = json.loads(body)
    if message["event"] == REQUESTED and str(message["company"]["id"]) == config["SILVERFIN_COMPANY_ID"].strip():
        sync(config)
    return TAKEN


class Listener:
    """Hears at a URL of this machine what Silverfin says of the company that was synchronised last.

    Runs begin one after the other, whoever asks for them.
    """

    def __init__(self, url: str, sync: Sync) -> None:
        self._sync_once = sync
        self._config: Config | None = None
        self._one_at_a_time = Lock()
        parts = urlsplit(url)
        self._server = ThreadingHTTPServer((parts.hostname or "", parts.port or 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def sync(self, config: Config) -> Any:
        """Synchronise once and return the answer; from now on messages are about this company."""
        with self._one_at_a_time:
            self._config = config
            return self._sync_once(config)

    def hear(self, headers: Headers, body: bytes) -> int:
        """Take a message and return the status of the answer."""
        config = self._config
        return NOT_YET if config is None else hear(config, headers, body, self.sync)

    def close(self) -> None:
        """Hear nothing any more."""
        self._server.shutdown()
        self._server.server_close()


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
            self.send_response(listener.hear(self.headers, body))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing: standard output is for answers."""

    return Handler
