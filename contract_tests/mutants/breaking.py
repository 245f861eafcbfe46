"""Mistakes about what it means when an answer does not come, or is not what it should be."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from itertools import count
from typing import Any

from urllib3.response import HTTPResponse

from mock_silverfin.integrations.odoo import http, json2, ledger, synchronise, target
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Answer, LostAnswer, retrying
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.integrations.odoo.target import Target
from twinledger.judge.mutants import Surgery, mutant

LINES = "account.move.line"
PAUSE = 0.2


def _renewed(actions: Sequence[Any], number: int) -> list[Any]:
    """Return the actions with new ids; deletions are forgotten."""
    lines = [action["upsert"] for action in actions if "upsert" in action]
    return [{"upsert": {**line, "id": f"{line['id']}-{number}"}} for line in lines]


def _anew(surgery: Surgery, when: Callable[[Target, LostAnswer], bool]) -> None:
    """Let it send a submit again under new ids when an answer is lost, whenever `when` says so."""
    submit, tries = Target.submit, count(1)

    def sending(
        self: Target, point: str, previous: str | None, actions: Sequence[Any], accounts: Sequence[Any]
    ) -> None:
        body = {"sync_point": point, "previous_sync_point": previous, "actions": actions, "accounts": accounts}
        try:
            self._json_once("submit", body)
        except LostAnswer as lost:
            if not when(self, lost):
                submit(self, point, previous, actions, accounts)
                return
            again = {"sync_point": point, "actions": _renewed(actions, next(tries)), "accounts": accounts}
            self._json_once("submit", again)

    surgery.replace(Target, "submit", sending)


@mutant("RES-01")
def new_ids_for_every_try(surgery: Surgery) -> None:
    """Gives every line a new id whenever it tries to send it."""
    tries = count(1)

    def submit(self: Target, point: str, _previous: Any, actions: Sequence[Any], accounts: Sequence[Any]) -> None:
        def attempt() -> None:
            number = next(tries)
            body = {"sync_point": f"{point}-{number}", "actions": _renewed(actions, number), "accounts": accounts}
            self._json_once("submit", body)

        retrying()(attempt)

    surgery.replace(target.Target, "submit", submit)


@mutant("RES-02")
def trusts_a_warm_connection(surgery: Surgery) -> None:
    """Takes a connection that worked a moment ago and breaks for one that carried nothing, and sends under new ids."""
    request, closing = http.Connection.request, set[int]()

    def noting(self: http.Connection, method: str, path: str, **options: Any) -> Answer:
        answer = request(self, method, path, **options)
        if answer.headers.get("Connection") == "close":
            closing.add(id(self))
        return answer

    surgery.replace(http.Connection, "request", noting)
    _anew(surgery, lambda to, lost: "broke" in str(lost) and id(to._connection) not in closing)


def _mended(surgery: Surgery) -> None:
    """Let it make lists whole that do not parse, and read Odoo only once."""
    content = json2._content

    def mended(answer: Answer) -> Any:
        try:
            return content(answer)
        except LostAnswer:
            whole, _, _ = answer.body.rpartition(b"}, {")
            return json.loads(whole + b"}]" if whole else b"[]", parse_float=ledger.Decimal)

    def once(found: Any, company: int, language: str) -> ledger.Ledger:
        context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
        return ledger.reading(found, company, context, ledger.read_company(found, company, context))

    surgery.replace(json2, "_content", mended)
    surgery.replace(synchronise, "read_ledger", once)


@mutant("RES-03")
def repairs_what_is_cut_short(surgery: Surgery) -> None:
    """Does not compare the length of a body with what was announced, and makes a list whole that does not parse."""
    made = HTTPResponse.__init__

    def careless(self: HTTPResponse, *arguments: Any, **named: Any) -> None:
        made(self, *arguments, **{**named, "enforce_content_length": False})

    surgery.replace(HTTPResponse, "__init__", careless)
    _mended(surgery)


@mutant("RES-04", timeout=15)
def waits_for_ever(surgery: Surgery) -> None:
    """Sets a timeout for connecting, and none for reading."""
    surgery.replace(http, "TIMEOUT", (5, None))


@mutant("RES-07")
def takes_500_for_done(surgery: Surgery) -> None:
    """Takes whatever comes as JSON for an answer that says yes."""
    content = target._content
    surgery.replace(target, "_content", lambda answer: {} if answer.status == 500 else content(answer))


@mutant("RES-08")
def takes_504_for_not_done(surgery: Surgery) -> None:
    """Takes a gateway that gave up for a server that did nothing, and sends again under new ids."""
    _anew(surgery, lambda _, lost: "504" in str(lost))


@mutant("RES-09")
def a_page_is_an_empty_page(surgery: Surgery) -> None:
    """Takes a page for people in place of journal items for the end of the books."""
    call_once = json2.Json2Source.call_once

    def trusting(self: json2.Json2Source, model: str, method: str, arguments: Any) -> Any:
        try:
            return call_once(self, model, method, arguments)
        except SyncFailure as failure:
            if model != LINES or failure.reason is not Reason.CONFIGURATION:
                raise
            return []

    def once(found: Any, company: int, language: str) -> ledger.Ledger:
        context = {"lang": language, "allowed_company_ids": [company], "active_test": False}
        return ledger.reading(found, company, context, ledger.read_company(found, company, context))

    surgery.replace(json2.Json2Source, "call_once", trusting)
    surgery.replace(synchronise, "read_ledger", once)


@mutant("RES-10")
def will_be_sent_one_day(surgery: Surgery) -> None:
    """Says that all went well when Silverfin is not there: the next run will see to it."""
    run = synchronise.run

    def hopeful(*arguments: Any) -> None:
        try:
            run(*arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.TARGET or "nobody answers" not in failure.message:
                raise

    surgery.replace(synchronise, "run", hopeful)


@mutant("RES-21")
def empties_the_file_in_an_outage(surgery: Surgery) -> None:
    """Takes away what stands in Silverfin when Odoo cannot be read, so that nobody works with old figures."""
    run = synchronise.run

    def cautious(inputs: Inputs, *arguments: Any) -> None:
        try:
            run(inputs, *arguments)
        except SyncFailure as failure:
            if failure.reason is Reason.SOURCE:
                _empty(inputs)
            raise

    surgery.replace(synchronise, "run", cautious)


def _empty(inputs: Inputs) -> None:
    """Remove every line from Silverfin, and from what is known of it."""
    name = f"{inputs.silverfin.firm_id}-{inputs.silverfin.company_id}"
    with closing(synchronise._state(inputs, name)) as state, suppress(SyncFailure):
        with closing(synchronise._target(inputs, state, None)) as to:
            to.reset()
        state.forget()


@mutant("RES-17")
def takes_a_pause_for_the_end(surgery: Surgery) -> None:
    """Reads until nothing comes for a moment, and makes whole what that leaves."""
    read = HTTPResponse.read

    def until_a_pause(self: HTTPResponse, *arguments: Any, **named: Any) -> bytes:
        if self.length_remaining is None or self.length_remaining > 10_000:
            return read(self, *arguments, **named)
        pieces, since = [], time.monotonic()
        while (piece := self.read1(10_000)) and time.monotonic() - since < PAUSE:
            pieces.append(piece)
            since = time.monotonic()
        return b"".join(pieces)

    def careless(self: HTTPResponse, *_: Any, **named: Any) -> Any:
        yield until_a_pause(self, decode_content=True)
        self.drain_conn() if self.length_remaining == 0 else self.close()

    surgery.replace(HTTPResponse, "stream", careless)
    _mended(surgery)
