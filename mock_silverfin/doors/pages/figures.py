"""The figures of a client file: trial balance, the ledger of an account, an entry, and the same as files."""

from __future__ import annotations

import io
from collections.abc import Mapping

from flask import Response, request, send_file

from mock_silverfin.doors.pages.file import current, file_page
from mock_silverfin.doors.pages.visitors import Member, PageDoor, go, page_number
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger import account_ledger, accounts, lines, trial_balance, years
from mock_silverfin.ledger.account_ledger import PER_PAGE, AccountLedger
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.companies import Company
from mock_silverfin.ledger.trial_balance import NOBODY_ADJUSTED, TrialBalance
from mock_silverfin.ledger.years import Period
from mock_silverfin.sheets import csv_files, xlsx_files
from mock_silverfin.sheets.table import Amount, Cell, Table
from mock_silverfin.workpapers import adjustments

door = PageDoor("figures")


@door.page("ledgers_page")
def newest(member: Member, company_id: int) -> Response:
    """Go to the period of today, to the last one before if there is none."""
    file = member.file(company_id)
    periods = years.periods_of(member.firm.books, file.id)
    if not periods:
        return file_page(member, "no_figures.html", file, tab_name="trial_balance")
    return go(f"{member.firm.path}/{file.id}/ledgers/{current(periods, member.core.clock.today()).id}")


@door.page("trial_balance")
def balance(member: Member, company_id: int, period_id: int) -> Response:
    """Show the trial balance at the end of a period, beside another one."""
    file = member.file(company_id)
    found = _balance(member, file, period_id, adjustments.sums(member.firm.books, file, period_id))
    periods = years.periods_of(member.firm.books, file.id)
    zeros = "zeros" in request.args
    return file_page(
        member, "trial_balance.html", file, tab_name="trial_balance", balance=found, periods=periods, zeros=zeros
    )


@door.page("trial_balance_file")
def balance_file(member: Member, company_id: int, period_id: int) -> Response:
    """Return the trial balance as a file, in the columns that an upload reads."""
    file = member.file(company_id)
    return _file(member, _balance_table(member, file, _balance(member, file, period_id)))


@door.page("account_ledger")
def ledger(member: Member, company_id: int, period_id: int, account_id: int) -> Response:
    """Show the lines of an account, page by page, with what it stood at after each."""
    file, number = member.file(company_id), page_number()
    page = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    found = _ledger(member, file, period_id, account_id, page)
    periods = years.periods_of(member.firm.books, file.id)
    pages = -(-found.count // PER_PAGE)
    return file_page(
        member,
        "account_ledger.html",
        file,
        tab_name="accounts",
        ledger=found,
        periods=periods,
        page=number,
        pages=pages,
    )


@door.page("account_ledger_file")
def ledger_file(member: Member, company_id: int, period_id: int, account_id: int) -> Response:
    """Return every line of an account as a file."""
    file = member.file(company_id)
    return _file(member, _ledger_table(member, file, _ledger(member, file, period_id, account_id, slice(None))))


@door.page("entry_page")
def entry(member: Member, company_id: int) -> Response:
    """Show the lines that belong together with one; raise NotFoundError if there is none of that id."""
    file, books = member.file(company_id), member.firm.books
    found = lines.of_entry(books, file.id, request.args.get("line", ""))
    if not found:
        raise NotFoundError
    known = {account.number: account for account in accounts.all_of(books, file.id)}
    return file_page(
        member,
        "entry.html",
        file,
        tab_name="accounts",
        lines=found,
        accounts=known,
        period=_period_of(member, file, found[0].counts_on.isoformat()),
        total=sum(line.value for line in found),
    )


@door.page("accounts_page")
def chart(member: Member, company_id: int) -> Response:
    """Show the chart of accounts, each with the way to its ledger."""
    file, books = member.file(company_id), member.firm.books
    periods = years.periods_of(books, file.id)
    period = current(periods, member.core.clock.today()) if periods else None
    known = accounts.all_of(books, file.id)
    return file_page(member, "accounts.html", file, tab_name="accounts", accounts=known, period=period)


def _period_of(member: Member, file: Company, day: str) -> Period | None:
    ending = [one for one in years.periods_of(member.firm.books, file.id) if one.end_date.isoformat() >= day]
    return ending[-1] if ending else None


def _balance(
    member: Member, file: Company, period_id: int, adjusted: Mapping[str, int] = NOBODY_ADJUSTED
) -> TrialBalance:
    books = member.firm.books
    period = years.period_of(books, file.id, period_id)
    asked = request.args.get("compared")
    if asked is None:
        compared = trial_balance.same_period_a_year_before(books, file.id, period)
    else:
        compared = next((one for one in years.periods_of(books, file.id) if str(one.id) == asked), None)
    return trial_balance.at(books, file.id, period, compared, adjusted=adjusted, zeros="zeros" in request.args)


def _ledger(member: Member, file: Company, period_id: int, account_id: int, page: slice) -> AccountLedger:
    books = member.firm.books
    period, account = years.period_of(books, file.id, period_id), accounts.get(books, file.id, account_id)
    return account_ledger.of(books, file.id, account, period, page)


def _name(member: Member, account: KnownAccount) -> str:
    return account.name(member.wording.language)


def _balance_table(member: Member, file: Company, balance: TrialBalance) -> Table:
    label = member.wording.labels
    names = ["column.date", "account.number", "account.name", "account.type", "column.amount"]
    heads = [label[name].text for name in names]
    if balance.compared is not None:
        heads.append(member.wording.day(balance.compared.end_date))

    def cells(row: trial_balance.Row) -> list[Cell]:
        account, day = row.account, balance.period.end_date
        told: list[Cell] = [day, account.number, _name(member, account), account.type]
        amounts = [row.standing.balance, *([row.before] if balance.compared else [])]
        return [*told, *(Amount(amount, file.decimals) for amount in amounts)]

    title = f"{file.name} {balance.period.end_date}"
    return Table(title, tuple(heads), [cells(row) for row in balance.rows])


def _ledger_table(member: Member, file: Company, ledger: AccountLedger) -> Table:
    label, account = member.wording.labels, ledger.account
    names = [
        "column.date", "line.journal", "line.reference", "line.description", "line.partner",
        "column.debit", "column.credit", "balance",
    ]  # fmt: skip

    def amount(minor: int) -> Cell:
        return Amount(minor, file.decimals) if minor else None

    opening = [ledger.period.year.start_date, None, None, label["opening"].text, None, None, None]
    rows: list[list[Cell]] = [[*opening, Amount(ledger.opening, file.decimals)]]
    for posting in ledger.postings:
        line = posting.line
        told: list[Cell] = [line.date, line.journal, line.document_number, line.description, line.partner]
        sides = [amount(max(line.value, 0)), amount(max(-line.value, 0))]
        rows.append([*told, *sides, Amount(posting.balance, file.decimals)])
    return Table(f"{account.number} {ledger.period.end_date}", tuple(label[name].text for name in names), rows)


def _file(member: Member, table: Table) -> Response:
    is_csv = request.path.endswith(".csv")
    body = csv_files.written(table) if is_csv else xlsx_files.written(table, member.core.clock.now())
    kind, ending = (csv_files.KIND, "csv") if is_csv else (xlsx_files.KIND, "xlsx")
    name = f"{table.title}.{ending}"
    response = send_file(io.BytesIO(body), kind, as_attachment=True, download_name=name, conditional=False, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
