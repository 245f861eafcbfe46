"""What the steps of a connector's story do: its runs, and what befalls it. With it every step can be performed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_kit.faults import Armed, Fault
from mock_silverfin.webhooks import hooks
from mock_silverfin.webhooks.courier import HeldError
from twinledger.item_requests import before_items
from twinledger.stories import trials
from twinledger.stories.listening import listening
from twinledger.stories.moments import Moments, Stopped, Surprise
from twinledger.stories.stage import Stage
from twinledger.stories.steps import FORESEEN, booked, happen, perform

if TYPE_CHECKING:
    from twinledger.drivers.outcome import Outcome
    from twinledger.drivers.trial import Trial
    from twinledger.stories.parts import Step

__all__ = ["FORESEEN", "perform"]


@perform.register
def _(step: trials.Run, stage: Stage) -> str:
    before = len(stage.world.journal)
    try:
        return _run(step, stage)
    except Surprise as surprise:
        surprise.evidence = "\n".join(map(str, stage.world.journal.since(before)))
        raise


def _run(step: trials.Run, stage: Stage) -> str:
    trial, moments = _on_trial(stage)
    trouble: list[Exception] = []
    if not trial.claims.covers("token-refresh"):
        trial.renew_grant()
    moments.begin_run()
    armed = [stage.world.faults.arm(broken.armed) for broken in step.breaks]
    acts = [stage.world.faults.arm(_meanwhile(step, part, stage, moments, trouble)) for part in step.meanwhile]
    outcome = trial.run()
    for one in (*armed, *acts):
        stage.world.faults.disarm(one)
    if trouble:
        raise Surprise(f"What should happen meanwhile could not: {trouble[0]}")
    struck, happened = ([one for one in some if one.fired] for some in (armed, acts))
    return _judged(step, stage, outcome, struck, happened)


def _meanwhile(step: trials.Run, part: Step, stage: Stage, moments: Moments, trouble: list[Exception]) -> Fault:
    """Return what lets a step happen at the request that the run says; each of them is a moment of its own."""

    def act() -> None:
        happen([part], stage, trouble)
        moments.note()

    return before_items(act, step.at_request)


def _judged(step: trials.Run, stage: Stage, outcome: Outcome, struck: list[Armed], happened: list[Armed]) -> str:
    trial, moments = _on_trial(stage)
    moments.judge(outcome)
    said = f"The connector {outcome.summary}."
    in_its_way = stage.obstacles or struck or happened
    if not outcome.synchronised and not in_its_way:
        raise Stopped(f"{said} Nothing was in its way.\n{trial.printed(outcome)}".strip())
    if step.ends is not None and outcome.synchronised != (step.ends == "well"):
        raise Surprise(f"It should have ended {step.ends}. {said}\n{trial.printed(outcome)}".strip())
    if step.breaks:
        said += f" {len(struck)} of {len(step.breaks)} faults struck."
    return said


@perform.register
def _(step: trials.Ring, stage: Stage) -> str:
    world, before = stage.world, stage.world.silverfin.webhooks.copies
    with listening() as listener:
        hook = world.application.add_webhook(world.accountant, world.firm, listener.url, ["sync.requested"])
        world.silverfin.webhooks.copies = step.copies
        stage.file.request_sync()
        try:
            world.silverfin.webhooks.settle()
        except HeldError as error:
            raise Surprise(f"Silverfin's message was not sent: {error}.") from None
        world.silverfin.webhooks.copies = before
        hooks.remove(stage.file.books, world.application.id, hook.id)
    if len(listener.told) != step.copies:
        raise Surprise(f"Silverfin's message should have come {step.copies} times; it came {len(listener.told)} times.")
    runs = [perform(trials.Run(do="run"), stage) for _ in listener.told]
    return f"Silverfin's message came {len(runs)} times. {' '.join(runs)}"


@perform.register
def _(step: trials.GiveKey, stage: Stage) -> str:
    del step
    trial, _ = _on_trial(stage)
    trial.give_key(trial.new_key())
    stage.obstacles.discard("key")
    return "The connector is given a new key."


@perform.register
def _(step: trials.TakeKey, stage: Stage) -> str:
    del step
    trial, _ = _on_trial(stage)
    trial.remove_key(trial.inputs()["ODOO_API_KEY"])
    stage.obstacles.add("key")
    return "The key that the connector has was removed, and Odoo has forgotten that it was right."


@perform.register
def _(step: trials.LoseState, stage: Stage) -> str:
    del step
    trial, _ = _on_trial(stage)
    trial.lose_state()
    trial.renew_grant()
    return "The connector's state directory is lost; it was authorised anew."


@perform.register
def _(step: trials.Unlink, stage: Stage) -> str:
    del step
    stage.file.unlink()
    stage.obstacles.add("unlinked")
    return "The accountant unlinked the client file."


@perform.register
def _(step: trials.Relink, stage: Stage) -> str:
    pair = stage.world.pair
    stage.file.link(stage.world.application, pair.reference, step.since)
    stage.obstacles.discard("unlinked")
    since = f", for what is dated on or after {step.since}" if step.since else ""
    return f"The accountant linked the client file to {pair.reference}{since}."


@perform.register
def _(step: trials.Correct, stage: Stage) -> str:
    stage.bookkeeper.correct(stage.entries[step.entry], booked(step.lines))
    return f"The entry {step.entry!r} has other lines now."


@perform.register
def _(step: trials.RenumberAccount, stage: Stage) -> str:
    stage.bookkeeper.renumber_account(step.account, step.code)
    return f"The account {step.account} is now number {step.code}."


def _on_trial(stage: Stage) -> tuple[Trial, Moments]:
    if stage.trial is None or stage.moments is None:
        raise Surprise("this story names no connector that could be on trial")
    return stage.trial, stage.moments
