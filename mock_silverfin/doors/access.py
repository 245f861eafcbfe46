"""Access: who may come in, by the access token that the request carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from mock_silverfin import scopes
from mock_silverfin.core import Core
from mock_silverfin.errors import ScopeError, WrongFirmError
from mock_silverfin.ledger.books import Books
from mock_silverfin.oauth import Caller


@dataclass(frozen=True)
class Visit:
    """A request that was let in: for whom, and to which firm's books of which platform."""

    caller: Caller
    books: Books
    core: Core


def admit(core: Core, firm_id: int, needed: Sequence[str]) -> Visit:
    """Let the request in to a firm.

    Raise TokenError without a good token (401), WrongFirmError if it is another firm's (403: api-evangelist allows 403
    and 404) and ScopeError if it lacks one of the scopes (403).
    """
    caller = core.oauth.caller(_access_token())
    if caller.firm_id != firm_id:
        raise WrongFirmError
    if scopes.missing(needed, caller.scopes):
        raise ScopeError(needed)
    return Visit(caller, core.books(firm_id), core)


def _access_token() -> str:
    """Return the token out of the header or, second, the query (client: silverfin-cli sends either), or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    return request.args.get("access_token", "")
