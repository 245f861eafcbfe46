"""Odoo's external API, whichever protocol carries it: the same calls, answers and failures from either."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import requests

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Connection, Transient, retrying
from mock_silverfin.integrations.odoo.inputs import JSON2, XMLRPC, OdooInputs

REFUSED = noted("Odoo refuses this API key for {email} in the database {database}. Was it removed, or did it expire?")
NO_SUCH_DATABASE = noted("There is no database {database} at {url}.")
UNTRUSTED = noted("The certificate of {url} is not trusted, or it speaks no TLS.")
NOT_ODOO = noted("{url} does not answer as an Odoo server does.")
ELSEWHERE = noted("{url} sends everybody elsewhere; the URL is the one that answers in the end, most often with https.")
TOO_OLD = noted("{url} is an Odoo {version}; what is read here is {oldest} and later.")
WIDER = noted("Odoo answers more of {model} than was asked for: it did not understand the question.")
UNREADABLE = noted("Odoo cannot be read: {why}.")
UNUSABLE = noted("{url} cannot be used: {error}.")
MAY_NOT = noted("The key's user may not read this: {said}")
SAYS = noted("Odoo answers {status}: {said}")
IN_TROUBLE = noted("Odoo's database is in trouble ({said})")
NOT_WHOLE = noted("the answer of Odoo is not whole")
OLDEST = {JSON2: (19, 0), XMLRPC: (17, 0)}


class Source(ABC):
    """A connection to one Odoo database that only ever reads, so every call may be repeated."""

    protocol: ClassVar[str]

    def __init__(self, inputs: OdooInputs, ca_file: Path | None = None) -> None:
        self.inputs = inputs
        self.connection = Connection(inputs.url, ca_file)

    @abstractmethod
    def sign_in(self) -> None:
        """Check the four inputs against each other; raise SyncFailure with a clear word for the one that is wrong."""

    @cached_property
    def version(self) -> str:
        """What the server calls its version, which it tells without a key; raise SyncFailure if it is no Odoo."""
        return str(self.retried(self.ask_version))

    @property
    def is_new_enough(self) -> bool:
        """Whether the server's version is one that is read over this protocol."""
        numbers = re.search(r"(\d+)\.(\d+)", self.version)
        return numbers is not None and (int(numbers[1]), int(numbers[2])) >= OLDEST[self.protocol]

    def check_version(self) -> None:
        """Raise SyncFailure, naming it, if the server's version is not new enough."""
        if not self.is_new_enough:
            oldest = ".".join(map(str, OLDEST[self.protocol]))
            known = {"url": self.inputs.url, "version": self.version, "oldest": oldest}
            raise SyncFailure(Reason.CONFIGURATION, TOO_OLD, "url", **known)

    @abstractmethod
    def ask_version(self) -> str:
        """Do what `version` does, once; raise Transient, too."""

    @abstractmethod
    def call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        """Do what `call` does, once; raise Transient, too."""

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what a method of a model returns; numbers with decimals are Decimal. Raises SyncFailure.

        Records that have more fields than were asked for are an error: the question was lost on its way, and Odoo
        answered another one (observed: a chunked body is read as no arguments at all).
        """
        result = self.retried(lambda: self.call_once(model, method, arguments))
        asked = {*arguments.get("fields", ()), "id"}
        if "fields" in arguments and any(row.keys() - asked for row in result):
            raise SyncFailure(Reason.SOURCE, WIDER, model=model)
        return result

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def retried(self, call: Callable[[], Any]) -> Any:
        """Return what a call returns that may be repeated; raise SyncFailure when it goes on failing."""
        try:
            return retrying()(call)
        except Transient as error:
            raise SyncFailure(Reason.SOURCE, UNREADABLE, "url", why=error.text, **error.facts) from error
        except requests.exceptions.SSLError:
            raise self.failure(Reason.CONFIGURATION, UNTRUSTED, "url") from None
        except requests.exceptions.RequestException as error:
            known = {"url": self.inputs.url, "error": type(error).__name__}
            raise SyncFailure(Reason.CONFIGURATION, UNUSABLE, "url", **known) from None

    def failure(self, reason: Reason, text: str, wrong: str) -> SyncFailure:
        """Return a failure whose text speaks of the inputs."""
        inputs = self.inputs
        known = {"email": inputs.email, "url": inputs.url, "database": inputs.database}
        return SyncFailure(reason, text, wrong, **known)


def may_not(said: str) -> SyncFailure:
    """Return the failure of a user who lacks rights; `said` is what Odoo says about it."""
    first_line = said.splitlines()[0] if said else ""
    return SyncFailure(Reason.AUTHENTICATION, MAY_NOT, "api_key", said=first_line)
