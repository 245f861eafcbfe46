"""One synchronisation: read Odoo's ledger, compare it with what Silverfin holds, send the difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import Any

from mock_kit.pages.words import noted
from mock_kit.secrets import redact
from mock_silverfin.integrations.odoo.connecting import connect
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import ANY, XMLRPC, Inputs
from mock_silverfin.integrations.odoo.jobs import jobs_of
from mock_silverfin.integrations.odoo.ledger import Ledger, read_ledger
from mock_silverfin.integrations.odoo.picture import Item, Picture, picture
from mock_silverfin.integrations.odoo.state import ACCOUNT, LINE, State, digest
from mock_silverfin.integrations.odoo.target import Target, Tokens
from mock_silverfin.integrations.odoo.words import Words

ANOTHER_RUN = noted("Another run is at work on this company ({error}).")
OTHER_CURRENCY = noted("The books are kept in {currency} and the client file in {kept}; nothing is converted.")

Progress = Callable[[int, int], None]


def sync(config: Mapping[str, str], progress: Progress | None = None) -> dict[str, Any]:
    """Synchronise from a connector's inputs, over JSON-2 or what else the server has, and return the answer.

    `progress` is called with the number of actions done and the number in all, before anything is sent; what it raises
    ends the run.
    """
    return answer(config, ANY, progress)


def sync_over_xmlrpc(config: Mapping[str, str], progress: Progress | None = None) -> dict[str, Any]:
    """Synchronise over XML-RPC from a connector's inputs and return its answer."""
    return answer(config, XMLRPC, progress)


def run(inputs: Inputs, protocol: str, progress: Progress | None = None, words: Words | None = None) -> None:
    """Synchronise one company; raise SyncFailure. Nothing is sent before everything has been read.

    `words` are those that Silverfin understands, if they are not the fake's own.
    """
    name = f"{inputs.silverfin.firm_id}-{inputs.silverfin.company_id}"
    with closing(_state(inputs, name)) as state:
        with closing(connect(inputs.odoo, protocol, inputs.ca_file)) as source:
            ledger = read_ledger(source, inputs.odoo_company, inputs.language)
        with closing(_target(inputs, state, words)) as target:
            _send(ledger, target, state, inputs.language, progress or (lambda _done, _all: None))


def answer(config: Mapping[str, str], protocol: str, progress: Progress | None = None) -> dict[str, Any]:
    """Do what `sync` does over `json2`, `xmlrpc` or `any` that the server has."""
    failures = []
    for job in jobs_of(config):
        try:
            run(Inputs.of(job), protocol, progress)
        except SyncFailure as failure:
            where = f"{job['ODOO_DATABASE']}: " if job is not config else ""
            failures.append((failure.reason, f"{where}{failure.message}"))
    if not failures:
        return {"ok": True}
    message = redact("; ".join(told for _, told in failures), _secrets(config))
    return {"ok": False, "reason": failures[0][0].value, "message": message}


def _secrets(config: Mapping[str, str]) -> list[str]:
    """Return what no message may quote, not even one that a server sent."""
    names = ("ODOO_API_KEY", "SILVERFIN_ACCESS_TOKEN", "SILVERFIN_REFRESH_TOKEN", "SILVERFIN_CLIENT_SECRET")
    return [config.get(name, "").strip() for name in names]


def _state(inputs: Inputs, name: str) -> State:
    try:
        return State(inputs.state_dir, name)
    except sqlite3.OperationalError as error:
        raise SyncFailure(Reason.CONFLICT, ANOTHER_RUN, error=str(error)) from None


def _target(inputs: Inputs, state: State, words: Words | None) -> Target:
    """Use the tokens of the last run, unless somebody has authorised anew since then."""
    granted = digest(inputs.silverfin.refresh_token)
    if state.note("granted") != granted:
        state.remember(granted=granted, access_token=None, refresh_token=None)
    access, refresh = state.note("access_token"), state.note("refresh_token")
    tokens = (
        (access, refresh) if access and refresh else (inputs.silverfin.access_token, inputs.silverfin.refresh_token)
    )

    def keep(pair: Tokens) -> None:
        state.remember(access_token=pair[0], refresh_token=pair[1])

    return Target(inputs.silverfin, tokens, keep, inputs.ca_file, words)


def _send(ledger: Ledger, target: Target, state: State, language: str, progress: Progress) -> None:
    progress(0, 0)
    info = target.info()
    _compare_currencies(ledger.company.currency, target, state)
    start = date.fromisoformat(info.sync_start_at[:10]) if info.sync_start_at else None
    _find_step(info.sync_point, target, state)
    limits = target.limits()
    wanted = picture(ledger, language, start, _span(ledger, state, start), limits.dimensions)
    settings = _mark(wanted.settings)
    if state.note("settings") != settings:
        target.send_settings(wanted.settings)
        state.remember(settings=settings)
    sent = state.sent()
    work = list(_differences(wanted, sent))
    if not work and not _renamed(wanted, sent):
        return
    for start_of_batch in range(0, max(len(work), 1), limits.actions):
        progress(start_of_batch, len(work))
        _submit(work[start_of_batch : start_of_batch + limits.actions], wanted, target, state, sent)
    progress(len(work), len(work))


def _compare_currencies(currency: str, target: Target, state: State) -> None:
    """Raise SyncFailure if the file is kept in another currency; whoever may only synchronise cannot see that."""
    kept = state.note("file_currency") or target.currency()
    if kept and kept != currency:
        raise SyncFailure(Reason.CONFIGURATION, OTHER_CURRENCY, currency=currency, kept=kept)
    state.remember(file_currency=kept)


def _span(ledger: Ledger, state: State, start: date | None) -> tuple[date, date] | None:
    """Return the first and last day of all that Silverfin holds and will hold: its years are never taken away."""
    days = [line.date for line in ledger.lines if start is None or line.date >= start]
    days += [start] if start and ledger.lines else []
    days += [date.fromisoformat(day) for day in (state.note("first_day"), state.note("last_day")) if day]
    if not days:
        return None
    state.remember(first_day=min(days).isoformat(), last_day=max(days).isoformat())
    return min(days), max(days)


def _find_step(point: str | None, target: Target, state: State) -> None:
    """Find out what Silverfin holds: what the last run knew, or its pending batch, too, or nothing that we know of."""
    if point == state.note("sync_point"):
        return
    if point is not None and point == state.note("pending_point"):
        state.confirm()
        return
    target.reset()
    state.forget()


def _differences(wanted: Picture, sent: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, Item | None]]:
    """Yield what to send, by line id: the new or changed line, or None for one that is gone."""
    for kind, id_ in sent:
        if kind == LINE and id_ not in wanted.lines:
            yield id_, None
    for id_, line in wanted.lines.items():
        if sent.get((LINE, id_)) != _mark(line):
            yield id_, line


def _renamed(wanted: Picture, sent: Mapping[tuple[str, str], str]) -> set[str]:
    """Return the numbers of accounts that Silverfin knows otherwise."""
    return {
        number
        for number, item in wanted.accounts.items()
        if (ACCOUNT, number) in sent and sent[ACCOUNT, number] != _mark(item)
    }


def _submit(
    batch: Sequence[tuple[str, Item | None]],
    wanted: Picture,
    target: Target,
    state: State,
    sent: dict[tuple[str, str], str],
) -> None:
    """Submit a batch with the accounts that are new or renamed; the intention is noted before, the fact afterwards."""
    used = {line["account_number"] for _, line in batch if line is not None}
    unknown = {number for number in used if (ACCOUNT, number) not in sent}
    accounts = [wanted.accounts[number] for number in sorted(unknown | _renamed(wanted, sent))]
    marks: dict[tuple[str, str], str] = {(ACCOUNT, item["number"]): _mark(item) for item in accounts}
    digests = {(LINE, id_): None if line is None else _mark(line) for id_, line in batch}
    previous = state.note("sync_point")
    point = digest(json.dumps([previous, sorted(map(str, {**digests, **marks}.items()))]))
    state.intend(point, {**digests, **marks})
    actions = [{"delete": {"id": id_}} if line is None else {"upsert": line} for id_, line in batch]
    target.submit(point, previous, actions, accounts)
    state.confirm()
    sent.update(marks)


def _mark(item: Item) -> str:
    return digest(json.dumps(item))
