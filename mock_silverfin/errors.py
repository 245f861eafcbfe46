"""What a request can end in, as data: status, body and headers. The doors render it; texts stand in `messages`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mock_kit.provenance import Provenance, assumed
from mock_silverfin import messages, sources


class SilverfinError(Exception):
    """A request that is refused. The body is `{"error": text}` (client: silverfin-cli prints that member).

    `meaning` is what a partner's file calls it by, to give it another status; it is empty for what no partner meets.
    `rests` is what its status rests on.
    """

    meaning = ""
    status = 400
    text = messages.INVALID
    rests: Provenance = sources.CLI

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.text
        super().__init__(self.message)

    @property
    def body(self) -> Mapping[str, object]:
        """What the answer's JSON says."""
        return {"error": self.message}

    @property
    def headers(self) -> Mapping[str, str]:
        """What the answer's headers say beyond the usual."""
        return {}


class MalformedError(SilverfinError):
    """The request cannot even be read."""

    meaning = "malformed"


class TokenError(SilverfinError):
    """The access token is missing, unknown, expired or revoked."""

    meaning = "bad_token"
    status = 401

    @property
    def headers(self) -> Mapping[str, str]:
        """The challenge that RFC 6750 asks for."""
        return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{self.message}"'}


class ScopeError(SilverfinError):
    """The token is good, but lacks a scope that the route needs."""

    meaning = "missing_scope"
    rests = sources.SECOND_HAND
    status = 403

    def __init__(self, needed: Iterable[str]) -> None:
        super().__init__(messages.missing_scope(needed))


class WrongFirmError(SilverfinError):
    """The token belongs to another firm than the path."""

    meaning = "wrong_firm"
    rests = sources.SECOND_HAND
    status = 403
    text = messages.WRONG_FIRM


class NotFoundError(SilverfinError):
    """There is no such thing in this firm."""

    meaning = "not_found"
    status = 404
    text = messages.NOT_FOUND


class ConflictError(SilverfinError):
    """The request and the company's state do not go together."""

    meaning = "conflict"
    rests = sources.SECOND_HAND
    status = 409


class NotLinkedError(ConflictError):
    """The accountant has not linked the company to this application, or no longer does."""

    meaning = "not_linked"
    rests = sources.SECOND_HAND
    text = messages.NOT_LINKED


class StaleSyncPointError(ConflictError):
    """The client believes in another sync point than the stored one."""

    meaning = "stale_sync_point"
    rests = sources.SECOND_HAND

    def __init__(self, stored: str | None) -> None:
        super().__init__(messages.stale_sync_point(stored))


class LockedPeriodError(ConflictError):
    """The change would touch figures of a locked period; both arguments are days, YYYY-MM-DD."""

    meaning = "locked_period"
    rests = assumed("a period can be locked; what that does to pushed data is unknown")

    def __init__(self, period: str, until: str) -> None:
        super().__init__(messages.locked_period(period, until))


class BusyError(SilverfinError):
    """Another request for the same company is being answered."""

    meaning = "busy"
    status = 429
    rests = sources.SECOND_HAND
    text = messages.BUSY

    def __init__(self, status: int, retry_after: int | None) -> None:
        super().__init__()
        self.status = status
        self.retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        """`Retry-After` in seconds, if the fake was told to send it."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class MediaTypeError(SilverfinError):
    """The body is of a kind that the route does not take."""

    meaning = "media_type"
    rests = sources.OURS
    status = 415
    text = messages.NOT_JSON


class TooLargeError(SilverfinError):
    """The body is larger than is read."""

    meaning = "too_large"
    status = 413
    text = messages.TOO_LARGE
    rests = sources.OURS


@dataclass(frozen=True)
class Problem:
    """What is wrong with one member; `action` is the position of the action it belongs to, counted from 0."""

    field: str
    message: str
    action: int | None = None

    @property
    def body(self) -> Mapping[str, object]:
        """The problem as the answer lists it."""
        place = {} if self.action is None else {"action": self.action}
        return {**place, "field": self.field, "message": self.message}


class InvalidError(SilverfinError):
    """The request can be read and says something impossible; `problems` says what, member by member."""

    meaning = "invalid"
    rests = sources.SECOND_HAND
    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__()
        self.problems = problems

    @property
    def body(self) -> Mapping[str, object]:
        """The error and the list of problems."""
        return {"error": self.message, "errors": [problem.body for problem in self.problems]}


class NotInFakeError(SilverfinError):
    """Silverfin can do this and the fake cannot: said loudly, never glossed over."""

    meaning = "not_in_fake"
    rests = assumed("the fake says so where Silverfin would answer")
    status = 501


class OAuthError(SilverfinError):
    """A refusal of the OAuth endpoints: `{"error": code, "error_description": text}`, as Doorkeeper says it."""

    meaning = "oauth"
    rests = sources.DOORKEEPER
    code = "invalid_request"
    text = messages.INVALID_REQUEST

    @property
    def body(self) -> Mapping[str, object]:
        """The code and the description."""
        return {"error": self.code, "error_description": self.message}

    @property
    def headers(self) -> Mapping[str, str]:
        """Never cached; with the challenge that Doorkeeper puts on every refusal."""
        challenge = f'Bearer realm="Doorkeeper", error="{self.code}", error_description="{self.message}"'
        return {"Cache-Control": "no-store, no-cache", "WWW-Authenticate": challenge}


class InvalidClientError(OAuthError):
    """The application is unknown or its secret is wrong."""

    status = 401
    code = "invalid_client"
    text = messages.INVALID_CLIENT


class InvalidGrantError(OAuthError):
    """The code or the refresh token is not, or no longer, good for this."""

    code = "invalid_grant"
    text = messages.INVALID_GRANT


class UnsupportedGrantTypeError(OAuthError):
    """The token endpoint knows authorization_code and refresh_token alone."""

    code = "unsupported_grant_type"
    text = messages.UNSUPPORTED_GRANT_TYPE


class InvalidRedirectUriError(OAuthError):
    """The redirect URI is not the application's."""

    code = "invalid_redirect_uri"
    text = messages.INVALID_REDIRECT_URI


class UnsupportedResponseTypeError(OAuthError):
    """The authorization endpoint knows the response type code alone."""

    code = "unsupported_response_type"
    text = messages.UNSUPPORTED_RESPONSE_TYPE


class InvalidScopeError(OAuthError):
    """The application was never given that scope."""

    code = "invalid_scope"
    text = messages.INVALID_SCOPE


class AccessDeniedError(OAuthError):
    """The person refused."""

    code = "access_denied"
    text = messages.ACCESS_DENIED
