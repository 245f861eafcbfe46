"""Financial years: where they begin, what they begin with, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from twinledger.books.awkward.plain import BANK, FEES, GOODS, RENT, SALES, SUPPLIERS, entry
from twinledger.books.awkward.registry import Moment, Setting, awkward
from twinledger.books.book import Company, Entry, Line
from twinledger.books.bookkeeper import Bookkeeper

CAPITAL = "100000"
OPENING_DAY = date(2024, 12, 31)
OPENING = Entry(
    "MISC", OPENING_DAY, (Line(BANK, 15_000_00), Line(CAPITAL, -10_000_00), Line("140000", -5_000_00)),
    "Opening Journal Entry",
)  # fmt: skip
ACADEMIC = Company(
    "Avondschool VZW", "BE0403170701", "Schoolstraat 9", "9000", "Gent", "BE",
    fiscal_year_last_month=8, fiscal_year_last_day=31,
)  # fmt: skip
LEAP = Company(
    "Schrikkel BV", "BE0403170701", "Kerkstraat 29", "8000", "Brugge", "BE",
    fiscal_year_last_month=2, fiscal_year_last_day=29,
)  # fmt: skip


@awkward(
    "broken-year",
    "A year that is not the calendar's",
    trap="The financial year ends on 31 August: income of September to December belongs to the next one.",
    mistake="It lets every year begin on 1 January.",
    sources=("observed on 19.0: a year's last day and month are fields of the company",),
    clauses=("DAT-20",),
    setting=Setting(ACADEMIC),
)
def _broken_year(keeper: Bookkeeper) -> Iterator[Moment]:
    for number, day in enumerate((date(2025, 8, 31), date(2025, 9, 1), date(2025, 12, 31), date(2026, 1, 1)), 1):
        keeper.enter(entry(BANK, SALES, number * 100_00, day=day))
    yield Moment("Income stands on both sides of 31 August and of 31 December.")


@awkward(
    "leap-day",
    "A year that ends on 29 February",
    trap="The company's last day is 29 February, which three years of four do not have.",
    mistake="It puts the day into a calendar of a common year, and fails or lands on 1 March.",
    sources=("observed on 19.0: day and month are separate fields, without a year",),
    clauses=("DAT-20",),
    setting=Setting(LEAP),
)
def _leap_day(keeper: Bookkeeper) -> Iterator[Moment]:
    for number, day in enumerate((date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2025, 3, 1)), 1):
        keeper.enter(entry(BANK, SALES, number * 100_00, day=day))
    yield Moment("Income stands on both sides of the end of February, in a leap year and in a common one.")


@awkward(
    "opening-entry",
    "The entry that everything begins with",
    trap="Balances from before Odoo stand in one entry, dated the day before the first year; the company names it.",
    mistake="It reads from the first day of the first year on.",
    sources=("observed on 19.0: the opening entry is dated one day before `account_opening_date`",),
    clauses=("DAT-18", "DAT-21"),
)
def _opening_entry(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(OPENING)
    keeper.write("res.company", keeper.company, {"account_opening_move_id": id_})
    keeper.enter(entry(RENT, BANK, 1_000_00, day=date(2025, 1, 1)))
    yield Moment("The opening entry is of 31 December 2024, the first other one of the day after.")


@awkward(
    "opening-in-draft",
    "An opening entry that nobody has posted",
    trap="The company names its opening entry, and it is still a draft: the balances do not count yet.",
    mistake="It sends the entry that the company names, without a look at its state.",
    sources=("read: the opening entry may stay a draft",),
    clauses=("DAT-05", "DAT-18"),
)
def _opening_in_draft(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(replace(OPENING, state="draft"))
    keeper.write("res.company", keeper.company, {"account_opening_move_id": id_})
    keeper.enter(entry(RENT, BANK, 1_000_00))
    yield Moment("The opening entry is a draft.")
    keeper.wait(days=1)
    keeper.post(id_)
    yield Moment("It is posted.")


@awkward(
    "appropriation",
    "A result that was appropriated by an entry",
    trap="A Belgian year is closed by an entry on 69 and 14: no closing entry takes the income and expenses away.",
    mistake="It leaves accounts of the result out, or closes the year once more.",
    sources=("observed on 19.0: Odoo has no closing entry; reports begin every year with nothing",),
    clauses=("DAT-19", "DAT-30"),
)
def _appropriation(keeper: Bookkeeper) -> Iterator[Moment]:
    end = date(2025, 12, 31)
    keeper.enter(entry(BANK, SALES, 5_000_00, day=date(2025, 6, 30)))
    keeper.enter(entry(RENT, BANK, 2_000_00, day=date(2025, 7, 1)))
    lines = (Line("692000", 150_00), Line("130000", -150_00), Line("693000", 2_850_00), Line("140000", -2_850_00))
    keeper.enter(Entry("MISC", end, lines, "Appropriation 2025"))
    keeper.enter(entry(BANK, SALES, 700_00))
    yield Moment("The profit of 2025 was put into reserves and carried forward.")


@awkward(
    "closed-late",
    "A year that is closed when the next is long under way",
    trap="In the next year somebody posts depreciation and appropriation into the last one.",
    mistake="It takes a year for finished once it has read the next one.",
    sources=("observed on 19.0: nothing keeps an entry out of an old period that is not locked",),
    clauses=("DAT-19", "INC-14"),
)
def _closed_late(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(BANK, SALES, 5_000_00, day=date(2025, 6, 30)))
    keeper.enter(entry(BANK, SALES, 700_00))
    yield Moment("2025 is not closed, and 2026 has begun.")
    keeper.wait(days=60)
    keeper.enter(entry("630200", "240009", 800_00, day=date(2025, 12, 31)))
    keeper.enter(entry("693000", "140000", 4_200_00, day=date(2025, 12, 31)))
    yield Moment("2025 was closed with depreciation and appropriation.")


@awkward(
    "closed-year",
    "An entry for a year that is closed",
    trap="The year is locked. An entry that is posted into it lands on a later day, without a word.",
    mistake="It believes that an entry bears the date that somebody gave it.",
    sources=("observed on 19.0: posting into a locked period moves the date",),
    clauses=("INC-14", "DAT-08"),
)
def _closed_year(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 1_000_00, day=date(2025, 11, 30)))
    late = keeper.enter(entry(FEES, BANK, 99_00, day=date(2025, 12, 15), state="draft"))
    keeper.write("res.company", keeper.company, {"fiscalyear_lock_date": date(2025, 12, 31)})
    yield Moment("2025 is locked; a draft of December is left.")
    keeper.wait(days=1)
    keeper.post(late)
    yield Moment("The draft is posted, and not in December.")


@awkward(
    "future-dates",
    "Entries of days to come",
    trap="Rent is posted for the months ahead: dates are later than today.",
    mistake="It reads until today.",
    sources=("observed on 19.0: entries of the future are posted at once unless they say otherwise",),
    clauses=("DAT-01", "INC-02"),
)
def _future_dates(keeper: Bookkeeper) -> Iterator[Moment]:
    for month in (3, 6, 12):
        keeper.enter(entry(GOODS, SUPPLIERS, month * 10_00, day=date(2027, month, 1)))
    yield Moment("Three entries are of next year.")


@awkward(
    "before-the-start",
    "History from before the start",
    trap="Entries reach back for years before the day from which on Silverfin wants them.",
    mistake="It sends all there is, or opens with nothing.",
    sources=("contract: one opening line per account of the balance sheet, dated on sync_start_at",),
    clauses=("DAT-21", "DAT-18"),
)
def _before_the_start(keeper: Bookkeeper) -> Iterator[Moment]:
    for year in range(2015, 2027):
        keeper.enter(entry(BANK, SALES, year * 1_00, day=date(year, 1, 31)))
    yield Moment("There is an entry of every January since 2015.")
