"""INC, continued: time, watermarks and clocks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from twinledger.books.tale import Edit, Tale
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.details import open_items_agree
from twinledger.judge.telling import tell

AGAIN = "contract: the next undisturbed run makes both ledgers equal, nothing twice"
SECONDS = "observed on 19.0: `write_date` is exposed in whole seconds; all rows of a call share it"
START = "read: `write_date` is PostgreSQL's now(), the start of the transaction, not its commit"
ZONES = ("Pacific/Auckland", "America/Los_Angeles")
AROUND_NEW_YEAR = Tale(tuple(replace(small.PURCHASE, date=day) for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1))))
LONG_AGO = dt.date(2003, 5, 12)
OVERLAP = dt.timedelta(minutes=14)
APART = dt.timedelta(minutes=10)


@clause(
    "INC-08",
    "M",
    "several entries in the watermark's own second",
    sources=(SECONDS, "NangoHQ/integration-templates#598: a connector that lost such entries"),
    adversary="Two entries are posted in one second, and a run falls between them.",
    remedy="Ask for `write_date >= watermark`, and pass over what you have sent already; or compare contents.",
    mutant="begins_after_the_watermark",
    ends=(ODOO,),
)
def test_inc_08(case: Case) -> None:
    """Who was late in a second is not left out."""
    case.begin()
    moment = case.keeper.database.clock.now()
    case.keeper.enter(small.SALE)
    case.sync()
    case.keeper.at(moment).enter(small.ANOTHER)
    case.sync()
    case.agree("Two entries were posted in one second, with a run between them, and the second one did not arrive.")


@clause(
    "INC-09",
    "M",
    "a transaction that commits up to 15 minutes behind the watermark",
    sources=(START,),
    adversary="A transaction begins, and ends 14 minutes later; a run has seen what others posted meanwhile.",
    remedy="Let the watermark lag by a quarter of an hour and pass over what you have sent, or compare contents.",
    mutant="overlaps_five_minutes",
    ends=(ODOO,),
)
def test_inc_09(case: Case) -> None:
    """What appears behind the watermark arrives as well."""
    case.begin()
    late = case.keeper.begin(lambda keeper: keeper.enter(small.SALE))
    case.keeper.wait(minutes=OVERLAP.seconds // 60)
    case.keeper.enter(small.ANOTHER)
    case.sync()
    late.commit()
    case.sync()
    case.agree("An entry whose transaction ended 14 minutes after it began did not arrive.")


@clause(
    "INC-10",
    "M",
    "clocks up to 10 minutes apart",
    sources=("no two machines agree on the time", START),
    adversary="Odoo's clock is ten minutes behind Silverfin's and the connector's, then ten minutes ahead.",
    remedy="Take the watermark from Odoo's own answers (the newest `write_date`), never from your own clock.",
    mutant="looks_at_its_own_clock",
    ends=(ODOO,),
)
def test_inc_10(case: Case) -> None:
    """Whatever time it is in Odoo, what changed there arrives."""
    for by in (-APART, APART):
        case.begin()
        case.world.odoo_clock.by = by
        ids = [case.keeper.enter(entry) for entry in (small.ANOTHER, small.SALE)]
        case.sync()
        case.keeper.wait(seconds=10)
        case.keeper.change_amount(ids[0], 4_351)
        case.keeper.enter(small.PURCHASE)
        case.sync()
        where = "behind" if by < dt.timedelta(0) else "ahead"
        case.agree(f"Odoo's clock is ten minutes {where}, and what changed after the first run did not arrive.")


@clause(
    "INC-12",
    "S",
    "changes that bypass write_date (reconciliation)",
    sources=(
        "read: matching_number and full_reconcile_id are written by SQL of their own",
        "observed on 19.0: toggling an account's reconcile switch leaves write_date of its lines alone",
    ),
    adversary="An invoice is paid in two parts; with the second, the first changes without another write_date.",
    remedy="Compare what you send of a line with what you sent before; write_date does not tell of every change.",
    mutant="forgets_to_compare_open_items",
    feature="open-items",
    ends=(ODOO, SILVERFIN),
)
def test_inc_12(case: Case) -> None:
    """What is still open is what Silverfin shows as open, after every payment."""
    case.begin()
    for _ in case.world.tell("quiet-reconciliation"):
        case.keep_grant()
        case.sync()
        open_items_agree(case, "After a payment something else is unpaid in Silverfin than in Odoo.")


@clause(
    "INC-13",
    "M",
    "19.0 compares datetimes by whole seconds, earlier versions do not",
    sources=(
        "observed on 19.0: `write_date > 10:00:05` begins at 10:00:06",
        "read: up to 18.0 it begins at 10:00:05.000001, and finds the rows of that second again in every run",
    ),
    adversary="Entries are posted 0.2 s and 0.7 s into one second, with a run between them and one after.",
    remedy="Never compare with `>`: ask for `>=` in every version, and pass over what you have sent already.",
    mutant="asks_odoo_for_later_ones",
    ends=(ODOO,),
)
def test_inc_13(case: Case) -> None:
    """Nothing is lost in 19.0, and nothing sent again and again before."""
    tell(case, "same-second")
    if case.claims("incremental"):
        start = len(case.world.journal)
        case.sync()
        case.unchanged(start, "Nothing had changed since the last run, and the connector sent lines or a reset.")


@clause(
    "INC-20",
    "M",
    "the time zone of the machine that it runs on changes nothing",
    sources=(
        "observed on 19.0: a date has no time; a datetime is in UTC and does not say so",
        "contract, DAT-08: the accounting date decides",
    ),
    adversary="The connector's machine is in Auckland, then in Los Angeles. Entries stand on the last and on the first "
    "day of a year; another one is posted after the first run.",
    remedy="Pass an accounting date on as the text that it is. Read and write Odoo's datetimes as UTC (Python: "
    "datetime.now(UTC); JavaScript: append Z, and toISOString; Java: Instant).",
    why="What was tried on a server in UTC moves every entry by a day on somebody's own machine, and some out of their "
    "month; a watermark in local time passes over hours of work.",
    mutant="takes_a_day_for_a_midnight",
)
def test_inc_20(case: Case) -> None:
    """East and west of UTC the ledgers are equal, after a first and after a later run."""
    for zone in ZONES:
        with case.in_zone(zone):
            case.begin(AROUND_NEW_YEAR)
            case.sync(when=f"its machine is in the time zone {zone}")
            case.agree(f"On a machine in the time zone {zone} the ledgers are not equal.")
            case.keeper.wait(minutes=1)
            case.teller.enter(small.ANOTHER)
            case.sync(when=f"its machine is in the time zone {zone}")
            case.agree(f"On a machine in the time zone {zone} the ledgers are not equal after a later run.")


@clause(
    "INC-21",
    "M",
    "what is changed or deleted long ago and far ahead",
    sources=(
        AGAIN,
        "observed on 19.0: an entry of 1998 and one that is dated 21 years ahead are posted like any other",
    ),
    adversary="Between two runs the amounts of an entry from 2003 and of one of next year change; then another one "
    "from 2003 is deleted.",
    remedy="Look for changes by when they were written, or by content, in all of the books, not in the last years.",
    why="Who reads the last two years again sees every correction but one in an older year, with whose balance every "
    "later year begins.",
    mutant="looks_back_three_years_from_then_on",
    feature="incremental",
)
def test_inc_21(case: Case) -> None:
    """A correction counts whatever day it is about."""
    ahead = dt.date(case.world.clock.now().year + 1, 12, 31)
    days = (LONG_AGO, LONG_AGO, ahead)
    case.begin(Tale((*(replace(small.ANOTHER, date=day) for day in days), small.SALE)))
    case.sync()
    case.keeper.wait(minutes=1)
    for number, amount in ((0, 4_351), (2, 4_352)):
        case.teller.edit(Edit("change amount", number, amount=amount))
    case.sync()
    case.agree(f"Entries of {LONG_AGO.year} and of {ahead.year} were changed, and the ledgers are not equal.")
    if case.claims("deletions"):
        case.keeper.wait(minutes=1)
        case.teller.edit(Edit("delete", 1))
        case.sync()
        case.agree(f"An entry of {LONG_AGO.year} was deleted, and the ledgers are not equal.")
