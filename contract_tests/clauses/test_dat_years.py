"""DAT, continued: where the books begin, how years end, how much there is, and in which currency."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from twinledger.books.book import Entry, Line
from twinledger.books.tale import Tale
from twinledger.drivers.sides import SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import BIG, Case
from twinledger.judge.clauses import clause
from twinledger.judge.openings import balances_agree
from twinledger.judge.telling import tell
from twinledger.judge.verdicts import Failed, NotRun

OPENING = "observed on 19.0: the opening entry is dated one day before `account_opening_date`"
START_AT = "Silverfin SyncAPI: sync_start_at, before which nothing is taken"
RESETS = "observed on 19.0: Odoo has no closing entry; reports begin every year with nothing"
LAST_DAY, NEW_YEAR = dt.date(2025, 12, 31), dt.date(2026, 1, 1)
HISTORY = (
    small.OPENING,
    Entry("INV", dt.date(2025, 6, 30), (Line("400000", 90_000), Line("700000", -90_000))),
    Entry("BILL", dt.date(2025, 12, 31), (Line("604000", 40_000), Line("440000", -40_000))),
)
LONG_AGO = dt.date(2003, 5, 12)
MANY = 50_000


@clause(
    "DAT-18",
    "M",
    "the opening balance is in Silverfin exactly once: as the opening entry where it is dated on or after "
    "sync_start_at, else as opening lines dated on sync_start_at",
    sources=(OPENING, START_AT, "contract: one opening line per account of the balance sheet, one for the result"),
    adversary="The same books with sync_start_at null, on the day of the opening entry, and on the day after.",
    remedy="Sum up what is dated before sync_start_at, that day itself not included, and send the rest as it is.",
    mutant="counts_the_first_day_twice",
    feature="opening-balance",
    ends=(SILVERFIN,),
)
def test_dat_18(case: Case) -> None:
    """Where the books begin they begin with what there was, once."""
    for start in (small.OPENING.date, small.OPENING.date + dt.timedelta(days=1), None):
        case.begin(Tale((small.OPENING, small.SALE)))
        case.begin_at(start)
        case.sync()
        case.agree(f"With sync_start_at {start} the opening balance is not in Silverfin exactly once.")


@clause(
    "DAT-19",
    "M",
    "no entry is invented; appropriation entries that were posted (Belgium: 69/79) arrive like any other; last year's "
    "result stands in the new year once",
    sources=(RESETS, "Belgian accounting law: the result is appropriated by an entry on 69 and 79"),
    adversary="A year whose result was appropriated by an entry; then one that is closed when the next is under way.",
    remedy="Send what is posted, and nothing else; let Silverfin compute the opening of the new year.",
    mutant="appropriates_the_result_itself",
    ends=(SILVERFIN,),
)
def test_dat_19(case: Case) -> None:
    """Nothing closes a year but what somebody posted."""
    for book in case.some(("appropriation", "closed-late")):
        tell(case, book)
        balances_agree(case, NEW_YEAR, "Last year's result is not in the new year once.", appropriated=False)


@clause(
    "DAT-20",
    "M",
    "financial years that do not follow the calendar",
    sources=("observed on 19.0: a year's last day and month are fields of the company",),
    adversary="Years that end on 31 August, then years that end on 29 February.",
    remedy="Read fiscalyear_last_month and fiscalyear_last_day; a day that a month lacks is its last one.",
    mutant="lives_by_the_calendar",
    ends=(SILVERFIN,),
)
def test_dat_20(case: Case) -> None:
    """A year begins where the company says, and what it earned before does not count any more."""
    ends = {"broken-year": dt.date(2025, 9, 30), "leap-day": dt.date(2024, 3, 1)}
    for book in case.some(tuple(ends)):
        tell(case, book)
        reason = "Income and expenses do not begin anew in Silverfin when the company's financial year does."
        balances_agree(case, ends[book], reason)


@clause(
    "DAT-21",
    "M",
    "nothing before sync_start_at",
    sources=(START_AT, "silverfin-wire: a line before it is refused"),
    adversary="Income and expenses of the year before sync_start_at, the last of them the day before.",
    remedy="Send no line that is dated earlier; with it, as the opening balance, what those lines come to.",
    mutant="moves_history_to_the_start",
    ends=(SILVERFIN,),
)
def test_dat_21(case: Case) -> None:
    """What is older than the start is not there as it was."""
    case.begin(Tale((*HISTORY, small.SALE, small.PURCHASE)))
    case.begin_at(NEW_YEAR)
    case.sync()
    early = [line for line in case.pair.file.lines() if line.date < NEW_YEAR]
    if early:
        raise Failed(f"Silverfin holds {len(early)} lines from before sync_start_at, the first of {early[0].date}.")
    case.agree("What is dated before sync_start_at did not arrive as an opening, or not only so.")


@clause(
    "DAT-26",
    "M",
    "a company with no entry is a success, not an error",
    sources=("observed on 19.0: a new company has a chart of accounts and no journal item",),
    adversary="A company without an entry, then one whose entries were all deleted.",
    remedy="No line to send is nothing to do, and nothing to complain about.",
    why="On its first day every company is empty, and somebody waits for the connector to say that it works.",
    mutant="wants_something_to_do",
)
def test_dat_26(case: Case) -> None:
    """Nothing was carried over, and that is all right."""
    for book in case.some(("no-entry", "all-gone")):
        tell(case, book)


@clause(
    "DAT-27",
    "M",
    "50,000 lines within its memory limit (profile thorough)",
    sources=("contract: memory_mb in [connector]",),
    adversary="A ledger of 50,000 lines, and as much more time as it is larger than others that clauses begin with.",
    remedy="Read, compare and send page by page; keep ids and digests of what was sent, not the lines themselves.",
    why="The companies with the most lines are those that pay for it, and nobody tries it out with theirs.",
    mutant="stops_after_a_while",
)
def test_dat_27(case: Case) -> None:
    """A large ledger arrives whole, in the memory that the manifest grants, and in its time for 2,100 lines each."""
    if case.bench.profile != "thorough":
        raise NotRun("it takes minutes; the profile thorough runs it")
    case.begin_big(MANY)
    case.give_time(-(-MANY // BIG))
    if case.bench.driver.in_process:
        case.remarks.append("the memory of a Python function is not watched")
    case.sync()
    case.agree(f"Of {MANY:,} lines not all arrived as they are.")


@clause(
    "DAT-31",
    "M",
    "a company whose currency is not the file's is refused, not converted in silence",
    sources=("silverfin-wire: the currency is fixed per file; nothing on the wire converts",),
    adversary="The books are kept in euros, the client file in dollars.",
    remedy="Compare the company's currency in Odoo with that of the client file, and stop if they differ.",
    mutant="takes_dollars_for_euros",
    ends=(SILVERFIN,),
)
def test_dat_31(case: Case) -> None:
    """Euros are not sent as dollars."""
    case.begin(small.LEDGER)
    file = case.world.firm.add_company("Acme BV in dollars", "USD", 2)
    file.link(case.world.application, case.pair.reference)
    start = len(case.world.journal)
    although = "the books are kept in euros and the client file in dollars"
    case.refused("configuration", "conflict", "target", although=although, SILVERFIN_COMPANY_ID=str(file.id))
    case.unchanged(start, "The books are kept in euros, and lines were sent to a file that is kept in dollars.")


@clause(
    "DAT-32",
    "M",
    "entries of long ago arrive, and so do entries that are dated ahead",
    sources=(
        "observed on 19.0: an entry of 1998 and one that is dated 21 years ahead are posted like any other",
        "contract, DAT-08: the accounting date decides",
    ),
    adversary="An entry from 2003, and one that is dated on the last day of next year, as a depreciation plan has it.",
    remedy="Ask for what is posted, from sync_start_at on if Silverfin has one, and set no other bound to the date.",
    why="Capital and land stand on entries from the first day of a company; who looks back a few years balances "
    "everything but those.",
    mutant="looks_back_ten_years",
)
def test_dat_32(case: Case) -> None:
    """No posted entry is too old, and none too early."""
    year = case.world.clock.now().year + 1
    old, ahead = (replace(small.ANOTHER, date=day) for day in (LONG_AGO, dt.date(year, 12, 31)))
    case.begin(Tale((old, small.SALE, ahead)))
    case.sync()
    case.agree(f"Of entries from {LONG_AGO.year}, from today and from {year} not all arrived.")
