"""Mistakes in connecting and in the life of a key."""

from __future__ import annotations

import json
import os
import urllib.request
from typing import Any

from mock_silverfin.integrations.odoo import http, json2, source, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.integrations.odoo.ledger import Company, Ledger
from mock_silverfin.integrations.odoo.state import State, digest
from twinledger.judge.mutants import Surgery, mutant

NOTHING = Ledger(Company("EUR", 2, 12, 31), (), ())


@mutant("CON-01")
def asks_for_more(surgery: Surgery) -> None:
    """Wants the number of the Odoo user typed in, too."""
    run = synchronise.run

    def with_user_id(*arguments: Any) -> None:
        if "ODOO_USER_ID" not in os.environ:
            raise SyncFailure(Reason.CONFIGURATION, "The number of the user is missing.")
        run(*arguments)

    surgery.replace(synchronise, "run", with_user_id)


@mutant("CON-02")
def names_no_database(surgery: Surgery) -> None:
    """Leaves X-Odoo-Database out, which works as long as the server has one database."""
    request = http.Connection.request

    def without_database(self: http.Connection, method: str, path: str, **options: Any) -> http.Answer:
        options.get("headers", {}).pop("X-Odoo-Database", None)
        return request(self, method, path, **options)

    surgery.replace(http.Connection, "request", without_database)


@mutant("CON-03")
def wrong_key_is_an_empty_ledger(surgery: Surgery) -> None:
    """Takes a refused key for a company that has nothing to send."""
    run = synchronise.run

    def forgiving(*arguments: Any) -> None:
        try:
            run(*arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.AUTHENTICATION:
                raise

    surgery.replace(synchronise, "run", forgiving)


@mutant("CON-04")
def believes_any_email(surgery: Surgery) -> None:
    """Never compares the e-mail address with the login of the key's user."""
    surgery.replace(json2.Json2Source, "sign_in", lambda self: self.call("res.users", "context_get"))


@mutant("CON-05")
def database_is_about_the_key(surgery: Surgery) -> None:
    """Tells the user to make a new key when the database is misspelt."""
    surgery.replace(json2, "_html_failure", lambda _answer: (source.REFUSED, "api_key"))
    failure = source.Source.failure

    def blaming_the_key(self: source.Source, reason: Reason, text: str, wrong: str) -> SyncFailure:
        return failure(self, Reason.AUTHENTICATION if text == source.REFUSED else reason, text, wrong)

    surgery.replace(source.Source, "failure", blaming_the_key)


@mutant("CON-06")
def any_page_is_an_empty_answer(surgery: Surgery) -> None:
    """Takes a web page for an Odoo that has nothing to say."""
    run = synchronise.run

    def content(*arguments: Any) -> None:
        try:
            run(*arguments)
        except SyncFailure as failure:
            if "does not answer as an Odoo server" not in failure.message:
                raise

    surgery.replace(synchronise, "run", content)


@mutant("KEY-01")
def tries_every_database(surgery: Surgery) -> None:
    """Signs in to every database that the server lists before it begins."""
    connect = synchronise.connect

    def everywhere(inputs: Any, *arguments: Any) -> source.Source:
        listing = urllib.request.Request(
            f"{inputs.url}/web/database/list", b'{"params": {}}', {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(listing) as answer:
            names = json.load(answer)["result"]
        for name in names:
            connect(type(inputs)(inputs.email, inputs.api_key, inputs.url, name), *arguments).close()
        return connect(inputs, *arguments)

    surgery.replace(synchronise, "connect", everywhere)


@mutant("KEY-04")
def removed_key_empties_the_ledger(surgery: Surgery) -> None:
    """Sends the empty ledger that it believes to have read with a refused key."""

    class Nothing:
        def close(self) -> None:
            """There is nothing to close."""

    connect, read_ledger = synchronise.connect, synchronise.read_ledger

    def connected(*arguments: Any) -> Any:
        try:
            return connect(*arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.AUTHENTICATION:
                raise
            return Nothing()

    def read(found: Any, company: int, language: str) -> Ledger:
        return NOTHING if isinstance(found, Nothing) else read_ledger(found, company, language)

    surgery.replace(synchronise, "connect", connected)
    surgery.replace(synchronise, "read_ledger", read)


@mutant("KEY-07")
def starts_over_with_every_key(surgery: Surgery) -> None:
    """Keeps its memory per key, so that a new key is a new beginning."""

    def state(inputs: Inputs, name: str) -> State:
        return State(inputs.state_dir, f"{name}-{digest(inputs.odoo.api_key)}")

    surgery.replace(synchronise, "_state", state)
