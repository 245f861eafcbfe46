"""Amounts that are hard to carry: none, very many, in other currencies, turned around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from twinledger.books.awkward.plain import BANK, CUSTOMERS, FEBRUARY, GOODS, JANUARY, RENT, SALES, SUPPLIERS, entry
from twinledger.books.awkward.registry import Moment, Setting, awkward
from twinledger.books.book import Company, Entry, Line
from twinledger.books.bookkeeper import Bookkeeper

MANY = 1_000  # entries of two lines
EXCHANGE_LOSS, EXCHANGE_GAIN = "654000", "754000"
SAIGON = Company("Sông Xanh Co", "", "12 Lê Lợi", "700000", "Thành phố Hồ Chí Minh", "VN", "VND", 0)
KUWAIT = Company("Al Bahr Trading", "", "Salem Street 5", "22000", "Kuwait City", "KW", "KWD", 3)


@awkward(
    "zero-lines",
    "Lines of amount zero",
    trap="An entry has lines whose amount is nothing, one entry has no other; they are balanced and posted.",
    mistake="It takes a line without an amount for one that is not finished, and leaves its entry out.",
    sources=("observed on 19.0: lines and entries of zero are posted like any other",),
    clauses=("DAT-16",),
)
def _zero_lines(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(replace(entry(), lines=(Line(RENT, 75_00), Line(GOODS, 0, "free of charge"), Line(BANK, -75_00))))
    keeper.enter(entry(cents=0, label="nothing to pay"))
    yield Moment("One entry has a line of zero, another one nothing else.")


@awkward(
    "no-decimals",
    "A currency without decimals",
    trap="The books are kept in dong, of which there is no hundredth part.",
    mistake="It multiplies every amount by a hundred to get whole numbers.",
    sources=("recorded: VND has 0 decimal places",),
    clauses=("DAT-25", "DAT-31"),
    setting=Setting(SAIGON),
)
def _no_decimals(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(cents=12_345_678))
    keeper.enter(entry(GOODS, SUPPLIERS, 1))
    yield Moment("There are entries of 12,345,678 and of 1 dong.")


@awkward(
    "three-decimals",
    "A currency with three decimals",
    trap="The books are kept in Kuwaiti dinars, of a thousand fils each.",
    mistake="It rounds to two decimals.",
    sources=("recorded: KWD has 3 decimal places",),
    clauses=("DAT-25", "DAT-31"),
    setting=Setting(KUWAIT),
)
def _three_decimals(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(cents=1_234_567))
    keeper.enter(entry(GOODS, SUPPLIERS, 5))
    yield Moment("There are entries of 1,234.567 and of 0.005 dinars.")


@awkward(
    "drifting-sum",
    "Thousands of small amounts",
    trap="Amounts that binary fractions cannot hold, so many that their sum is cents off although each is right.",
    mistake="It adds amounts up as floating-point numbers and cuts off what is behind the cents.",
    sources=("observed on 19.0: amounts are JSON numbers and XML-RPC doubles",),
    clauses=("DAT-02", "DAT-03"),
)
def _drifting_sum(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter_together([entry(cents=10 + number % 3 * 7) for number in range(MANY)])
    yield Moment(f"{MANY:,} entries are of 0.10, 0.17 or 0.24.")


@awkward(
    "large-amounts",
    "Amounts of thousands of millions",
    trap="Amounts whose cents a 32-bit number, or a float of single precision, cannot hold.",
    mistake="It keeps cents in 32 bits.",
    sources=("observed on 19.0: amounts are numeric, without a greatest one",),
    clauses=("DAT-02",),
)
def _large_amounts(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(cents=99_999_999_999))
    keeper.enter(entry(cents=2**31))
    yield Moment("There are entries of 999,999,999.99 and of 21,474,836.48.")


@awkward(
    "foreign-currency",
    "Lines in a foreign currency",
    trap="Lines have an amount in dollars (`amount_currency`) beside that in the company's euros (`balance`).",
    mistake="It sends the amount in currency.",
    sources=("observed on 19.0: `balance` is in company currency, `amount_currency` in that of the line",),
    clauses=("DAT-11",),
)
def _foreign_currency(keeper: Bookkeeper) -> Iterator[Moment]:
    dollars = keeper.use_currency("USD")
    keeper.enter(_in_currency(dollars, (CUSTOMERS, 92_50, 100_00), (SALES, -92_50, -100_00)))
    keeper.enter(entry())
    yield Moment("100.00 dollars were booked as 92.50 euros.")


@awkward(
    "exchange-difference",
    "What is left when the rate has changed",
    trap="An invoice in dollars is paid at another rate. The difference is booked in euros: the line for the "
    "customer has an amount in them, and zero in its currency.",
    mistake="It converts the amount in currency at a rate of its own, or leaves out what is zero there.",
    sources=("observed on 19.0: exchange differences have an amount in company currency alone",),
    clauses=("DAT-11", "DAT-16"),
)
def _exchange_difference(keeper: Bookkeeper) -> Iterator[Moment]:
    dollars = keeper.use_currency("USD")
    keeper.write("res.company", keeper.company, _exchange(keeper))
    invoice = keeper.enter(_in_currency(dollars, (CUSTOMERS, 92_50, 100_00), (SALES, -92_50, -100_00)))
    payment = keeper.enter(_in_currency(dollars, (BANK, 90_00, 100_00), (CUSTOMERS, -90_00, -100_00)))
    on_customers = ("account_id", "=", keeper.account(CUSTOMERS))
    keeper.reconcile(*keeper.find("account.move.line", ("move_id", "in", [invoice, payment]), on_customers))
    yield Moment("An invoice of 100.00 dollars was booked at 92.50 and paid at 90.00 euros: 2.50 are lost.")


def _exchange(keeper: Bookkeeper) -> dict[str, int]:
    """Return where a company books its exchange differences."""
    return {
        "currency_exchange_journal_id": keeper.journal("EXCH"),
        "expense_currency_exchange_account_id": keeper.account(EXCHANGE_LOSS),
        "income_currency_exchange_account_id": keeper.account(EXCHANGE_GAIN),
    }


def _in_currency(currency: str, *lines: tuple[str, int, int]) -> Entry:
    """Return an entry of lines of account, amount in euros and amount in the other currency, both in cents."""
    booked = (Line(account, cents, currency=currency, foreign=foreign) for account, cents, foreign in lines)
    return Entry("MISC", JANUARY, tuple(booked))


@awkward(
    "reversal",
    "An entry and its reversal",
    trap="A posted entry is reversed in the next month; both stay, and cancel each other out.",
    mistake="It takes the reversed entry out, and keeps its reversal.",
    sources=("observed on 19.0: the reversed entry stays posted; its payment state says reversed",),
    clauses=("DAT-24",),
)
def _reversal(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(entry(CUSTOMERS, SALES, 321_00))
    yield Moment("A sale is posted.")
    keeper.wait(days=1)
    keeper.reverse(id_, FEBRUARY)
    yield Moment("It is reversed in February.")


@awkward(
    "storno",
    "A reversal with negative amounts",
    trap="In storno accounting a reversal stays on the sides of what it reverses: a debit of -321.00, not a credit of "
    "321.00.",
    mistake="It takes `debit` and `credit` for columns in which nothing is negative.",
    sources=(
        "read: with storno accounting a reversal has negative debits and credits; balance = debit - credit holds",
    ),
    clauses=("DAT-24",),
)
def _storno(keeper: Bookkeeper) -> Iterator[Moment]:
    id_ = keeper.enter(entry(CUSTOMERS, SALES, 321_00))
    keeper.turn_to_storno(keeper.reverse(id_, FEBRUARY))
    yield Moment("A sale of January and its storno of February.")
