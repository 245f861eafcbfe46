"""The generated books of companies: their size, their order and what an accountant would look at."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from hashlib import sha256
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twinledger.books import Book, Entry, Line, check, company_book
from twinledger.books.companies.country import country
from twinledger.books.names import COUNTRIES, TRADES

TODAY = date(2026, 11, 23)
SIZES = (10, 60, 300, 3_000, 20_000)


@cache
def _book(lines: int, place: str = "be", trade: str = "builder") -> Book:
    return company_book(lines, seed=7, today=TODAY, country_name=place, trade=trade)


def _posted(book: Book, *journals: str) -> list[Entry]:
    return [entry for entry in book.posted if entry.journal in journals]


def _check_size(book: Book, lines: int) -> None:
    check(book)
    assert book.line_count == lines
    assert book.is_balanced


@pytest.mark.parametrize("lines", [*range(10, 201), 997, 1_500, 3_000, 20_000])
def test_a_book_has_exactly_the_lines_that_were_asked_for(lines: int) -> None:
    """Every size from ten on is met to the line, and the book is sound."""
    _check_size(company_book(lines, seed=lines, today=TODAY), lines)


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize("place", COUNTRIES)
def test_every_country_and_trade_has_its_books(place: str, trade: str) -> None:
    """A few lines and many, in the currency and with the accounts of the country."""
    for lines in (10, 333, 2_000):
        book = _book(lines, place, trade)
        _check_size(book, lines)
        assert book.company.currency == country(place).chart.currency
        assert book.accounts == country(place).chart.accounts
        _check_funds(book, place)


@settings(deadline=None)
@given(
    lines=st.integers(10, 600),
    seed=st.integers(),
    today=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)),
    place=st.sampled_from(COUNTRIES),
    trade=st.sampled_from(TRADES),
)
@example(lines=300, seed=0, today=date(2023, 1, 1), place="be", trade="builder")
@example(lines=300, seed=0, today=date(2022, 12, 31), place="gb", trade="builder")
@example(lines=300, seed=0, today=date(2024, 2, 29), place="be", trade="builder")
@example(lines=69, seed=3, today=date(2026, 11, 2), place="be", trade="builder")
def test_any_day_and_any_seed_will_do(lines: int, seed: int, today: date, place: str, trade: str) -> None:
    """Size and soundness hold on every day of the calendar, and nothing is dated after today."""
    book = company_book(lines, seed=seed, today=today, country_name=place, trade=trade)
    _check_size(book, lines)
    assert max(entry.date for entry in book.entries) <= today
    this_year, _ = book.company.financial_year(today)
    last_year, _ = book.company.financial_year(this_year - timedelta(days=1))
    assert min(entry.date for entry in book.entries) == last_year - timedelta(days=1)
    _check_funds(book, place)


@pytest.mark.parametrize("lines", [-1, 1, 9])
def test_fewer_than_ten_lines_cannot_be_made(lines: int) -> None:
    """The refusal says how many are needed."""
    with pytest.raises(ValueError, match=f"needs 10 lines to look like one, or none at all: {lines} cannot"):
        company_book(lines, seed=1, today=TODAY)


def test_no_lines_give_a_company_without_entries() -> None:
    """Everything a company needs before its first entry is there."""
    book = company_book(0, seed=1, today=TODAY)
    check(book)
    assert book.entries == ()
    assert book.accounts == country("be").chart.accounts
    assert {partner.rank for partner in book.partners} == {"customer", "supplier", "employee", "government"}


def test_the_same_arguments_give_an_equal_book() -> None:
    """A book depends on its arguments alone; a random stream as seed is used and moves on."""
    assert company_book(300, seed=7, today=TODAY) == _book(300)
    assert company_book(300, seed=8, today=TODAY) != _book(300)
    stream = random.Random(3)
    first, second = (company_book(50, seed=stream, today=TODAY) for _ in range(2))
    assert first != second
    assert first == company_book(50, seed=random.Random(3), today=TODAY)


def test_the_global_random_state_is_left_alone() -> None:
    """Neither `random` nor Faker's shared generator is seeded or drawn from."""
    state = random.getstate()
    company_book(50, seed=1, today=TODAY)
    assert random.getstate() == state


FIGURES = {
    "be": "83bc4d6a92ed9e9b",
    "lu": "0642f59b4304657a",
    "fr": "9ec7ecdb89619145",
    "nl": "ab3451ccffde3f5f",
    "gb": "19e5bb6c52a609ad",
    "vn": "58c54dcaa87a4b1b",
    "generic": "e63459ba1040d006",
}


@pytest.mark.parametrize("place", COUNTRIES)
def test_figures_are_the_same_on_every_python_and_with_every_faker(place: str) -> None:
    """Dates, journals, accounts and amounts of one book are pinned; names depend on Faker's release and are not."""
    figures = [
        (entry.journal, entry.date.isoformat(), [(line.account, line.amount, line.foreign) for line in entry.lines])
        for entry in _book(300, place).entries
    ]
    assert sha256(repr(figures).encode()).hexdigest()[:16] == FIGURES[place]


def test_the_company_can_be_named() -> None:
    """The name that is given is the company's and changes no figure."""
    book = company_book(300, seed=7, today=TODAY, company_name="Brouwerij De Gouden Aap BV")
    assert book.company.name == "Brouwerij De Gouden Aap BV"
    assert book.trial_balance() == _book(300).trial_balance()


def test_progress_is_told() -> None:
    """The numbers grow up to the lines of the book."""
    told: list[int] = []
    company_book(300, seed=1, today=TODAY, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 300
    assert len(set(told)) > 50


@pytest.mark.parametrize("lines", SIZES)
def test_the_opening_entry_comes_first_on_the_day_before_the_first_year(lines: int) -> None:
    """It is dated the day before the previous financial year and is the only entry of that day."""
    book = _book(lines)
    first, second = book.entries[:2]
    assert (first.journal, first.date, first.ref) == ("MISC", date(2024, 12, 31), "Opening Journal Entry")
    assert second.date > first.date
    assert {line.account[0] for line in first.lines} <= set("12345")


@pytest.mark.parametrize("lines", SIZES)
def test_entries_stand_in_the_order_of_their_dates(lines: int) -> None:
    """Each journal is chronological."""
    days: defaultdict[str, list[date]] = defaultdict(list)
    for entry in _book(lines).entries:
        days[entry.journal].append(entry.date)
    assert all(dates == sorted(dates) for dates in days.values())


def test_two_financial_years_are_filled_evenly() -> None:
    """Every month has entries, and none has three times as many lines as the middle one."""
    months: Counter[str] = Counter()
    for entry in _book(3_000).posted:
        months[f"{entry.date:%Y-%m}"] += len(entry.lines)
    del months["2024-12"]
    assert len(months) == 23
    assert max(months.values()) < 3 * sorted(months.values())[11]
    assert min(months.values()) > sorted(months.values())[11] // 3


@pytest.mark.parametrize("lines", SIZES[2:])
def test_the_mix_is_that_of_a_trading_company(lines: int) -> None:
    """Sales, purchases and the bank each take a fair share of the entries."""
    shares = Counter(entry.journal for entry in _book(lines).posted)
    assert all(shares[journal] > 0.1 * shares.total() for journal in ("INV", "BILL", "BNK1"))
    assert shares["MISC"] >= 10
    assert shares["CSH1"] >= 1 or lines == 300


@pytest.mark.parametrize("lines", SIZES)
def test_drafts_and_cancelled_entries_come_on_top(lines: int) -> None:
    """There are some of both, they balance, and they do not count; a draft has no document date yet."""
    entries = [entry for entry in _book(lines).entries if entry.state != "posted"]
    assert {entry.state for entry in entries} == {"draft", "cancel"}
    assert all(entry.difference == 0 for entry in entries)
    assert all(entry.invoice_date is None for entry in entries if entry.state == "draft")


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize("place", COUNTRIES)
def test_the_vat_of_each_document_is_the_rate_of_its_base(place: str, trade: str) -> None:
    """VAT is rounded once per document, half up, and under reverse charge stands on both sides."""
    name = country(place).tax_name
    for entry in _posted(_book(2_000, place, trade), "INV", "BILL"):
        open_item, *others = entry.lines
        taxes = [line for line in others if re.match(rf"{name} [0-9.]+%", line.label)]
        base = sum(line.amount for line in others) - sum(line.amount for line in taxes)
        if not taxes:
            assert open_item.amount == -base
            continue
        assert {line.account for line in taxes} <= set(country(place).vat_accounts)
        rate = Decimal(re.match(rf"{name} ([0-9.]+)%", taxes[0].label)[1])  # type: ignore[index]
        vat = int((abs(base) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP)) * (1 if base > 0 else -1)
        assert [tax.amount for tax in taxes] == [vat, -vat][: len(taxes)]


RATES = {
    "be": {"21", "12", "6"},
    "lu": {"17", "14", "8"},
    "fr": {"20", "10", "5.5"},
    "nl": {"21", "9"},
    "gb": {"20", "5"},
    "vn": {"10", "8", "5"},
    "generic": {"15"},
}


@pytest.mark.parametrize("place", COUNTRIES)
def test_all_rates_and_both_kinds_of_foreign_trade_occur(place: str) -> None:
    """A builder of some size sells at the country's rates, buys under reverse charge, and sells in dollars."""
    book, name = _book(3_000, place), country(place).tax_name
    labels = {line.label for entry in _posted(book, "INV", "BILL") for line in entry.lines}
    found = [re.fullmatch(rf"{name} ([0-9.]+)%(, reverse charge)?", label) for label in labels]
    assert {match[1] for match in found if match} == RATES[place]
    assert any(match and match[2] for match in found) == bool(country(place).union)
    assert {line.currency for entry in book.posted for line in entry.lines} == {"", country(place).foreign}


def test_what_goes_abroad_has_accounts_of_its_own() -> None:
    """In Belgium: goods in the union and overseas, work for other builders, training."""
    builder, adviser = (_book(3_000, "be", trade).trial_balance() for trade in ("builder", "consultancy"))
    assert {"700200", "700400", "700500", "451055"} <= builder.keys()
    assert {"700300", "700600"} <= adviser.keys()


def test_persons_pay_vat() -> None:
    """What is exempt or leaves the VAT to the buyer is sold to firms alone."""
    book = _book(20_000)
    persons = {partner.name for partner in book.partners if not partner.is_company}
    sold = {line.account for entry in _posted(book, "INV") for line in entry.lines if line.partner in persons}
    assert sold == {"400000", "451000", "700000", "700100"}
    firms = {line.account for entry in _posted(book, "INV") for line in entry.lines} - sold
    assert "700500" in firms


@pytest.mark.parametrize("place", COUNTRIES)
@pytest.mark.parametrize("lines", SIZES[2:4])
def test_vat_returns_close_the_vat_accounts(lines: int, place: str) -> None:
    """After a return nothing is left but what is due or comes back, on the account for that."""
    book, where = _book(lines, place), country(place)
    returns = [entry for entry in book.posted if " return " in entry.ref and entry.journal == "MISC"]
    current = {where.accounts["vat_to_pay"], where.accounts["vat_to_receive"]}
    assert len(returns) >= 4
    for vat_return in returns:
        held: Counter[str] = Counter()
        for entry in book.posted:
            if entry.date <= vat_return.date:
                for line in entry.lines:
                    held[line.account] += line.amount
        assert [account for account in where.vat_accounts if held[account] and account not in current] == []
        assert {line.account for line in vat_return.lines} <= {*where.vat_accounts, *current}


@pytest.mark.parametrize("lines", SIZES[2:])
def test_payroll_is_consistent_and_gets_paid(lines: int) -> None:
    """Gross less withholdings is net; what is still owed is at most what four months came to."""
    book = _book(lines)
    payrolls = [entry for entry in _posted(book, "MISC") if entry.ref.startswith("Payroll")]
    assert len({entry.date for entry in payrolls}) == len(payrolls) >= 3
    for entry in payrolls:
        gross, employer, contributions, tax, *net = (line.amount for line in entry.lines)
        assert gross + employer == -(contributions + tax + sum(net))
        assert 0 < employer < gross // 3
        assert gross // 2 < -sum(net) < gross * 7 // 10
    owed = book.trial_balance()
    monthly = sum(line.amount for line in payrolls[-1].lines if line.amount > 0)
    assert all(-4 * monthly <= owed[account] <= 0 for account in ("453000", "454000", "455000"))


def _check_funds(book: Book, place: str = "be") -> None:
    """Neither bank nor cash is overdrawn at any time."""
    for account in (country(place).accounts["bank"], country(place).accounts["cash"]):
        held = 0
        for line in chain.from_iterable(entry.lines for entry in book.posted):
            held += line.amount if line.account == account else 0
            assert held >= 0


@pytest.mark.parametrize("lines", SIZES)
def test_bank_and_cash_are_never_overdrawn(lines: int) -> None:
    """A payment that the account cannot bear waits."""
    _check_funds(_book(lines))


@pytest.mark.parametrize("lines", SIZES[2:])
def test_bank_entries_settle_open_items(lines: int) -> None:
    """Nobody pays more than is owed: each open item, told by partner and text, goes towards zero and no further."""
    charged: Counter[tuple[str, str | None, str]] = Counter()
    paid: Counter[tuple[str, str | None, str]] = Counter()
    for entry in _book(lines).posted:
        for line in entry.lines:
            if line.account in {"400000", "440000"} and not line.currency:
                total = paid if entry.journal in {"BNK1", "CSH1"} else charged
                total[line.account, line.partner, line.label] += line.amount
    assert paid
    for item, amount in paid.items():
        assert 0 < -amount * (1 if charged[item] > 0 else -1) <= abs(charged[item])


def test_some_documents_are_credited() -> None:
    """A small book has a credit note, of the opposite sign."""
    credit_notes = [entry for entry in _posted(_book(300), "INV", "BILL") if entry.ref.startswith("CN ")]
    assert credit_notes
    assert all((entry.lines[0].amount < 0) == (entry.journal == "INV") for entry in credit_notes)


def test_bills_bear_dates_of_their_own() -> None:
    """The supplier's date is at most ten days before the accounting date, sometimes in the month before."""
    bills = [entry for entry in _posted(_book(3_000), "BILL") if not entry.ref.startswith("CN ")]
    dated = [(entry.date, entry.invoice_date) for entry in bills if entry.invoice_date]
    assert len(dated) == len(bills)
    assert all(timedelta(0) <= day - on_paper <= timedelta(days=10) for day, on_paper in dated)
    assert any(day.month != on_paper.month for day, on_paper in dated)


@pytest.mark.parametrize("place", COUNTRIES)
def test_the_year_is_closed_with_an_appropriation(place: str) -> None:
    """The first year's result, tax deducted, is carried forward from an account for it; income keeps its balances."""
    book, where = _book(3_000, place), country(place)
    this_year, _ = book.company.financial_year(TODAY)
    kinds = {account.code: account.type for account in book.accounts}
    lines = [line for entry in book.posted if entry.date < this_year for line in entry.lines]
    appropriated = sum(line.amount for line in lines if kinds[line.account] == "equity_unaffected")
    result = sum(line.amount for line in lines if kinds[line.account].startswith(("income", "expense")))
    assert appropriated == -result != 0
    [closing] = [entry for entry in book.posted if entry.ref.startswith("Appropriation")]
    assert closing.date == this_year - timedelta(days=1)
    assert {kinds[line.account] for line in closing.lines} <= {"equity", "equity_unaffected"}
    if where.result.reserve and result < 0:
        assert where.accounts["legal_reserve"] in {line.account for line in closing.lines}


@pytest.mark.parametrize("place", COUNTRIES)
def test_foreign_invoices_are_paid_at_another_rate(place: str) -> None:
    """What came in, and the difference booked for it, are what was charged; in the currency nothing is left either."""
    book = _book(3_000, place)
    customers, foreign = country(place).accounts["customers"], country(place).foreign
    open_: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    differences = _posted(book, "EXCH")
    assert differences
    for entry in book.posted:
        for line in entry.lines:
            if line.account == customers and line.currency and entry.ref.startswith("CN "):
                open_[entry.lines[0].label]["credited"] += line.amount
            elif line.account == customers and line.currency:
                key = entry.ref if entry.journal in ("BNK1", "EXCH") else line.label
                open_[key]["own"] += line.amount
                open_[key]["foreign"] += line.foreign
                open_[key]["paid"] += entry.journal == "BNK1"
    paid = [item for item in open_.values() if item["paid"]]
    assert paid
    assert all((item["own"], item["foreign"]) == (0, 0) for item in paid)
    for entry in differences:
        assert {line.currency for line in entry.lines} == {foreign}
        assert [line.foreign for line in entry.lines] == [0, 0]


@pytest.mark.parametrize("place", COUNTRIES)
def test_a_loan_is_paid_back(place: str) -> None:
    """Every period brings principal and interest, which gets less."""
    accounts = country(place).accounts
    repaid = [entry for entry in _posted(_book(3_000, place), "BNK1") if entry.ref.startswith("Loan ")]
    principal = [entry.lines[0] for entry in repaid]
    assert len(repaid) >= 10
    assert {line.account for line in principal} == {accounts["loan"]}
    interest = [entry.lines[1].amount for entry in repaid]
    assert interest == sorted(interest, reverse=True)
    assert interest[0] > interest[-1] > 0


def test_rates_are_written_down_month_by_month() -> None:
    """Those of the foreign currency, as far as the book goes, near what it usually is worth."""
    rates = _book(3_000, "vn").rates
    assert [rate.date.day for rate in rates] == [1] * len(rates)
    assert {rate.currency for rate in rates} == {"USD"}
    assert all(24_900 < rate.worth < 27_100 for rate in rates)
    assert rates[-1].date <= TODAY
    assert _book(10, "be").rates == ()


def test_texts_are_those_that_break_things() -> None:
    """There are accents, ampersands, long texts, and lines without any text or partner."""
    lines: list[Line] = [line for entry in _book(3_000, "be", "consultancy").posted for line in entry.lines]
    labels = {line.label for line in lines}
    assert any(not label.isascii() for label in labels)
    assert any("&" in label for label in labels)
    assert max(map(len, labels)) > 150
    assert "" in labels
    assert any(line.partner is None for line in lines)


@pytest.mark.parametrize("place", COUNTRIES)
@pytest.mark.parametrize("lines", SIZES[:4])
def test_vat_numbers_are_valid_and_nobody_shares_one(lines: int, place: str) -> None:
    """Each country's check digits are right; persons have no number."""
    book = _book(lines, place)
    numbers = [book.company.vat, *(partner.vat for partner in book.partners if partner.vat)]
    assert len(set(numbers)) == len(numbers)
    assert [number for number in numbers if not _is_valid_vat(number)] == []
    assert {partner.rank for partner in book.partners if not partner.is_company} <= {"customer", "employee"}
    assert all(not partner.vat for partner in book.partners if not partner.is_company)


def _is_valid_vat(number: str) -> bool:
    """Check a number by the rule of its country, told from its shape."""
    found = [(rule, re.fullmatch(shape, number)) for shape, rule in VAT_RULES.items()]
    return any(match is not None and rule(*map(int, match.groups())) for rule, match in found)


def _weighed(number: int, digits: int, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(f"{number:0{digits}d}", weights, strict=True))


def _luhn(number: int) -> bool:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(f"{number:09d}"), 1)]
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


def _iso_7064(number: int) -> bool:
    product = 10
    for digit in f"{number:09d}"[:8]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return (product + number % 10) % 10 == 1


VAT_RULES: dict[str, Callable[..., bool]] = {
    r"BE([01]\d{7})(\d\d)": lambda body, check: (body + check) % 97 == 0,
    r"NL(\d{9})B(\d\d)": lambda body, check: int(f"2321{body:09d}11{check:02d}") % 97 == 1,
    r"LU(\d{6})(\d\d)": lambda body, check: body % 89 == check,
    r"FR(\d\d)(\d{9})": lambda key, siren: _luhn(siren) and (12 + 3 * (siren % 97)) % 97 == key,
    r"DE(\d{9})": _iso_7064,
    r"GB(\d{7})(\d\d)": lambda body, check: (_weighed(body, 7, range(8, 1, -1)) + check) % 97 == 0,
    r"(\d{9})(\d)": lambda body, check: (_weighed(body, 9, (31, 29, 23, 19, 17, 13, 7, 5, 3)) + check) % 11 == 10,
    r"\d\d-\d{7}": lambda: True,
    **{
        rf"IE(\d{{7}}){letter}": lambda body, place=place: _weighed(body, 7, range(8, 1, -1)) % 23 == place
        for place, letter in enumerate("WABCDEFGHIJKLMNOPQRSTUV")
    },
}


def test_structured_communications_are_valid() -> None:
    """Belgian payment references end in their remainder by 97."""
    labels = {entry.lines[0].label for entry in _posted(_book(20_000), "INV")}
    found = {label for label in labels if re.fullmatch(r"\+{3}\d{3}/\d{4}/\d{5}\+{3}", label)}
    assert len(found) > 1_000
    for reference in found:
        digits = re.sub(r"\D", "", reference)
        assert int(digits[10:]) == (int(digits[:10]) % 97 or 97)
