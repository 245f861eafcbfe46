"""Odoo's external API, whichever protocol carries it: the same calls, answers and failures from either."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import requests

from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Connection, Transient, retrying
from mock_silverfin.integrations.odoo.inputs import JSON2, XMLRPC, OdooInputs

REFUSED = "Odoo refuses this API key for {email} in the database {database}. Was it removed, or did it expire?"
NO_SUCH_DATABASE = "There is no database {database} at {url}."
UNTRUSTED = "The certificate of {url} is not trusted, or it speaks no TLS."
NOT_ODOO = "{url} does not answer as an Odoo server does."
ELSEWHERE = "{url} sends everybody elsewhere; the URL is the one that answers in the end, most often with https."
TOO_OLD = "{url} is an Odoo {version}; what is read here is {oldest} and later."
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
            text = TOO_OLD.format(url=self.inputs.url, version=self.version, oldest=oldest)
            raise SyncFailure(Reason.CONFIGURATION, text, "url")

    @abstractmethod
    def ask_version(self) -> str:
        """Do what `version` does, once; raise Transient, too."""

    @abstractmethod
    def call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        """Do what `call` does, once; raise Transient, too."""

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what a method of a model returns; numbers with decimals are Decimal. Raises SyncFailure."""
        return self.retried(lambda: self.call_once(model, method, arguments))

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def retried(self, call: Callable[[], Any]) -> Any:
        """Return what a call returns that may be repeated; raise SyncFailure when it goes on failing."""
        try:
            for attempt in retrying():
                with attempt:
                    return call()
        except Transient as error:
            raise SyncFailure(Reason.SOURCE, f"Odoo cannot be read: {error}.", "url") from error
        except requests.exceptions.SSLError:
            raise self.failure(Reason.CONFIGURATION, UNTRUSTED, "url") from None
        except (requests.exceptions.RequestException, UnicodeError) as error:
            text = f"{self.inputs.url} cannot be used: {type(error).__name__}."
            raise SyncFailure(Reason.CONFIGURATION, text, "url") from None
        raise AssertionError("the loop above returns or raises")

    def failure(self, reason: Reason, text: str, wrong: str) -> SyncFailure:
        """Return a failure whose text speaks of the inputs."""
        inputs = self.inputs
        return SyncFailure(reason, text.format(email=inputs.email, url=inputs.url, database=inputs.database), wrong)


def may_not(said: str) -> SyncFailure:
    """Return the failure of a user who lacks rights; `said` is what Odoo says about it."""
    first_line = said.splitlines()[0] if said else ""
    return SyncFailure(Reason.AUTHENTICATION, f"The key's user may not read this: {first_line}", "api_key")
