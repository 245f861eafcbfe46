"""What a book says about itself, and which books no ledger would accept."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinledger import books
from twinledger.books import Account, Book, Company, Entry, Journal, Line, Partner, check

COMPANY = Company("Acme BV", "BE0477472701", "Kerkstraat 1", "9000", "Gent", "BE")
ENTRY = Entry("MISC", date(2026, 3, 1), (Line("550001", 100_05), Line("100000", -100_05, partner="Ann")), "X1")
BOOK = Book(
    COMPANY,
    (Account("100000", "Capital", "equity"), Account("550001", "Bank", "asset_cash")),
    (Journal("MISC", "Miscellaneous", "general"),),
    (Partner("Ann", False, "", "Kerkstraat 2", "9000", "Gent", "BE", "ann@mail.example", "customer"),),
    (ENTRY, replace(ENTRY, state="draft"), replace(ENTRY, state="cancel")),
)


def _with_lines(*lines: Line) -> Book:
    return replace(BOOK, entries=(ENTRY, replace(ENTRY, lines=lines)))


def test_a_sound_book_is_accepted() -> None:
    """A book whose entries balance and name what exists passes."""
    check(BOOK)


@pytest.mark.parametrize(
    ("book", "complaint"),
    [
        (
            _with_lines(Line("550001", 100_05), Line("100000", -100_00)),
            r"Entry 2 \(MISC 2026-03-01 'X1'\) does not balance: .* 0\.05 EUR; correct",
        ),
        (_with_lines(Line("550001", -5), Line("100000", 0)), r"-0\.05 EUR"),
        (_with_lines(Line("55", 1), Line("100000", -1)), r"Entry 2 .*, line 1, is on the unknown account '55': add"),
        (
            _with_lines(Line("550001", 1), Line("100000", -1, partner="Bob")),
            r"Entry 2 .*, line 2, names the unknown partner 'Bob': add",
        ),
        (_with_lines(), r"Entry 2 .* has no line: give"),
        (replace(BOOK, entries=(replace(ENTRY, journal="ODD"),)), r"Entry 1 .* the unknown journal 'ODD': add"),
        (replace(BOOK, accounts=BOOK.accounts * 2), r"account code '100000' is given 2 times: rename"),
        (replace(BOOK, journals=BOOK.journals * 3), r"journal code 'MISC' is given 3 times: rename"),
        (replace(BOOK, partners=BOOK.partners * 2), r"partner name 'Ann' is given 2 times: rename"),
    ],
    ids=["unbalanced", "negative", "account", "partner", "empty", "journal", "accounts", "journals", "partners"],
)
def test_an_unsound_book_is_refused(book: Book, complaint: str) -> None:
    """The refusal says which entry and line it is, what is wrong and what to do."""
    with pytest.raises(ValueError, match=complaint):
        check(book)


def test_drafts_are_checked_too() -> None:
    """Odoo refuses an unbalanced draft, so a book with one is no book."""
    with pytest.raises(ValueError, match="does not balance"):
        check(replace(BOOK, entries=(replace(ENTRY, lines=(Line("550001", 1),), state="draft"),)))


@pytest.mark.parametrize(("decimals", "shown"), [(0, "is 1,005 JPY;"), (2, "is 10.05 JPY;"), (3, "is 1.005 JPY;")])
def test_amounts_are_shown_in_the_currency(decimals: int, shown: str) -> None:
    """A complaint writes the amount with as many decimals as the currency has."""
    company = replace(COMPANY, currency="JPY", decimals=decimals)
    entry = replace(ENTRY, lines=(Line("550001", 1005),))
    with pytest.raises(ValueError, match=shown):
        check(replace(BOOK, company=company, entries=(entry,)))


def test_only_posted_entries_count() -> None:
    """Drafts and cancelled entries are in none of the figures."""
    assert list(BOOK.posted) == [ENTRY]
    assert BOOK.line_count == 2
    assert BOOK.trial_balance() == {"100000": -100_05, "550001": 100_05}


def test_a_book_knows_whether_it_balances() -> None:
    """Every posted entry has to balance, not only their sum."""
    excess, lack = (replace(ENTRY, lines=(Line("550001", amount),)) for amount in (1, -1))
    assert BOOK.is_balanced
    assert not replace(BOOK, entries=(excess, lack)).is_balanced
    assert replace(BOOK, entries=(replace(excess, state="draft"),)).is_balanced


@pytest.mark.parametrize(
    ("month", "day", "on", "first", "last"),
    [
        (12, 31, date(2026, 11, 23), date(2026, 1, 1), date(2026, 12, 31)),
        (12, 31, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
        (6, 30, date(2026, 7, 1), date(2026, 7, 1), date(2027, 6, 30)),
        (2, 29, date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
        (2, 29, date(2025, 2, 1), date(2024, 3, 1), date(2025, 2, 28)),
        (9, 15, date(2026, 9, 15), date(2025, 9, 16), date(2026, 9, 15)),
    ],
)
def test_the_financial_year_of_a_day(month: int, day: int, on: date, first: date, last: date) -> None:
    """It ends on the company's last day and month, or on the last day that the month has."""
    company = replace(COMPANY, fiscal_year_last_month=month, fiscal_year_last_day=day)
    assert company.financial_year(on) == (first, last)


@given(
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    on=st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)),
)
def test_financial_years_follow_one_another(month: int, day: int, on: date) -> None:
    """Every day is in its own financial year and the next one starts the day after."""
    company = replace(COMPANY, fiscal_year_last_month=month, fiscal_year_last_day=day)
    first, last = company.financial_year(on)
    assert first <= on <= last
    assert company.financial_year(last + timedelta(days=1))[0] == last + timedelta(days=1)


def test_public_names_are_found_and_others_are_not() -> None:
    """Each public name loads from its module; any other is an AttributeError."""
    assert all(getattr(books, name) for name in books.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'ledger'"):
        books.ledger  # type: ignore[attr-defined] # noqa: B018


def test_faker_is_loaded_only_when_a_book_is_made() -> None:
    """Importing the room, its values and its chart does not import Faker."""
    program = (
        "import sys; from twinledger.books import Book, belgian_chart, company_book; belgian_chart();"
        "sys.exit('faker' in sys.modules)"
    )
    found_in = Path(books.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=found_in, check=False).returncode == 0


def test_a_book_shows_what_a_person_reads() -> None:
    """How much there is, and the entries if they are few; never the whole chart."""
    assert repr(BOOK).startswith("<Book of 'Acme BV': ")
    assert "Entry(journal=" in repr(BOOK)
    assert repr(replace(BOOK, entries=(ENTRY,) * 6)).endswith("6 entries>")
    assert repr(replace(BOOK, entries=())).endswith("0 entries>")
