"""What a call can end in, as data: every door renders these in its own dialect.

`name` is the dotted class a client sees, `fault_code` what XML-RPC makes of it and `status` what JSON-2 makes of it
(observed on 19.0: sections "Envelope rules" of the recordings).
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import ClassVar

from mock_odoo import messages


class OdooError(Exception):
    """A call ends in an error that the real server would answer, too."""

    name: ClassVar[str] = "odoo.exceptions.UserError"
    fault_code: ClassVar[int] = 2
    status: ClassVar[int] = 422
    shows_traceback: ClassVar[bool] = True

    def __init__(self, message: str, *arguments: object) -> None:
        super().__init__(message)
        self.message = message
        self.arguments = list(arguments) or ([message] if message else [])
        self.context: dict[str, object] = {}  # what the web client may act upon
        self.stage = 0  # at which the real server comes to it where it is about a domain: see orm/stages.py

    @property
    def class_name(self) -> str:
        """The dotted class that a client reads."""
        return self.name

    @property
    def last_line(self) -> str:
        """The last line of the traceback that the real server would show."""
        quoted = repr(self.arguments[0]) if self.class_name == "builtins.KeyError" else self.message
        name = self.class_name.removeprefix("builtins.")
        return f"{name}: {quoted}" if self.message or self.arguments else name


class UserError(OdooError):
    """Something the user did cannot be done."""


class ValidationError(UserError):
    """A constraint refuses the values."""

    name = "odoo.exceptions.ValidationError"


class BrokenConstraint(ValidationError):  # noqa: N818 - read as a sentence
    """A constraint of the database itself refuses the values of `field`, if it is about one; `reason` says why."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(f"{messages.CANNOT_COMPLETE}{reason}")
        self.reason, self.field = reason, field


class MissingError(UserError):
    """A record does not exist or has been deleted."""

    name = "odoo.exceptions.MissingError"
    status = 404


class AccessError(UserError):
    """The user may not do this."""

    name = "odoo.exceptions.AccessError"
    fault_code = 4
    status = 403


class RedirectWarning(UserError):  # noqa: N818 - the real class is called so
    """The user may not do this, and is shown where to go instead: message, action, the button's label, context."""

    name = "odoo.exceptions.RedirectWarning"
    status = 500

    def __init__(self, *parts: object) -> None:
        super().__init__("\n".join(str(part) for part in parts), *parts)

    @property
    def last_line(self) -> str:
        """The last line of the traceback: all parts, as Python shows them."""
        return f"{self.name}: {tuple(self.arguments)!r}"


class AccessDenied(OdooError):  # noqa: N818 - the real class is called so
    """The credentials are wrong; nothing is said about why."""

    name = "odoo.exceptions.AccessDenied"
    fault_code = 3
    status = 403
    shows_traceback = False


class ServerError(OdooError):
    """An exception that nobody in the real server catches: fault 1, status 500, with its dotted class in `name`."""

    fault_code = 1
    status = 500

    def __init__(self, dotted_class: str, message: str, *arguments: object) -> None:
        super().__init__(message, *arguments)
        self._class_name = dotted_class

    @property
    def class_name(self) -> str:
        """The dotted class that a client reads, e.g. `builtins.ValueError`."""
        return self._class_name


class DomainError(ServerError):
    """A domain is none, or asks what cannot be asked; `meaning` and `details` say why, versions choose the words."""

    def __init__(self, meaning: str, **details: object) -> None:
        self.meaning, self.details = meaning, details
        super().__init__("builtins.ValueError", messages.of_a_domain("condition", meaning, details))

    def in_words(self, words: str) -> DomainError:
        """Return the same error as a version says it whose word for a term is `words`."""
        self.message = messages.of_a_domain(words, self.meaning, self.details)
        self.arguments = [self.message]
        return self


class ConcurrentUpdate(ServerError):  # noqa: N818 - read as a sentence
    """Somebody else has changed the same rows meanwhile, and trying again did not help (observed)."""

    def __init__(self) -> None:
        super().__init__("psycopg2.errors.SerializationFailure", messages.CONCURRENT_UPDATE)


# Phrases that later versions of Python changed; the real server has the older ones (observed).
PHRASES = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}


class HttpError(OdooError):
    """An error of the HTTP layer, which only JSON-2 shows: `arguments` are the message and the status."""

    def __init__(self, dotted_class: str, status: int, message: str) -> None:
        super().__init__(message, message, status)
        self._class_name = f"werkzeug.exceptions.{dotted_class}"
        self.http_status = status

    @property
    def class_name(self) -> str:
        """The dotted class that a client reads, e.g. `werkzeug.exceptions.NotFound`."""
        return self._class_name

    @property
    def last_line(self) -> str:
        """The last line of the traceback: status and phrase stand before the message."""
        phrase = PHRASES.get(self.http_status) or HTTPStatus(self.http_status).phrase
        return f"{self.class_name}: {self.http_status} {phrase}: {self.message}"


class NotInFake(ServerError):  # noqa: N818 - read as a sentence
    """The real server could do this and the fake cannot: said loudly, never glossed over."""

    status = 501

    def __init__(self, what: str) -> None:
        super().__init__("twinledger.NotInFake", f"{what} is not in the fake; docs/fidelity.md lists what is")


def key_error(key: object) -> ServerError:
    """Return Python's KeyError as the real server lets it out where it looks for what is not there."""
    return ServerError("builtins.KeyError", str(key), key)


def value_error(message: str) -> ServerError:
    """Return Python's ValueError as the real server lets it out."""
    return ServerError("builtins.ValueError", message)


def type_error(message: str) -> ServerError:
    """Return Python's TypeError as the real server lets it out."""
    return ServerError("builtins.TypeError", message)


def no_text(value: object) -> ServerError:
    """Return the TypeError that the real server lets out where it looks for a pattern in what is no text (observed)."""
    return type_error(f"expected string or bytes-like object, got '{type(value).__name__}'")


def no_attribute(value: object, attribute: str) -> ServerError:
    """Return the AttributeError that the real server lets out where it asks a value for what its kind does not have."""
    return kind_without(type(value).__name__, attribute)


def kind_without(kind: str, attribute: str) -> ServerError:
    """Return the same about a kind that the fake has no values of, by the name that Python gives it."""
    return ServerError("builtins.AttributeError", f"'{kind}' object has no attribute '{attribute}'")


def no_singleton(model: str, ids: Sequence[object] = ()) -> ServerError:
    """Return the ValueError that the real server lets out where one record is meant, and there are none or several."""
    return value_error(f"Expected singleton: {model}({', '.join(map(repr, ids))})")


def postgres_error(condition: str, message: str) -> ServerError:
    """Return an error of PostgreSQL, e.g. `NumericValueOutOfRange`, as psycopg2 lets it out."""
    return ServerError(f"psycopg2.errors.{condition}", message)
