"""RES: when things break."""

from __future__ import annotations

from mock_kit.faults import Close, Effect, Fault, HangUp, Reset, Trigger
from twinledger.judge import small
from twinledger.judge.case import SUBMIT, Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Inconclusive


@clause(
    "RES-01",
    "M",
    "the answer is lost after the commit, on a fresh connection",
    sources=("measured: several HTTP stacks repeat a lost POST by themselves", "contract: nothing twice"),
    adversary="The connection of the first submit is torn down, or ends in order, after Silverfin has carried it out.",
    remedy="Give every line an id that stays the same, and look where Silverfin stands before sending again.",
    mutant="new_ids_for_every_try",
)
def test_res_01(case: Case) -> None:
    """A lost answer is neither lost lines nor lines twice."""
    for effect in (Reset(), Close()):
        _lose(case, effect)


def _lose(case: Case, effect: Effect) -> None:
    case.begin(small.LEDGER)
    fresh = case.world.faults.arm(Fault(HangUp(), Trigger(system="silverfin", times=None)))
    lost = case.world.faults.arm(Fault(effect, Trigger(system="silverfin", call={"operation": SUBMIT})))
    outcome = case.run()
    if not lost.fired:
        raise Inconclusive("the connector sent no submit whose answer could be lost")
    hit = next(exchange for exchange in case.exchanges() if exchange.delivery != "whole")
    if hit.reused:
        raise Inconclusive("the connection was not a fresh one")
    if outcome.synchronised:
        case.agree("The connector said that it synchronised after a lost answer, and the ledgers are not equal.")
    case.world.faults.disarm(lost)
    case.world.faults.disarm(fresh)
    case.sync()
    case.agree("After a lost answer and an undisturbed run the ledgers are not equal.")
