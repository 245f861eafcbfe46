"""Whether it is as the story says: what was answered, how a synchronisation ended, and what is expected of the world.

Judging changes nothing and can be done again: what came of a step is kept on the stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import singledispatch
from typing import TYPE_CHECKING

from twinledger.books.amounts import written
from twinledger.stories import doings
from twinledger.stories.expectations import Asked, Expect, Happened
from twinledger.stories.moments import Surprise
from twinledger.stories.parts import Step
from twinledger.stories.stage import Stage

if TYPE_CHECKING:
    from mock_kit.events import Event
    from mock_kit.journal import Exchange


@singledispatch
def judge(step: Step, stage: Stage) -> str:
    """Return what came of a step in one sentence; raise Surprise if it is not what the story says."""
    del step, stage
    return "Done."


@judge.register
def _(step: doings.Connect, stage: Stage) -> str:
    refusal = stage.answer
    if refusal is None:
        if step.refused is not None:
            raise Surprise(f"Silverfin took the inputs; it should have refused the {step.refused}.")
        return "The accountant entered e-mail address, API key, URL and database; Silverfin accepted them."
    refused = f"Silverfin refuses the {refusal.input or 'inputs'}: {refusal}"
    if step.refused is None or refusal.input != step.refused:
        wanted = f"refused the {step.refused}" if step.refused else "taken the inputs"
        raise Surprise(f"Silverfin should have {wanted}. {refused}") from None
    return refused


@judge.register
def _(step: doings.Synchronise, stage: Stage) -> str:
    run = stage.run
    ended = f"It failed ({run['reason']}): {run['message']}" if run["reason"] else f"{run['sent']} actions were sent."
    if run["reason"] != step.fails:
        raise Surprise(f"The synchronisation should have {_expected(step)}. {ended}")
    if step.actions is not None and run["sent"] != step.actions:
        raise Surprise(f"The synchronisation should have sent {step.actions} actions. {ended}")
    return ended


def _expected(step: doings.Synchronise) -> str:
    return "succeeded" if step.fails is None else f"failed because of {step.fails}"


@judge.register
def _(step: Expect, stage: Stage) -> str:
    return " ".join([*_of_the_ledgers(step, stage), *_of_accounts(step, stage), *_of_what_happened(step, stage)])


def _of_the_ledgers(step: Expect, stage: Stage) -> Iterator[str]:
    if step.ledgers is not None:
        yield _compared(step.ledgers, stage)
    if step.lines is not None:
        yield _counted(step.lines, len(stage.file.lines()))
    if step.off_by is not None:
        yield _off_by(step.off_by, stage.file.off_by())
    if step.years is not None:
        found = tuple(f"{year.start_date} to {year.end_date}" for year in stage.file.years())
        yield _same("The financial years in Silverfin", ", ".join(step.years), ", ".join(found))


def _of_accounts(step: Expect, stage: Stage) -> Iterator[str]:
    balances = stage.file.trial_balance() if step.balances else {}
    for account, amount in step.balances.items():
        yield _balanced(account, amount, balances.get(account, 0))
    named = {account.number: account.name("en") for account in stage.file.accounts()} if step.names else {}
    for account, name in step.names.items():
        yield _called(account, name, named.get(account))
    for account, postings in step.postings.items():
        found = sorted((line.date, line.value) for line in stage.file.lines() if line.account_number == account)
        yield _same(
            f"The ledger of account {account}", _listed((one.date, one.amount) for one in postings), _listed(found)
        )


def _of_what_happened(step: Expect, stage: Stage) -> Iterator[str]:
    for name, state in step.keys.items():
        yield _same(f"The API key {name!r}", state, stage.key_state(name))
    if step.message:
        yield _shown(step.message, stage.last_message())
    for happened in step.events:
        found = sum(is_like(event, happened) for event in stage.world.journal.events.since(len(stage.began.events)))
        yield _times(f"the event {happened.event}", happened.times, found)
    for asked in step.requests:
        count = sum(was(exchange, asked) for exchange in stage.world.journal.since(len(stage.began)))
        yield _times(f"a request like {asked}", asked.times, count)


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


def _off_by(wanted: int, found: int) -> str:
    if wanted != found:
        raise Surprise(f"Silverfin's trial balance should add up to {written(wanted)}; it adds up to {written(found)}.")
    return f"Silverfin's trial balance adds up to {written(found)}."


def _balanced(account: str, wanted: int, found: int) -> str:
    if wanted != found:
        raise Surprise(f"Account {account} should stand at {written(wanted)}; it stands at {written(found)}.")
    return f"Account {account} stands at {written(found)}."


def _called(account: str, wanted: str, found: str | None) -> str:
    if wanted != found:
        called = "has no such account" if found is None else f"calls it {found!r}"
        raise Surprise(f"Account {account} should be called {wanted!r} in Silverfin, which {called}.")
    return f"Account {account} is called {found!r}."


def _same(what: str, wanted: str, found: str) -> str:
    if wanted != found:
        raise Surprise(f"{what} should be: {wanted or 'nothing'}. Found: {found or 'nothing'}.")
    return f"{what}: {found or 'nothing'}."


def _listed(postings: Iterable[tuple[date, int]]) -> str:
    return ", ".join(f"{day} {written(amount)}" for day, amount in postings)


def _shown(wanted: str, found: str) -> str:
    if wanted not in found:
        raise Surprise(f"Silverfin should show {wanted!r}; it shows {found!r}.")
    return f"Silverfin shows: {found}"


def _times(what: str, wanted: int | None, found: int) -> str:
    if found == 0 if wanted is None else found != wanted:
        raise Surprise(
            f"There should have been {what} {'at least once' if wanted is None else f'{wanted} times'}; "
            f"there was {found} times."
        )
    return f"There was {what} {found} times."


def is_like(event: Event, happened: Happened) -> bool:
    """Tell whether an event is what should have happened."""
    return (
        f"{event.name}.".startswith(f"{happened.event}.")
        and happened.system in (None, event.system)
        and has(event.details, happened.details)
    )


def was(exchange: Exchange, asked: Asked) -> bool:
    """Tell whether a request is what should have been asked."""
    return (
        asked.system == exchange.system
        and asked.method in ("", exchange.method)
        and asked.status in (None, exchange.status)
        and (not asked.path or re.fullmatch(asked.path, exchange.path) is not None)
        and (not asked.call or has(exchange.call, asked.call))
    )


def has(found: Mapping[str, object], wanted: Mapping[str, str]) -> bool:
    """Tell whether all that is wanted is found, as text."""
    return all(str(found.get(name)) == value for name, value in wanted.items())
