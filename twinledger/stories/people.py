"""The people of a story: an Odoo user and an accountant, who do over HTTP what they would do in their browsers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import requests

TIMEOUT = 60
GLANCE = 0.02
PERSISTENT = "0"
KEYS_THAT_EXPIRE = 18  # the release from which on the dialog asks for a duration (read)
PASSWORD_IN_CONTEXT = 19  # the release from which on the dialog's password is not written to it (observed, read)


class Refused(Exception):  # noqa: N818 - an answer that a person gets
    """A system refuses what a person wants; `input` names the input that is wrong, if one is."""

    def __init__(self, message: str, input_: str | None = None) -> None:
        super().__init__(message)
        self.input = input_


def _session(ca_file: Path | None) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # whatever proxy there is, it is not for loopback
    if ca_file is not None:
        session.verify = str(ca_file)
    return session


class OdooUser:
    """Somebody with a login and a password, in a browser (observed: the sequence of calls of the web client)."""

    def __init__(self, url: str, database: str, login: str, password: str, ca_file: Path | None = None) -> None:
        self._url = url
        self._password = password
        self._browser = _session(ca_file)
        signed_in = self._ask("/web/session/authenticate", db=database, login=login, password=password)
        self._uid = signed_in["uid"]
        self._release = int(signed_in["server_version_info"][0])

    def create_api_key(self, name: str, duration: str = PERSISTENT) -> str:
        """Make a key in the preferences and copy it, the only time that it is shown.

        `duration` is one of the choices, in days; `0` is a persistent key, the only kind up to 17.0. Raise Refused.
        """
        self._identified(self._click("res.users", "api_key_wizard", self._uid))
        values = {"name": name, **({"duration": duration} if self._release >= KEYS_THAT_EXPIRE else {})}
        dialog = self._call("res.users.apikeys.description", "create", [values])
        shown = self._click("res.users.apikeys.description", "make_key", dialog)
        return str(shown["context"]["default_key"])

    def api_keys(self) -> list[dict[str, Any]]:
        """Return what the preferences list: one's own keys by name and expiry, never the keys themselves."""
        domain = [["user_id", "=", self._uid]]
        found = self._call("res.users.apikeys", "search_read", [domain, ["name", "expiration_date"]])
        return list(found)

    def remove_api_key(self, name: str) -> None:
        """Delete the key of that name in the preferences; raise Refused if there is none."""
        ids = [key["id"] for key in self.api_keys() if key["name"] == name]
        if not ids:
            raise Refused(f"There is no API key {name!r}.")
        self._identified(self._click("res.users.apikeys", "remove", ids[0]))

    def _identified(self, action: Any) -> Any:
        """Confirm with the password if Odoo asks for it, and return what comes next."""
        if action.get("res_model") != "res.users.identitycheck":
            return action
        dialog, password = action["res_id"], {"password": self._password}
        if self._release < PASSWORD_IN_CONTEXT:
            self._call("res.users.identitycheck", "write", [[dialog], password])
        return self._click("res.users.identitycheck", "run_check", dialog, context=password)

    def _click(self, model: str, method: str, id_: int, **kwargs: Any) -> Any:
        path = f"/web/dataset/call_button/{model}/{method}"
        return self._ask(path, model=model, method=method, args=[[id_]], kwargs=kwargs)

    def _call(self, model: str, method: str, args: list[Any]) -> Any:
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._ask(path, model=model, method=method, args=args, kwargs={})

    def _ask(self, path: str, **params: Any) -> Any:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        answer = self._browser.post(self._url + path, json=body, timeout=TIMEOUT).json()
        if "error" in answer:
            raise Refused(answer["error"]["data"]["message"])
        return answer["result"]


class Accountant:
    """An admin of a firm on Silverfin's pages for connections with Odoo."""

    def __init__(self, url: str, firm_id: int, email: str, password: str, ca_file: Path | None = None) -> None:
        self._root = f"{url}/f/{firm_id}/syncs/odoo"
        self._browser = _session(ca_file)
        self._browser.auth = (email, password)

    def connect(self, inputs: Mapping[str, str]) -> list[str]:
        """Type the four inputs and return the references of the companies found; raise Refused naming a wrong one."""
        return [company["reference"] for company in self._ask("POST", "", inputs)["companies"]]

    def connections(self) -> list[dict[str, Any]]:
        """Return the connections of the firm, oldest first, as Silverfin shows them."""
        return list(self._ask("GET", ""))

    def reconnect(self, database: str, inputs: Mapping[str, str]) -> None:
        """Type the four inputs of the connection with a database again; raise Refused naming a wrong one."""
        self._ask("POST", self._connection(database), inputs)

    def link(self, database: str, company_id: int, reference: str, since: date | None = None) -> None:
        """Choose the company in Odoo that a client file takes its figures from, and from which day on."""
        body = {"reference": reference, **({"sync_start_at": since.isoformat()} if since else {})}
        self._ask("POST", f"{self._connection(database)}/companies/{company_id}", body)

    def synchronise(
        self, database: str, company_id: int, progress: Callable[[int, int], None] | None = None
    ) -> dict[str, Any]:
        """Start a run and wait for its end; `progress` is told the actions sent and their number. Return the run."""
        path = f"{self._connection(database)}/companies/{company_id}"
        self._ask("POST", f"{path}/run", {})
        while (run := self._ask("GET", path)["last_run"])["state"] in ("queued", "running"):
            if progress is not None:
                progress(run["sent"], run["actions"])
            time.sleep(GLANCE)
        if progress is not None:
            progress(run["sent"], run["actions"])
        return dict(run)

    def _connection(self, database: str) -> str:
        """Return the path of the newest connection with a database; 0 is the one that there never is."""
        known = [connection["id"] for connection in self.connections() if connection["database"] == database]
        return f"/{max(known, default=0)}"

    def _ask(self, method: str, path: str, body: Mapping[str, str] | None = None) -> Any:
        reply = self._browser.request(method, self._root + path, json=body, timeout=TIMEOUT)
        answer = reply.json()
        if reply.status_code < 300:
            return answer
        for problem in answer.get("errors", []):
            raise Refused(problem["message"], problem["field"])
        raise Refused(answer["error"])
