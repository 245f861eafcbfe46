"""The stream: tells a browser by server-sent events which parts of its page are not as they were.

It tells only that, never what is new: the browser fetches the parts as it fetched the page.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping

PAUSE = 0.25  # seconds between two looks
HEARTBEAT = 15.0  # seconds of silence after which a comment shows whether anybody still listens
AGAIN = 1000  # milliseconds after which a browser that lost the stream comes back

HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

Versions = Mapping[str, str]


def events(versions: Callable[[], Versions], ended: threading.Event) -> Iterator[bytes]:
    """Yield an event with the version of every part at once, and one with those that changed whenever some do."""
    yield f"retry: {AGAIN}\n\n".encode()
    known: dict[str, str] = {}
    told = time.monotonic()
    while not ended.is_set():
        now = versions()
        changed = {part: version for part, version in now.items() if known.get(part) != version}
        if changed:
            yield f"data: {json.dumps(changed)}\n\n".encode()
        elif time.monotonic() - told > HEARTBEAT:
            yield b": still here\n\n"
        else:
            ended.wait(PAUSE)
            continue
        known.update(changed)
        told = time.monotonic()
