"""A receiver of webhooks on loopback, written from Silverfin's documentation alone.

The documentation says: a POST of JSON; two headers, X-SF-SIGNATURE-1 and X-SF-SIGNATURE-2, hold HMAC-SHA256 of the raw
body in lower-case hexadecimal, each with one of the application's two signing tokens; one match is enough.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """Whoever waits for webhooks: it answers with `statuses` one after the other, then with 200."""

    tokens: tuple[str, str]
    url: str = ""
    statuses: list[int] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    believed: list[bool] = field(default_factory=list)

    def hear(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Take a request and return the status of the answer."""
        expected = [hmac.new(token.encode(), body, hashlib.sha256).hexdigest() for token in self.tokens]
        signed = [headers.get("X-SF-SIGNATURE-1"), headers.get("X-SF-SIGNATURE-2")]
        self.believed.append(any(hmac.compare_digest(a, b or "") for a, b in zip(expected, signed, strict=True)))
        self.told.append(json.loads(body))
        return self.statuses.pop(0) if self.statuses else 200

    @property
    def events(self) -> list[str]:
        """What it was told of, in the order in which it came."""
        return [told["event"] for told in self.told]


@contextmanager
def receiving(*tokens: str) -> Iterator[Receiver]:
    """Give a receiver that listens."""
    receiver = Receiver((tokens[0], tokens[1]))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.hear(body, dict(self.headers))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
