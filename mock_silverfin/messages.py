"""Every text that a client of Silverfin can see.

The OAuth texts are Doorkeeper's, word for word (read: doorkeeper's config/locales/en.yml; client: silverfin-cli's tests
carry the one of `invalid_grant`). Nobody outside knows Silverfin's other texts: those are ours.
"""

from __future__ import annotations

from collections.abc import Iterable

from mock_kit.pages.words import noted

# OAuth, Doorkeeper's words
INVALID_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, "
    "or unsupported authentication method."
)
INVALID_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI "
    "used in the authorization request, or was issued to another client."
)
INVALID_REQUEST = (
    "The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed."
)
INVALID_REDIRECT_URI = "The requested redirect URI is malformed or doesn't match the client redirect URI."
INVALID_SCOPE = "The requested scope is invalid, unknown, or malformed."
UNSUPPORTED_GRANT_TYPE = "The authorization grant type is not supported by the authorization server."
UNSUPPORTED_RESPONSE_TYPE = "The authorization server does not support this response type."
ACCESS_DENIED = "The resource owner or authorization server denied the request."
TOKEN_UNKNOWN = "The access token is invalid"
TOKEN_EXPIRED = "The access token expired"
TOKEN_REVOKED = "The access token was revoked"

# The page where a person authorises an application
SIGN_IN_FAILED = noted("The e-mail address or the password is wrong.")
NOT_A_MEMBER = noted("You do not belong to this firm.")
NOT_AN_ADMIN = noted("Only an admin of the firm may authorise a synchronisation. Ask an admin of your firm to do it.")

# The pages where an admin connects the firm with Odoo
NO_SIGN_IN = "Sign in with the e-mail address and the password of an admin of the firm"
ONLY_ADMINS = "Only an admin of the firm may connect it with Odoo. Ask an admin of your firm to do it."
KEY_FORGOTTEN = noted("The key of this connection is not known any more. Enter the inputs again.")
UNKNOWN_REFERENCE = "is not one of the connection's companies"
RUN_UNDER_WAY = "A synchronisation of this company is under way"

# The API
WRONG_FIRM = "This token gives no access to this firm"
NOT_FOUND = "Not found"
MORE = "Silverfin adds members without notice; pass over what you do not know"
BAD_PAGE = "page and per_page are whole numbers from 1"
MALFORMED_BODY = "The body is not well-formed JSON"
NOT_JSON = "The body must be sent as application/json"
RESET_TAKES_NO_BODY = "after_date and previous_sync_point belong into the query; the body must be empty"
TOO_LARGE = noted("The request is too large")
INVALID = "The request was refused; nothing of it was kept"
BUSY = "Another request for this company is in progress"
NOT_LINKED = "This company is not linked to this application"

# What is wrong with one member of a request
IS_MISSING = "is missing"
IS_EMPTY = "must not be empty"
NOT_VALID = "is not valid"
NOT_TEXT = "must be text"
NOT_A_LIST = "must be a list"
NOT_AN_OBJECT = "must be an object"
NOT_A_BOOLEAN = "must be true or false"
NOT_A_NUMBER = "must be a whole number"
NOT_AN_ID = "must be an id, a whole number of at most 18 digits"
NOT_A_DATE = "must be a date, YYYY-MM-DD"
NOT_AN_AMOUNT = "must be a number or a decimal string"
ONE_OF_TWO = "must be either an upsert or a delete"
NOT_POSITIVE = "must be positive"
AMOUNT_TOO_LARGE = "has too many digits"
END_BEFORE_START = "must not lie before start_date"
YEAR_TOO_LONG = "is more than two years after start_date"
RETAINED_EARNINGS_MISSING = "is needed when retained earnings are computed for a year"
KNOWN_ALREADY = "is known already"
NO_PERIOD_ENDS = "no period of the financial year ends on this day; periods are months"
YEAR_NEEDED = "is in no financial year: fiscal_year is needed"
YEARS_ARE_SYNCED = "The financial years of this company come from its sync"
NO_SUCH_ENTITY = "is no accountancy synchronisation entity of this firm"
NOT_BALANCED = "must add up to zero"
TWICE = "is listed twice"
NOT_A_URL = "must be a URL"
NOT_HTTPS = "must be https"


def missing_parameter(name: str) -> str:
    """A parameter that an OAuth request cannot do without."""
    return f"Missing required parameter: {name}."


def missing_scope(scopes: Iterable[str]) -> str:
    """A token that is good, but not for this."""
    return f'Access to this resource requires scope "{" ".join(scopes)}".'


def not_in_fake(method: str, path: str) -> str:
    """An operation that Silverfin documents and the fake does not have."""
    return f"{method} {path} is not in the fake; docs/fidelity.md lists what is"


def strict(method: str, path: str) -> str:
    """A route that a strict wire does not serve."""
    return f"{method} {path} is assumed, or what it takes or answers is, and the wire is strict"


def strict_member(name: str) -> str:
    """A member that a strict wire does not take."""
    return f"{name!r} is assumed, and the wire is strict"


def stale_sync_point(stored: str | None) -> str:
    """The client has lost step."""
    return f"Invalid sync point: the stored one is {'empty' if stored is None else repr(stored)}"


def locked_period(period: str, until: str) -> str:
    """Figures that nobody may change any more; both are days, YYYY-MM-DD."""
    return f"The period ending {period} is locked: figures until {until} cannot change"


def unknown_account(number: str) -> str:
    """A line on an account that was never sent."""
    return f"names an unknown account, {number!r}"


def too_many_decimals(currency: str, decimals: int) -> str:
    """An amount finer than the currency."""
    return f"has more decimals than {currency} has ({decimals})"


def outside_every_year(day: str) -> str:
    """A line that no financial year holds; `day` is YYYY-MM-DD."""
    return f"{day} lies outside every financial year"


def before_sync_start(start: str) -> str:
    """A line from before the day the accountant chose, YYYY-MM-DD."""
    return f"lies before the start of the synchronisation, {start}"


def overlapping_years(start: str) -> str:
    """Two financial years that share days; `start` is the later one's first day."""
    return f"the year that starts on {start} overlaps another"


def not_a_first_day(first: str, last: str) -> str:
    """A start of a synchronisation in the middle of a financial year; the year's days are YYYY-MM-DD."""
    return f"is not the first day of a financial year; the one that holds it is {first} to {last}"


def too_many(most: int) -> str:
    """A list longer than is taken."""
    return f"has more than {most} items"


def not_like(pattern: str) -> str:
    """A text of another form; `pattern` is a regular expression."""
    return f"must look like {pattern}"


def not_one_of(choices: str) -> str:
    """A word that is not in the list; `choices` names the list."""
    return f"must be one of {choices}"


def too_long(most: int) -> str:
    """A text longer than is taken."""
    return f"has more than {most} characters"
