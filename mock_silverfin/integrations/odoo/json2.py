"""Odoo's external API over JSON-2: the key is a bearer token, arguments have names, errors have a status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Answer, LostAnswer, Transient
from mock_silverfin.integrations.odoo.inputs import JSON2
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


class Json2Source(Source):
    """JSON-2: the key is a bearer token, arguments have names, errors have a status."""

    protocol = JSON2

    def sign_in(self) -> None:
        """The key alone says whose it is, so its user's login is compared with the e-mail address."""
        context = self.call("res.users", "context_get")
        [user] = self.call("res.users", "read", ids=[context["uid"]], fields=["login"])
        if user["login"] != self.inputs.email:
            raise self.failure(Reason.AUTHENTICATION, noted("The API key is not one of {email}'s."), "email")

    def is_offered(self) -> bool:
        """Tell whether the server has JSON-2: those before 19.0 have no page that tells the version (read)."""
        return self._about.status != 404 and self.is_new_enough

    @cached_property
    def _about(self) -> Answer:
        answer: Answer = self.retried(lambda: self.connection.request("GET", "/web/version"))
        return answer

    def ask_version(self) -> str:
        """Read the version off the page that tells it."""
        answer = self._about
        if not answer.is_json:
            raise self.failure(Reason.CONFIGURATION, *_html_failure(answer))
        found = _content(answer)
        if not isinstance(found, dict) or "version" not in found:
            raise self.failure(Reason.CONFIGURATION, NOT_ODOO, "url")
        return str(found["version"])

    def call_once(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:
        """Post the arguments by name."""
        headers = {
            "Authorization": f"Bearer {self.inputs.api_key}".encode(),
            "X-Odoo-Database": self.inputs.database.encode(),
            "Content-Type": "application/json",
        }
        answer = self.connection.request(
            "POST", f"/json/2/{model}/{method}", data=json.dumps(arguments).encode(), headers=headers
        )
        if not answer.is_json:
            raise self.failure(Reason.CONFIGURATION, *_html_failure(answer))
        body = _content(answer)
        if answer.status == 200:
            return body
        raise self._refused(answer.status, body)

    def _refused(self, status: int, body: Any) -> Exception:
        if status == 401:
            return self.failure(Reason.AUTHENTICATION, REFUSED, "api_key")
        if not isinstance(body, dict) or "message" not in body:
            return self.failure(Reason.CONFIGURATION, NOT_ODOO, "url")
        message = str(body["message"])
        if status == 403:
            return may_not(message)
        if status >= 500 and "psycopg2" in str(body.get("name", "")):
            return Transient(IN_TROUBLE, said=message)
        return SyncFailure(Reason.SOURCE, SAYS, status=str(status), said=message)


def _content(answer: Answer) -> Any:
    try:
        return json.loads(answer.body, parse_float=Decimal)
    except ValueError as error:
        raise LostAnswer(NOT_WHOLE) from error


def _html_failure(answer: Answer) -> tuple[str, str]:
    """Odoo answers a database that it does not know with an HTML page that speaks of databases (observed)."""
    if answer.is_redirect:
        return ELSEWHERE, "url"
    unknown = answer.status == 404 and b"X-Odoo-Database" in answer.body
    return (NO_SUCH_DATABASE, "database") if unknown else (NOT_ODOO, "url")
