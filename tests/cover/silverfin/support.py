"""What the tests of the fake Silverfin speak to it with."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from mock_silverfin import MockSilverfin
from mock_silverfin.face import Application, ClientFile, Firm, Grant, User

LOGIN = "bookkeeper@example.com"
REDIRECT_URI = "http://127.0.0.1:9/callback?kept=1&empty="


@dataclass
class Reply:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What the body says."""
        return json.loads(self.body)


@dataclass
class World:
    """The fake and everything in it that a test needs."""

    silverfin: MockSilverfin
    firm: Firm
    admin: User
    application: Application
    file: ClientFile
    grant: Grant
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send a request as it stands, on a connection of its own."""
        connection = http.client.HTTPConnection(urlsplit(self.silverfin.url).netloc, timeout=10)
        connection.request(method, path, body, dict(headers or {}))
        response = connection.getresponse()
        reply = Reply(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return reply

    def api(self, method: str, path: str, body: object = None, *, token: str | None = None, **query: object) -> Reply:
        """Call the API in the firm, with the token of the grant unless another is given."""
        headers = {"Authorization": f"Bearer {self.grant.access_token if token is None else token}", **self.headers}
        data = b""
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        address = f"/api/v4/f/{self.firm.id}{path}" + (f"?{urlencode(query)}" if query else "")
        return self.send(method, address, data, headers)

    def token(self, **parameters: str) -> Reply:
        """Send a token request with the application's credentials, as a form."""
        credentials = {"client_id": self.application.client_id, "client_secret": self.application.client_secret}
        form = urlencode({**credentials, **parameters}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", f"/f/{self.firm.id}/oauth/token", form, headers)

    def sync(self, method: str, what: str, body: object = None, **query: object) -> Reply:
        """Call the SyncAPI about the file."""
        return self.api(method, f"/syncs/companies/{self.file.id}/{what}", body, **query)

    def settings(self, *years: tuple[str, str, bool, bool], retained_earnings: str | None = "140000") -> Reply:
        """Send financial years: first day, last day, and the two flags."""
        members = ("start_date", "end_date", "compute_opening_balances", "compute_retained_earnings")
        body: dict[str, object] = {"years": [dict(zip(members, year, strict=True)) for year in years]}
        if retained_earnings is not None:
            body["retained_earnings_account"] = {"number": retained_earnings, "name": "Retained earnings"}
        return self.sync("POST", "settings", body)

    def submit(self, *actions: Mapping[str, object], sync_point: str = "point", **more: object) -> Reply:
        """Submit actions."""
        return self.sync("POST", "transactions", {"sync_point": sync_point, "actions": actions, **more})

    def notes(self) -> Mapping[str, object]:
        """What the last request left for the judge."""
        return self.silverfin.journal.exchanges()[-1].notes


def account(number: str = "400000", type_: str = "asset", **names: str) -> dict[str, object]:
    """Return an account as the wire has it."""
    return {"number": number, "names": names or {"en": f"Account {number}"}, "type": type_}


def upsert(id_: str = "1", value: object = "10.00", day: str = "2026-02-03", **more: object) -> dict[str, object]:
    """Return an upsert as the wire has it, on account 400000 unless told otherwise."""
    return {"upsert": {"id": id_, "account_number": "400000", "date": day, "value": value, **more}}
