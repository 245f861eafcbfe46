"""Forms: the token that shows that a form was on a page which this very browser was sent (against CSRF)."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import timedelta

from mock_kit.clock import Clock

FIELD = "csrf_token"
LIFETIME = timedelta(days=365)
MOMENT = re.compile("[0-9]{1,12}")


@dataclass(frozen=True)
class FormTokens:
    """Tokens for forms; a token is a signature over the browser's id and the moment (seconds, UTC) when it ends."""

    clock: Clock
    secret: bytes = field(repr=False)

    def of(self, browser: str) -> str:
        """Return what the forms of a browser carry."""
        until = int((self.clock.now() + LIFETIME).timestamp())
        return f"{self._signature(browser, until)}o{until}"

    def knows(self, browser: str, token: str) -> bool:
        """Tell whether a form's token was made for that browser and is still good."""
        signature, _, until = token.partition("o")
        if not MOMENT.fullmatch(until) or int(until) < self.clock.now().timestamp():
            return False
        return hmac.compare_digest(signature.encode(), self._signature(browser, int(until)).encode())

    def _signature(self, browser: str, until: int) -> str:
        return hmac.new(self.secret, f"{browser}{until}".encode(), hashlib.sha1).hexdigest()
