"""When things were written, and how a reader finds out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from twinledger.books.awkward.plain import BANK, CUSTOMERS, FEBRUARY, FEES, GOODS, JANUARY, RENT, SALES, entry
from twinledger.books.awkward.registry import Moment, awkward
from twinledger.books.book import Line
from twinledger.books.bookkeeper import Bookkeeper

WATERMARK = "It asks for what was written after the newest `write_date` that it has seen."
IN_ONE_CALL = 1_200  # lines: more than a page of a thousand


def _start_of_second(keeper: Bookkeeper) -> datetime:
    """Return the beginning of the next whole second."""
    return keeper.database.clock.now().replace(microsecond=0) + timedelta(seconds=1)


@awkward(
    "same-second",
    "Two entries in one second",
    trap="Two transactions begin in the same second, and a reader comes between them. Clients see whole seconds.",
    mistake=f"{WATERMARK} Up to 18.0 that repeats the first entry for ever; in 19.0 it never finds the second.",
    sources=("observed on 19.0: `write_date` is exposed in seconds, and domains compare whole seconds",),
    clauses=("INC-08", "INC-13"),
)
def _same_second(keeper: Bookkeeper) -> Iterator[Moment]:
    second = _start_of_second(keeper)
    keeper.at(second + timedelta(microseconds=200_000)).enter(entry(cents=100_00))
    keeper.wait(milliseconds=500)
    other = keeper.begin(lambda later: later.enter(entry(cents=200_00)))
    yield Moment("An entry was posted; half a second after it, in the same second, another transaction began.")
    other.commit()
    yield Moment("The other transaction has ended, too.")


@awkward(
    "late-commit",
    "A transaction that ends late",
    trap="A long transaction ends minutes after it began; its rows bear the time of its beginning.",
    mistake=f"{WATERMARK} The rows appear behind it.",
    sources=("read: `write_date` is PostgreSQL's now(), the start of the transaction",),
    clauses=("INC-09",),
)
def _late_commit(keeper: Bookkeeper) -> Iterator[Moment]:
    long = keeper.begin(lambda later: later.enter(entry(GOODS, CUSTOMERS, 200_00, day=FEBRUARY)))
    keeper.wait(minutes=5)
    keeper.enter(entry(cents=100_00))
    yield Moment("An entry was posted; another transaction, begun five minutes before, is still under way.")
    keeper.wait(minutes=5)
    long.commit()
    yield Moment("The long transaction has ended: its entry is dated before what was read.")


@awkward(
    "old-period",
    "An entry dated into an old period",
    trap="Somebody posts an entry of a month that was read long ago.",
    mistake="It reads the current month, or what is dated after the last date that it has seen.",
    sources=("observed on 19.0: nothing keeps an entry out of an old period that is not locked",),
    clauses=("INC-14", "INC-02"),
)
def _old_period(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(day=FEBRUARY))
    yield Moment("The latest entry is of February 2026.")
    keeper.wait(days=1)
    keeper.enter(entry(FEES, BANK, 1, day=date(2025, 3, 31)))
    yield Moment("An entry of March 2025 was posted.")


@awkward(
    "other-date",
    "An entry moves to another date",
    trap="A posted entry goes back to draft, gets another accounting date and with it another name, and is posted.",
    mistake="It takes entries whose ids it knows for sent.",
    sources=("observed on 19.0: the lines keep their ids",),
    clauses=("INC-04",),
)
def _other_date(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(entry(day=date(2026, 1, 31)))
    yield Moment("An entry is dated 31 January.")
    keeper.wait(hours=1)
    keeper.change_date(id_, date(2026, 2, 1))
    yield Moment("It belongs to February: it is dated a day later.")


@awkward(
    "one-moment",
    "A thousand lines of one moment",
    trap="An import writes more lines than a page holds in one transaction: they all bear the same `write_date`.",
    mistake="It pages by `write_date`, and so stops at the page that does not end before the moment does.",
    sources=("observed on 19.0: all rows of a call share their `write_date`",),
    clauses=("PAG-01", "INC-02"),
)
def _one_moment(keeper: Bookkeeper) -> Iterator[Moment]:
    imported = [entry(cents=100 + number, day=JANUARY) for number in range(IN_ONE_CALL // 2)]
    keeper.enter_together(imported)
    yield Moment(f"{IN_ONE_CALL:,} lines were imported at once.")


@awkward(
    "unsteady-order",
    "An order that does not hold still",
    trap="Journal items come by date, the newest first. Whoever posts while they are read shifts all that follows.",
    mistake="It pages by offset: what is posted pushes lines that were read onto the next page again.",
    sources=("recorded: the default order of journal items is `date desc, move_name desc, id`",),
    clauses=("PAG-02", "PAG-04"),
)
def _unsteady_order(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter_together([entry(cents=100 + number) for number in range(600)])

    def post() -> None:
        keeper.enter_together([entry(SALES, BANK, 7 + number, day=FEBRUARY) for number in range(3)])

    yield Moment("There are 1,200 lines; between two pages three entries are posted.", post)


@awkward(
    "deleted-meanwhile",
    "Lines deleted between two pages",
    trap="While it is read, entries of the pages already read are deleted: all that follows moves up.",
    mistake="It pages by offset: as many lines as were deleted are never seen.",
    sources=("observed on 19.0: every call is a transaction of its own",),
    clauses=("PAG-03",),
)
def _deleted_meanwhile(keeper: Bookkeeper) -> Iterator[Moment]:
    ids = keeper.enter_together([entry(cents=100 + number) for number in range(600)])

    def delete() -> None:
        for id_ in (ids[0], ids[-1]):
            keeper.delete(id_)

    yield Moment("There are 1,200 lines; between two pages the first and the last entry are deleted.", delete)


@awkward(
    "quiet-reconciliation",
    "A reconciliation that leaves no mark",
    trap="An invoice is paid in two parts. With the second, `matching_number` and `full_reconcile_id` of the first "
    "change, and its `write_date` does not.",
    mistake=f"{WATERMARK} It goes on showing the first part as matched with an open invoice.",
    sources=("read: these columns are written by SQL of their own; a residual that changes moves `write_date`",),
    clauses=("INC-12", "DAT-23"),
)
def _quiet_reconciliation(keeper: Bookkeeper) -> Iterator[Moment]:
    invoice = keeper.enter(entry(CUSTOMERS, SALES, 100_00))
    first, second = (keeper.enter(entry(BANK, CUSTOMERS, part, day=FEBRUARY)) for part in (40_00, 60_00))
    on_customers = ("account_id", "=", keeper.account(CUSTOMERS))
    keeper.reconcile(*keeper.find("account.move.line", ("move_id", "in", [invoice, first]), on_customers))
    yield Moment("An invoice is paid in part.")
    keeper.wait(hours=1)
    keeper.reconcile(*keeper.find("account.move.line", ("move_id", "in", [invoice, second]), on_customers))
    yield Moment("The rest is paid: all three lines are one match.")


@awkward(
    "many-touched",
    "One word, and every line looks changed",
    trap="The reference of an entry is corrected; `write_date` of all its lines moves, and no figure has changed.",
    mistake="It sends, or resets, whatever bears a new `write_date`.",
    sources=("observed on 19.0: lines keep copies of their entry's fields, and are written with it",),
    clauses=("INC-01",),
)
def _many_touched(keeper: Bookkeeper) -> Iterator[Moment]:
    several = tuple(Line(RENT, 100 + number) for number in range(20))
    whole = replace(entry(), lines=(*several, Line(BANK, -sum(line.amount for line in several))))
    id_ = keeper.enter(whole)
    yield Moment("An entry of 21 lines is posted.")
    keeper.wait(hours=1)
    keeper.write("account.move", id_, {"ref": "corrected"})
    yield Moment("Its reference has changed, and nothing else.")
