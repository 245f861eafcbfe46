"""Partners and journals that are out of use, and entries that were renamed."""

from __future__ import annotations

from collections.abc import Iterator

from twinledger.books.awkward.plain import BANK, CUSTOMERS, FEES, RENT, SALES, entry
from twinledger.books.awkward.registry import Moment, awkward
from twinledger.books.bookkeeper import Bookkeeper

ARCHIVED = "observed on 19.0: archived records are left out of searches unless `active_test` is off"


@awkward(
    "archived-partner",
    "A customer out of use",
    trap="A partner with posted lines is archived: a search for partners does not find them.",
    mistake="It joins lines with the partners that a plain search finds, and loses the lines of others.",
    sources=(ARCHIVED,),
    clauses=("DAT-15", "ODO-09"),
)
def _archived_partner(keeper: Bookkeeper) -> Iterator[Moment]:
    partner = keeper.create("res.partner", {"name": "Maes"})
    id_ = keeper.enter(entry(CUSTOMERS, SALES, 250_00))
    for line in keeper.find("account.move.line", ("move_id", "=", id_)):
        keeper.write("account.move.line", line, {"partner_id": partner})
    keeper.enter(entry())
    keeper.write("res.partner", partner, {"active": False})
    yield Moment("The customer of a posted sale is out of use.")


@awkward(
    "archived-journal",
    "A journal out of use",
    trap="A journal with posted entries is archived: a search for journals does not find it.",
    mistake="It reads journal by journal, as far as a plain search finds them.",
    sources=(ARCHIVED,),
    clauses=("DAT-15",),
)
def _archived_journal(keeper: Bookkeeper) -> Iterator[Moment]:
    old = keeper.create("account.journal", {"name": "Old bank", "code": "OLD", "type": "general"})
    keeper.enter(entry(FEES, BANK, 15_00, journal="OLD"))
    keeper.enter(entry(RENT, BANK, 500_00))
    keeper.write("account.journal", old, {"active": False})
    yield Moment("The journal of a posted entry is out of use.")


@awkward(
    "renamed-entry",
    "A posted entry gets another number",
    trap="Somebody gives a posted entry the number after the next: numbers have a gap, and no figure has changed.",
    mistake="It knows entries by their names.",
    sources=("observed on 19.0: posted entries can be renamed; gaps are allowed",),
    clauses=("INC-01", "DAT-01"),
)
def _renamed_entry(keeper: Bookkeeper) -> Iterator[Moment]:
    first = keeper.enter(entry(cents=10_00))
    keeper.enter(entry(cents=20_00))
    yield Moment("Two entries are numbered 1 and 2.")
    keeper.wait(hours=1)
    keeper.write("account.move", first, {"name": "MISC/2026/01/0009"})
    yield Moment("The first one has number 9.")


@awkward(
    "number-used-again",
    "A number that is given twice",
    trap="The last entry is deleted and another one posted: it gets the same number.",
    mistake="It knows entries by their names, and believes that nothing has changed or that an amount has.",
    sources=("observed on 19.0: the next number follows the highest there is",),
    clauses=("INC-07", "SIL-08"),
)
def _number_used_again(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(cents=10_00))
    gone = keeper.enter(entry(cents=20_00))
    yield Moment("Two entries are numbered 1 and 2.")
    keeper.wait(hours=1)
    keeper.delete(gone)
    keeper.enter(entry(FEES, BANK, 30_00))
    yield Moment("The second is deleted, and a third has its number.")
