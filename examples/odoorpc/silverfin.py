"""Silverfin's synchronisation API for one client file, over requests."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import requests
from refusal import RefusalError, address

SECONDS = 20
REASONS = {401: "authentication", 403: "authentication", 409: "conflict"}


class Silverfin:
    """One client file. The token is renewed by whoever starts the runs; one that has run out ends this one."""

    def __init__(self, given: dict[str, str]) -> None:
        url = address("SILVERFIN_URL", given["SILVERFIN_URL"])
        self._firm = f"{url.scheme}://{url.netloc}/api/v4/f/{quote(given['SILVERFIN_FIRM_ID'], safe='')}"
        self._id = quote(given["SILVERFIN_COMPANY_ID"], safe="")
        self._file = f"{self._firm}/syncs/companies/{self._id}"
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "odoorpc-sync/1.0"
        self._session.headers["Authorization"] = f"Bearer {given['SILVERFIN_ACCESS_TOKEN']}"

    def info(self) -> Any:
        """Return where the file stands."""
        return self._json("GET", f"{self._file}/info")

    def currency(self) -> str | None:
        """Return the currency of the file; None if the grant does not let us see it."""
        answer = self._asked("GET", f"{self._firm}/companies/{self._id}")
        return None if answer.status_code == 403 else str(_content(answer)["currency"])

    def most_actions(self) -> int:
        """Return how many actions a submit may have."""
        return int(self._json("GET", f"{self._firm}/syncs/settings")["max_actions_per_request"])

    def send_settings(self, settings: Any) -> None:
        """Replace the financial years."""
        self._json("POST", f"{self._file}/settings", json=settings)

    def reset(self, point: str) -> None:
        """Remove every line."""
        self._json("DELETE", f"{self._file}/reset", params={"previous_sync_point": point})

    def submit(self, point: str, previous: str | None, accounts: list[Any], actions: list[Any]) -> None:
        """Submit actions upon the sync point that is expected."""
        body = {"sync_point": point, "previous_sync_point": previous, "accounts": accounts, "actions": actions}
        self._json("POST", f"{self._file}/transactions", json=body)

    def _json(self, method: str, url: str, **more: Any) -> Any:
        return _content(self._asked(method, url, **more))

    def _asked(self, method: str, url: str, **more: Any) -> requests.Response:
        try:
            return self._session.request(method, url, timeout=SECONDS, allow_redirects=False, **more)
        except (requests.RequestException, UnicodeError) as error:
            raise RefusalError("target", f"Silverfin cannot be reached ({type(error).__name__})") from None


def _content(answer: requests.Response) -> Any:
    if answer.status_code >= 300:
        raise RefusalError(REASONS.get(answer.status_code, "target"), f"Silverfin answered {answer.status_code}")
    try:
        found = answer.json()
    except requests.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise RefusalError("target", "what Silverfin answered is not JSON")
    return found
