"""Odoo's external API over XML-RPC: user id and key go with every call, all is status 200, errors are numbered."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import LostAnswer, Transient
from mock_silverfin.integrations.odoo.inputs import XMLRPC, OdooInputs
from mock_silverfin.integrations.odoo.source import (
    ELSEWHERE,
    IN_TROUBLE,
    NO_SUCH_DATABASE,
    NOT_ODOO,
    NOT_WHOLE,
    REFUSED,
    SAYS,
    Source,
    may_not,
)


class XmlRpcSource(Source):
    """XML-RPC: user id and key go with every call, everything is status 200, errors are numbered faults."""

    protocol = XMLRPC

    def __init__(self, inputs: OdooInputs, ca_file: Path | None = None) -> None:
        super().__init__(inputs, ca_file)
        self._uid = 0

    def sign_in(self) -> None:
        """Ask for the user's id; a wrong login or key is answered with False, a wrong database with fault 1."""
        inputs = self.inputs
        uid = self.retried(
            lambda: self._rpc("common", "authenticate", (inputs.database, inputs.email, inputs.api_key, {}))
        )
        if not uid:
            raise self.failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        self._uid = uid

    def ask_version(self) -> str:
        """Ask the common service."""
        return str(self._rpc("common", "version", ())["server_version"])

    def call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        """Send credentials, model and method before the ids, then the arguments by name."""
        named = dict(arguments)
        positional = [named.pop("ids")] if "ids" in named else []
        credentials = (self.inputs.database, self._uid, self.inputs.api_key)
        return self._rpc("object", "execute_kw", (*credentials, model, method, positional, named))

    def _rpc(self, service: str, method: str, params: tuple[Any, ...]) -> Any:
        """Send one call, once: the standard library's own transport repeats a call whose answer was lost."""
        answer = self.connection.request(
            "POST",
            f"/xmlrpc/2/{service}",
            data=xmlrpc.client.dumps(params, method).encode(),
            headers={"Content-Type": "text/xml"},
        )
        if answer.status != 200 or not answer.headers.get("Content-Type", "").startswith("text/xml"):
            raise self.failure(Reason.CONFIGURATION, ELSEWHERE if answer.is_redirect else NOT_ODOO, "url")
        try:
            (result,), _ = xmlrpc.client.loads(answer.body)
        except xmlrpc.client.Fault as fault:
            raise self._faulted(fault) from None
        except (ExpatError, ValueError, xmlrpc.client.ResponseError) as error:
            raise LostAnswer(NOT_WHOLE) from error
        return _exact(result)

    def _faulted(self, fault: xmlrpc.client.Fault) -> Exception:
        last_line = fault.faultString.strip().splitlines()[-1]
        if fault.faultCode == 3:
            return self.failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        if fault.faultCode == 4:
            return may_not(fault.faultString)
        if fault.faultCode == 1 and "does not exist" in last_line and "database" in last_line:
            return self.failure(Reason.CONFIGURATION, NO_SUCH_DATABASE, "database")
        if fault.faultCode == 1 and "psycopg2" in last_line:
            return Transient(IN_TROUBLE, said=last_line)
        return SyncFailure(Reason.SOURCE, SAYS, status=f"fault {fault.faultCode}", said=last_line)


def _exact(value: Any) -> Any:
    """Turn doubles into the decimals that were written."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list):
        return [_exact(item) for item in value]
    if isinstance(value, dict):
        return {name: _exact(item) for name, item in value.items()}
    return value
