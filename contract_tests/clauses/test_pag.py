"""PAG: reading page after page."""

from __future__ import annotations

from collections import Counter

from mock_kit.faults import Act, Fault, Phase, Trigger
from twinledger.judge import small
from twinledger.judge.case import LINES, Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed, NotApplicable
from twinledger.projection import Row

ONE_REQUEST = "it reads all 2,100 journal items with one request"


@clause(
    "PAG-01",
    "M",
    "reads every page",
    sources=("observed: search_read with a limit says nothing about what is left",),
    adversary="A ledger of 2,100 lines.",
    remedy="Ask for pages until one comes back that is not full.",
    mutant="stops_after_the_first_page",
)
def test_pag_01(case: Case) -> None:
    """The last page arrives like the first."""
    case.begin_big()
    case.sync()
    case.agree("Of 2,100 journal items not all arrived.")
    if len(case.line_reads()) < 2:
        raise NotApplicable(ONE_REQUEST)


@clause(
    "PAG-02",
    "M",
    "lines inserted while it reads",
    sources=(
        "contract: the run fails and says so, or its result equals the ledger at some moment between start and end",
        "observed: every call is a transaction of its own",
    ),
    adversary="Between the first and the second page three entries are posted, one of them with an early date.",
    remedy="Page by id (`id > last`), not by offset over an order that new lines disturb, and read until it is stable.",
    mutant="pages_by_offset",
)
def test_pag_02(case: Case) -> None:
    """Entries that come while it reads cost neither lines nor balance."""
    case.begin_big()
    moments: list[Counter[Row]] = [case.expected()]

    def insert() -> None:
        for entry in small.LATECOMERS:
            case.teller.enter(entry)
            moments.append(case.expected())

    trigger = Trigger(call={"model": LINES}, nth=2)
    armed = case.world.faults.arm(Fault(Act(insert), trigger, Phase.BEFORE))
    outcome = case.run()
    if not armed.fired:
        raise NotApplicable(ONE_REQUEST)
    if outcome.synchronised and case.held() not in moments:
        raise Failed(
            "The connector said that it synchronised, and Silverfin holds the ledger of no moment.",
            str(case.difference()),
        )
    case.sync()
    case.agree("After an undisturbed run the ledgers are not equal.")
