"""An application made when the first request comes, for those that take long to load."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class OnDemand:
    """A WSGI application that `build` makes once, when it is first asked for something."""

    def __init__(self, build: Callable[[], WSGIApplication]) -> None:
        self._build = build
        self._app: WSGIApplication | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        with self._lock:
            if self._app is None:
                self._app = self._build()
        return self._app(environ, start_response)
