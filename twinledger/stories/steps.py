"""What each step does. Every function returns what came of it in one sentence, or raises Surprise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import singledispatch
from typing import Any

from mock_kit.faults import Act, Fault, Phase, Trigger
from mock_odoo.errors import OdooError
from twinledger.books.amounts import written
from twinledger.books.book import Entry, Line
from twinledger.stories import doings
from twinledger.stories.moments import Surprise
from twinledger.stories.parts import Line as StoryLine
from twinledger.stories.parts import Step
from twinledger.stories.people import Refused
from twinledger.stories.stage import Stage

ITEMS = "account.move.line"


FORESEEN = (Surprise, Refused, LookupError, OdooError)  # the ways in which a step of a story can fail


@singledispatch
def perform(step: Step, stage: Stage) -> str:
    """Do what a step says and return what came of it; raise Surprise if it is not what the story says."""
    raise TypeError(f"nobody wrote what {type(step).__name__} does: {step}, {stage}")


@perform.register
def _(step: doings.CreateApiKey, stage: Stage) -> str:
    key = stage.keys[step.name] = stage.odoo_user.create_api_key(step.name, str(step.days))
    return f"The Odoo user made the API key {step.name!r}; it was shown once and begins with {key[:4]}."


@perform.register
def _(step: doings.RemoveApiKey, stage: Stage) -> str:
    stage.odoo_user.remove_api_key(step.name)
    return f"The Odoo user deleted the API key {step.name!r}."


@perform.register
def _(step: doings.RestartOdoo, stage: Stage) -> str:
    del step
    stage.world.odoo.clear_caches()
    return "Odoo restarted and has forgotten which credentials were right."


@perform.register
def _(step: doings.Connect, stage: Stage) -> str:
    inputs = stage.inputs(step.api_key, email=step.email, url=step.url, database=step.database)
    try:
        if step.do == "connect":
            stage.accountant.connect(inputs)
        else:
            stage.accountant.reconnect(inputs)
    except Refused as refusal:
        refused = f"Silverfin refuses the {refusal.input or 'inputs'}: {refusal}"
        if step.refused is None or refusal.input != step.refused:
            wanted = f"refused the {step.refused}" if step.refused else "taken the inputs"
            raise Surprise(f"Silverfin should have {wanted}. {refused}") from None
        return refused
    if step.refused is not None:
        raise Surprise(f"Silverfin took the inputs; it should have refused the {step.refused}.")
    return "The accountant entered e-mail address, API key, URL and database; Silverfin accepted them."


@perform.register
def _(step: doings.Link, stage: Stage) -> str:
    del step
    pair = stage.world.pair
    stage.accountant.link(stage.file.id, pair.reference)
    return f"The accountant linked the client file to {pair.reference}."


@perform.register
def _(step: doings.Synchronise, stage: Stage) -> str:
    armed, trouble = None, list[Exception]()
    if step.meanwhile:
        trigger = Trigger(system="odoo", call={"model": ITEMS}, nth=step.at_request)
        armed = stage.world.faults.arm(
            Fault(Act(lambda: happen(step.meanwhile, stage, trouble)), trigger, Phase.BEFORE)
        )
    run = stage.accountant.synchronise(stage.file.id, stage.progress)
    if armed is not None and not armed.fired:
        raise Surprise("Odoo was never asked for journal items that often, so nothing happened meanwhile.")
    if trouble:
        raise Surprise(f"What should happen meanwhile could not: {trouble[0]}")
    return _judged(step, run)


def happen(steps: Sequence[Step], stage: Stage, trouble: list[Exception]) -> None:
    """Do steps one after the other while somebody else is at work; what cannot be done is left to them as trouble."""
    try:
        for step in steps:
            perform(step, stage)
    except FORESEEN as error:
        trouble.append(error)


def _judged(step: doings.Synchronise, run: dict[str, Any]) -> str:
    ended = f"It failed ({run['reason']}): {run['message']}" if run["reason"] else f"{run['sent']} actions were sent."
    if run["reason"] != step.fails:
        raise Surprise(f"The synchronisation should have {_expected(step)}. {ended}")
    if step.actions is not None and run["sent"] != step.actions:
        raise Surprise(f"The synchronisation should have sent {step.actions} actions. {ended}")
    return ended


def _expected(step: doings.Synchronise) -> str:
    return "succeeded" if step.fails is None else f"failed because of {step.fails}"


@perform.register
def _(step: doings.Enter, stage: Stage) -> str:
    lines = booked(step.lines)
    entry = Entry(step.journal, step.date, lines, state="draft" if step.draft else "posted")
    total = sum(line.amount for line in lines if line.amount > 0)
    if step.late:
        stage.under_way[step.entry] = stage.bookkeeper.begin(lambda keeper: keeper.enter(entry))
        return f"A transaction began that enters {step.entry!r} of {written(total)}; nobody sees it yet."
    stage.entries[step.entry] = stage.bookkeeper.enter(entry)
    return f"The entry {step.entry!r} of {written(total)} is {'a draft' if step.draft else 'posted'} on {step.date}."


def booked(lines: Sequence[StoryLine]) -> tuple[Line, ...]:
    """Return journal items as books have them: debit positive."""
    return tuple(Line(line.account, line.debit - line.credit, line.label) for line in lines)


@perform.register
def _(step: doings.Commit, stage: Stage) -> str:
    transaction = stage.under_way.pop(step.entry)
    stage.entries[step.entry] = transaction.commit()
    return f"The transaction committed that enters {step.entry!r}; its rows bear {transaction.began:%H:%M:%S}."


@perform.register
def _(step: doings.ChangeAmount, stage: Stage) -> str:
    stage.bookkeeper.change_amount(stage.entries[step.entry], step.amount)
    return f"The entry {step.entry!r} is now one of {written(step.amount)}."


@perform.register
def _(step: doings.ChangeDate, stage: Stage) -> str:
    stage.bookkeeper.change_date(stage.entries[step.entry], step.date)
    return f"The entry {step.entry!r} is now dated {step.date}."


@perform.register
def _(step: doings.ChangeEntry, stage: Stage) -> str:
    id_ = stage.entries[step.entry]
    does = {
        "post": (stage.bookkeeper.post, "is posted"),
        "to_draft": (stage.bookkeeper.to_draft, "is a draft again"),
        "cancel": (stage.bookkeeper.cancel, "is cancelled"),
        "delete": (stage.bookkeeper.delete, "is deleted"),
    }
    change, becomes = does[step.do]
    change(id_)
    return f"The entry {step.entry!r} {becomes}."


@perform.register
def _(step: doings.RenameAccount, stage: Stage) -> str:
    stage.bookkeeper.rename_account(step.account, step.name)
    return f"The account {step.account} is now called {step.name!r}."


@perform.register
def _(step: doings.GoOn, stage: Stage) -> str:
    del step
    moment = stage.world.go_on()
    if moment is None:
        raise Surprise("The books have ended; there is no next moment.")
    return moment.told


@perform.register
def _(step: doings.Wait, stage: Stage) -> str:
    now = stage.world.clock.advance(timedelta(days=step.days, hours=step.hours, seconds=step.seconds))
    stage.world.silverfin.runner.settle()
    return f"It is {now:%Y-%m-%d %H:%M}{f'{now::%S}' if step.seconds else ''} UTC."


@perform.register
def _(step: doings.Expect, stage: Stage) -> str:
    seen = []
    if step.ledgers is not None:
        seen.append(_compared(step.ledgers, stage))
    if step.lines is not None:
        seen.append(_counted(step.lines, len(stage.file.lines())))
    balances = stage.file.trial_balance()
    for account, amount in step.balances.items():
        seen.append(_balanced(account, amount, balances.get(account, 0)))
    named = {account.number: account.name("en") for account in stage.file.accounts()} if step.names else {}
    for account, name in step.names.items():
        seen.append(_called(account, name, named.get(account)))
    return " ".join(seen)


def _compared(wanted: str, stage: Stage) -> str:
    difference = stage.difference()
    if bool(difference) != (wanted == "different"):
        found = f"they differ:\n{difference}" if difference else "they are equal."
        raise Surprise(f"The two ledgers should be {wanted}; {found}")
    return f"The two ledgers are {wanted}."


def _counted(wanted: int, found: int) -> str:
    if wanted != found:
        raise Surprise(f"Silverfin should hold {wanted} lines; it holds {found}.")
    return f"Silverfin holds {found} lines."


def _balanced(account: str, wanted: int, found: int) -> str:
    if wanted != found:
        raise Surprise(f"Account {account} should stand at {written(wanted)}; it stands at {written(found)}.")
    return f"Account {account} stands at {written(found)}."


def _called(account: str, wanted: str, found: str | None) -> str:
    if wanted != found:
        called = "has no such account" if found is None else f"calls it {found!r}"
        raise Surprise(f"Account {account} should be called {wanted!r} in Silverfin, which {called}.")
    return f"Account {account} is called {found!r}."
