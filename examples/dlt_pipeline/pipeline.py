"""A dlt pipeline: a company's accounts and posted journal items from Odoo 19 into a database of its own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dlt
from dlt.common.exceptions import DltException
from dlt.sources.helpers import requests

PAGE = 1000
READINGS = 6
SECONDS = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ACCOUNT = ("code", "name", "account_type")
ITEM = ("account_id", "date", "balance", "name", "move_name", "partner_id")
ON_BALANCE = ["account_type", "!=", "off_balance"]
Row = dict[str, Any]


class RefusedError(Exception):
    """The run cannot go on; nothing secret is quoted."""


class Odoo:
    """What an Odoo answers to one user's key in one database, over JSON-2."""

    def __init__(self, given: dict[str, str]) -> None:
        url = urlsplit(given["ODOO_URL"])
        if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
            raise RefusedError("the URL of Odoo has to begin with https://")
        if not re.fullmatch(r"[!-~]+", given["ODOO_API_KEY"]):
            raise RefusedError("the key has characters in it that no key has")
        self._url = f"{url.scheme}://{url.netloc.lower()}"
        self._headers = {
            "Authorization": f"Bearer {given['ODOO_API_KEY']}",
            "X-Odoo-Database": given["ODOO_DATABASE"],
        }
        self._session = requests.Client(request_max_attempts=2, request_timeout=SECONDS, raise_for_status=False).session
        self._session.headers["User-Agent"] = "dlt-ledger/1.0"
        self._context = {
            "lang": given["SYNC_LANGUAGE"],
            "active_test": False,
            "allowed_company_ids": [int(given["SYNC_COMPANY"])],
        }

    def version(self) -> str:
        """Return the version, which anybody may ask for."""
        return str(self._answer(self._session.get(f"{self._url}/web/version", allow_redirects=False))["version"])

    def call(self, model: str, method: str, **named: Any) -> Any:
        """Call a method of a model; amounts come as the text that they are on the wire."""
        url, body = f"{self._url}/json/2/{model}/{method}", {**named, "context": self._context}
        return self._answer(self._session.post(url, json=body, headers=self._headers, allow_redirects=False))

    def all(self, model: str, domain: list[Any], fields: tuple[str, ...]) -> list[Row]:
        """Read page by page behind the last id, so that no record is skipped when others come or go."""
        rows: list[Row] = []
        while True:
            behind = [*domain, ["id", ">", rows[-1]["id"] if rows else 0]]
            page = self.call(model, "search_read", domain=behind, fields=list(fields), order="id", limit=PAGE)
            if any(row.keys() != {"id", *fields} for row in page):
                raise RefusedError("Odoo answered other fields than those that were asked for")
            rows += page
            if len(page) < PAGE:
                return rows

    @staticmethod
    def _answer(answer: Any) -> Any:
        if answer.status_code != 200 or "json" not in answer.headers.get("Content-Type", ""):
            raise RefusedError(f"there is no Odoo at the URL, or it refuses the key ({answer.status_code})")
        return answer.json(parse_float=str)


def read_ledger(odoo: Odoo, given: dict[str, str]) -> tuple[list[Row], list[Row]]:
    """Return accounts and items of one moment: every page is a transaction, so two readings must be equal."""
    version = re.match(r"(?:saas~)?(\d+)\.", odoo.version())
    if version is None or int(version[1]) < 19:
        raise RefusedError(f"Odoo {odoo.version()} has no JSON-2 API; 19.0 has")
    [user] = odoo.call("res.users", "read", ids=[odoo.call("res.users", "context_get")["uid"]], fields=["login"])
    if user["login"].lower() != given["ODOO_EMAIL"].lower():
        raise RefusedError("the key is that of another user than the e-mail address")
    posted = [
        ["company_id", "=", int(given["SYNC_COMPANY"])],
        ["parent_state", "=", "posted"],
        ["account_id", "!=", False],
        ["account_id.account_type", "!=", "off_balance"],
    ]
    before = None
    for _ in range(READINGS):
        after = odoo.all("account.account", [ON_BALANCE], ACCOUNT), odoo.all("account.move.line", posted, ITEM)
        if after == before:
            return after
        before = after
    raise RefusedError("the books change faster than they can be read")


@dlt.source(name="odoo_ledger")
def odoo_ledger(accounts: list[Row], items: list[Row]) -> Any:
    """Return both tables, which take the place of what there was."""
    texts = {name: {"data_type": "text"} for name in (*ACCOUNT, *ITEM)}
    numbers = {name: {"data_type": "bigint"} for name in ("id", "account_id", "partner_id")}

    def of(names: tuple[str, ...]) -> dict[str, Any]:
        return {name: {**texts, **numbers}[name] for name in ("id", *names)}

    @dlt.resource(name="accounts", write_disposition="replace", columns=of(ACCOUNT))
    def of_accounts() -> Iterator[Any]:
        yield dlt.mark.materialize_table_schema()
        yield [row for row in accounts if row["code"]]

    @dlt.resource(name="journal_items", write_disposition="replace", columns=of(ITEM))
    def of_items() -> Iterator[Any]:
        yield dlt.mark.materialize_table_schema()
        yield [flat(row) for row in items]

    return of_accounts, of_items


def flat(row: Row) -> Row:
    """Return a row with ids for pairs of id and label, and nothing for what Odoo calls false."""
    pairs = {name: value[0] for name, value in row.items() if isinstance(value, list)}
    return {
        name: None if value is False else value
        for name, value in {**row, **pairs, "balance": str(row["balance"])}.items()
    }


def run(given: dict[str, str]) -> None:
    """Read the ledger, and load it."""
    state = Path(given["CONNECTOR_STATE_DIR"])
    accounts, items = read_ledger(Odoo(given), given)
    pipeline = dlt.pipeline(
        "odoo_ledger",
        destination=dlt.destinations.sqlalchemy(f"sqlite:///{state / 'ledger.db'}"),
        dataset_name="main",
        pipelines_dir=str(state / "dlt"),
    )
    pipeline.abort_packages()  # what an earlier run could not load is not what the books say now
    pipeline.run(odoo_ledger(accounts, items)).raise_on_failed_jobs()


if __name__ == "__main__":
    os.umask(0o077)  # what is kept is nobody else's business
    try:
        run({name: value.strip() for name, value in os.environ.items()})
    except RefusedError as refusal:
        sys.exit(f"dlt-ledger: {refusal}")
    except (DltException, requests.RequestException, ValueError) as error:
        sys.exit(f"dlt-ledger: {type(error).__name__}")
