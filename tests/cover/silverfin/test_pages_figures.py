"""The figures on pages: trial balance beside another year, ledgers, entries, files, periods with locks, and changes."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from html import unescape

import pytest
from openpyxl import load_workbook
from werkzeug.http import parse_options_header

from mock_silverfin.ledger import account_ledger, accounts, trial_balance, years

from .person import Person
from .support import World, account, upsert

DASH = "\N{EN DASH}"  # what stands for nothing
CHART = (
    account("100000", "equity", en="Capital"),
    account("140000", "equity", en="Carried forward"),
    account("400000", "asset", en="Customers", nl="Klanten"),
    account("550000", "asset", en="Bank"),
    account("700000", "income", en="Sales"),
    account("999000", "asset", en="Never used"),
)


def line(id_: str, number: str, value: str, day: str, document: str = "") -> dict[str, object]:
    """Return a line of a journal entry."""
    more = {"account_number": number, "document_number": document, "journal": "INV", "description": f"<{id_}>"}
    return upsert(id_, value, day, **more)


@pytest.fixture
def booked(world: World) -> World:
    """Give a test two years: capital and a sale of 100.00 in 2025, a sale of 1,234.56 paid by half in 2026."""
    world.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, True))
    actions = [
        line("1", "550000", "500", "2025-01-10"), line("2", "100000", "-500", "2025-01-10"),
        line("3", "400000", "100", "2025-06-30", "INV/1"), line("4", "700000", "-100", "2025-06-30", "INV/1"),
        line("5", "400000", "1234.56", "2026-02-03", "INV/2"), line("6", "700000", "-1234.56", "2026-02-03", "INV/2"),
        line("7", "550000", "617.28", "2026-02-20", "PAY/1"), line("8", "400000", "-617.28", "2026-02-20", "PAY/1"),
    ]  # fmt: skip
    assert world.submit(*actions, accounts=CHART).status == 200
    return world


@pytest.fixture
def person(booked: World) -> Person:
    """A member of the firm on the trial balance."""
    return Person(booked.silverfin).signs_in(path=f"/f/{booked.firm.id}/{booked.file.id}/ledgers")


def rows(person: Person) -> dict[str, list[str]]:
    """Return the amounts of a table of figures by what stands first in the row."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", person.page.text, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        texts = [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells]
        found[texts[0]] = texts[1:]
    return found


def test_the_trial_balance_of_today_stands_beside_the_year_before(person: Person) -> None:
    """The period that holds today, and the same one a year earlier; every column adds up."""
    assert "Mar 31, 2026, in EUR, positive for debit" in person.text
    found = rows(person)
    assert found["400000 Customers"] == ["asset", "100.00", "1,234.56", "617.28", "717.28", DASH, "717.28"]
    assert found["140000 Carried forward"] == ["equity", "-100.00", DASH, DASH, "-100.00", DASH, "-100.00"]
    assert found["700000 Sales"] == ["income", DASH, DASH, "1,234.56", "-1,234.56", DASH, "-1,234.56"]
    assert found["Total"][1:6] == ["0.00", "1,851.84", "1,851.84", "0.00", "0.00"]
    assert "999000 Never used" not in found
    assert "!unbalanced" not in person.text


def test_one_compares_with_any_period_or_none(booked: World, person: Person) -> None:
    """And sees the accounts at zero when that is wanted."""
    path = person.path
    [closing] = re.findall(r'<option value="(\d+)">Dec 31, 2025', person.page.text)
    found = rows(person.goes(f"{path}?compared={closing}"))
    assert found["400000 Customers"][-2:] == ["100.00", "617.28"]
    assert found["700000 Sales"][-2:] == ["-100.00", "-1,134.56"]
    assert len(rows(person.goes(f"{path}?compared="))["400000 Customers"]) == 5
    assert "999000 Never used" in rows(person.goes(f"{path}?zeros=1"))


def test_amounts_are_written_as_in_the_language(booked: World) -> None:
    """Every digit, with the separators of the language; an account has its name in that language if it has one."""
    person = Person(booked.silverfin, "nl").signs_in(path=f"/f/{booked.firm.id}/{booked.file.id}/ledgers")
    assert rows(person)["400000 Klanten"][1:3] == ["100,00", "1.234,56"]


def test_the_way_from_a_balance_to_the_entry(booked: World, person: Person) -> None:
    """Account, ledger with the balance after each line, entry with its other side."""
    [there] = re.findall(r'href="([^"]+)"><span class="number">400000', person.page.text)
    person.goes(there)
    assert "400000 Customers" in person.text
    found = rows(person)
    assert found["Jan 1, 2026"][-1] == "100.00"
    assert [texts[-1] for name, texts in found.items() if "2026" in name] == ["100.00", "1,334.56", "717.28"]
    [entry] = re.findall(r'href="([^"]+)">INV/2', person.page.text)
    person.goes(entry)
    found = rows(person)
    assert found["400000 Customers <5>"][-2:] == ["1,234.56", ""]
    assert found["700000 Sales <6>"][-2:] == ["", "1,234.56"]
    assert found["Total"][-2:] == ["1,234.56", "1,234.56"]
    assert "<5>" not in person.page.text


def test_a_line_without_a_document_stands_alone(booked: World, person: Person) -> None:
    """It is shown as unbalanced, because its other side is not known."""
    person.goes(f"/f/{booked.firm.id}/{booked.file.id}/entry?line=1")
    assert ("550000 Bank" in person.text, "!unbalanced" in person.text) == (True, True)
    for unknown in ("99", ""):
        assert person.goes(f"/f/{booked.firm.id}/{booked.file.id}/entry?line={unknown}").page.status_code == 404


def test_an_unbalanced_file_says_so(booked: World, person: Person) -> None:
    """On the overview and on the trial balance, with what it is off by and why that may be."""
    booked.submit(line("9", "550000", "0.01", "2026-03-01"))
    assert "!unbalanced" in person.goes(f"/f/{booked.firm.id}/{booked.file.id}").text
    assert "add up to 0.01 instead of zero" in person.goes(f"/f/{booked.firm.id}/{booked.file.id}/ledgers").text


def test_the_overview_tells_the_sides_and_the_result(booked: World, person: Person) -> None:
    """Each positive, with the year before."""
    text = person.goes(f"/f/{booked.firm.id}/{booked.file.id}").text
    assert "Assets 1,834.56 500.00" in text
    assert "Liabilities and equity 600.00 500.00" in text
    assert "Result of the year 1,234.56 0.00" in text


def test_pages_of_a_ledger_go_on_where_the_last_one_ended(booked: World) -> None:
    """What is brought forward is the balance after the page before."""
    books, file = booked.file.books, booked.file.id
    [found] = [one for one in accounts.all_of(books, file) if one.number == "400000"]
    period = years.periods_of(books, file)[0]
    whole = account_ledger.of(books, file, found, period, slice(None))
    assert [posting.balance for posting in whole.postings] == [133456, 71728]
    first, second = (account_ledger.of(books, file, found, period, slice(at, at + 1)) for at in (0, 1))
    assert (first.carried, first.balance, second.carried, second.balance) == (10000, 133456, 133456, 71728)
    assert (whole.count, first.count, second.opening) == (2, 2, 10000)
    beyond = account_ledger.of(books, file, found, period, slice(200, 400))
    assert (beyond.postings, beyond.carried, beyond.balance) == ((), 71728, 71728)


def test_a_long_ledger_has_pages(booked: World, person: Person) -> None:
    """Two hundred lines on each."""
    booked.submit(*[line(f"x{n:03}", "550000", "1.00", "2026-01-02", f"D{n:03}") for n in range(250)])
    [there] = re.findall(r'href="([^"]+)"><span class="number">550000', person.goes(person.path).page.text)
    assert ("D199" in person.goes(there).text, "D200" in person.text) == (True, False)
    assert "Brought forward" in person.goes(f"{there}?page=2").text
    assert rows(person)["Brought forward" if "Brought forward" in rows(person) else ""][-1] == "700.00"


def test_the_trial_balance_is_taken_along_as_csv(person: Person) -> None:
    """Semicolons, a comma before the decimals, and a mark by which spreadsheets know UTF-8."""
    [there] = re.findall(r'href="([^"]+trial-balance\.csv)', person.page.text)
    page = person.goes(there).page
    assert page.headers["Content-Disposition"] == 'attachment; filename="Acme 2026-03-31.csv"'
    assert page.data.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(page.data.decode("utf-8-sig")), delimiter=";"))
    assert found[0][:5] == ["Date", "Account number", "Account name", "Account type", "Amount"]
    assert ["2026-03-31", "400000", "Customers", "asset", "717,28", "0,00"] in found


def test_the_trial_balance_is_taken_along_as_a_workbook(person: Person) -> None:
    """Numbers with their decimals and real dates; the same world makes the same bytes."""
    [there] = re.findall(r'href="([^"]+trial-balance\.xlsx)', person.page.text)
    page = person.goes(there).page
    sheet = load_workbook(io.BytesIO(page.data)).active
    assert sheet is not None
    [row] = [cells for cells in sheet.iter_rows() if cells[1].value == "400000"]
    assert (str(row[0].value)[:10], row[4].value, row[4].number_format) == ("2026-03-31", 717.28, "#,##0.00")
    assert person.goes(there).page.data == page.data


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name", ["Công ty Hà Nội", "株式会社", "../../x", 'a"b;c\\d', "a\r\nb", "\u202e", "[a]*:?/", "x" * 200]
)
def test_a_file_is_taken_along_whatever_its_client_is_called(
    booked: World, person: Person, name: str, kind: str
) -> None:
    """The browser is told the whole name (RFC 6266), in letters of every script, on one line."""
    booked.file.books.store.change("UPDATE company SET name = ?", [name])
    [there] = re.findall(rf'href="([^"]+trial-balance\.{kind})', person.page.text)
    page = person.goes(there).page
    _, told = parse_options_header(page.headers["Content-Disposition"])
    told_name = " ".join(told["filename"].split())
    assert (page.status_code, told_name) == (200, f"{' '.join(name.split())} 2026-03-31.{kind}")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_no_file_can_hold_is_replaced(booked: World, person: Person, kind: str) -> None:
    """Control characters in names and descriptions; the file is there all the same."""
    booked.submit(line("x\x01", "550000", "1.00", "2026-01-02", "D\x02\uffff\n2"))
    booked.api("POST", f"/companies/{booked.file.id}", {"name": "Acme\n\x01BV"})
    [there] = re.findall(r'href="([^"]+)"><span class="number">550000', person.goes(person.path).page.text)
    for path in (f"{person.path}/trial-balance.{kind}", f"{there}/ledger.{kind}"):
        page = person.goes(path).page
        assert (page.status_code, f".{kind}" in page.headers["Content-Disposition"]) == (200, True)
    if kind == "xlsx":
        documents = [cells[2] for cells in load_workbook(io.BytesIO(page.data)).active.values]
        assert "D\ufffd\ufffd\n2" in documents


def test_a_ledger_is_taken_along_whole(booked: World, person: Person) -> None:
    """Both kinds of files hold every line, whatever page was shown; a text that looks like a formula is none."""
    booked.submit(upsert("f", "1.00", "2026-03-01", account_number="550000", description="=1+1", document_number="F"))
    [there] = re.findall(r'href="([^"]+)"><span class="number">550000', person.goes(person.path).page.text)
    text = person.goes(f"{there}/ledger.csv").page.data.decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert found[1][3:] == ["Opening balance", "", "", "", "500,00"]
    assert found[2] == ["2026-02-20", "INV", "PAY/1", "<7>", "", "617,28", "", "1117,28"]
    assert found[3][3] == "'=1+1"
    sheet = load_workbook(io.BytesIO(person.goes(f"{there}/ledger.xlsx").page.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][3:6] == ["=1+1", None, 1]
    assert sheet.cell(4, 4).data_type == "s"
    assert Decimal(str(sheet.cell(3, 8).value)) == Decimal("1117.28")


def test_periods_are_locked_and_unlocked(booked: World, person: Person) -> None:
    """A lock covers the period and all before it; what would change figures there is refused afterwards."""
    path = f"/f/{booked.firm.id}/{booked.file.id}/periods"
    person.goes(path)
    [february] = re.findall(r'ledgers/(\d+)">Feb 28, 2026', person.page.text)
    person.fills_in(f"/{february}/lock")
    assert person.path == path
    assert (person.text.count("Locked"), person.text.count("Open")) == (14, 10)
    assert booked.submit(line("5", "400000", "1", "2026-02-03")).status == 409
    person.fills_in(f"/{february}/unlock")
    assert person.text.count("Locked") == 13
    assert booked.submit(line("5", "400000", "1234.56", "2026-02-03", "INV/2")).status == 200
    place, form = next(form for form in person.forms if form[0].endswith("/lock"))
    assert person.sends(place, {}).page.status_code == 400
    assert person.sends(f"{path}/7/lock", form).page.status_code == 404
    person.goes(path)
    [first] = re.findall(r'ledgers/(\d+)">Jan 31, 2025', person.page.text)
    assert person.fills_in(f"/{first}/unlock").text.count("Locked") == 0


def test_a_financial_year_is_added_by_hand_where_nothing_is_synchronised(booked: World, person: Person) -> None:
    """Years that cannot be are refused; a file that is linked has those of its sync."""
    free = booked.firm.add_company("Free")
    path = f"/f/{booked.firm.id}/{free.id}/periods"
    assert "There is no financial year yet." in person.goes(path).text
    for start, end in (("", ""), ("2026-01-01", "2025-12-31"), ("2026-01-01", "2030-12-31")):
        person.fills_in("/periods", start_date=start, end_date=end)
        assert (person.page.status_code, "Give the first and the last day" in person.text) == (422, True)
    person.fills_in("/periods", start_date="2026-01-01", end_date="2026-12-31")
    assert [year.start_date.isoformat() for year in free.years()] == ["2026-01-01"]
    person.fills_in("/periods", start_date="2026-12-31", end_date="2027-12-30")
    assert (person.page.status_code, "overlaps" in person.text) == (422, True)
    token = person.forms[0][1]["csrf_token"]
    person.sends(f"/f/{booked.firm.id}/{booked.file.id}/periods", {"csrf_token": token})
    assert person.page.status_code == 409


def test_changes_are_followed_to_their_lines(booked: World, person: Person) -> None:
    """The newest first: who it was, with which request, and each line before and after."""
    booked.submit(line("5", "400000", "1000", "2026-02-03", "INV/2"), {"delete": {"id": "8"}})
    text = person.goes(f"/f/{booked.firm.id}/{booked.file.id}/changes").text
    assert "Lines were sent 2 Acme Sync" in text
    [there, *_] = re.findall(r'href="([^"]+/changes/\d+)"', person.page.text)
    text = person.goes(there).text
    came, went = text.split("Lines that came")[1].split("Lines that went, as they were")
    assert ("1,000.00" in came, "1,234.56" in went, "-617.28" in went) == (True, True, True)
    assert person.goes(f"{there}999").page.status_code == 404


def test_a_change_tells_what_was_said(booked: World, person: Person) -> None:
    """Each member with what it was made."""
    booked.api("POST", f"/companies/{booked.file.id}", {"name": "Acme BV", "city": "Ghent", "country": "BE"})
    number = booked.file.changes()[-1].number
    text = person.goes(f"/f/{booked.firm.id}/{booked.file.id}/changes/{number}").text
    assert "name Acme BV details country BE, city Ghent" in text


def test_what_a_person_changes_is_theirs(booked: World, person: Person) -> None:
    """A lock has the name of who set it, and the number of the request."""
    person.goes(f"/f/{booked.firm.id}/{booked.file.id}/periods").fills_in("/lock")
    text = person.goes(f"/f/{booked.firm.id}/{booked.file.id}/changes").text
    assert re.search(r"The lock was changed admin@fiduciary\.test \d+", text)


def test_the_chart_leads_to_every_ledger(booked: World, person: Person) -> None:
    """With types, and a way to each ledger."""
    text = person.goes(f"/f/{booked.firm.id}/{booked.file.id}/accounts").text
    assert "999000 Never used Never used asset asset View ledger" in text
    [there] = re.findall(
        r'class="wide-only"><a href="([^"]+)">View ledger<span class="hidden"> 999000', person.page.text
    )
    assert "There is no line in this period." in person.goes(there).text


def test_a_file_without_figures_says_where_they_come_from(booked: World, person: Person) -> None:
    """Trial balance, accounts and overview."""
    free = booked.firm.add_company("Free")
    for page in ("/ledgers", "/accounts", ""):
        text = person.goes(f"/f/{booked.firm.id}/{free.id}{page}").text
        assert "They come with the first sync or the first upload." in text


@pytest.mark.parametrize(
    "path", ["ledgers/7", "ledgers/7/trial-balance.csv", "ledgers/{period}/accounts/7", "changes/7"]
)
def test_what_is_of_nobody_is_not_there(booked: World, person: Person, path: str) -> None:
    """Periods, accounts and changes of other files or of none."""
    period = years.periods_of(booked.file.books, booked.file.id)[0].id
    there = f"/f/{booked.firm.id}/{booked.file.id}/{path.format(period=period)}"
    assert person.goes(there).page.status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30])
def test_a_page_that_there_cannot_be_is_the_first(booked: World, person: Person, number: str) -> None:
    """Of a ledger, of the changes and of the client files."""
    [there] = re.findall(r'href="([^"]+)"><span class="number">550000', person.goes(person.path).page.text)
    firm = f"/f/{booked.firm.id}"
    for path in (there, f"{firm}/{booked.file.id}/changes", firm):
        first = person.goes(path).text
        assert person.goes(f"{path}?page={number}").text == first


def test_the_same_period_a_year_before_is_the_one_that_ends_a_year_earlier(booked: World) -> None:
    """If years are cut otherwise it is the last of the year before; before the first year there is none."""
    books, file = booked.file.books, booked.file.id
    periods = {period.end_date.isoformat(): period for period in years.periods_of(books, file)}
    found = trial_balance.same_period_a_year_before(books, file, periods["2026-02-28"])
    assert found == periods["2025-02-28"]
    assert trial_balance.same_period_a_year_before(books, file, periods["2025-02-28"]) is None
    booked.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2027-06-30", True, True))
    [last] = [one for one in years.periods_of(books, file) if one.end_date.isoformat() == "2027-06-30"]
    found = trial_balance.same_period_a_year_before(books, file, last)
    assert found is not None
    assert found.end_date.isoformat() == "2025-12-31"


def test_an_account_is_shown_as_the_firm_knows_it(booked: World, person: Person) -> None:
    """By the number and the name that the firm gave it; lines and files keep what bookkeeping sent."""
    [found] = [one for one in booked.file.accounts() if one.number == "400000"]
    said = {"number": "400100", "custom_name_en": "Clients"}
    assert booked.api("POST", f"/companies/{booked.file.id}/accounts/{found.id}", said).status == 200
    assert "400100 Clients" in rows(person.goes(person.path))
    [there] = re.findall(r'href="([^"]+trial-balance\.csv)', person.page.text)
    assert ";400000;Clients;" in person.goes(there).page.data.decode()


def test_adjustments_stand_beside_what_was_pushed(booked: World, person: Person) -> None:
    """In a period that has some, also on accounts without a line; the file that can be uploaded leaves them out."""
    path = person.path
    assert "Adjustments" not in person.text
    transactions = [{"account": "999000", "value": "12.50"}, {"account": "700000", "value": "-12.50"}]
    period = f"/companies/{booked.file.id}/periods/{path.rpartition('/')[2]}"
    assert booked.api("POST", f"{period}/adjustments", {"transactions": transactions}).status == 201
    found = rows(person.goes(path))
    assert found["999000 Never used"][4:7] == [DASH, "12.50", "12.50"]
    assert found["700000 Sales"][5:7] == ["-12.50", "-1,247.06"]
    assert found["Total"][5:7] == ["0.00", "0.00"]
    assert "999000" not in person.goes(f"{path}/trial-balance.csv").page.text
