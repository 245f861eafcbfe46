"""Mistakes about limits, refusals, retries, and runs that end early."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import stamina

from mock_silverfin.integrations.odoo import http, source, synchronise, target
from mock_silverfin.integrations.odoo import xmlrpc as over_xmlrpc
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.http import Transient
from mock_silverfin.integrations.odoo.ledger import Ledger
from mock_silverfin.integrations.odoo.picture import Item, Picture
from mock_silverfin.integrations.odoo.state import LINE, State
from mock_silverfin.integrations.odoo.target import Target
from twinledger.judge.mutants import XMLRPC, Surgery, mutant

Sent = dict[tuple[str, str], str]


@mutant("RES-05")
def has_no_time_to_wait(surgery: Surgery) -> None:
    """Waits as long as it always does, whatever the server asks for."""
    surgery.replace(http, "_retry_after", lambda _headers: None)


@mutant("RES-06")
def takes_busy_for_done(surgery: Surgery) -> None:
    """Takes a submit that was refused because Silverfin is busy for one that somebody else is carrying out."""
    submit = Target.submit

    def trusting(self: Target, *arguments: Any) -> None:
        try:
            self._json_once("submit", _body(*arguments))
        except Transient as busy:
            if busy.wait is not None or "busy" not in str(busy):
                submit(self, *arguments)

    surgery.replace(Target, "submit", trusting)


def _body(point: str, previous: str | None, actions: Sequence[Any], accounts: Sequence[Any]) -> Item:
    return {"sync_point": point, "previous_sync_point": previous, "actions": actions, "accounts": accounts}


@mutant("RES-11")
def notes_it_before_it_is_done(surgery: Surgery) -> None:
    """Notes a batch as sent, and then sends it."""
    submit = synchronise._submit

    def too_early(batch: Any, wanted: Picture, to: Target, state: State, sent: Sent) -> None:
        point = state.note("sync_point")
        state.intend(point or "", {(LINE, id_): line and synchronise._mark(line) for id_, line in batch})
        state.confirm()
        state.remember(sync_point=point)
        submit(batch, wanted, to, state, sent)

    surgery.replace(synchronise, "_submit", too_early)


@mutant("RES-12")
def takes_expired_for_revoked(surgery: Surgery) -> None:
    """Takes every refused token for a revoked authorisation, and waits for somebody to authorise anew."""

    def given_up(_self: Target) -> None:
        raise SyncFailure(Reason.AUTHENTICATION, "Silverfin's authorisation has ended; authorise again.")

    surgery.replace(Target, "_refresh", given_up)


@mutant("RES-13")
def spends_the_token_first(surgery: Surgery) -> None:
    """Strikes a refresh token out before it is used, and has none when the answer does not come."""
    refresh = Target._refresh

    def spending(self: Target) -> None:
        spent, self._tokens = self._tokens, ("", "")
        self._keep_tokens(self._tokens)
        if not spent[1]:
            raise SyncFailure(Reason.AUTHENTICATION, "There is no refresh token any more.")
        unspent = Target(self._inputs, spent, self._keep_tokens)
        refresh(unspent)
        self._tokens = unspent._tokens

    surgery.replace(Target, "_refresh", spending)
    surgery.replace(synchronise, "_target", _with_what_is_left)


def _with_what_is_left(inputs: Any, state: State, *_: Any) -> Target:
    """Use the tokens of the last run, even if they are none."""
    given, kept = inputs.silverfin, state.note("access_token")
    tokens = (given.access_token, given.refresh_token) if kept is None else (kept, state.note("refresh_token") or "")

    def keep(pair: tuple[str, str]) -> None:
        state.remember(access_token=pair[0], refresh_token=pair[1])

    return Target(inputs.silverfin, tokens, keep)


@mutant("RES-14")
def forces_its_sync_point(surgery: Surgery) -> None:
    """Sends again without naming the sync point that it expects when Silverfin has another one."""
    submit = Target.submit

    def forcing(self: Target, *arguments: Any) -> None:
        try:
            submit(self, *arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.CONFLICT or "locked" in failure.message or "linked" in failure.message:
                raise
            body = {name: value for name, value in _body(*arguments).items() if name != "previous_sync_point"}
            self._json_once("submit", body)

    surgery.replace(Target, "submit", forcing)


@mutant("RES-15")
def takes_contention_for_done(surgery: Surgery) -> None:
    """Makes a note in Odoo after every run, and does not look whether that went well."""
    read_ledger = synchronise.read_ledger

    def noting(found: source.Source, company: int, language: str) -> Ledger:
        ledger = read_ledger(found, company, language)
        with suppress(SyncFailure, Transient):
            found.call_once("res.partner.category", "create", {"vals_list": [{"name": "Synchronised"}]})
        return ledger

    surgery.replace(synchronise, "read_ledger", noting)


@mutant("RES-16")
def insists(surgery: Surgery) -> None:
    """Tries everything a dozen times, with hardly a pause."""

    def often() -> Any:
        return stamina.RetryingCaller(attempts=12, wait_initial=0.02, wait_max=0.02, timeout=None).on(http.backoff)

    for module in (source, target):
        surgery.replace(module, "retrying", often)


@mutant("RES-18")
def half_is_good_enough(surgery: Surgery) -> None:
    """Goes on with the next batch when one cannot be sent, and says that it is done."""
    submit = synchronise._submit

    def lenient(batch: Any, wanted: Picture, to: Target, state: State, sent: Sent) -> None:
        try:
            submit(batch, wanted, to, state, sent)
        except SyncFailure as failure:
            if failure.reason is not Reason.TARGET or state.note("sync_point") is None:
                raise

    surgery.replace(synchronise, "_submit", lenient)


@mutant("RES-19", protocol=XMLRPC)
def asks_until_it_is_told(surgery: Surgery) -> None:
    """Asks whether it may read, and asks again when the answer is that nothing can be said."""
    sign_in = over_xmlrpc.XmlRpcSource.sign_in

    def asking(self: over_xmlrpc.XmlRpcSource) -> None:
        sign_in(self)
        for _ in range(3):
            with suppress(SyncFailure):
                self.call("account.move.line", "check_access_rights", operation="read")
                return

    surgery.replace(over_xmlrpc.XmlRpcSource, "sign_in", asking)


@mutant("RES-20")
def leaves_out_what_is_locked(surgery: Surgery) -> None:
    """Leaves out what Silverfin does not take because the period is locked, and says nothing."""
    submit = synchronise._submit

    def discreet(batch: Any, wanted: Picture, to: Target, state: State, sent: Sent) -> None:
        try:
            submit(batch, wanted, to, state, sent)
        except SyncFailure as failure:
            if "locked" not in failure.message:
                raise

    surgery.replace(synchronise, "_submit", discreet)
