"""INC: running again."""

from __future__ import annotations

from collections.abc import Callable

from twinledger.books import strategies
from twinledger.books.tale import Tale
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause

AGAIN = "contract: the next undisturbed run makes both ledgers equal, nothing twice"


@clause(
    "INC-01",
    "M",
    "nothing changed: nothing written",
    sources=(AGAIN,),
    adversary="A second run over the same books.",
    remedy="Remember what was sent, by id and content, and send only what differs.",
    mutant="sends_everything_again",
    feature="incremental",
)
def test_inc_01(case: Case) -> None:
    """A second run sends no line and resets nothing."""

    def check(tale: Tale) -> None:
        case.begin(tale)
        case.sync()
        start = len(case.world.journal)
        case.sync()
        case.unchanged(start, "Nothing had changed, and the connector sent lines or a reset.")
        case.agree("After a second run over the same books the ledgers are not equal.")

    case.for_all(strategies.ledgers(), check, small.TALES)


@clause(
    "INC-02",
    "M",
    "new entries",
    sources=(AGAIN,),
    adversary="Entries of any date are posted between two runs.",
    remedy="Look for what is new by id or by write_date, not by accounting date.",
    mutant="looks_only_forward",
    feature="incremental",
)
def test_inc_02(case: Case) -> None:
    """What was posted since the last run arrives, whatever its date."""
    case.for_all(strategies.growing(), _edited(case, "New entries did not arrive as they are."), (small.GROWING,))


@clause(
    "INC-03",
    "M",
    "changed amounts",
    sources=(AGAIN, "observed: lines that are changed in place keep their ids"),
    adversary="Amounts of posted entries are corrected between two runs.",
    remedy="Look for what has changed, by write_date with an overlap or by comparing contents.",
    mutant="never_looks_back",
    feature="incremental",
)
def test_inc_03(case: Case) -> None:
    """A corrected amount replaces the one that was sent."""
    case.for_all(
        strategies.corrected(), _edited(case, "Corrected amounts did not arrive as they are."), (small.CORRECTED,)
    )


def _edited(case: Case, reason: str) -> Callable[[Tale], None]:
    """Return a check that what is done to a ledger between two runs arrives."""

    def check(tale: Tale) -> None:
        case.begin(tale)
        case.sync()
        for edit in tale.edits:
            case.teller.edit(edit)
        case.sync()
        case.agree(reason)

    return check
