"""Who rings at an Odoo, fake or real: a client of its three protocols and its web sessions, for the machine of keys."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests

from mock_odoo.keys import two_factor

CHECK = "res.users.identitycheck"


@dataclass
class Doorbell:
    """One database of a server, with its administrator; `now` is the server's time, `tag` makes logins unique."""

    url: str
    database: str
    login: str
    password: str
    now: Callable[[], datetime]
    tag: str = ""
    admin: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.admin = Browser(self, self.login, self.password)

    def authenticates(self, login: str, secret: str) -> bool:
        """Tell whether `authenticate` lets somebody in."""
        with xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/common") as proxy:
            return bool(proxy.authenticate(self.database, login, secret, {}))

    def executes(self, uid: int, secret: str) -> bool:
        """Tell whether `execute_kw` lets somebody in, over /jsonrpc."""
        args = [self.database, uid, secret, "res.users", "context_get", []]
        params = {"service": "object", "method": "execute_kw", "args": args}
        return "result" in requests.post(f"{self.url}/jsonrpc", json={"params": params}, timeout=60).json()

    def bears(self, key: str) -> bool:
        """Tell whether JSON-2 takes a key."""
        headers = {"Authorization": f"bearer {key}", "X-Odoo-Database": self.database}
        path = f"{self.url}/json/2/res.users/context_get"
        return requests.post(path, json={}, headers=headers, timeout=60).status_code == 200


class Browser:
    """Somebody who has signed in, or tried to."""

    def __init__(self, at: Doorbell, login: str, password: str) -> None:
        self._at = at
        self._password = password
        self._http = requests.Session()
        self._http.headers["Connection"] = "close"
        params = {"db": at.database, "login": login, "password": password}
        self.uid = (self._post("/web/session/authenticate", params) or {}).get("uid")

    @property
    def is_in(self) -> bool:
        """Whether its calls are carried out."""
        return self._call("res.users", "context_get") is not None

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method, giving the password again if it is asked for; return the result."""
        result = self._call(model, method, *args, **kwargs)
        if isinstance(result, dict) and result.get("res_model") == CHECK:
            return self._call(CHECK, "run_check", [result["res_id"]], context={"password": self._password})
        return result

    def make_key(self, name: str, **life: str) -> str:
        """Make a key in the dialogs and return it."""
        self.call("res.users", "api_key_wizard", [self.uid])
        description = self.call("res.users.apikeys.description", "create", {"name": name, **life})
        return str(self.call("res.users.apikeys.description", "make_key", [description])["context"]["default_key"])

    def switch_two_factor_on(self) -> None:
        """Switch two-factor authentication on in the dialog."""
        dialog = self.call("res.users", "action_totp_enable_wizard", [self.uid])["res_id"]
        [shown] = self.call("auth_totp.wizard", "read", [dialog], ["secret"])
        code = two_factor.code(shown["secret"], self._at.now())
        self.call("auth_totp.wizard", "enable", [dialog], context={"code": code})

    def _call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def _post(self, path: str, params: Any) -> Any:
        response = self._http.post(f"{self._at.url}{path}", json={"params": params}, timeout=60)
        return (
            response.json().get("result") if response.headers["Content-Type"].startswith("application/json") else None
        )
