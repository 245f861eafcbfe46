"""Mistakes in what is made of Silverfin: its answers, tokens, ids, resets and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mock_silverfin.integrations.odoo import synchronise, target
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.integrations.odoo.ledger import Ledger
from mock_silverfin.integrations.odoo.picture import Item, Picture
from mock_silverfin.integrations.odoo.state import LINE, State
from mock_silverfin.integrations.odoo.target import Info, Limits, Target, Tokens
from twinledger.judge.mutants import Surgery, mutant

Sent = Mapping[tuple[str, str], str]
Work = Iterator[tuple[str, Item | None]]


@mutant("SIL-03")
def remembers_the_first_firm(surgery: Surgery) -> None:
    """Keeps the firm that it was given first."""
    run = synchronise.run

    def there(inputs: Inputs, *arguments: Any) -> None:
        place = inputs.state_dir / "firm"
        known = place.read_text() if place.exists() else inputs.silverfin.firm_id
        run(replace(inputs, silverfin=replace(inputs.silverfin, firm_id=known)), *arguments)
        place.write_text(known)

    surgery.replace(synchronise, "run", there)


@mutant("SIL-04")
def keeps_the_first_refresh_token(surgery: Surgery) -> None:
    """Keeps the new access token of every pair, and goes on refreshing with the first refresh token."""

    def kept(inputs: Inputs, state: State, *_: Any) -> Target:
        given = inputs.silverfin

        def keep(pair: Tokens) -> None:
            state.remember(access_token=pair[0])

        tokens = (state.note("access_token") or given.access_token, given.refresh_token)
        return Target(given, tokens, keep, inputs.ca_file)

    surgery.replace(synchronise, "_target", kept)


@mutant("SIL-05")
def looks_on_the_first_page(surgery: Surgery) -> None:
    """Looks for the file on the first page of those that are linked, and takes it for unlinked if it is not there."""

    def listed(self: Target) -> Info:
        for file in self._json("sync_companies"):
            if str(file["id"]) == self._inputs.company_id:
                return Info(file["sync_point"], file["sync_start_at"])
        raise SyncFailure(Reason.CONFLICT, "The client file is not linked.")

    surgery.replace(Target, "info", listed)


@mutant("SIL-06")
def knows_every_member(surgery: Surgery) -> None:
    """Takes an answer with members that it does not know for a mistake of its own."""

    def known(*, sync_point: str | None, sync_start_at: str | None, sync_reference: str | None) -> Info:
        del sync_reference
        return Info(sync_point, sync_start_at)

    def strictly(self: Target) -> Info:
        try:
            return known(**self._json("sync_info"))
        except TypeError as error:
            raise SyncFailure(Reason.INTERNAL, str(error)) from None

    surgery.replace(Target, "info", strictly)


@mutant("SIL-07")
def sends_years_when_asked(surgery: Surgery) -> None:
    """Sends financial years when Silverfin refuses a line because it has none for it."""
    submit, waiting = Target.submit, list[Item]()

    def asked(self: Target, *arguments: Any) -> None:
        try:
            submit(self, *arguments)
        except SyncFailure as failure:
            if "financial year" not in failure.message or not waiting:
                raise
            self._json("settings", waiting[-1])
            submit(self, *arguments)

    surgery.replace(Target, "send_settings", lambda _self, settings: waiting.append(settings))
    surgery.replace(Target, "submit", asked)


@mutant("SIL-08")
def numbers_its_lines(surgery: Surgery) -> None:
    """Gives lines the numbers under which it finds them: the first one is 1."""
    whole = synchronise.picture

    def numbered(*arguments: Any) -> Picture:
        found = whole(*arguments)
        lines = {str(number): {**item, "id": str(number)} for number, item in enumerate(found.lines.values(), 1)}
        return replace(found, lines=lines)

    surgery.replace(synchronise, "picture", numbered)


@mutant("SIL-09")
def resets_and_forgets_nothing(surgery: Surgery) -> None:
    """Resets a file that stands elsewhere than it thought, and believes that its lines are still there."""
    forget = State.forget

    def partly(self: State) -> None:
        lines = {key: mark for key, mark in self.sent().items() if key[0] == LINE}
        forget(self)
        self.intend("", lines)
        self.confirm()
        self.remember(sync_point=None)

    surgery.replace(State, "forget", partly)


@mutant("SIL-10")
def resets_from_the_newest_change(surgery: Surgery) -> None:
    """Resets from the day on of the newest line that has changed, and sends everything from there."""
    differences, send, there = synchronise._differences, synchronise._send, list[Target]()

    def sending(found: Ledger, to: Target, *rest: Any) -> None:
        there.append(to)
        send(found, to, *rest)

    def from_there(wanted: Picture, sent: Sent) -> Work:
        work = dict(differences(wanted, sent))
        days = [item["date"] for id_, item in work.items() if item is not None and (LINE, id_) in sent]
        if not days:
            return iter(work.items())
        method, path = there[-1]._words.place("reset", there[-1]._ids)
        there[-1]._content("reset", there[-1]._send(method, f"{path}?after_date={max(days)}"))
        return ((id_, item) for id_, item in wanted.lines.items() if item["date"] >= max(days))

    surgery.replace(synchronise, "_send", sending)
    surgery.replace(synchronise, "_differences", from_there)


@mutant("SIL-13")
def wants_to_see_the_file(surgery: Surgery) -> None:
    """Gives up when it may not see what the client file is."""
    surgery.replace(target, "FORBIDDEN", 0)


@mutant("SIL-14")
def knows_the_limit_by_heart(surgery: Surgery) -> None:
    """Sends 500 actions at once, because that is what the documentation says."""
    surgery.replace(Target, "limits", lambda _self: Limits(500, 4))


@mutant("SIL-15")
def knocks_at_an_unlinked_file(surgery: Surgery) -> None:
    """Takes a file that is not linked for one that holds nothing yet."""
    info = Target.info

    def hopeful(self: Target) -> Info:
        try:
            return info(self)
        except SyncFailure as failure:
            if failure.reason is not Reason.CONFLICT:
                raise
            return Info(None, None)

    surgery.replace(Target, "info", hopeful)
