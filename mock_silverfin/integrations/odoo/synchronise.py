"""One synchronisation: read Odoo's ledger, compare it with what Silverfin holds, send the difference."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mock_kit.secrets import redact
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import JSON2, XMLRPC, Inputs
from mock_silverfin.integrations.odoo.jobs import jobs_of
from mock_silverfin.integrations.odoo.ledger import UNALLOCATED, Account, Ledger, Line, read_ledger
from mock_silverfin.integrations.odoo.source import connect
from mock_silverfin.integrations.odoo.state import ACCOUNT, LINE, State, digest
from mock_silverfin.integrations.odoo.target import Target, Tokens

Progress = Callable[[int, int], None]
Item = dict[str, Any]
NO_RESULT_ACCOUNT = Account("999999", "Undistributed Profits/Losses", UNALLOCATED)


@dataclass(frozen=True)
class Picture:
    """What Silverfin should hold: settings, account items by number, ledger lines by id, each as the wire has it."""

    settings: Item
    accounts: Mapping[str, Item]
    lines: Mapping[str, Item]


def sync(config: Mapping[str, str], progress: Progress | None = None) -> dict[str, Any]:
    """Synchronise over JSON-2 from a connector's inputs and return its answer.

    `progress` is called with the number of actions done and the number in all.
    """
    return _answered(config, JSON2, progress)


def sync_over_xmlrpc(config: Mapping[str, str], progress: Progress | None = None) -> dict[str, Any]:
    """Synchronise over XML-RPC from a connector's inputs and return its answer."""
    return _answered(config, XMLRPC, progress)


def run(inputs: Inputs, protocol: str, progress: Progress | None = None) -> None:
    """Synchronise one company; raise SyncFailure. Nothing is sent before everything has been read."""
    name = f"{inputs.silverfin.firm_id}-{inputs.silverfin.company_id}"
    with closing(_state(inputs, name)) as state:
        with closing(connect(inputs.odoo, protocol, inputs.ca_file)) as source:
            ledger = read_ledger(source, inputs.odoo_company, inputs.language)
        with closing(_target(inputs, state)) as target:
            _send(ledger, target, state, inputs.language, progress or (lambda _done, _all: None))


def _answered(config: Mapping[str, str], protocol: str, progress: Progress | None) -> dict[str, Any]:
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
        raise SyncFailure(Reason.CONFLICT, f"Another run is at work on this company ({error}).") from None


def _target(inputs: Inputs, state: State) -> Target:
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

    return Target(inputs.silverfin, tokens, keep, inputs.ca_file)


def _send(ledger: Ledger, target: Target, state: State, language: str, progress: Progress) -> None:
    info = target.info()
    start = date.fromisoformat(info.sync_start_at[:10]) if info.sync_start_at else None
    _find_step(info.sync_point, target, state)
    picture = _picture(ledger, language, start, _span(ledger, state, start))
    settings = _mark(picture.settings)
    if state.note("settings") != settings:
        target.send_settings(picture.settings)
        state.remember(settings=settings)
    sent = state.sent()
    work = list(_differences(picture, sent))
    if not work and not _renamed(picture, sent):
        return
    most = target.most_actions()
    for start_of_batch in range(0, max(len(work), 1), most):
        batch = work[start_of_batch : start_of_batch + most]
        _submit(batch, picture, target, state, sent)
        progress(start_of_batch + len(batch), len(work))


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


def _differences(picture: Picture, sent: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, Item | None]]:
    """Yield what to send, by line id: the new or changed line, or None for one that is gone."""
    for kind, id_ in sent:
        if kind == LINE and id_ not in picture.lines:
            yield id_, None
    for id_, line in picture.lines.items():
        if sent.get((LINE, id_)) != _mark(line):
            yield id_, line


def _renamed(picture: Picture, sent: Mapping[tuple[str, str], str]) -> set[str]:
    """Return the numbers of accounts that Silverfin knows otherwise."""
    return {
        number
        for number, item in picture.accounts.items()
        if (ACCOUNT, number) in sent and sent[ACCOUNT, number] != _mark(item)
    }


def _submit(
    batch: Sequence[tuple[str, Item | None]],
    picture: Picture,
    target: Target,
    state: State,
    sent: dict[tuple[str, str], str],
) -> None:
    """Submit a batch with the accounts that are new or renamed; the intention is noted before, the fact afterwards."""
    used = {line["account_number"] for _, line in batch if line is not None}
    unknown = {number for number in used if (ACCOUNT, number) not in sent}
    accounts = [picture.accounts[number] for number in sorted(unknown | _renamed(picture, sent))]
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


def _picture(ledger: Ledger, language: str, start: date | None, span: tuple[date, date] | None) -> Picture:
    locale, _, _ = language.partition("_")
    result = _result_account(ledger.accounts)
    lines = {f"odoo-{line.id}": _line(line) for line in ledger.lines if start is None or line.date >= start}
    if start is not None:
        lines.update(_opening(ledger, start, result))
    accounts = {account.code: _account(account, locale) for account in [*ledger.accounts, result]}
    years = [] if span is None else list(_years(ledger, *span))
    return Picture(_settings(years, result), accounts, lines)


def _line(line: Line) -> Item:
    return {
        "id": f"odoo-{line.id}",
        "account_number": line.account.code,
        "date": line.date.isoformat(),
        "value": str(line.amount),
        "description": line.description,
        "document_number": line.document_number,
        "journal": line.journal,
        "partner": line.partner,
    }


def _opening(ledger: Ledger, start: date, result: Account) -> Iterator[tuple[str, Item]]:
    """Yield one line per account that is carried forward, and one for the result so far, all dated on the start."""
    balances: dict[str, Decimal] = {}
    for line in ledger.lines:
        if line.date < start:
            code = line.account.code if line.account.is_carried_forward else result.code
            balances[code] = balances.get(code, Decimal(0)) + line.amount
    for code, balance in sorted(balances.items()):
        if balance:
            id_ = f"opening-{code}"
            opening = {"id": id_, "account_number": code, "date": start.isoformat(), "value": str(balance)}
            yield id_, {**opening, "description": "Opening balance"}


def _account(account: Account, locale: str) -> Item:
    return {"number": account.code, "names": {locale: account.name}, "type": account.silverfin_type}


def _settings(years: Sequence[tuple[date, date]], result: Account) -> Item:
    """Return the financial years; Silverfin computes the opening and the result of every one."""
    return {
        "years": [
            {
                "start_date": first.isoformat(),
                "end_date": last.isoformat(),
                "compute_opening_balances": True,
                "compute_retained_earnings": True,
            }
            for first, last in years
        ],
        "retained_earnings_account": {"number": result.code, "name": result.name},
    }


def _years(ledger: Ledger, first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    day = first_day
    while True:
        first, last = ledger.financial_year(day)
        yield first, last
        if last >= last_day:
            return
        day = date.fromordinal(last.toordinal() + 1)


def _result_account(accounts: Sequence[Account]) -> Account:
    """Return the account to which earlier years' results go: the first that Odoo itself calls unallocated."""
    candidates = sorted(
        (account for account in accounts if account.type == UNALLOCATED), key=lambda account: account.code
    )
    return candidates[0] if candidates else NO_RESULT_ACCOUNT
