"""What each step does. Every function returns what came of it in one sentence, or raises Surprise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import singledispatch

from mock_odoo.errors import OdooError
from mock_silverfin.errors import InvalidError, SilverfinError
from mock_silverfin.ledger import companies
from mock_silverfin.sync import submit as submits
from twinledger.books.amounts import written
from twinledger.books.book import Entry, Line
from twinledger.item_requests import before_items
from twinledger.stories import doings
from twinledger.stories.expectations import Expect
from twinledger.stories.judging import judge
from twinledger.stories.moments import Surprise
from twinledger.stories.parts import Line as StoryLine
from twinledger.stories.parts import Step
from twinledger.stories.people import Refused
from twinledger.stories.stage import Stage
from twinledger.stories.upgrading import upgrade
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD

FORESEEN = (Surprise, Refused, LookupError, OdooError, SilverfinError)  # the ways in which a step of a story can fail


@singledispatch
def perform(step: Step, stage: Stage) -> str:
    """Do what a step says and return what came of it; raise Surprise if it is not what the story says."""
    raise TypeError(f"nobody wrote what {type(step).__name__} does: {step}, {stage}")


@perform.register
def _(step: doings.CreateApiKey, stage: Stage) -> str:
    if step.account:
        account = stage.world.odoo.account(step.account)
        stage.keys[step.name] = account.create_api_key(step.name, step.days).value
        return f"{step.account} made the API key {step.name!r} for every database that they manage; it was shown once."
    key = stage.keys[step.name] = stage.odoo_user.create_api_key(step.name, str(step.days))
    return f"The Odoo user made the API key {step.name!r}; it was shown once and begins with {key[:4]}."


@perform.register
def _(step: doings.RemoveApiKey, stage: Stage) -> str:
    if step.account:
        stage.remove_online_key(step.name)
        return f"{step.account} deleted the API key {step.name!r}."
    stage.odoo_user.remove_api_key(step.name)
    return f"The Odoo user deleted the API key {step.name!r}."


@perform.register
def _(step: doings.RestartOdoo, stage: Stage) -> str:
    del step
    stage.world.odoo.clear_caches()
    return "Odoo restarted and has forgotten which credentials were right."


@perform.register
def _(step: doings.UpgradeOdoo, stage: Stage) -> str:
    before = stage.world.odoo.version
    entered = upgrade(stage.world, stage.pair, step.to)
    stage.entries = {name: entered[id_] for name, id_ in stage.entries.items() if id_ in entered}
    stage.odoo_was_made_anew()
    return f"Odoo {before} became Odoo {step.to}: the same books, in a database made anew, without its keys."


@perform.register
def _(step: doings.ChangeUser, stage: Stage) -> str:
    user = stage.world.odoo.user(ODOO_LOGIN, database=stage.pair.database)
    does = {
        "archive_user": (user.archive, "An administrator archived the Odoo user."),
        "unarchive_user": (user.unarchive, "An administrator brought the Odoo user back."),
        "two_factor_on": (user.enable_two_factor, "The Odoo user switched two-factor authentication on."),
        "two_factor_off": (user.disable_two_factor, "The Odoo user switched two-factor authentication off."),
    }
    change, becomes = does[step.do]
    change()
    return becomes


@perform.register
def _(step: doings.TurnTo, stage: Stage) -> str:
    stage.turn_to(step.database)
    return f"From here on it is about {stage.file.name}, whose books are in the database {step.database!r}."


@perform.register
def _(step: doings.Connect, stage: Stage) -> str:
    key = ODOO_PASSWORD if step.with_password else step.api_key
    inputs = stage.inputs(key, email=step.email, url=step.url, database=step.database)
    stage.answer = None
    try:
        if step.do == "connect":
            stage.accountant.connect(inputs)
        else:
            stage.accountant.reconnect(stage.pair.database, inputs)
    except Refused as refusal:
        stage.answer = refusal
    return judge(step, stage)


@perform.register
def _(step: doings.Link, stage: Stage) -> str:
    stage.accountant.link(stage.pair.database, stage.file.id, stage.pair.reference, step.since)
    since = f", for what is dated on or after {step.since}" if step.since else ""
    return f"The accountant linked the client file to {stage.pair.reference}{since}."


@perform.register
def _(step: doings.UnlinkFile, stage: Stage) -> str:
    del step
    stage.file.unlink()
    return "The accountant ended the link of the client file; its figures stay."


@perform.register
def _(step: doings.LockPeriod, stage: Stage) -> str:
    stage.file.lock_until(step.until)
    return f"The accountant locked the figures up to {step.until}." if step.until else "No figures are locked any more."


@perform.register
def _(step: doings.Push, stage: Stage) -> str:
    books, file = stage.file.books, companies.get(stage.file.books, stage.file.id)
    point = f"another program at {stage.world.clock.now():%H:%M}"
    line = submits.Upsert("another-1", step.account, step.date, Decimal(step.amount).scaleb(-2), "from another program")
    try:
        submits.submit(books, file.application_id or 0, file.id, submits.Submission(point, [line]))
    except InvalidError as error:
        raise Surprise("; ".join(problem.message for problem in error.problems)) from None
    return f"Another program sent a line of {written(step.amount)} on account {step.account}."


@perform.register
def _(step: doings.Synchronise, stage: Stage) -> str:
    beside = Beside(step, stage)
    try:
        stage.run = stage.accountant.synchronise(stage.pair.database, stage.file.id, stage.progress)
    finally:
        beside.disarm()
    beside.check()
    return judge(step, stage)


class Beside:
    """What a synchronisation says that happens and breaks beside it: armed when this is made, until `disarm`."""

    def __init__(self, step: doings.Synchronise, stage: Stage) -> None:
        self._step = step
        self._faults = stage.world.faults
        self._trouble: list[Exception] = []
        happens = before_items(lambda: happen(step.meanwhile, stage, self._trouble), step.at_request)
        self._acts = [self._faults.arm(happens)] if step.meanwhile else []
        self._broken = [self._faults.arm(part.armed) for part in step.breaks]

    def disarm(self) -> None:
        """Let nothing happen any more."""
        for armed in (*self._acts, *self._broken):
            self._faults.disarm(armed)

    def check(self) -> None:
        """Raise Surprise if something has not happened that should have."""
        if self._acts and not self._acts[0].fired:
            raise Surprise("Odoo was never asked for journal items that often, so nothing happened meanwhile.")
        if self._trouble:
            raise Surprise(f"What should happen meanwhile could not: {self._trouble[0]}")
        for part, armed in zip(self._step.breaks, self._broken, strict=True):
            if not armed.fired:
                raise Surprise(f"Nothing was broken by {part}: no request was like that.")


def happen(steps: Sequence[Step], stage: Stage, trouble: list[Exception]) -> None:
    """Do steps one after the other while somebody else is at work; what cannot be done is left to them as trouble."""
    stage.is_beside = True
    try:
        for step in steps:
            perform(step, stage)
    except FORESEEN as error:
        trouble.append(error)
    finally:
        stage.is_beside = False


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
    if step.entry not in stage.under_way:
        raise Surprise(
            f"{step.entry!r} is under way no more: Odoo was ended in the middle of it, and it came to nothing."
        )
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
    if not stage.is_beside:  # else a synchronisation is under way that waits for this
        stage.world.silverfin.runner.settle()
    return f"It is {now:%Y-%m-%d %H:%M}{f'{now::%S}' if step.seconds else ''} UTC."


@perform.register
def _(step: doings.ChangeYear, stage: Stage) -> str:
    values = {"fiscalyear_last_day": step.last_day, "fiscalyear_last_month": str(step.last_month)}
    stage.bookkeeper.write("res.company", stage.pair.company_id, values)
    return f"The financial years of the company end on {step.last_day}/{step.last_month} from now on."


@perform.register
def _(step: Expect, stage: Stage) -> str:
    return judge(step, stage)
