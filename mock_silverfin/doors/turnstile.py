"""The turnstile: a company's turn is taken when a request arrives and given back when its answer is on its way.

It stands before the gateway, so a request that a fault holds back is in progress all the while.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mock_silverfin.routes import Route
from mock_silverfin.sync.turns import Turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ONE_AT_A_TIME = ("settings", "submit", "reset")
REFUSED = "silverfin.turn_refused"


class Turnstile:
    """A WSGI middleware that notes in the environment, under REFUSED, that another request has the company's turn."""

    def __init__(self, gateway: WSGIApplication, turns: Turns, routes: Sequence[Route]) -> None:
        self.gateway = gateway
        self._turns = turns
        self._places = [(route.method, route.pattern) for route in routes if route.operation in ONE_AT_A_TIME]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        company_id = self._company(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
        if company_id is None:
            return self.gateway(environ, start_response)
        taken = self._turns.take(company_id)
        environ[REFUSED] = not taken
        try:
            return self.gateway(environ, start_response)
        finally:
            if taken:
                self._turns.give_back(company_id)

    def _company(self, method: str, path: str) -> int | None:
        found: re.Match[str] | None = None
        for known, pattern in self._places:
            if known == method and (found := pattern.fullmatch(path)):
                return int(found["company_id"])
        return None
