"""The guard: which requests the console answers. No web page of another host may read it, or make it do anything.

A browser says in `Host` by which name it came here, and in `Origin` which page sends a form. Who rebinds a name of
their own to this machine comes by that name; who lets a page of theirs send a form says so. Where other machines reach
the console, a browser must have come once by an address with the token in it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_kit.loopback import is_loopback
from mock_kit.pages.words import noted

READS = ("GET", "HEAD")
WRONG_HOST = noted("This console is not known by that name. Open it by the address that it printed.")
WRONG_ORIGIN = noted("That came from a page of another site, and was not done.")

NO_TOKEN = noted("This console is for those who were given its address with the token in it.")
UNGUARDED = "a console that other machines reach needs a token"


@dataclass(frozen=True)
class Guard:
    """Lets requests in that come by a name of this machine, or by the name by which it is `known_as`.

    With a `token`, a browser must show that it was given it; without one, nobody else's machine may reach the console.
    """

    known_as: str = ""
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.known_as and not self.token:
            raise ValueError(UNGUARDED)

    @property
    def proof(self) -> str:
        """What a browser keeps that was given the token; the token cannot be told from it."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    def is_token(self, given: str) -> bool:
        """Tell whether somebody was given the token."""
        return bool(self.token) and hmac.compare_digest(given.encode(), self.token.encode())

    def knows(self, kept: str) -> bool:
        """Tell whether a browser may look, by what it has kept."""
        return not self.token or hmac.compare_digest(kept.encode(), self.proof.encode())

    def refusal(self, method: str, scheme: str, headers: Mapping[str, str]) -> str:
        """Return why a request is not answered; nothing if it is."""
        host = headers.get("Host", "")
        if not self._is_here(host):
            return WRONG_HOST
        origin = headers.get("Origin")
        if origin is not None and origin != f"{scheme}://{host}":
            return WRONG_ORIGIN
        if method not in READS and headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return WRONG_ORIGIN
        return ""

    def _is_here(self, host: str) -> bool:
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return is_loopback(name.strip("[]")) or (bool(self.known_as) and name.lower() == self.known_as.lower())
