"""A Singer tap for a company's ledger in Odoo 19: the streams `accounts` and `journal_items`, each run whole."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Generator, Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from singer_sdk import Stream, Tap
from singer_sdk import typing as th
from singer_sdk.exceptions import FatalAPIError, RetriableAPIError
from singer_sdk.pagination import BaseAPIPaginator
from singer_sdk.streams import RESTStream

PAGE = 1000
READINGS = 6
AGENT = "tap-odoo-ledger/1.0"
SECONDS = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")
Row = dict[str, Any]


class AfterLastId(BaseAPIPaginator[int]):
    """Pages by `id > last`, so that no record is skipped when others come or go."""

    def get_next(self, response: requests.Response) -> int:
        """Return the id after which the next page begins."""
        return int(response.json()[-1]["id"])

    def has_more(self, response: requests.Response) -> bool:
        """Tell whether the page was full."""
        return len(response.json()) == PAGE


class OdooStream(RESTStream[int]):
    """Records of one model over JSON-2; `replication_key` there is none, because not every change leaves a trace."""

    http_method = "POST"
    payload_as_json = True
    allow_redirects = False  # nobody else is to see the key
    timeout = SECONDS
    primary_keys: ClassVar[list[str]] = ["id"]  # type: ignore[misc]
    model: ClassVar[str]
    domain: ClassVar[list[Any]] = []

    @property
    def url_base(self) -> str:
        """Where Odoo is, whatever stood behind that in the address bar."""
        return origin(self.config["url"])

    @property
    def path(self) -> str:
        """The method that is called."""
        return f"/json/2/{self.model}/search_read"

    @property
    def requests_session(self) -> requests.Session:
        """The session, which trusts whom the environment says also for requests that were prepared before."""
        session = super().requests_session
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        return session

    @property
    def http_headers(self) -> dict[str, str]:
        """The key, the database, and who asks."""
        return headers(self.config)

    def get_new_paginator(self) -> AfterLastId:
        """Begin before the first id."""
        return AfterLastId(0)

    def prepare_request_payload(self, context: Any, next_page_token: int | None) -> Row:
        """Ask for one page, in the context of one company."""
        del context
        return {
            "domain": [*self.domain, *self.own_domain, ["id", ">", next_page_token or 0]],
            "fields": [name for name in self.schema["properties"] if name != "id"],
            "order": "id",
            "limit": PAGE,
            "context": odoo_context(self.config),
        }

    @property
    def own_domain(self) -> list[Any]:
        """What the configuration adds to the domain."""
        return []

    def get_records(self, context: Any) -> Iterable[Row]:
        """Read until two readings are equal: every page is a transaction, and between equal readings nothing moved."""
        before = list(super().get_records(context))
        for _ in range(READINGS - 1):
            after = list(super().get_records(context))
            if after == before:
                return after
            before = after
        raise FatalAPIError("the books change faster than they can be read")

    def post_process(self, row: Row, context: Any = None) -> Row:
        """Take the id out of a pair of id and label, and nothing for what Odoo calls false."""
        del context
        if row.keys() != self.schema["properties"].keys():
            raise FatalAPIError("Odoo answered other fields than those that were asked for")
        pairs = {name: value[0] for name, value in row.items() if isinstance(value, list)}
        return {name: None if value is False else value for name, value in {**row, **pairs}.items()}

    def validate_response(self, response: requests.Response) -> None:
        """Refuse whatever is not an answer of JSON-2."""
        super().validate_response(response)
        if response.status_code != 200 or "json" not in response.headers.get("Content-Type", ""):
            raise FatalAPIError(f"there is no Odoo at the url ({response.status_code})")

    def response_error_message(self, response: requests.Response) -> str:
        """Return the status alone: a page may quote what it was sent."""
        return f"Odoo answered {response.status_code} to {self.path}"

    def backoff_wait_generator(self) -> Generator[float, None, None]:
        """Wait as long as Odoo says, or two seconds."""
        return self.backoff_runtime(value=_retry_after)

    def backoff_max_tries(self) -> int:
        """Try twice; the next run is not far."""
        return 2


class Accounts(OdooStream):
    """The chart of accounts of the company, those that are not used any more included."""

    name = "accounts"
    model = "account.account"
    domain: ClassVar[list[Any]] = [["account_type", "!=", "off_balance"]]
    schema = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        th.Property("code", th.StringType),
        th.Property("name", th.StringType),
        th.Property("account_type", th.StringType),
    ).to_dict()

    def post_process(self, row: Row, context: Any = None) -> Row | None:  # type: ignore[override]
        """Leave out accounts that have no code in this company, because it does not use them."""
        found = super().post_process(row, context)
        return found if found["code"] else None


class JournalItems(OdooStream):
    """The posted lines of the company that stand on an account of the balance sheet or of its result."""

    name = "journal_items"
    model = "account.move.line"
    domain: ClassVar[list[Any]] = [
        ["parent_state", "=", "posted"],
        ["account_id", "!=", False],
        ["account_id.account_type", "!=", "off_balance"],
    ]
    schema = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        th.Property("account_id", th.IntegerType),
        th.Property("date", th.DateType),
        th.Property("balance", th.NumberType),
        th.Property("name", th.StringType),
        th.Property("move_name", th.StringType),
        th.Property("partner_id", th.IntegerType),
        th.Property("write_date", th.StringType),
    ).to_dict()

    @property
    def own_domain(self) -> list[Any]:
        """One company's lines only."""
        return [["company_id", "=", self.config["company"]]]


class TapOdooLedger(Tap):
    """The tap."""

    name = "tap-odoo-ledger"
    config_jsonschema = th.PropertiesList(
        th.Property("url", th.StringType, required=True),
        th.Property("database", th.StringType, required=True),
        th.Property("email", th.StringType, required=True),
        th.Property("api_key", th.StringType, required=True, secret=True),
        th.Property("company", th.IntegerType, required=True),
        th.Property("language", th.StringType, default="en_US"),
    ).to_dict()

    def discover_streams(self) -> list[Stream]:
        """Return both streams."""
        return [Accounts(self), JournalItems(self)]

    def sync_all(self) -> None:
        """See whom we speak to, and read."""
        self.refuse_another_server()
        super().sync_all()

    def refuse_another_server(self) -> None:
        """Refuse a version that has no JSON-2, and a key that is not that of the user who is named."""
        version = str(self.asked("GET", "/web/version")["version"])
        found = re.match(r"(?:saas~)?(\d+)\.", version)
        if found is None or int(found[1]) < 19:
            raise FatalAPIError(f"Odoo {version} has no JSON-2 API; 19.0 has")
        uid = self.asked("POST", "/json/2/res.users/context_get", {})["uid"]
        [user] = self.asked("POST", "/json/2/res.users/read", {"ids": [uid], "fields": ["login"]})
        if user["login"].lower() != self.config["email"].lower():
            raise FatalAPIError("the key is that of another user than the e-mail address")

    def asked(self, method: str, path: str, body: Row | None = None) -> Any:
        """Ask Odoo something that is no stream."""
        given = headers(self.config) if body is not None else {"User-Agent": AGENT}
        url = f"{origin(self.config['url'])}{path}"
        answer = requests.request(method, url, json=body, headers=given, timeout=SECONDS, allow_redirects=False)
        if answer.status_code != 200:
            raise FatalAPIError(f"Odoo answered {answer.status_code} to {path}")
        return answer.json()


def origin(url: str) -> str:
    """Return scheme, host and port of what was pasted; no key goes over http to another machine."""
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise FatalAPIError("the url has to begin with https://")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def headers(config: Any) -> dict[str, str]:
    """Return what opens the database."""
    if not re.fullmatch(r"[!-~]+", config["api_key"]):
        raise FatalAPIError("the key has characters in it that no key has")
    return {
        "Authorization": f"Bearer {config['api_key']}",
        "X-Odoo-Database": config["database"],
        "User-Agent": AGENT,
    }


def odoo_context(config: Any) -> Row:
    """Return the context of every call."""
    return {"lang": config["language"], "active_test": False, "allowed_company_ids": [config["company"]]}


def _retry_after(error: Exception) -> float:
    response = error.response if isinstance(error, RetriableAPIError) else None
    told = response.headers.get("Retry-After", "") if response is not None else ""
    return float(told) if told.isdigit() else 2.0


def main() -> int:
    """Run the tap with what the environment gives; what goes wrong is told without quoting anything."""
    given = {name: value.strip() for name, value in os.environ.items()}
    config = {
        "url": given["ODOO_URL"],
        "database": given["ODOO_DATABASE"],
        "email": given["ODOO_EMAIL"],
        "api_key": given["ODOO_API_KEY"],
        "company": int(given["SYNC_COMPANY"]),
        "language": given["SYNC_LANGUAGE"],
    }
    try:
        TapOdooLedger(config=config).sync_all()
    except (FatalAPIError, RetriableAPIError) as error:
        print(f"tap-odoo-ledger: {error}", file=sys.stderr)
        return 1
    except (requests.RequestException, ValueError) as error:
        print(f"tap-odoo-ledger: Odoo cannot be reached ({type(error).__name__})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
