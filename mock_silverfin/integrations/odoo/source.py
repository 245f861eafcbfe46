"""Odoo's external API over JSON-2 and over XML-RPC: the same calls, answers and failures from either."""

from __future__ import annotations

import json
import re
import xmlrpc.client
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from xml.parsers.expat import ExpatError

import requests

from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Answer, Connection, LostAnswer, Transient, retrying
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
        self._connection = Connection(inputs.url, ca_file)

    @abstractmethod
    def sign_in(self) -> None:
        """Check the four inputs against each other; raise SyncFailure with a clear word for the one that is wrong."""

    def check_version(self) -> None:
        """Raise SyncFailure, naming it, if the server's version is not one that this protocol is read from."""
        version = self._retried(self._version)
        numbers = re.search(r"(\d+)\.(\d+)", version)
        if numbers and (int(numbers[1]), int(numbers[2])) >= OLDEST[self.protocol]:
            return
        oldest = ".".join(map(str, OLDEST[self.protocol]))
        text = TOO_OLD.format(url=self.inputs.url, version=version, oldest=oldest)
        raise SyncFailure(Reason.CONFIGURATION, text, "url")

    @abstractmethod
    def _version(self) -> str:
        """Return what the server calls its version, which it tells without a key."""

    @abstractmethod
    def _call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any: ...

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what a method of a model returns; numbers with decimals are Decimal. Raises SyncFailure."""
        return self._retried(lambda: self._call_once(model, method, arguments))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _retried(self, call: Any) -> Any:
        try:
            for attempt in retrying():
                with attempt:
                    return call()
        except Transient as error:
            raise SyncFailure(Reason.SOURCE, f"Odoo cannot be read: {error}.", "url") from error
        except requests.exceptions.SSLError:
            raise self._failure(Reason.CONFIGURATION, UNTRUSTED, "url") from None
        except (requests.exceptions.RequestException, UnicodeError) as error:
            text = f"{self.inputs.url} cannot be used: {type(error).__name__}."
            raise SyncFailure(Reason.CONFIGURATION, text, "url") from None
        raise AssertionError("the loop above returns or raises")

    def _failure(self, reason: Reason, text: str, wrong: str) -> SyncFailure:
        inputs = self.inputs
        return SyncFailure(reason, text.format(email=inputs.email, url=inputs.url, database=inputs.database), wrong)


class Json2Source(Source):
    """JSON-2: the key is a bearer token, arguments have names, errors have a status."""

    protocol = JSON2

    def sign_in(self) -> None:
        """The key alone says whose it is, so its user's login is compared with the e-mail address."""
        context = self.call("res.users", "context_get")
        [user] = self.call("res.users", "read", ids=[context["uid"]], fields=["login"])
        if user["login"] != self.inputs.email:
            raise self._failure(Reason.AUTHENTICATION, "The API key is not one of {email}'s.", "email")

    def _version(self) -> str:
        answer = self._connection.request("GET", "/web/version")
        if not answer.is_json:
            raise self._failure(Reason.CONFIGURATION, *_html_failure(answer))
        found = _content(answer)
        if not isinstance(found, dict) or "version" not in found:
            raise self._failure(Reason.CONFIGURATION, NOT_ODOO, "url")
        return str(found["version"])

    def _call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        headers = {
            "Authorization": f"Bearer {self.inputs.api_key}".encode(),
            "X-Odoo-Database": self.inputs.database.encode(),
            "Content-Type": "application/json",
        }
        answer = self._connection.request(
            "POST", f"/json/2/{model}/{method}", data=json.dumps(arguments).encode(), headers=headers
        )
        if not answer.is_json:
            raise self._failure(Reason.CONFIGURATION, *_html_failure(answer))
        body = _content(answer)
        if answer.status == 200:
            return body
        raise self._refused(answer.status, body)

    def _refused(self, status: int, body: Any) -> Exception:
        if status == 401:
            return self._failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        if not isinstance(body, dict) or "message" not in body:
            return self._failure(Reason.CONFIGURATION, NOT_ODOO, "url")
        message = str(body["message"])
        if status == 403:
            return _may_not(message)
        if status >= 500 and "psycopg2" in str(body.get("name", "")):
            return Transient(f"Odoo's database is in trouble ({message})")
        return SyncFailure(Reason.SOURCE, f"Odoo answers {status}: {message}")


class XmlRpcSource(Source):
    """XML-RPC: user id and key go with every call, everything is status 200, errors are numbered faults."""

    protocol = XMLRPC

    def __init__(self, inputs: OdooInputs, ca_file: Path | None = None) -> None:
        super().__init__(inputs, ca_file)
        self._uid = 0

    def sign_in(self) -> None:
        """Ask for the user's id; a wrong login or key is answered with False, a wrong database with fault 1."""
        inputs = self.inputs
        uid = self._retried(
            lambda: self._rpc("common", "authenticate", (inputs.database, inputs.email, inputs.api_key, {}))
        )
        if not uid:
            raise self._failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        self._uid = uid

    def _version(self) -> str:
        return str(self._rpc("common", "version", ())["server_version"])

    def _call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        named = dict(arguments)
        positional = [named.pop("ids")] if "ids" in named else []
        credentials = (self.inputs.database, self._uid, self.inputs.api_key)
        return self._rpc("object", "execute_kw", (*credentials, model, method, positional, named))

    def _rpc(self, service: str, method: str, params: tuple[Any, ...]) -> Any:
        """Send one call, once: the standard library's own transport repeats a call whose answer was lost."""
        answer = self._connection.request(
            "POST",
            f"/xmlrpc/2/{service}",
            data=xmlrpc.client.dumps(params, method).encode(),
            headers={"Content-Type": "text/xml"},
        )
        if answer.status != 200 or not answer.headers.get("Content-Type", "").startswith("text/xml"):
            raise self._failure(Reason.CONFIGURATION, ELSEWHERE if answer.is_redirect else NOT_ODOO, "url")
        try:
            (result,), _ = xmlrpc.client.loads(answer.body)
        except xmlrpc.client.Fault as fault:
            raise self._faulted(fault) from None
        except (ExpatError, ValueError) as error:
            raise LostAnswer("the answer of Odoo is not whole") from error
        return _exact(result)

    def _faulted(self, fault: xmlrpc.client.Fault) -> Exception:
        last_line = fault.faultString.strip().splitlines()[-1]
        if fault.faultCode == 3:
            return self._failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        if fault.faultCode == 4:
            return _may_not(fault.faultString)
        if fault.faultCode == 1 and "does not exist" in last_line and "database" in last_line:
            return self._failure(Reason.CONFIGURATION, NO_SUCH_DATABASE, "database")
        if fault.faultCode == 1 and "psycopg2" in last_line:
            return Transient(f"Odoo's database is in trouble ({last_line})")
        return SyncFailure(Reason.SOURCE, f"Odoo answers with fault {fault.faultCode}: {last_line}")


def connect(inputs: OdooInputs, protocol: str, ca_file: Path | None = None) -> Source:
    """Return a signed-in connection over `json2` or `xmlrpc`; raise SyncFailure."""
    source: Source = Json2Source(inputs, ca_file) if protocol == JSON2 else XmlRpcSource(inputs, ca_file)
    try:
        source.check_version()
        source.sign_in()
    except BaseException:
        source.close()
        raise
    return source


def companies(inputs: OdooInputs, ca_file: Path | None = None) -> list[tuple[int, str]]:
    """Return id and name of the companies that the key opens; raise SyncFailure if the inputs do not go together."""
    with closing(connect(inputs, JSON2, ca_file)) as source:
        found = source.call("res.company", "search_read", domain=[], fields=["name"], order="id")
    return [(company["id"], company["name"]) for company in found]


def _content(answer: Answer) -> Any:
    try:
        return json.loads(answer.body, parse_float=Decimal)
    except ValueError as error:
        raise LostAnswer("the answer of Odoo is not whole") from error


def _html_failure(answer: Answer) -> tuple[str, str]:
    """Odoo answers a database that it does not know with an HTML page that speaks of databases (observed)."""
    if answer.is_redirect:
        return ELSEWHERE, "url"
    unknown = answer.status == 404 and b"X-Odoo-Database" in answer.body
    return (NO_SUCH_DATABASE, "database") if unknown else (NOT_ODOO, "url")


def _may_not(said: str) -> SyncFailure:
    first_line = said.splitlines()[0] if said else ""
    return SyncFailure(Reason.AUTHENTICATION, f"The key's user may not read this: {first_line}", "api_key")


def _exact(value: Any) -> Any:
    """Turn doubles into the decimals that were written."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {name: _exact(item) for name, item in value.items()}
    return value
