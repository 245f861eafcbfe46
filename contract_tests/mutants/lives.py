"""Mistakes about what can happen to a key and to the person whose it is."""

from __future__ import annotations

from typing import Any

from mock_silverfin.integrations.odoo import json2, source, synchronise, xmlrpc
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.integrations.odoo.state import State, digest
from twinledger.judge.mutants import XMLRPC, Surgery, mutant

LINES = "account.move.line"


def _kept(surgery: Surgery) -> list[State]:
    """Return a list whose last element is the memory of the run that is under way."""
    state, kept = synchronise._state, list[State]()

    def noted(*arguments: Any) -> State:
        kept.append(state(*arguments))
        return kept[-1]

    surgery.replace(synchronise, "_state", noted)
    return kept


@mutant("KEY-02")
def one_database_for_every_key(surgery: Surgery) -> None:
    """Ties a key to the first database that it was used in."""
    run = synchronise.run

    def tied(inputs: Inputs, *arguments: Any) -> None:
        place = inputs.state_dir / f"key-{digest(inputs.odoo.api_key)}"
        if place.exists() and place.read_text() != inputs.odoo.database:
            raise SyncFailure(Reason.CONFIGURATION, "This key is for another database.", "database")
        run(inputs, *arguments)
        place.write_text(inputs.odoo.database)

    surgery.replace(synchronise, "run", tied)


@mutant("KEY-03")
def blames_the_database_for_the_key(surgery: Surgery) -> None:
    """Says that the name of the database is wrong when it cannot be opened with a key."""
    connect = synchronise.connect

    def blaming(*arguments: Any) -> source.Source:
        try:
            return connect(*arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.AUTHENTICATION:
                raise
            raise SyncFailure(Reason.CONFIGURATION, "The account has no such database.", "database") from None

    surgery.replace(synchronise, "connect", blaming)


@mutant("KEY-06")
def expiry_is_an_outage(surgery: Surgery) -> None:
    """Says that Odoo is out of order when the key is refused between two pages."""
    call = source.Source.call

    def misled(self: source.Source, model: str, method: str, **arguments: Any) -> Any:
        try:
            return call(self, model, method, **arguments)
        except SyncFailure as failure:
            if model != LINES or failure.reason is not Reason.AUTHENTICATION:
                raise
            raise SyncFailure(Reason.SOURCE, "Odoo is out of order.") from None

    surgery.replace(source.Source, "call", misled)


@mutant("KEY-08")
def gives_up_for_ever(surgery: Surgery) -> None:
    """Blocks the company once its key was refused, until somebody deletes a file."""
    run = synchronise.run

    def once(inputs: Inputs, *arguments: Any) -> None:
        blocked = inputs.state_dir / "blocked"
        if blocked.exists():
            raise SyncFailure(Reason.AUTHENTICATION, "The key was refused before.")
        try:
            run(inputs, *arguments)
        except SyncFailure as failure:
            if failure.reason is Reason.AUTHENTICATION:
                blocked.touch()
            raise

    surgery.replace(synchronise, "run", once)


@mutant("KEY-09")
def any_change_of_the_user_ends_the_key(surgery: Surgery) -> None:
    """Takes a user who was changed since the last run for one whose key is no longer good."""
    kept = _kept(surgery)
    sign_in = json2.Json2Source.sign_in

    def suspicious(self: json2.Json2Source) -> None:
        sign_in(self)
        [user] = self.call(
            "res.users", "search_read", domain=[["login", "=", self.inputs.email]], fields=["write_date"]
        )
        if kept[-1].note("user") not in (None, user["write_date"]):
            raise SyncFailure(Reason.AUTHENTICATION, "The user was changed; make a new key.")
        kept[-1].remember(user=user["write_date"])

    surgery.replace(json2.Json2Source, "sign_in", suspicious)


@mutant("KEY-10")
def wants_the_code(surgery: Surgery) -> None:
    """Looks whether its user has a second factor, and waits for somebody to type the code."""
    sign_in = json2.Json2Source.sign_in

    def waiting(self: json2.Json2Source) -> None:
        sign_in(self)
        mine = [["login", "=", self.inputs.email]]
        [user] = self.call("res.users", "search_read", domain=mine, fields=["totp_enabled"])
        if user["totp_enabled"]:
            raise SyncFailure(Reason.AUTHENTICATION, "Type the code of your second factor.")

    surgery.replace(json2.Json2Source, "sign_in", waiting)


@mutant("KEY-11")
def hammers(surgery: Surgery) -> None:
    """Tries a refused key five times, in the hope that it will be accepted."""
    connect = synchronise.connect

    def insisting(*arguments: Any) -> source.Source:
        for _ in range(4):
            try:
                return connect(*arguments)
            except SyncFailure as failure:
                if failure.reason is not Reason.AUTHENTICATION:
                    raise
        return connect(*arguments)

    surgery.replace(synchronise, "connect", insisting)


@mutant("KEY-12", protocol=XMLRPC)
def remembers_the_user(surgery: Surgery) -> None:
    """Keeps the id of the first user it was given, and never asks for another one's."""
    kept = _kept(surgery)
    sign_in = xmlrpc.XmlRpcSource.sign_in

    def remembering(self: xmlrpc.XmlRpcSource) -> None:
        known = kept[-1].note("uid")
        if known:
            self._uid = int(known)
        else:
            sign_in(self)
            kept[-1].remember(uid=str(self._uid))

    surgery.replace(xmlrpc.XmlRpcSource, "sign_in", remembering)


@mutant("KEY-13", protocol=XMLRPC)
def once_good_always_good(surgery: Surgery) -> None:
    """Takes a key that was right once for right for ever, and its refusal for nothing to do."""
    run = synchronise.run

    def trusting(inputs: Inputs, *arguments: Any) -> None:
        was_right = any(inputs.state_dir.iterdir())
        try:
            run(inputs, *arguments)
        except SyncFailure as failure:
            if failure.reason is not Reason.AUTHENTICATION or not was_right:
                raise

    surgery.replace(synchronise, "run", trusting)
