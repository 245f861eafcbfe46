"""Breaks: a run in which something breaks, and the next one in which nothing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mock_kit.answer import HEADERS, Point
from mock_kit.faults import Effect, Fault, Phase, Status, Trigger
from mock_kit.journal import Exchange
from twinledger.drivers.sides import SILVERFIN
from twinledger.item_requests import request_for_items
from twinledger.judge.case import Case
from twinledger.judge.ends import SUBMIT
from twinledger.judge.verdicts import Inconclusive

READING = request_for_items()
SENDING = Trigger(system=SILVERFIN, call={"operation": SUBMIT})  # the first submit


@dataclass(frozen=True)
class Break:
    """Something that breaks: what people call it, and what it does where and on which side of the handler."""

    told: str
    effect: Effect
    trigger: Trigger
    phase: Phase = Phase.AFTER
    point: Point = HEADERS

    @property
    def fault(self) -> Fault:
        """What the world does."""
        return Fault(self.effect, self.trigger, self.phase, self.point)


def survives(case: Case, broken: Break, begin: Callable[[], None]) -> list[Exchange]:
    """Let something break in a run and nothing in the next, and return the requests of the first one.

    Demand that the ledgers are equal after the first run, unless it fails and says so, and after the second in any
    case. `begin` makes the ledger.
    """
    begin()
    start = len(case.world.journal)
    armed = case.world.faults.arm(broken.fault)
    outcome = case.run()
    case.world.faults.disarm(armed)
    if not armed.fired:
        raise Inconclusive(f"the connector never sent the request at which this was to happen: {broken.told}")
    exchanges = case.exchanges(start)
    if outcome.synchronised:
        case.agree(f"While {broken.told}, the connector said that it synchronised, and the ledgers are not equal.")
    case.sync(when=f"in the run before {broken.told}")
    case.agree(f"In one run {broken.told}; after the next, undisturbed one the ledgers are not equal.")
    return exchanges


def error_page(status: int) -> Status:
    """Return an HTML page with any status, as whatever stands in front of a server may send it."""
    page = f"<!doctype html><html><head><title>{status}</title></head><body><h1>One moment, please</h1></body></html>"
    return Status(status, body=page.encode())


def gaps(exchanges: Sequence[Exchange]) -> list[float]:
    """Return the seconds of real time between each request and the next."""
    return [later.came - earlier.came for earlier, later in pairwise(exchanges)]
