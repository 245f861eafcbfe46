"""INC: running again, when entries have changed."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis.strategies import SearchStrategy

from twinledger.books import strategies
from twinledger.books.tale import Tale
from twinledger.drivers.sides import SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.telling import tell

AGAIN = "contract: the next undisturbed run makes both ledgers equal, nothing twice"


@clause(
    "INC-01",
    "M",
    "nothing changed: nothing written",
    sources=(AGAIN,),
    adversary="A second run over the same books.",
    remedy="Remember what was sent, by id and content, and send only what differs.",
    why="What is sent again is work for Silverfin, counts against a limit, and makes real changes impossible to see.",
    mutant="sends_everything_again",
    feature="incremental",
    ends=(SILVERFIN,),
)
def test_inc_01(case: Case) -> None:
    """A second run sends no line and resets nothing."""

    def check(tale: Tale) -> None:
        case.begin_synced(tale)
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
    _edited(case, strategies.growing(), small.GROWING, "New entries did not arrive as they are.")


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
    _edited(case, strategies.corrected(), small.CORRECTED, "Corrected amounts did not arrive as they are.")


@clause(
    "INC-04",
    "M",
    "changed date",
    sources=(AGAIN, "observed: an entry that gets another accounting date keeps the ids of its lines"),
    adversary="A posted entry goes back to draft, gets a date of another month and is posted again.",
    remedy="Compare all that you send of a line with what you sent of it before, its date included.",
    mutant="forgets_to_compare_dates",
)
def test_inc_04(case: Case) -> None:
    """An entry that moves to another date moves in Silverfin, too."""
    tale = small.after("change date", 0, day=small.FEBRUARY)
    _edited(case, strategies.altered("change date"), tale, "Entries with another date did not arrive as they are.")


@clause(
    "INC-05",
    "M",
    "reset to draft: gone from Silverfin",
    sources=(AGAIN, "observed: `button_draft` keeps the lines; `parent_state` alone says that they do not count"),
    adversary="A posted entry goes back to draft between two runs, and stays one.",
    remedy="Take out of Silverfin whatever was sent and is not posted any more; ask for the ids of all posted lines.",
    mutant="keeps_what_is_a_draft_again",
    feature="deletions",
)
def test_inc_05(case: Case) -> None:
    """What does not count any more in Odoo does not count in Silverfin."""
    reason = "Lines of entries that went back to draft are still in Silverfin."
    _edited(case, strategies.altered("to draft"), small.after("to draft", 1), reason)


@clause(
    "INC-06",
    "M",
    "cancelled: gone",
    sources=(AGAIN, "observed: lines of cancelled entries stay in the table with their amounts"),
    adversary="A posted entry is cancelled between two runs.",
    remedy="Take out of Silverfin whatever was sent and is not posted any more; ask for the ids of all posted lines.",
    mutant="keeps_what_was_cancelled",
    feature="deletions",
)
def test_inc_06(case: Case) -> None:
    """A cancelled entry counts nowhere."""
    reason = "Lines of cancelled entries are still in Silverfin."
    _edited(case, strategies.altered("cancel"), small.after("cancel", 1), reason)


@clause(
    "INC-07",
    "M",
    "deleted, no tombstone: gone",
    sources=(AGAIN, "observed: what was deleted is in no answer; no table remembers it"),
    adversary="A posted entry is deleted between two runs.",
    remedy="Read the ids of all posted lines in every run, and delete in Silverfin those that are not among them.",
    mutant="waits_for_a_tombstone",
    feature="deletions",
)
def test_inc_07(case: Case) -> None:
    """What is not there any more is taken out."""
    reason = "Lines of entries that were deleted in Odoo are still in Silverfin."
    _edited(case, strategies.altered("delete"), small.after("delete", 1), reason)


@clause(
    "INC-14",
    "M",
    "an entry dated into an old period",
    sources=(AGAIN, "observed: nothing keeps an entry out of an old period that is not locked"),
    adversary="Between two runs an entry is posted in a year before all that was sent; then one before sync_start_at.",
    remedy="Send the financial years again when they have become more, and opening lines when the opening has changed.",
    mutant="sends_the_years_once",
)
def test_inc_14(case: Case) -> None:
    """An old period is part of the books like any other."""
    tell(case, "old-period")
    case.begin_synced(Tale((small.SALE,)))
    case.teller.enter(small.OPENING)
    case.sync(when="an entry had been dated into an earlier financial year")
    case.agree("An entry of an earlier financial year than all others did not arrive.")
    if case.claims("opening-balance"):
        case.begin(Tale((small.OPENING, small.SALE)))
        case.begin_at(small.JANUARY)
        case.sync()
        case.teller.enter(small.BACKDATED)
        case.sync(when="an entry had been dated before sync_start_at")
        case.agree("An entry from before sync_start_at did not change the opening balance.")


@clause(
    "INC-17",
    "M",
    "lines deleted and recreated under new ids",
    sources=(AGAIN, "observed: lines that are written anew get new ids; of the old ones nothing remains"),
    adversary="All lines of a posted entry are replaced by others, first with the same amounts, then with new ones.",
    remedy="Compare line ids, not entries: what is gone of an entry is deleted although the entry is there.",
    mutant="deletes_by_entry",
)
def test_inc_17(case: Case) -> None:
    """The new lines arrive, and the old ones go."""
    for book in case.some(("new-line-ids", "tax-lines")):
        tell(case, book)


def _edited(case: Case, tales: SearchStrategy[Tale], tale: Tale, reason: str) -> None:
    """Demand that what is done to a ledger between two runs arrives; `tale` is one that everybody can read."""
    case.for_all(tales, _arrives(case, reason), (tale,))


def _arrives(case: Case, reason: str) -> Callable[[Tale], None]:
    def check(tale: Tale) -> None:
        case.begin_synced(tale)
        for edit in tale.edits:
            case.keeper.wait(minutes=1)
            case.teller.edit(edit)
        case.sync()
        case.agree(reason)

    return check
