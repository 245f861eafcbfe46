"""Silverfin's own HTTP API, as any application meets it: expiring tokens, one call at a time, sync points."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import requests

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Answer, Connection, LostAnswer, Transient, retrying
from mock_silverfin.integrations.odoo.inputs import SilverfinInputs
from mock_silverfin.integrations.odoo.words import Words

UNREACHABLE = noted("Silverfin cannot be reached: {why}.")
UNUSABLE = noted("Silverfin cannot be used: {error}.")
SAYS = noted("Silverfin answers {status}: {said}")
ENDED = noted("Silverfin's authorisation has ended; authorise again.")

Tokens = tuple[str, str]
UNAUTHORIZED, FORBIDDEN = 401, 403


@dataclass(frozen=True)
class Info:
    """Where the client file stands: the last sync point, and the day before which nothing is wanted."""

    sync_point: str | None
    sync_start_at: str | None


@dataclass(frozen=True)
class Limits:
    """How many actions one submit may carry, and how many dimensions a line can have."""

    actions: int
    dimensions: int


class Target:
    """A client file in Silverfin, spoken to in `words`; `keep_tokens` is called with new pairs before they are used."""

    def __init__(
        self,
        inputs: SilverfinInputs,
        tokens: Tokens,
        keep_tokens: Callable[[Tokens], None],
        ca_file: Path | None = None,
        words: Words | None = None,
    ) -> None:
        self._inputs = inputs
        self._words = words or Words()
        self._tokens = tokens
        self._keep_tokens = keep_tokens
        self._connection = Connection(inputs.url, ca_file)
        self._ids = {"firm_id": inputs.firm_id, "company_id": inputs.company_id}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def limits(self) -> Limits:
        """Return how much Silverfin takes."""
        found = self._json("limits")
        return Limits(int(found["max_actions_per_request"]), int(found["max_analytical_dimensions"]))

    def info(self) -> Info:
        """Return where the file stands; raise SyncFailure if it is not linked to this application."""
        found = self._json("sync_info")
        return Info(found["sync_point"], found["sync_start_at"])

    def currency(self) -> str | None:
        """Return the code of the currency that the file is kept in; None if the grant does not cover the question."""

        def ask() -> str | None:
            answer = self._answered("company", None)
            return None if answer.status == FORBIDDEN else str(self._content("company", answer)["currency"])

        found: str | None = self._once_in_effect(ask, lambda: False)
        return found

    def send_settings(self, settings: Mapping[str, Any]) -> None:
        """Replace the financial years; doing it twice does no harm."""
        self._json("settings", settings)

    def submit(self, point: str, previous: str | None, actions: Sequence[Any], accounts: Sequence[Any]) -> None:
        """Submit actions so that the file stands at `point`; when an answer is lost, look where it stands first."""
        body = {"sync_point": point, "previous_sync_point": previous, "actions": actions, "accounts": accounts}
        self._once_in_effect(
            lambda: self._json_once("submit", body),
            lambda: self.info().sync_point == point,
        )

    def reset(self) -> None:
        """Remove every line; doing it twice does no harm."""
        self._json("reset")

    def _json(self, operation: str, body: Any = None) -> Any:
        return self._once_in_effect(lambda: self._json_once(operation, body), lambda: False)

    def _once_in_effect(self, call: Callable[[], Any], is_done: Callable[[], bool]) -> Any:
        """Call until it is answered; after a lost answer go on only if it has not been carried out."""
        lost = False

        def attempt() -> Any:
            nonlocal lost
            if lost and is_done():
                return None
            try:
                return call()
            except LostAnswer:
                lost = True
                raise

        try:
            return retrying()(attempt)
        except Transient as error:
            raise SyncFailure(Reason.TARGET, UNREACHABLE, why=error.text, **error.facts) from error
        except requests.exceptions.RequestException as error:
            raise SyncFailure(Reason.TARGET, UNUSABLE, error=type(error).__name__) from None

    def _json_once(self, operation: str, body: Any) -> Any:
        return self._content(operation, self._answered(operation, body))

    def _content(self, operation: str, answer: Answer) -> Any:
        return self._words.understood(operation, _content(answer))

    def _answered(self, operation: str, body: Any) -> Answer:
        answer = self._authorized(operation, body)
        if answer.status == UNAUTHORIZED:
            self._refresh()
            answer = self._authorized(operation, body)
        return answer

    def _authorized(self, operation: str, body: Any) -> Answer:
        method, path = self._words.place(operation, self._ids)
        said = None if body is None else self._words.said(operation, body)
        return self._send(method, path, None if said is None else json.dumps(said, ensure_ascii=False).encode())

    def _send(self, method: str, path: str, data: bytes | None = None) -> Answer:
        headers = {"Authorization": f"Bearer {self._tokens[0]}", "Accept": "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        answer = self._connection.request(method, path, data=data, headers=headers)
        return replace(answer, status=self._words.status(answer.status))

    def _refresh(self) -> None:
        """Fetch a new pair of tokens; a lost answer leaves the old refresh token good until a new token is used."""
        inputs = self._inputs
        asked = {
            "grant_type": "refresh_token",
            "refresh_token": self._tokens[1],
            "client_id": inputs.client_id,
            "client_secret": inputs.client_secret,
            "redirect_uri": inputs.redirect_uri,
        }
        method, path = self._words.place("token", self._ids)
        answer = self._connection.request(method, path, json=self._words.said("token", asked))
        try:
            pair = self._words.understood("token", _content(answer))
        except SyncFailure:
            raise SyncFailure(Reason.AUTHENTICATION, ENDED) from None
        self._tokens = (pair["access_token"], pair["refresh_token"])
        self._keep_tokens(self._tokens)


def _content(answer: Answer) -> Any:
    try:
        content = json.loads(answer.body) if answer.body else None
    except ValueError as error:
        raise LostAnswer(noted("the answer of Silverfin is not whole")) from error
    if answer.status < 300:
        return content
    said = content.get("error", "") if isinstance(content, dict) else ""
    if answer.status >= 500:
        raise LostAnswer(noted("Silverfin is out of order (status {status})"), status=str(answer.status))
    reasons = {401: Reason.AUTHENTICATION, 403: Reason.AUTHENTICATION, 409: Reason.CONFLICT}
    details = json.dumps(content.get("errors", []))[:500] if isinstance(content, dict) and "errors" in content else ""
    told = {"status": str(answer.status), "said": f"{said} {details}".strip()}
    raise SyncFailure(reasons.get(answer.status, Reason.TARGET), SAYS, **told)
