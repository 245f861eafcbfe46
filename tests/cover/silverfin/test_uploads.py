"""Figures out of files: what is read, what is refused with row, column and advice, and what the ledger then has."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from mock_silverfin.face import ClientFile
from mock_silverfin.ledger import years
from mock_silverfin.ledger.years import Year
from mock_silverfin.sheets.reading import UnreadableFileError, rows_of
from mock_silverfin.uploads.cells import CellError, minor_of

from .person import Person
from .support import World

HEAD = ("Date", "Account number", "Account name", "Account type", "Amount")
GOOD = (
    ("31/12/2025", "100000", "Capital", "equity", "-500,00"),
    ("31/12/2025", "550000", "Bank", "asset", "1.734,50"),
    ("31/12/2025", "700000", "Sales", "income", "-1.234,50"),
)


def csv_of(*rows: Sequence[str], head: Sequence[str] = HEAD, separator: str = ";") -> bytes:
    """Return a text file."""
    return "\n".join(separator.join(row) for row in (head, *rows)).encode()


def workbook_of(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    """Return a workbook."""
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (head, *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.fixture
def free(world: World) -> ClientFile:
    """A client file by hand, with the years 2025 and 2026."""
    file = world.firm.add_company("By hand")
    flags = {"compute_opening_balances": True, "compute_retained_earnings": False}
    known = [Year(date(year, 1, 1), date(year, 12, 31), **flags) for year in (2025, 2026)]
    years.replace(file.books, file.id, known)
    return file


class Uploader(Person):
    """Somebody on the upload page of a client file."""

    def __init__(self, world: World, file: ClientFile, language: str = "en") -> None:
        super().__init__(world.silverfin, language)
        self.there = f"/f/{world.firm.id}/{file.id}/upload"
        self.signs_in(path=self.there)

    def brings(self, content: bytes, name: str = "figures.csv", kind: str = "totals", wish: str = "book") -> str:
        """Send a file and return what the page says."""
        self.goes(self.there).fills_in("/upload", file=(io.BytesIO(content), name), kind=kind, wish=wish)
        return self.text


@pytest.fixture
def uploader(world: World, free: ClientFile) -> Uploader:
    """An admin on the upload page."""
    return Uploader(world, free)


def test_totals_become_the_trial_balance(free: ClientFile, uploader: Uploader) -> None:
    """Accounts with their names and types, and every balance as the file says."""
    assert "3 rows were brought in." in uploader.brings(csv_of(*GOOD))
    assert free.trial_balance(date(2025, 12, 31)) == {"100000": -50000, "550000": 173450, "700000": -123450}
    assert [(one.number, one.name("en"), one.type) for one in free.accounts()] == [
        ("100000", "Capital", "equity"), ("550000", "Bank", "asset"), ("700000", "Sales", "income"),
    ]  # fmt: skip


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_text_files_come_in_several_ways(free: ClientFile, uploader: Uploader, separator: str, encoding: str) -> None:
    """Other separators, a mark for UTF-8, and the encoding of older spreadsheets."""
    rows = [(*row[:2], f"{row[2]} é", *row[3:]) for row in GOOD]
    uploader.brings(csv_of(*rows, separator=separator).decode().encode(encoding), "figures.txt")
    assert free.accounts()[0].name("en") == "Capital é"


def test_a_workbook_has_real_dates_and_numbers(free: ClientFile, uploader: Uploader) -> None:
    """A number counts as Excel shows it; account numbers may be numbers."""
    day = date(2025, 12, 31)
    rows = [
        (day, 100000, "Capital", "equity", -0.3), (day, 550000, "Bank", "asset", 0.1 + 0.2),
        (day, 700000, "Sales", "income", 0), (None, None, None, None, None),
    ]  # fmt: skip
    assert "3 rows were brought in." in uploader.brings(workbook_of(*rows), "figures.xlsx")
    assert free.trial_balance(day) == {"100000": -30, "550000": 30}


def test_headings_are_known_in_every_language(free: ClientFile, uploader: Uploader) -> None:
    """And so are the types of accounts; one debit and one credit are as good as an amount; others are passed over."""
    head = ("Datum", "Rekeningnummer", "Naam van de rekening", "Type rekening", "Debet", "Credit", "Opmerking")
    rows = [("2025-12-31", "100000", "Kapitaal", "eigen vermogen", "", "5,00", "x"),
            ("2025-12-31", "550000", "Bank", "actief", "5,00", "", "y")]  # fmt: skip
    assert "Columns that are passed over: Opmerking" in uploader.brings(csv_of(*rows, head=head))
    assert free.trial_balance() == {"100000": -500, "550000": 500}
    head = ("Ngày", "Số hiệu tài khoản", "Tên tài khoản", "Loại tài khoản", "Số tiền")
    uploader.brings(csv_of(*GOOD, head=head))
    assert free.trial_balance(date(2025, 12, 31))["550000"] == 173450


def _with(row: int, column: int, value: str) -> bytes:
    rows = [list(one) for one in GOOD]
    rows[row - 2][column] = value
    return csv_of(*rows)


@pytest.mark.parametrize(
    ("content", "row", "column", "told"),
    [
        (_with(3, 0, ""), "3", "Date", "There is no date."),
        (_with(3, 0, "31/13/2025"), "3", "Date", "“31/13/2025” is not a date. Write it as 31/12/2026"),
        (_with(3, 0, "soon"), "3", "Date", "“soon” is not a date."),
        (_with(2, 0, "01/01/2024"), "2", "Date", "Jan 1, 2024 is in no financial year"),
        (_with(4, 1, ""), "4", "Account number", "There is no account number. If this is a subtotal, remove the row."),
        (_with(2, 3, "bank"), "2", "Account type", "“bank” is no type of account."),
        (_with(2, 3, ""), "2", "", "Account 100000 is new. Give its type"),
        (_with(2, 2, ""), "2", "", "Account 100000 is new. Give its name."),
        (_with(3, 4, "1,234.50"), "3", "Amount", "“1,234.50” is not an amount. Write it as 1.234,56"),
        (_with(3, 4, "1734.50"), "3", "Amount", "“1734.50” is not an amount"),
        (_with(3, 4, "EUR 5"), "3", "Amount", "“EUR 5” is not an amount"),
        (_with(3, 4, "0,005"), "3", "Amount", "“0,005” has more decimals than EUR has (2)"),
        (
            _with(3, 4, "9999999999999999"),
            "3",
            "Amount",
            "“9999999999999999” has more decimals than EUR has (2), or too many digits",
        ),
        (_with(3, 4, ""), "3", "Amount", "There is no amount."),
        (_with(3, 4, "1.734,51"), "whole file", "", "The rows add up to 0.01. They have to add up to zero"),
        (_with(3, 1, "100000"), "3", "", "Account 100000 stands in row 2, too."),
        (_with(4, 0, "30/11/2025"), "4", "", "Totals are all of one day, and row 2 is of Dec 31, 2025."),
        (csv_of(GOOD[0], ("", "", "", "", ""), *GOOD[1:]), "3", "", "This row is blank. Remove it."),
        (csv_of(), "whole file", "", "There are headings and nothing below them."),
        (b"", "whole file", "", "The file is empty."),
        (csv_of(*GOOD, head=("Day", *HEAD[1:])), "1", "", "There is no column with dates."),
        (csv_of(*GOOD, head=(HEAD[0], "Ledger", *HEAD[2:])), "1", "", "There is no column with account numbers."),
        (csv_of(*GOOD, head=(*HEAD[:4], "Sum")), "1", "", "There is no column with amounts."),
        (csv_of(*GOOD, head=(*HEAD[:4], "Debit")), "1", "", "There is no column with amounts."),
        (csv_of(*GOOD, head=(*HEAD[:3], "Debit", "Amount")), "1", "", "There are amounts and debit or credit, too."),
        (csv_of(*GOOD, head=(*HEAD[:3], "Amount", "Amount")), "1", "Amount", "Two columns are called “Amount”."),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    free: ClientFile, uploader: Uploader, content: bytes, row: str, column: str, told: str
) -> None:
    """Row, column and advice; nothing of the file is booked."""
    text = uploader.brings(content)
    assert uploader.page.status_code == 422
    table = text.partition("What is wrong, and what to do ")[2]
    assert f"{row} {column} {told}".replace("  ", " ") in table
    assert (free.accounts(), free.lines()) == ([], [])


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("old.xls", b"x", "The real system also reads files of the kind .xls; this one reads .xlsx and .csv."),
        ("audit.xaf", b"x", "The real system also reads files of the kind .xaf"),
        ("picture.png", b"x", "picture.png is not a file of a kind that is read."),
        ("broken.xlsx", b"PK\x03\x04", "broken.xlsx cannot be opened as a workbook."),
        ("binary.csv", b"a;b\0c", "binary.csv is not a text file."),
        ("endless.csv", b'"' + b"x" * 200_000, "endless.csv is not a text file."),
        ("", b"", "Choose a file."),
    ],
)
def test_files_that_cannot_be_read_are_told_by_name(uploader: Uploader, name: str, content: bytes, told: str) -> None:
    """With what to do instead."""
    assert told in uploader.brings(content, name)
    assert uploader.page.status_code == 422


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its size on the way."""
    monkeypatch.setattr("mock_silverfin.sheets.reading.LARGEST_UNPACKED", 100)
    with pytest.raises(UnreadableFileError, match="too large"):
        rows_of("figures.xlsx", workbook_of(*GOOD))
    monkeypatch.setattr("mock_silverfin.sheets.reading.MOST_ROWS", 2)
    with pytest.raises(UnreadableFileError, match="at most 2 rows"):
        rows_of("figures.csv", csv_of(*GOOD))


def test_a_side_that_is_negative_is_told(uploader: Uploader) -> None:
    """With the number to move."""
    head = (*HEAD[:4], "Debit", "Credit")
    text = uploader.brings(csv_of((*GOOD[0][:4], "-5,00", ""), (*GOOD[1][:4], "5,00", ""), head=head))
    assert "2 Debit A debit or a credit is never negative. Put -5,00 into the other column, without its sign." in text
    text = uploader.brings(csv_of((*GOOD[0][:4], "five", ""), (*GOOD[1][:4], "", "5,00"), head=head))
    assert "2 Debit “five” is not an amount." in text
    assert "3 Debit There is no amount." in uploader.brings(
        csv_of((*GOOD[0][:4], "5,00", "5,00"), (*GOOD[1][:4], "", ""), head=head)
    )


def test_every_problem_is_told_at_once(uploader: Uploader) -> None:
    """By row, at most fifty, and how many more there are."""
    text = uploader.brings(csv_of(*[("soon", "", "", "", "x")] * 60))
    assert (text.count("remove the row"), "There are 10 more." in text) == (50, True)


def test_problems_are_told_in_the_language_of_the_page(world: World, free: ClientFile) -> None:
    """Days and amounts, too."""
    vietnamese = Uploader(world, free, "vi")
    assert "Tổng các hàng là 1.000,01." in vietnamese.brings(_with(3, 4, "2.734,51"))
    assert "1 thg 1, 2024 không thuộc năm tài chính nào" in vietnamese.brings(_with(2, 0, "01/01/2024"))


def test_a_check_books_nothing(free: ClientFile, uploader: Uploader) -> None:
    """It only says that nothing is wrong."""
    assert "3 rows, and nothing is wrong with them." in uploader.brings(csv_of(*GOOD), wish="check")
    assert free.lines() == []


def test_later_totals_are_year_to_date(free: ClientFile, uploader: Uploader) -> None:
    """What the new ones say more is booked on their day; accounts that are not named stand at zero."""
    uploader.brings(csv_of(*GOOD))
    january = [("31/01/2026", "100000", "", "", "-600,00"), ("31/01/2026", "550000", "", "", "600,00")]
    uploader.brings(csv_of(*january))
    assert free.trial_balance(date(2025, 12, 31))["700000"] == -123450
    assert free.trial_balance(date(2026, 1, 31)) == {"100000": -60000, "550000": 60000}


def test_totals_brought_again_change_their_day_alone(free: ClientFile, uploader: Uploader) -> None:
    """Later totals go on saying what they said."""
    february = [("28/02/2026", number, *told, amount) for number, told, amount in (
        ("100000", ("Capital", "equity"), "-700,00"), ("550000", ("Bank", "asset"), "700,00"),
    )]  # fmt: skip
    uploader.brings(csv_of(*february))
    uploader.brings(csv_of(*GOOD))
    rows = [(*row[:4], amount) for row, amount in zip(GOOD, ("-500,00", "1.000,00", "-500,00"), strict=True)]
    uploader.brings(csv_of(*rows))
    assert free.trial_balance(date(2025, 12, 31)) == {"100000": -50000, "550000": 100000, "700000": -50000}
    assert free.trial_balance(date(2026, 2, 28)) == {"100000": -70000, "550000": 70000}
    assert uploader.goes(uploader.there).text.count("figures.csv") == 2


def test_booking_lines_replace_those_of_the_same_years(free: ClientFile, uploader: Uploader) -> None:
    """An account may occur often; another year is left alone, and totals after them hold."""
    head = (*HEAD, "Description", "Reference")
    first = [("05/01/2026", "550000", "Bank", "asset", "100,00", "Deposit", "B1"),
             ("05/01/2026", "100000", "Capital", "equity", "-100,00", "Deposit", "B1"),
             ("31/12/2025", "550000", "Bank", "asset", "7,00", "", ""),
             ("31/12/2025", "100000", "Capital", "equity", "-7,00", "", "")]  # fmt: skip
    assert "4 rows were brought in." in uploader.brings(csv_of(*first, head=head), kind="lines")
    assert [(line.description, line.document_number) for line in free.lines()][2:] == [("Deposit", "B1")] * 2
    uploader.brings(csv_of(("28/02/2026", "550000", "", "", "150,00"), ("28/02/2026", "100000", "", "", "-150,00")))
    second = [("06/01/2026", "550000", "", "", "40,00"), ("06/01/2026", "100000", "", "", "-40,00")]
    uploader.brings(csv_of(*second), kind="lines")
    assert free.trial_balance(date(2025, 12, 31)) == {"100000": -700, "550000": 700}
    assert free.trial_balance(date(2026, 1, 31)) == {"100000": -4700, "550000": 4700}
    assert free.trial_balance(date(2026, 2, 28)) == {"100000": -15000, "550000": 15000}


def test_locked_periods_are_left_alone(free: ClientFile, uploader: Uploader) -> None:
    """A row in one is told; booking lines that stand there stay when others take the place of the rest."""
    lines = [("05/01/2026", "550000", "Bank", "asset", "1,00"), ("05/01/2026", "100000", "Capital", "equity", "-1,00")]
    uploader.brings(csv_of(*lines), kind="lines")
    free.lock_until(date(2026, 1, 31))
    assert "Jan 5, 2026 is in a locked period." in uploader.brings(csv_of(*lines), kind="lines")
    later = [("05/02/2026", *row[1:]) for row in lines]
    uploader.brings(csv_of(*later), kind="lines")
    assert [line.date.isoformat() for line in free.lines()] == ["2026-01-05"] * 2 + ["2026-02-05"] * 2


def test_a_known_account_keeps_its_type_and_may_change_it(free: ClientFile, uploader: Uploader) -> None:
    """A file without types is enough once accounts are known; two types in one file are told."""
    uploader.brings(csv_of(*GOOD))
    uploader.brings(csv_of(*[(*row[:3], "", row[4]) for row in GOOD]))
    assert [one.type for one in free.accounts()] == ["equity", "asset", "income"]
    lines = [GOOD[0], ("30/12/2025", "100000", "", "asset", "500,00")]
    assert "3 Account 100000 is of type equity in an earlier row and of type asset here." in uploader.brings(
        csv_of(*lines), kind="lines"
    )


def test_a_file_that_is_synchronised_takes_no_upload(world: World) -> None:
    """The page says why and offers no form; a form that comes nevertheless is refused."""
    person = Uploader(world, world.file)
    assert "Go back to manual import first." in person.text
    token = person.forms[0][1]["csrf_token"]
    person.sends(person.there, {"csrf_token": token, "file": (io.BytesIO(csv_of(*GOOD)), "figures.csv")})
    assert (person.page.status_code, world.file.lines()) == (409, [])


def test_a_file_without_years_is_told_to_add_one(world: World) -> None:
    """No date can be right before."""
    person = Uploader(world, world.firm.add_company("New"))
    assert "has no financial year yet" in person.text


def test_what_was_taken_along_can_be_brought_back(world: World, free: ClientFile, uploader: Uploader) -> None:
    """The trial balance as a file, CSV or workbook, makes the same trial balance in another client file."""
    uploader.brings(csv_of(*GOOD))
    person = uploader.goes(f"/f/{world.firm.id}/{free.id}/ledgers")
    [period] = {one.id for one in years.periods_of(free.books, free.id) if one.end_date == date(2025, 12, 31)}
    for kind in ("csv", "xlsx"):
        other = world.firm.add_company(f"Other {kind}")
        years.replace(other.books, other.id, free.years())
        path = f"/f/{world.firm.id}/{free.id}/ledgers/{period}/trial-balance.{kind}?compared="
        content = person.goes(path).page.data
        Uploader(world, other).brings(content, f"figures.{kind}")
        assert other.trial_balance() == free.trial_balance()


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amounts_are_read_as_they_are_written(amount: Decimal) -> None:
    """With and without dots between thousands, exactly."""
    written = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert minor_of(written, "EUR", 2) == int(amount * 100)
    assert minor_of(written.replace(".", ""), "EUR", 2) == int(amount * 100)
    assert minor_of(amount, "EUR", 2) == int(amount * 100)


@given(st.text(max_size=12))
def test_no_other_text_is_an_amount(text: str) -> None:
    """What is read is a number in the European way, and nothing else."""
    try:
        minor_of(text, "EUR", 2)
    except CellError:
        return
    assert text.strip("+-").replace(".", "").replace(",", "").isdigit()
    assert text.count(",") <= 1


def test_uploads_go_back_in_time_with_the_firm(world: World, free: ClientFile, uploader: Uploader) -> None:
    """What was brought in after a moment is gone when that moment is brought back."""
    before = world.silverfin.capture()
    uploader.brings(csv_of(*GOOD))
    world.silverfin.restore(before)
    assert free.lines() == []
    world.silverfin.clock.advance(timedelta(seconds=1))
    assert "figures.csv" not in Uploader(world, free).text
