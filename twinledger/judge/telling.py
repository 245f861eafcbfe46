"""Telling: an awkward book is told, and the connector reads it at every moment at which a reader could fall."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from twinledger.books.awkward import awkward_book
from twinledger.item_requests import before_items
from twinledger.judge.case import Case
from twinledger.judge.verdicts import Failed
from twinledger.projection import Row

ONE_REQUEST = "it reads all journal items with one request, so nothing can happen between two"


def tell(case: Case, name: str) -> None:
    """Tell an awkward book and demand after every run that both ledgers are equal; the book says what is awkward.

    What happens while it is read happens between the first and the second page.
    """
    book = awkward_book(name)
    case.begin()
    for number, moment in enumerate(case.world.tell(name), 1):
        case.keep_grant()
        if moment.meanwhile is not None:
            run_while(case, moment.meanwhile)
        case.sync(when=f"the books are odd and allowed ({book.title})")
        case.agree(f"{book.title}: after run {number} the ledgers are not equal. {moment.told}")


def run_while(case: Case, *happens: Callable[[], object], nth: int = 2) -> None:
    """Run the connector, and let something happen before its second request for journal items, or its nth.

    Demand that it fails, or that Silverfin holds the ledger of a moment between its start and its end.
    """
    moments: list[Counter[Row]] = [case.claimed(case.expected())]

    def act() -> None:
        for happening in happens:
            happening()
            moments.append(case.claimed(case.expected()))

    armed = case.world.faults.arm(before_items(act, nth))
    outcome = case.run()
    case.world.faults.disarm(armed)
    if not armed.fired:
        few = f"it reads all journal items with fewer than {nth} requests, so nothing can happen between them"
        raise case.spared(outcome, ONE_REQUEST if nth == 2 else few)
    if outcome.synchronised and case.claimed(case.held()) not in moments:
        reason = "The connector said that it synchronised, and Silverfin holds the ledger of no moment."
        raise Failed(reason, str(case.difference()))
