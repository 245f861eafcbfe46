"""SIL: manners towards Silverfin."""

from __future__ import annotations

from itertools import combinations

from mock_kit.faults import Delay, Fault, Trigger
from twinledger.judge.case import SUBMIT, Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, Inconclusive, NotApplicable

MOST_ACTIONS = 500


@clause(
    "SIL-01",
    "M",
    "at most 500 actions in a request",
    sources=("Silverfin SyncAPI: actions, array of at most 500",),
    adversary="A ledger of 2,100 lines.",
    remedy="Split what there is to send; the limit stands in /syncs/settings.",
    mutant="sends_all_at_once",
)
def test_sil_01(case: Case) -> None:
    """No submit carries more actions than Silverfin takes."""
    case.begin_big()
    outcome = case.run()
    submits = [exchange for exchange in case.writes() if exchange.call.get("operation") == SUBMIT]
    if not submits:
        raise Inconclusive(f"the connector {outcome.summary} and sent no submit")
    large = [exchange for exchange in submits if int(str(exchange.notes.get("attempted", 0))) > MOST_ACTIONS]
    if large:
        most = max(int(str(exchange.notes["attempted"])) for exchange in large)
        raise Failed(f"A submit carries {most} actions.", case.requests(large))


@clause(
    "SIL-02",
    "M",
    "one request at a time per company (one the client gave up does not count)",
    sources=("Silverfin SyncAPI: only one request at a time per company (submit, reset)",),
    adversary="2,100 lines to send, and Silverfin takes its time.",
    remedy="Wait for the answer to a submit or a reset before sending the next one.",
    mutant="submits_in_parallel",
)
def test_sil_02(case: Case) -> None:
    """No two calls that change a company are under way at once."""
    case.begin_big()
    case.world.faults.arm(Fault(Delay(0.05), Trigger(call={"operation": SUBMIT}, times=4)))
    case.run()
    writes = [exchange for exchange in case.writes() if exchange.delivery == "whole"]
    if len(writes) < 2:
        raise NotApplicable("it sends everything with one request")
    for first, second in combinations(writes, 2):
        if first.overlaps(second):
            raise Failed("Two requests for one company were under way at once.", case.requests([first, second]))
