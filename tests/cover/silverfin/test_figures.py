"""What the books of one client file hold, asked without a wire; a second file with the same ids never has a say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_silverfin.core import Core
from mock_silverfin.errors import LockedPeriodError, NotFoundError
from mock_silverfin.ledger import (
    account_ledger,
    accounts,
    analysis,
    audit,
    balances,
    companies,
    lines,
    locks,
    trial_balance,
    turnover,
    years,
)
from mock_silverfin.ledger.accounts import Account, KnownAccount, Put
from mock_silverfin.ledger.audit import NOBODY, Author, Change
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.lines import LedgerLine
from mock_silverfin.ledger.trial_balance import Row
from mock_silverfin.ledger.turnover import Turnover
from mock_silverfin.ledger.years import Period, Year

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LAST, THIS = (Year(date(year, 1, 1), date(year, 12, 31), True, True) for year in (2025, 2026))
CHART = [
    Account("400", {"en": "Customers", "nl": "Klanten"}, "asset"),
    Account("700", {"en": "Sales"}, "income"),
    Account("140", {"en": "Result"}, "equity"),
]
SALE = [
    LedgerLine(
        "a1", "400", date(2025, 6, 15), 12_100, "Sale", "INV/1", "INV", "Client", 2_100, "receivable", {"1": "N"}
    ),
    LedgerLine("a2", "700", date(2025, 6, 15), -12_100, "Sale", "INV/1", "INV", "Client"),
]
LATER = [
    LedgerLine("b2", "400", date(2026, 2, 10), 500, analytical_dimensions={"1": "S", "2": "x"}, extra_fields=("e", "")),
    LedgerLine("b1", "400", date(2026, 2, 10), -700, analytical_dimensions={"1": "S"}),
    LedgerLine("b3", "700", date(2026, 2, 10), 200, booking_period=date(2026, 3, 31)),
]


@pytest.fixture
def books() -> Iterator[Books]:
    """Give a test the books of a firm without client files."""
    core = Core(Clock(START), Dice())
    yield core.books(core.add_firm("Firm"))
    core.close()


def test_books_tell_that_something_waits() -> None:
    """Whoever sends webhooks hears it, whenever they begin to listen."""
    core, heard = Core(Clock(START), Dice()), list[str]()
    books = core.books(core.add_firm("Firm"))
    core.something_waits = lambda: heard.append("a webhook")
    books.something_waits()
    assert heard == ["a webhook"]
    core.close()


def _filled(books: Books, name: str = "Acme") -> int:
    """Add a client file with two years, a chart and five lines."""
    file = companies.add(books, name, "EUR", 2)
    years.replace(books, file, [LAST, THIS])
    accounts.put(books, file, CHART)
    companies.remember_retained_earnings(books, file, "140")
    lines.put(books, file, SALE, audit.begin(books, file, "submit"))
    lines.put(books, file, LATER, audit.begin(books, file, "submit"))
    return file


@pytest.fixture
def file(books: Books) -> int:
    """Give a test a client file in the middle of others that are like it."""
    _filled(books, "Before")
    file = _filled(books)
    _filled(books, "After")
    return file


def _period(books: Books, file: int, end: date) -> Period:
    return next(period for period in years.periods_of(books, file) if period.end_date == end)


def _known(books: Books, file: int, number: str) -> KnownAccount:
    return next(account for account in accounts.all_of(books, file) if account.number == number)


def _ids(found: list[LedgerLine]) -> list[str]:
    return [line.id for line in found]


def test_lines_come_back_as_they_were_sent(books: Books, file: int) -> None:
    """Every member, by date and then by id."""
    assert lines.all_of(books, file) == [*SALE, *sorted(LATER)]
    assert lines.all_of(books, file, "open_value > 0") == [SALE[0]]


def test_lines_of_an_account_count_in_their_booking_period(books: Books, file: int) -> None:
    """Both days of a span are in it, a page has a beginning and an end, and what is before it can be summed."""
    whole = LAST.start_date, THIS.end_date
    assert _ids(lines.of_account(books, file, "400", whole)) == ["a1", "b1", "b2"]
    assert _ids(lines.of_account(books, file, "400", whole, slice(1, 2))) == ["b1"]
    assert _ids(lines.of_account(books, file, "400", whole, slice(1, None))) == ["b1", "b2"]
    assert _ids(lines.of_account(books, file, "400", whole, slice(None, 2))) == ["a1", "b1"]
    assert _ids(lines.of_account(books, file, "400", (date(2025, 6, 15), date(2025, 6, 15)))) == ["a1"]
    assert _ids(lines.of_account(books, file, "700", (date(2026, 1, 1), date(2026, 3, 30)))) == []
    assert _ids(lines.of_account(books, file, "700", (date(2026, 3, 31), date(2026, 3, 31)))) == ["b3"]
    assert lines.sum_of_account(books, file, "400", whole, 2) == (3, 11_400)
    assert lines.sum_of_account(books, file, "400", whole, 0) == (3, 0)
    assert lines.sum_of_account(books, file, "140", whole, 9) == (0, 0)


def test_an_entry_is_of_one_day_journal_and_document(books: Books, file: int) -> None:
    """A line without a document number stands alone, and one that nobody knows has none."""
    others = [
        LedgerLine("c1", "400", date(2025, 6, 16), 1, journal="INV", document_number="INV/1"),
        LedgerLine("c2", "400", date(2025, 6, 15), 1, journal="MISC", document_number="INV/1"),
        LedgerLine("c3", "400", date(2025, 6, 15), 1, journal="INV", document_number="INV/2"),
        LedgerLine("c4", "400", date(2025, 6, 15), 1, journal="INV"),
        LedgerLine("c5", "400", date(2025, 6, 15), 1, journal="INV"),
    ]
    lines.put(books, file, others, audit.begin(books, file, "submit"))
    assert [_ids(lines.of_entry(books, file, id_)) for id_ in ("a2", "c1", "c2", "c3", "c4", "nothing")] == [
        ["a1", "a2"],
        ["c1"],
        ["c2"],
        ["c3"],
        ["c4"],
        [],
    ]


def test_lines_go_with_the_change_that_took_them(books: Books, file: int) -> None:
    """What a change brought and took is known afterwards, and the turnover follows."""
    first = audit.begin(books, file, "submit")
    moved = [line._replace(value=line.value * 2, date=date(2025, 7, 1)) for line in SALE]
    lines.put(books, file, [moved[1], moved[0]], first)
    second = audit.begin(books, file, "submit")
    lines.remove(books, file, ["a1", "nothing"], second)
    third = audit.begin(books, file, "reset")
    lines.remove_from(books, file, "2026-02-10", third)
    lines.remove(books, file, [], third)
    assert [lines.brought(books, change) for change in (first, second, third)] == [moved, [], []]
    assert [lines.taken(books, change) for change in (first, second, third)] == [SALE, [moved[0]], sorted(LATER)]
    assert lines.all_of(books, file) == [moved[1]]
    assert turnover.between(books, file, LAST.start_date, THIS.end_date) == {"700": Turnover(0, 24_200)}


def test_days_are_those_on_which_lines_count(books: Books, file: int) -> None:
    """Of lines by id, or of all that are dated from a day on, each once and the oldest first."""
    assert sorted(lines.days_of(books, file, ["a1", "b3", "nothing"])) == ["2025-06-15", "2026-03-31"]
    assert lines.days_from(books, file) == ["2025-06-15", "2026-02-10", "2026-03-31"]
    assert lines.days_from(books, file, "2026-02-10") == ["2026-02-10", "2026-03-31"]
    assert lines.days_from(books, file, "2026-02-11") == []


def test_turnover_is_debit_and_credit_of_every_day_between(books: Books, file: int) -> None:
    """Whole months, parts of them, single days, and days from the year's last to the next one's first."""
    days = [
        date(2026, 1, 1),
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2026, 12, 31),
    ]
    extra = [LedgerLine(f"d{day}", "140", day, 10**place) for place, day in enumerate(days)]
    lines.put(books, file, extra, audit.begin(books, file, "submit"))

    def debit(start: date, end: date) -> int:
        return turnover.between(books, file, start, end).get("140", Turnover(0, 0)).debit

    for start in (date(2026, 1, 2), date(2026, 1, 30), *days):
        for end in (*days, date(2026, 3, 2), date(2026, 12, 30)):
            assert debit(start, end) == sum(line.value for line in extra if start <= line.date <= end)
    assert turnover.between(books, file, date(2026, 2, 1), date(2026, 2, 28))["400"] == Turnover(500, 700)
    assert turnover.between(books, file, date(2026, 2, 2), date(2026, 2, 27))["400"] == Turnover(500, 700)


def test_accounts_are_new_changed_or_as_they_were(books: Books, file: int) -> None:
    """The last word on a number counts; names in other languages than the fake's are left out."""
    again = [Account("400", {"en": "Customers", "nl": "Klanten", "de": "Kunden"}, "asset"), CHART[1]]
    assert accounts.put(books, file, again) == Put(0, 0)
    assert accounts.put(books, file, []) == Put(0, 0)
    assert accounts.put(books, file, [Account("400", {"fr": "Clients"}, "liability"), CHART[1]]) == Put(0, 1)
    new = [Account("800", {"en": "A"}, "asset"), Account("800", {"en": "B"}, "expense"), CHART[2]]
    assert accounts.put(books, file, new) == Put(1, 0)
    found = accounts.all_of(books, file)
    assert [(one.number, one.names, one.type, one.custom) for one in found] == [
        ("140", {"en": "Result"}, "equity", {}),
        ("400", {"fr": "Clients"}, "liability", {}),
        ("700", {"en": "Sales"}, "income", {}),
        ("800", {"en": "B"}, "expense", {}),
    ]
    assert accounts.types_of(books, file) == {one.number: one.type for one in found}
    assert accounts.numbers_of(books, file) == {"140", "400", "700", "800"}
    assert len({one.id for one in found if one.id > 100_000_000}) == 4
    assert accounts.get(books, file, found[1].id) == found[1]
    with pytest.raises(NotFoundError):
        accounts.get(books, file, 1)


def test_a_firm_calls_an_account_as_it_likes(books: Books, file: int) -> None:
    """What it does not name stays, and a locale without a name shows another's."""
    account = _known(books, file, "400")
    assert [account.name(locale) for locale in ("nl", "fr")] == ["Klanten", "Customers"]
    assert (account.shown_number, KnownAccount("1", {}, "asset", 1).name("en")) == ("400", "")
    accounts.customise(books, account, {"number": "40", "names": {"fr": "Clients"}})
    accounts.customise(books, _known(books, file, "400"), {"names": {"nl": "Debiteuren"}, "mapped_number": "3"})
    accounts.customise(books, _known(books, file, "400"), {"mapped_number": "4"})
    custom = _known(books, file, "400")
    assert custom.custom == {"number": "40", "mapped_number": "4", "names": {"fr": "Clients", "nl": "Debiteuren"}}
    assert (custom.number, custom.shown_number) == ("400", "40")
    assert [custom.name(locale) for locale in ("en", "nl", "fr")] == ["Customers", "Debiteuren", "Clients"]
    assert _known(books, file, "700").custom == {}


def test_a_file_is_what_was_said_of_it(books: Books) -> None:
    """Added, described, linked, locked, archived, unlinked: each is a change, but for what is only remembered."""
    file, other = (companies.add(books, name, "JPY", 0) for name in ("Acme", "Other"))
    untouched = companies.get(books, other)
    assert companies.get(books, file) == Company(
        file, "Acme", "JPY", 0, START, None, None, None, None, None, None, (), {}, False
    )
    assert [one.id for one in companies.all_of(books)] == [file, other]
    companies.link(books, file, 7, "a:1", date(2026, 1, 1))
    companies.remember_lock(books, file, date(2025, 12, 31))
    companies.remember_sync_point(books, file, "point")
    companies.remember_labels(books, file, ["Project", "Cost"])
    companies.remember_retained_earnings(books, file, "140")
    companies.describe(books, file, "Acme NV", {"vat": "BE1", "city": "Gent"})
    companies.describe(books, file, None, {"city": "Brugge"})
    companies.archive(books, file, archived=True)
    assert companies.get(books, file) == Company(
        id=file,
        name="Acme NV",
        currency="JPY",
        decimals=0,
        created_at=START,
        application_id=7,
        reference="a:1",
        sync_start_at=date(2026, 1, 1),
        sync_point="point",
        locked_until=date(2025, 12, 31),
        retained_earnings="140",
        extra_field_labels=("Project", "Cost"),
        details={"vat": "BE1", "city": "Brugge"},
        is_archived=True,
    )
    assert [one.id for one in companies.all_of(books)] == [other]
    assert [one.id for one in companies.all_of(books, archived=True)] == [file]
    companies.archive(books, file, archived=False)
    companies.unlink(books, file)
    companies.remember_lock(books, file, None)
    found = companies.get(books, file)
    assert (found.application_id, found.reference, found.sync_start_at, found.sync_point) == (None, None, None, None)
    assert (found.locked_until, found.is_archived) == (None, False)
    assert companies.get(books, other) == untouched
    assert [(change.operation, change.details) for change in audit.all_of(books, file)] == [
        ("link", {"application": 7, "reference": "a:1"}),
        ("lock", {"until": "2025-12-31"}),
        ("describe", {"name": "Acme NV", "details": {"vat": "BE1", "city": "Gent"}}),
        ("describe", {"name": None, "details": {"city": "Brugge"}}),
        ("archive", {}),
        ("unarchive", {}),
        ("unlink", {}),
        ("lock", {"until": None}),
    ]
    with pytest.raises(NotFoundError):
        companies.get(books, 1)


@pytest.mark.parametrize(
    ("start", "keeps_earlier", "left", "uploads"),
    [
        (date(2026, 1, 1), True, ["a1", "a2"], ["2025-12-31"]),
        (date(2026, 1, 1), False, [], []),
        (None, True, [], []),
        (None, False, [], []),
    ],
)
def test_a_new_link_replaces_figures(
    books: Books, file: int, start: date | None, left: list[str], uploads: list[str], *, keeps_earlier: bool
) -> None:
    """All of them, or those from its first day on; another file's stay."""
    insert = "INSERT INTO upload VALUES (?, ?, 'lines', 'x.csv', '', 1, '2025-01-01', ?, '{}')"
    for id_, day in enumerate(("2025-12-31", "2026-01-01")):
        books.store.execute(insert, [id_, file, day])
    companies.remember_sync_point(books, file, "point")
    companies.link(books, file, 7, "a:1", start, keeps_earlier=keeps_earlier)
    assert _ids(lines.all_of(books, file)) == left
    assert [day for (day,) in books.store.all("SELECT last_day FROM upload")] == uploads
    assert (companies.get(books, file).sync_point, companies.get(books, file).sync_start_at) == (None, start)
    assert _ids(lines.taken(books, audit.all_of(books, file)[-1].number)) == [
        id_ for id_ in ("a1", "a2", "b1", "b2", "b3") if id_ not in left
    ]
    assert sum(len(lines.all_of(books, one.id)) for one in companies.all_of(books) if one.id != file) == 10


def test_a_new_link_replaces_all_figures_unless_it_is_told_else(books: Books, file: int) -> None:
    """Those before its first day, too."""
    companies.link(books, file, 7, "a:1", date(2026, 1, 1))
    assert lines.all_of(books, file) == []


def test_changes_have_their_author_and_their_time(books: Books, file: int) -> None:
    """Inside it is one's own, afterwards nobody's again, even when something went wrong."""
    author = Author(7, 8, 9)
    with pytest.raises(ZeroDivisionError), audit.by(author):  # noqa: PT012 - it must go wrong inside
        number = audit.begin(books, file, "submit", sync_point="p")
        raise ZeroDivisionError
    books.clock.advance(timedelta(hours=1))
    with audit.by(author):
        audit.begin(books, file, "submit")
        audit.begin(books, file, "reset")
    by_nobody = audit.begin(books, file, "submit")
    found = {change.number: change for change in audit.all_of(books, file)}
    assert found[number] == Change(number, file, "submit", START, author, {"sync_point": "p"})
    assert found[by_nobody] == Change(by_nobody, file, "submit", START + timedelta(hours=1), NOBODY, {})
    assert list(found) == sorted(found)
    books.clock.advance(timedelta(hours=1))
    audit.begin(books, file, "submit")
    assert audit.last_at(books, file, "submit", 7) == START + timedelta(hours=1)
    assert audit.last_at(books, file, "submit", 8) is None
    assert audit.last_at(books, file + 1, "submit", 7) is None
    assert audit.last_at(books, file, "link", 7) is None


def test_accounts_stand_day_by_day(books: Books, file: int) -> None:
    """Before every year nowhere, after a year's end as it closed, in the next with what it opened with."""
    assert balances.standing(books, file, date(2024, 12, 31)) == {}
    assert balances.standing(books, file, date(2025, 6, 14)) == {}
    assert balances.standing(books, file, date(2025, 6, 15)) == {
        "400": Standing(0, 12_100, 0),
        "700": Standing(0, 0, 12_100),
    }
    assert balances.standing(books, file, date(2026, 2, 9)) == {
        "140": Standing(-12_100, 0, 0),
        "400": Standing(12_100, 0, 0),
    }
    assert balances.standing(books, file, date(2026, 1, 1)) == balances.standing(books, file, date(2026, 2, 9))
    closed = {"140": Standing(-12_100, 0, 0), "400": Standing(12_100, 500, 700), "700": Standing(0, 200, 0)}
    assert balances.standing(books, file, date(2026, 12, 31)) == closed
    assert balances.standing(books, file, date(2027, 6, 30)) == closed
    assert balances.at(books, file, date(2025, 6, 14)) == {}
    assert balances.at(books, file, date(2025, 12, 31)) == {"400": 12_100, "700": -12_100}
    assert balances.at(books, file, date(2026, 1, 1)) == {"140": -12_100, "400": 12_100}
    assert balances.at(books, file) == {"140": -12_100, "400": 11_900, "700": 200}
    assert (balances.off_by(books, file), balances.off_by(books, file, date(2026, 2, 10))) == (0, -200)
    years.add(books, file, Year(date(2027, 1, 1), date(2027, 12, 31), True, True))
    opened = {"140": Standing(-11_900, 0, 0), "400": Standing(11_900, 0, 0)}
    assert balances.standing(books, file, date(2027, 1, 1)) == opened


def test_the_ledger_of_an_account_runs_on_from_page_to_page(books: Books, file: int) -> None:
    """Opening, what was carried to the page, every line with the balance after it, and how many there are."""
    account, period = _known(books, file, "400"), _period(books, file, date(2026, 2, 28))
    whole = account_ledger.of(books, file, account, period, slice(None))
    assert (whole.account, whole.period, whole.count) == (account, period, 2)
    assert [(one.line.id, one.balance) for one in whole.postings] == [("b1", 11_400), ("b2", 11_900)]
    assert (whole.opening, whole.carried, whole.balance) == (12_100, 12_100, 11_900)
    second = account_ledger.of(books, file, account, period, slice(1, 2))
    assert [(one.line.id, one.balance) for one in second.postings] == [("b2", 11_900)]
    assert (second.opening, second.carried, second.count, second.balance) == (12_100, 11_400, 2, 11_900)
    january = account_ledger.of(books, file, account, _period(books, file, date(2026, 1, 31)), slice(None))
    assert (january.postings, january.count, january.balance) == ((), 0, 12_100)
    nothing = account_ledger.of(books, file, _known(books, file, "700"), january.period, slice(None))
    assert (nothing.opening, nothing.carried, nothing.balance) == (0, 0, 0)


def test_what_is_open_and_what_lines_are_analysed_by(books: Books, file: int) -> None:
    """Open lines with their accounts; sums by dimension, code and account."""
    customers = _known(books, file, "400")
    assert [(one.line.id, one.account) for one in analysis.open_lines(books, file)] == [("a1", customers)]
    assert [(one.dimension, one.code, one.sums) for one in analysis.by_dimension(books, file)] == [
        ("1", "N", ((customers, 12_100),)),
        ("1", "S", ((customers, -200),)),
        ("2", "x", ((customers, 500),)),
    ]


def test_a_trial_balance_stands_beside_another_period(books: Books, file: int) -> None:
    """Accounts on which nothing is to be told are left out unless they are wanted; adjustments stand apart."""
    result, customers, sales = accounts.all_of(books, file)
    february, december = (_period(books, file, end) for end in (date(2026, 2, 28), date(2025, 12, 31)))
    found = trial_balance.at(books, file, february, december)
    assert (found.period, found.compared) == (february, december)
    assert found.rows == (
        Row(result, Standing(-12_100, 0, 0), 0),
        Row(customers, Standing(12_100, 500, 700), 12_100),
        Row(sales, Standing(), -12_100),
    )
    assert [row.difference for row in found.rows] == [-12_100, -200, 12_100]
    assert (found.total, found.total_before) == (Standing(0, 500, 700), 0)
    assert (found.is_adjusted, found.total_adjusted) == (False, 0)
    assert [row.account.number for row in trial_balance.at(books, file, february, None).rows] == ["140", "400"]
    with_zeros = trial_balance.at(books, file, february, None, zeros=True)
    assert with_zeros.rows[2] == Row(sales, Standing(), 0)
    adjusted = trial_balance.at(books, file, february, None, adjusted={"700": -5, "140": 5})
    assert [(row.account.number, row.adjusted) for row in adjusted.rows] == [("140", 5), ("400", 0), ("700", -5)]
    assert (adjusted.is_adjusted, adjusted.total_adjusted) == (True, 0)


def test_a_period_is_compared_with_the_one_a_year_before(books: Books) -> None:
    """The one that ends in the same month of the year before, else the one that closed it, else none."""
    file = companies.add(books, "Acme", "EUR", 2)
    short = Year(date(2025, 7, 1), date(2025, 12, 31), True, True)
    years.replace(books, file, [Year(date(2024, 7, 1), date(2025, 6, 30), True, True), short, THIS])

    def before(end: date) -> date | None:
        found = trial_balance.same_period_a_year_before(books, file, _period(books, file, end))
        return None if found is None else found.end_date

    assert before(date(2026, 8, 31)) == date(2025, 8, 31)
    assert before(date(2026, 2, 28)) == date(2025, 12, 31)
    assert before(date(2025, 7, 31)) == date(2024, 7, 31)
    assert before(date(2024, 8, 31)) is None


def test_years_are_divided_into_months(books: Books) -> None:
    """A year ends on its own last day; periods that go on ending on the same day keep their id."""
    file, other = companies.add(books, "Acme", "EUR", 2), companies.add(books, "Other", "EUR", 2)
    broken = Year(date(2025, 11, 15), date(2026, 2, 10), False, True)
    years.replace(books, file, [broken])
    years.replace(books, other, [THIS])
    ends = [date(2026, 2, 10), date(2026, 1, 31), date(2025, 12, 31), date(2025, 11, 30)]
    found = years.periods_of(books, file)
    assert [(one.end_date, one.year, one.is_public) for one in found] == [(end, broken, False) for end in ends]
    assert [end for end in ends if end in broken] == ends
    assert [day in broken for day in (date(2025, 11, 14), date(2025, 11, 15), date(2026, 2, 11))] == [
        False,
        True,
        False,
    ]
    longer = Year(date(2025, 11, 15), date(2026, 2, 28), True, False)
    years.replace(books, file, [longer])
    assert years.all_of(books, file) == [longer]
    kept = years.periods_of(books, file)
    assert [one.id for one in kept[1:]] == [one.id for one in found[1:]]
    assert (kept[0].end_date, kept[0].id in {one.id for one in found}) == (date(2026, 2, 28), False)
    assert len(years.periods_of(books, other)) == 12


def test_a_year_is_added_where_no_other_is(books: Books, file: int) -> None:
    """One day in common is too many; years stand in order."""
    touching = [
        Year(date(2024, 1, 1), date(2025, 1, 1), True, True),
        Year(date(2026, 12, 31), date(2027, 12, 30), True, True),
    ]
    assert [years.add(books, file, year) for year in touching] == [False, False]
    assert years.all_of(books, file) == [LAST, THIS]
    before = Year(date(2024, 1, 1), date(2024, 12, 31), False, False)
    assert years.add(books, file, before)
    assert years.all_of(books, file) == [before, LAST, THIS]


def test_periods_are_made_public_with_all_before_them(books: Books, file: int) -> None:
    """And private again one by one."""

    def public() -> list[date]:
        return [one.end_date for one in years.periods_of(books, file) if one.is_public]

    years.publish(books, file, _period(books, file, date(2025, 3, 31)), public=True)
    assert public() == [date(2025, 3, 31), date(2025, 2, 28), date(2025, 1, 31)]
    years.publish(books, file, _period(books, file, date(2025, 2, 28)), public=False)
    assert public() == [date(2025, 3, 31), date(2025, 1, 31)]
    assert sum(one.is_public for other in companies.all_of(books) for one in years.periods_of(books, other.id)) == 2


def test_a_period_is_known_by_its_id(books: Books, file: int) -> None:
    """In its own file alone."""
    for period in years.periods_of(books, file)[:2]:
        assert years.period_of(books, file, period.id) == period
    with pytest.raises(NotFoundError):
        years.period_of(books, companies.all_of(books)[0].id, period.id)


@pytest.mark.parametrize(
    ("line_id", "becomes", "period"),
    [
        ("a1", None, "2025-06-30"),
        ("a1", date(2026, 7, 1), "2025-06-30"),
        ("b1", date(2025, 3, 3), "2025-03-31"),
        ("new", date(2025, 12, 31), "2025-12-31"),
    ],
)
def test_what_is_locked_does_not_change(
    books: Books, file: int, line_id: str, becomes: date | None, period: str
) -> None:
    """Neither goes, nor changes, nor comes; the refusal names the first period that it would touch."""
    companies.remember_lock(books, file, date(2025, 12, 31))
    company = companies.get(books, file)
    line = None if becomes is None else LedgerLine(line_id, "400", becomes, 1)
    with pytest.raises(LockedPeriodError) as refused:
        locks.refuse_changes(books, company, {line_id: line, "b2": LATER[0]})
    assert str(refused.value) == str(LockedPeriodError(period, "2025-12-31"))


def test_what_is_not_locked_may_change(books: Books, file: int) -> None:
    """Lines after the last locked day, and any line of a file that is not locked."""
    unlocked = companies.get(books, file)
    locks.refuse_changes(books, unlocked, {"a1": None})
    locks.refuse_removal_from(books, unlocked, "2025-01-01")
    companies.remember_lock(books, file, date(2025, 12, 31))
    company = companies.get(books, file)
    locks.refuse_changes(books, company, {"b1": None, "new": LedgerLine("new", "400", date(2026, 1, 1), 1)})
    locks.refuse_removal_from(books, company, "2025-06-16")
    with pytest.raises(LockedPeriodError) as refused:
        locks.refuse_removal_from(books, company, "2025-06-15")
    assert str(refused.value) == str(LockedPeriodError("2025-06-30", "2025-12-31"))
