"""Silverfin's own HTTP API, as any application meets it: expiring tokens, one call at a time, sync points."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from mock_kit.pages.words import noted
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Answer, Connection, LostAnswer, Transient, retrying
from mock_silverfin.integrations.odoo.inputs import SilverfinInputs

UNREACHABLE = noted("Silverfin cannot be reached: {why}.")
UNUSABLE = noted("Silverfin cannot be used: {error}.")
SAYS = noted("Silverfin answers {status}: {said}")

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
    """A client file in Silverfin. `keep_tokens` is called with every new pair before it is used."""

    def __init__(
        self,
        inputs: SilverfinInputs,
        tokens: Tokens,
        keep_tokens: Callable[[Tokens], None],
        ca_file: Path | None = None,
    ) -> None:
        self._inputs = inputs
        self._tokens = tokens
        self._keep_tokens = keep_tokens
        self._connection = Connection(inputs.url, ca_file)
        self._root = f"/api/v4/f/{inputs.firm_id}/syncs"
        self._company = f"{self._root}/companies/{inputs.company_id}"

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def limits(self) -> Limits:
        """Return how much Silverfin takes."""
        found = self._json("GET", f"{self._root}/settings")
        return Limits(int(found["max_actions_per_request"]), int(found["max_analytical_dimensions"]))

    def info(self) -> Info:
        """Return where the file stands; raise SyncFailure if it is not linked to this application."""
        found = self._json("GET", f"{self._company}/info")
        return Info(found["sync_point"], found["sync_start_at"])

    def currency(self) -> str | None:
        """Return the code of the currency that the file is kept in; None if the grant does not cover the question."""
        path = f"/api/v4/f/{self._inputs.firm_id}/companies/{self._inputs.company_id}"

        def ask() -> str | None:
            answer = self._answered("GET", path, None)
            return None if answer.status == FORBIDDEN else str(_content(answer)["currency"])

        found: str | None = self._once_in_effect(ask, lambda: False)
        return found

    def send_settings(self, settings: Mapping[str, Any]) -> None:
        """Replace the financial years; doing it twice does no harm."""
        self._json("POST", f"{self._company}/settings", settings)

    def submit(self, point: str, previous: str | None, actions: Sequence[Any], accounts: Sequence[Any]) -> None:
        """Submit actions so that the file stands at `point`; when an answer is lost, look where it stands first."""
        body = {"sync_point": point, "previous_sync_point": previous, "actions": actions, "accounts": accounts}
        self._once_in_effect(
            lambda: self._json_once("POST", f"{self._company}/transactions", body),
            lambda: self.info().sync_point == point,
        )

    def reset(self) -> None:
        """Remove every line; doing it twice does no harm."""
        self._json("DELETE", f"{self._company}/reset")

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        return self._once_in_effect(lambda: self._json_once(method, path, body), lambda: False)

    def _once_in_effect(self, call: Callable[[], Any], is_done: Callable[[], bool]) -> Any:
        """Call until it is answered; after a lost answer go on only if it has not been carried out."""
        lost = False
        try:
            for attempt in retrying():
                with attempt:
                    if lost and is_done():
                        return None
                    try:
                        return call()
                    except LostAnswer:
                        lost = True
                        raise
        except Transient as error:
            raise SyncFailure(Reason.TARGET, UNREACHABLE, why=error.text, **error.facts) from error
        except requests.exceptions.RequestException as error:
            raise SyncFailure(Reason.TARGET, UNUSABLE, error=type(error).__name__) from None
        raise AssertionError("the loop above returns or raises")

    def _json_once(self, method: str, path: str, body: Any) -> Any:
        return _content(self._answered(method, path, body))

    def _answered(self, method: str, path: str, body: Any) -> Answer:
        answer = self._authorized(method, path, body)
        if answer.status == UNAUTHORIZED:
            self._refresh()
            answer = self._authorized(method, path, body)
        return answer

    def _authorized(self, method: str, path: str, body: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self._tokens[0]}", "Accept": "application/json"}
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        return self._connection.request(method, path, data=data, headers=headers)

    def _refresh(self) -> None:
        """Fetch a new pair of tokens; a lost answer leaves the old refresh token good until a new token is used."""
        inputs = self._inputs
        answer = self._connection.request(
            "POST",
            f"/f/{inputs.firm_id}/oauth/token",
            json={
                "grant_type": "refresh_token",
                "refresh_token": self._tokens[1],
                "client_id": inputs.client_id,
                "client_secret": inputs.client_secret,
                "redirect_uri": inputs.redirect_uri,
            },
        )
        if answer.status != 200:
            raise SyncFailure(Reason.AUTHENTICATION, noted("Silverfin's authorisation has ended; authorise again."))
        pair = json.loads(answer.body)
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
