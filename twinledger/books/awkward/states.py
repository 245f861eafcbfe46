"""Entries that do not count, do not count any more, or are there no longer."""

from __future__ import annotations

from collections.abc import Iterator

from twinledger.books.awkward.plain import (
    BANK,
    CUSTOMERS,
    FEBRUARY,
    FEES,
    GOODS,
    RENT,
    SALES,
    SUPPLIERS,
    UTILITIES,
    entry,
    sale,
)
from twinledger.books.awkward.registry import Moment, awkward
from twinledger.books.book import Line
from twinledger.books.bookkeeper import Bookkeeper

ONLY_NEWS = "It looks for what was written since the last time, and never for what is missing."


@awkward(
    "no-tombstone",
    "A deletion that leaves nothing",
    trap="An entry goes back to draft and is deleted. No table remembers it.",
    mistake=ONLY_NEWS,
    sources=("observed on 19.0: what was deleted is in no answer",),
    clauses=("INC-07",),
)
def _no_tombstone(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 100_00))
    wrong = keeper.enter(entry(FEES, BANK, 999_00))
    yield Moment("Two entries are posted.")
    keeper.wait(hours=1)
    keeper.delete(wrong)
    yield Moment("One of them is deleted.")


@awkward(
    "back-to-draft",
    "An entry goes back to draft",
    trap="What was posted and read is a draft again: it is there, and does not count.",
    mistake="It asks for posted lines written since the last time; a draft is not among them.",
    sources=("observed on 19.0: `button_draft` keeps the name and the lines",),
    clauses=("INC-05",),
)
def _back_to_draft(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(sale())
    doubtful = keeper.enter(entry(UTILITIES, SUPPLIERS, 50_00))
    yield Moment("A sale and a doubtful bill are posted.")
    keeper.wait(hours=1)
    keeper.to_draft(doubtful)
    yield Moment("The bill is a draft again.")


@awkward(
    "cancelled-later",
    "An entry is cancelled",
    trap="What was posted and read is cancelled. Its lines stay in the table with their amounts.",
    mistake="It asks for `parent_state != draft`, or only for posted lines that are new.",
    sources=("observed on 19.0: cancelled entries keep their lines and amounts",),
    clauses=("INC-06", "DAT-06"),
)
def _cancelled_later(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(sale())
    void = keeper.enter(entry(GOODS, SUPPLIERS, 75_00))
    yield Moment("A sale and a bill are posted.")
    keeper.wait(hours=1)
    keeper.cancel(void)
    yield Moment("The bill is cancelled.")


@awkward(
    "drafts-and-cancelled",
    "Drafts and cancelled entries among the posted",
    trap="Lines of drafts and of cancelled entries stand in the same table, with amounts, accounts and dates.",
    mistake="It adds up all journal items.",
    sources=("observed on 19.0: `parent_state` alone tells them apart",),
    clauses=("DAT-05", "DAT-06"),
)
def _drafts_and_cancelled(keeper: Bookkeeper) -> Iterator[Moment]:
    for number, state in enumerate(("posted", "draft", "cancel", "posted", "draft"), 1):
        keeper.enter(entry(cents=number * 100_00, state=state))  # type: ignore[arg-type]
    yield Moment("Of five entries two are posted.")


@awkward(
    "new-line-ids",
    "The same lines under new ids",
    trap="An entry is corrected: all its lines are replaced by others, some of which look just like the old ones.",
    mistake="It adds the new lines and keeps those of the ids that are gone.",
    sources=("observed on 19.0: lines that are replaced get new ids; of the old ones nothing remains",),
    clauses=("INC-17", "SIL-08"),
)
def _new_line_ids(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(sale(100_00))
    yield Moment("A sale of 100.00 is posted.")
    keeper.wait(hours=1)
    keeper.correct(id_, (Line(CUSTOMERS, 121_00), Line(SALES, -100_00), Line("451000", -21_00)))
    yield Moment("It was written anew, line by line; no amount has changed.")
    keeper.wait(hours=1)
    keeper.correct(id_, (Line(CUSTOMERS, 60_50), Line(SALES, -50_00), Line("451000", -10_50)))
    yield Moment("It was written anew with half the amounts.")


@awkward(
    "posted-again",
    "There and back again",
    trap="An entry goes back to draft and is posted again before anybody reads: it is new, and has not changed.",
    mistake="It books every line with a new `write_date` once more.",
    sources=("observed on 19.0: the lines keep their ids, and the entry its name",),
    clauses=("INC-01", "DAT-01"),
)
def _posted_again(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(entry(day=FEBRUARY))
    yield Moment("An entry is posted.")
    keeper.wait(hours=1)
    keeper.to_draft(id_)
    keeper.post(id_)
    yield Moment("It went back to draft and was posted again.")
