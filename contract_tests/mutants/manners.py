"""Mistakes in what is made of inputs, people and versions."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import requests

from mock_silverfin.integrations.odoo import inputs, json2, ledger, source, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.ledger import Ledger
from twinledger.judge.mutants import Surgery, mutant


@mutant("CON-07")
def stumbles_over_the_url(surgery: Surgery) -> None:
    """Says that something is wrong inside when there is more than a host in the URL."""

    def stumble(url: str) -> None:
        if url.count("/") > 2:
            raise SyncFailure(Reason.INTERNAL, "Something went wrong.")

    surgery.replace(inputs, "_refuse_what_is_no_url", stumble)


@mutant("CON-08")
def carries_the_key_along(surgery: Surgery) -> None:
    """Follows a redirect wherever it leads, and shows the key there."""

    def following(self: json2.Json2Source) -> bool:
        answer = self.connection.request("GET", "/web/version")
        if answer.is_redirect:
            key = {"Authorization": f"Bearer {self.inputs.api_key}"}
            requests.post(answer.headers["Location"], headers=key, timeout=5)
        return is_offered(self)

    is_offered = json2.Json2Source.is_offered
    surgery.replace(json2.Json2Source, "is_offered", following)


@mutant("CON-09")
def knocks_at_the_web_login(surgery: Surgery) -> None:
    """Tries the key on the login for people when it is refused elsewhere."""
    sign_in = json2.Json2Source.sign_in

    def knocking(self: json2.Json2Source) -> None:
        try:
            sign_in(self)
        except SyncFailure:
            given = self.inputs
            params = {"db": given.database, "login": given.email, "password": given.api_key}
            self.connection.request("POST", "/web/session/authenticate", json={"params": params})
            raise

    surgery.replace(json2.Json2Source, "sign_in", knocking)


@mutant("CON-10")
def wants_an_administrator(surgery: Surgery) -> None:
    """Looks into the system parameters, which only administrators may read."""
    sign_in = json2.Json2Source.sign_in

    def curious(self: json2.Json2Source) -> None:
        sign_in(self)
        self.call("ir.config_parameter", "search_read", domain=[], fields=["key"])

    surgery.replace(json2.Json2Source, "sign_in", curious)


@mutant("CON-11")
def stops_at_the_first_refusal(surgery: Surgery) -> None:
    """Leaves every database out that comes after a refused one."""
    jobs_of, run, refusals = synchronise.jobs_of, synchronise.run, list[SyncFailure]()

    def noting(*arguments: Any) -> None:
        try:
            run(*arguments)
        except SyncFailure as failure:
            refusals.append(failure)
            raise

    surgery.replace(synchronise, "run", noting)
    surgery.replace(synchronise, "jobs_of", lambda config: takewhile(lambda _: not refusals, jobs_of(config)))


@mutant("CON-12")
def never_asks_the_version(surgery: Surgery) -> None:
    """Takes every server for the one that it was written for."""
    surgery.replace(json2.Json2Source, "is_offered", lambda _self: True)
    surgery.replace(source.Source, "check_version", lambda _self: None)


@mutant("CON-13")
def may_not_read_is_nothing_to_read(surgery: Surgery) -> None:
    """Takes a user who may not read the accounts for a company that has none."""
    read_ledger = synchronise.read_ledger

    def read(*arguments: Any) -> Ledger:
        try:
            return read_ledger(*arguments)
        except SyncFailure as failure:
            if "may not read" not in failure.message:
                raise
            return Ledger(ledger.Company("EUR", 2, 12, 31), (), ())

    surgery.replace(synchronise, "read_ledger", read)


@mutant("CON-14")
def takes_blanks_at_their_word(surgery: Surgery) -> None:
    """Uses the inputs with every blank that was pasted with them."""
    surgery.replace(inputs.OdooInputs, "typed", classmethod(lambda cls, *given: cls(*given)))
