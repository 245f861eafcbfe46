"""Breaking: the named faults as a form offers them, and those that are armed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_kit import named_faults
from mock_kit.pages.words import noted

if TYPE_CHECKING:
    from mock_kit.faults import Armed, FaultPlan
    from mock_kit.journal import Journal

FAULTS = {
    "reset-before": noted("Connection reset before anything is done"),
    "reset-after": noted("Connection reset after it is done: the answer is lost"),
    "close-before": noted("Connection closed before anything is done"),
    "close-after": noted("Connection closed after it is done: the answer is lost"),
    "delay": noted("Late by so many seconds"),
    "dribble": noted("The answer trickles, with so many seconds between two pieces"),
    "silence-before": noted("No answer for so many seconds, and nothing is done"),
    "silence-after": noted("Done, but no answer for so many seconds"),
    "garbage": noted("An answer that nobody can read"),
    "hang-up": noted("The connection ends behind the answer"),
    "status-before": noted("Another status, and nothing is done"),
    "status-after": noted("Done, but another status is answered"),
    "proxy-error-before": noted("An error page of a proxy, and nothing is done"),
    "proxy-error-after": noted("Done, but an error page of a proxy is answered"),
}
NUMBERED = {"seconds": float, "pause": float, "status": int}  # what a fault may need: the form's one number is that
PIECE = 256  # bytes of an answer that trickles
ALWAYS = ("silverfin:submit", "silverfin:token", "odoo:account.move.line.search_read")


@dataclass(frozen=True)
class Trap:
    """An armed fault as it is watched: what it does, where, and how often it was due and struck."""

    id: str
    effect: str
    where: str
    seen: int
    fired: int
    armed: Armed


def traps(plan: FaultPlan) -> list[Trap]:
    """Return what is armed, oldest first."""
    return [
        Trap(f"{id(armed):x}", str(armed.fault.effect), _where(armed), seen, fired, armed)
        for armed, seen, fired in plan.capture()
    ]


def _where(armed: Armed) -> str:
    trigger = armed.fault.trigger
    return " ".join(filter(None, [trigger.system, trigger.path, ".".join(trigger.call.values())]))


def places(journal: Journal) -> list[str]:
    """Return the requests that a fault can be for: those that were seen, and the usual ones; `system:operation`."""
    seen = {f"{one.system}:{name}" for one in journal.exchanges() if (name := _operation(one.call))}
    return sorted({*ALWAYS, *seen})


def _operation(call: Mapping[str, str]) -> str:
    return call.get("operation", "") or ".".join(filter(None, [call.get("model", ""), call.get("method", "")]))


def arm(plan: FaultPlan, given: Mapping[str, str]) -> None:
    """Arm what a form asks for; raise ValueError if that is no fault, or a number is missing."""
    name = given.get("fault", "")
    named = named_faults.NAMED.get(name)
    own = () if named is None else named.takes
    asked: dict[str, Any] = {"fault": name, **_trigger(given)}
    for member in own:
        if member in NUMBERED:
            asked[member] = NUMBERED[member](given.get("number", ""))
    if "chunk" in own:
        asked["chunk"] = PIECE
    plan.arm(named_faults.fault(asked))


def _trigger(given: Mapping[str, str]) -> dict[str, Any]:
    system, _, operation = given.get("where", "").partition(":")
    if system not in ("odoo", "silverfin"):
        raise ValueError(system)
    model, _, method = operation.rpartition(".")
    call = {"model": model, "method": method} if system == "odoo" else {"operation": operation}
    return {
        "system": system,
        "call": {name: value for name, value in call.items() if value},
        "nth": int(given.get("nth", "1")),
        "times": None if given.get("ever") == "1" else 1,
    }


def disarm(plan: FaultPlan, trap_id: str) -> None:
    """Take a fault out again; one that is not there any more is left alone."""
    for trap in traps(plan):
        if trap.id == trap_id:
            plan.disarm(trap.armed)
