"""Silverfin's synchronisation API for one client file, over the standard library's HTTP client."""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

AGENT = "silverfin-push/1.0"
SECONDS = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")
REASONS = {401: "authentication", 403: "authentication", 409: "conflict"}


class RefusedError(Exception):
    """The run ends here, for one of the reasons that whoever started it understands; nothing secret is quoted."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Silverfin:
    """One client file; a token that has run out is renewed once, and the new pair is kept before it is used."""

    def __init__(self, given: dict[str, str], state: Path) -> None:
        self._given = given
        self._url = urlsplit(given["SILVERFIN_URL"])
        if self._url.scheme != "https" and self._url.hostname not in LOOPBACK:
            raise RefusedError("configuration", "SILVERFIN_URL has to begin with https://")
        self._firm = f"/f/{quote(given['SILVERFIN_FIRM_ID'], safe='')}"
        self._file = quote(given["SILVERFIN_COMPANY_ID"], safe="")
        self._syncs = f"/api/v4{self._firm}/syncs"
        self._tokens_file = state / "tokens.json"
        self._grant = hashlib.sha256(given["SILVERFIN_REFRESH_TOKEN"].encode()).hexdigest()
        self._tokens = self._kept_tokens() or [given["SILVERFIN_ACCESS_TOKEN"], given["SILVERFIN_REFRESH_TOKEN"]]

    def info(self) -> Any:
        """Return where the file stands."""
        return self._json("GET", f"{self._syncs}/companies/{self._file}/info")

    def currency(self) -> str | None:
        """Return the currency of the file; None if the grant does not let us see it."""
        status, content = self._answered("GET", f"/api/v4{self._firm}/companies/{self._file}")
        return None if status == 403 else str(_checked(status, content)["currency"])

    def most_actions(self) -> int:
        """Return how many actions a submit may have."""
        return int(self._json("GET", f"{self._syncs}/settings")["max_actions_per_request"])

    def send_settings(self, settings: Any) -> None:
        """Replace the financial years."""
        self._json("POST", f"{self._syncs}/companies/{self._file}/settings", settings)

    def reset(self, point: str | None, day: str = "") -> None:
        """Remove the lines from a day on, or all of them."""
        query = {"previous_sync_point": point or "", **({"after_date": day} if day else {})}
        self._json("DELETE", f"{self._syncs}/companies/{self._file}/reset?{urlencode(query)}")

    def submit(self, point: str, previous: str | None, actions: list[Any], accounts: list[Any]) -> None:
        """Submit actions upon the sync point that is expected."""
        body = {"sync_point": point, "previous_sync_point": previous, "actions": actions, "accounts": accounts}
        self._json("POST", f"{self._syncs}/companies/{self._file}/transactions", body)

    def _json(self, method: str, path: str, body: Any = None) -> Any:
        return _checked(*self._answered(method, path, body))

    def _answered(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        for is_first in (True, False):
            headers = {"Authorization": f"Bearer {self._tokens[0]}", "Content-Type": "application/json"}
            status, content = self._request(method, path, None if body is None else json.dumps(body), headers)
            if status != 401 or not is_first:
                break
            self._renew()
        return status, content

    def _renew(self) -> None:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._tokens[1],
            "client_id": self._given["SILVERFIN_CLIENT_ID"],
            "client_secret": self._given["SILVERFIN_CLIENT_SECRET"],
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, content = self._request("POST", f"{self._firm}/oauth/token", urlencode(form), headers)
        if status in (400, 401):
            raise RefusedError("authentication", "Silverfin's authorisation has ended; authorise again")
        pair = _checked(status, content)
        self._tokens = [pair["access_token"], pair["refresh_token"]]
        unfinished = self._tokens_file.with_suffix(".new")
        unfinished.write_text(json.dumps({"grant": self._grant, "tokens": self._tokens}))
        unfinished.replace(self._tokens_file)

    def _kept_tokens(self) -> list[str] | None:
        """Return the tokens that followed from the grant that was given, if there are any."""
        kept = json.loads(self._tokens_file.read_text()) if self._tokens_file.exists() else {}
        return kept.get("tokens") if kept.get("grant") == self._grant else None

    def _request(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, Any]:
        """Return status and content; redirects are not followed, and half an answer is none."""
        try:
            connection = self._connection()
            connection.request(method, path, body, {"User-Agent": AGENT, "Accept": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read()
            connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise RefusedError("target", f"Silverfin cannot be reached ({type(error).__name__})") from None
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, None

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=SECONDS)


def _checked(status: int, content: Any) -> Any:
    """Return the content of a good answer."""
    if status >= 300:
        raise RefusedError(REASONS.get(status, "target"), f"Silverfin answered {status}")
    if not isinstance(content, dict):
        raise RefusedError("target", "what Silverfin answered is not JSON")
    return content
