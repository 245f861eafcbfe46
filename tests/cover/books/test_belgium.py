"""The generated book of a Belgian company: its size, its order and what an accountant would look at."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from hashlib import sha256
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twinledger.books import Book, Entry, Line, belgian_chart, belgian_company, check

TODAY = date(2026, 11, 23)
SIZES = (10, 60, 300, 3_000, 20_000)
VAT_ACCOUNTS = ("411000", "451000", "451055")


@cache
def _book(lines: int) -> Book:
    return belgian_company(lines, seed=7, today=TODAY)


def _posted(book: Book, *journals: str) -> list[Entry]:
    return [entry for entry in book.posted if entry.journal in journals]


def _check_size(book: Book, lines: int) -> None:
    check(book)
    assert book.line_count == lines
    assert book.is_balanced


@pytest.mark.parametrize("lines", [*range(10, 201), 997, 1_500, 3_000, 20_000])
def test_a_book_has_exactly_the_lines_that_were_asked_for(lines: int) -> None:
    """Every size from ten on is met to the line, and the book is sound."""
    _check_size(belgian_company(lines, seed=lines, today=TODAY), lines)


@settings(deadline=None)
@given(
    lines=st.integers(10, 600),
    seed=st.integers(),
    today=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)),
)
@example(lines=300, seed=0, today=date(2023, 1, 1))
@example(lines=300, seed=0, today=date(2022, 12, 31))
@example(lines=300, seed=0, today=date(2024, 2, 29))
@example(lines=69, seed=3, today=date(2026, 11, 2)).via("the last payroll does not fit any more")
def test_any_day_and_any_seed_will_do(lines: int, seed: int, today: date) -> None:
    """Size and soundness hold on every day of the calendar, and nothing is dated after today."""
    book = belgian_company(lines, seed=seed, today=today)
    _check_size(book, lines)
    assert max(entry.date for entry in book.entries) <= today
    assert min(entry.date for entry in book.entries) == date(today.year - 2, 12, 31)
    _check_funds(book)


@pytest.mark.parametrize("lines", [-1, 1, 9])
def test_fewer_than_ten_lines_cannot_be_made(lines: int) -> None:
    """The refusal says how many are needed."""
    with pytest.raises(ValueError, match=f"needs 10 lines to look like one, or none at all: {lines} cannot"):
        belgian_company(lines, seed=1, today=TODAY)


def test_no_lines_give_a_company_without_entries() -> None:
    """Everything a company needs before its first entry is there."""
    book = belgian_company(0, seed=1, today=TODAY)
    check(book)
    assert book.entries == ()
    assert book.accounts == belgian_chart()
    assert {partner.rank for partner in book.partners} == {"customer", "supplier", "employee", "government"}


def test_the_same_arguments_give_an_equal_book() -> None:
    """A book depends on its arguments alone; a random stream as seed is used and moves on."""
    assert belgian_company(300, seed=7, today=TODAY) == _book(300)
    assert belgian_company(300, seed=8, today=TODAY) != _book(300)
    stream = random.Random(3)
    first, second = (belgian_company(50, seed=stream, today=TODAY) for _ in range(2))
    assert first != second
    assert first == belgian_company(50, seed=random.Random(3), today=TODAY)


def test_the_global_random_state_is_left_alone() -> None:
    """Neither `random` nor Faker's shared generator is seeded or drawn from."""
    state = random.getstate()
    belgian_company(50, seed=1, today=TODAY)
    assert random.getstate() == state


def test_figures_are_the_same_on_every_python_and_with_every_faker() -> None:
    """Dates, journals, accounts and amounts of one book are pinned; names depend on Faker's release and are not."""
    figures = [
        (entry.journal, entry.date.isoformat(), [(line.account, line.amount) for line in entry.lines])
        for entry in _book(300).entries
    ]
    assert sha256(repr(figures).encode()).hexdigest()[:16] == "673c4c6b5a63dd37"


def test_the_company_can_be_named() -> None:
    """The name that is given is the company's and changes no figure."""
    book = belgian_company(300, seed=7, today=TODAY, company_name="Brouwerij De Gouden Aap BV")
    assert book.company.name == "Brouwerij De Gouden Aap BV"
    assert book.trial_balance() == _book(300).trial_balance()


def test_progress_is_told() -> None:
    """The numbers grow up to the lines of the book."""
    told: list[int] = []
    belgian_company(300, seed=1, today=TODAY, progress=told.append)
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


@pytest.mark.parametrize("lines", SIZES)
def test_the_vat_of_each_document_is_the_rate_of_its_base(lines: int) -> None:
    """VAT is rounded once per document, half up, and under reverse charge stands on both sides."""
    for entry in _posted(_book(lines), "INV", "BILL"):
        open_item, *others = entry.lines
        taxes = [line for line in others if line.account in VAT_ACCOUNTS]
        base = sum(line.amount for line in others) - sum(line.amount for line in taxes)
        if not taxes:
            assert open_item.amount == -base
            continue
        rate = Decimal(re.fullmatch(r"VAT (21|12|6)%", taxes[0].label)[1])  # type: ignore[index]
        vat = int((abs(base) * rate / 100).quantize(Decimal(1), ROUND_HALF_UP)) * (1 if base > 0 else -1)
        assert [tax.amount for tax in taxes] == [vat, -vat][: len(taxes)]


def test_all_rates_and_both_kinds_of_foreign_trade_occur() -> None:
    """A company of some size sells at 21, 12, 6 and 0 %, buys under reverse charge and gives credit."""
    book = _book(3_000)
    labels = {line.label for entry in _posted(book, "INV", "BILL") for line in entry.lines}
    assert {"VAT 21%", "VAT 12%", "VAT 6%", "VAT 21%, reverse charge"} <= labels
    assert {"700200", "700600", "451055"} <= book.trial_balance().keys()


def test_persons_pay_vat() -> None:
    """What is exempt or leaves the VAT to the buyer is sold to firms alone."""
    book = _book(20_000)
    persons = {partner.name for partner in book.partners if not partner.is_company}
    sold = {line.account for entry in _posted(book, "INV") for line in entry.lines if line.partner in persons}
    assert sold == {"400000", "451000", "700000", "700100"}


@pytest.mark.parametrize("lines", SIZES[2:])
def test_vat_returns_close_the_vat_accounts(lines: int) -> None:
    """After a return the VAT accounts are empty, and its amount stands on a VAT current account."""
    returns = [entry for entry in _book(lines).posted if entry.ref.startswith("VAT return") and entry.journal == "MISC"]
    assert len(returns) >= 5
    for vat_return in returns:
        held: Counter[str] = Counter()
        for entry in _book(lines).posted:
            if entry.date <= vat_return.date:
                for line in entry.lines:
                    held[line.account] += line.amount
        assert [held[account] for account in VAT_ACCOUNTS] == [0, 0, 0]
        assert vat_return.lines[-1].account == ("411200" if vat_return.lines[-1].amount > 0 else "451200")


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


def _check_funds(book: Book) -> None:
    """Neither bank nor cash is overdrawn at any time."""
    for account in ("550001", "570000"):
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
            if line.account in {"400000", "440000"}:
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


def test_the_year_is_closed_with_an_appropriation() -> None:
    """The previous year's result, tax deducted, is on 69 or 79, and the income accounts keep their balances."""
    year_end = date(2025, 12, 31)
    lines = [line for entry in _book(3_000).posted if entry.date <= year_end for line in entry.lines]
    appropriated = sum(line.amount for line in lines if line.account[:2] in {"69", "79"})
    result = sum(line.amount for line in lines if line.account[0] in "67") - appropriated
    assert appropriated == -result != 0


def test_texts_are_those_that_break_things() -> None:
    """There are accents, ampersands, long texts, and lines without any text or partner."""
    lines: list[Line] = [line for entry in _book(3_000).posted for line in entry.lines]
    labels = {line.label for line in lines}
    assert any(not label.isascii() for label in labels)
    assert any("&" in label for label in labels)
    assert max(map(len, labels)) > 150
    assert "" in labels
    assert any(line.partner is None for line in lines)


@pytest.mark.parametrize("lines", SIZES)
def test_vat_numbers_are_valid_and_nobody_shares_one(lines: int) -> None:
    """Each country's check digits are right; persons have no number."""
    book = _book(lines)
    numbers = [book.company.vat, *(partner.vat for partner in book.partners if partner.vat)]
    assert len(set(numbers)) == len(numbers)
    assert all(_is_valid_vat(number) for number in numbers)
    assert {partner.rank for partner in book.partners if not partner.is_company} <= {"customer", "employee"}
    assert all(not partner.vat for partner in book.partners if not partner.is_company)


def _is_valid_vat(number: str) -> bool:
    if belgian := re.fullmatch(r"BE([01]\d{7})(\d\d)", number):
        return (int(belgian[1]) + int(belgian[2])) % 97 == 0
    if re.fullmatch(r"NL\d{9}B\d\d", number):
        return int("".join(str(int(character, 36)) for character in number)) % 97 == 1
    irish = re.fullmatch(r"IE(\d{7})([A-W])", number)
    assert irish
    return "WABCDEFGHIJKLMNOPQRSTUV"[sum(int(d) * (8 - n) for n, d in enumerate(irish[1])) % 23] == irish[2]


def test_structured_communications_are_valid() -> None:
    """Belgian payment references end in their remainder by 97."""
    labels = {entry.lines[0].label for entry in _posted(_book(20_000), "INV")}
    found = {label for label in labels if re.fullmatch(r"\+{3}\d{3}/\d{4}/\d{5}\+{3}", label)}
    assert len(found) > 1_000
    for reference in found:
        digits = re.sub(r"\D", "", reference)
        assert int(digits[10:]) == (int(digits[:10]) % 97 or 97)
