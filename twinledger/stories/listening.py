"""A listener for webhooks on loopback: it takes every message and counts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """Where it listens, and what it was told, in the order in which it came."""

    url: str
    told: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    """Give a listener, until the end of `with`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            listener.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener = Listener(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
