"""The upload of a client file: figures out of a file, checked row by row before anything is booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from flask import Response, request

from mock_kit.pages.words import noted
from mock_silverfin.doors.pages.file import file_page
from mock_silverfin.doors.pages.visitors import Member, PageDoor
from mock_silverfin.ledger import accounts, years
from mock_silverfin.ledger.companies import Company
from mock_silverfin.sheets.reading import UnreadableFileError, rows_of
from mock_silverfin.uploads import booking
from mock_silverfin.uploads.problems import Problem
from mock_silverfin.uploads.rules import Book, Kind, Statement, check

door = PageDoor("uploads")

MOST_PROBLEMS = 50
NO_FILE = noted("Choose a file.")
SYNCED = noted("This client file takes its figures from a sync. Go back to manual import first.")


@door.page("upload_page")
def upload(member: Member, company_id: int) -> Response:
    """Show what a file must be like, and what was brought before."""
    return _page(member, member.file(company_id))


@door.page("upload_file")
def uploaded(member: Member, company_id: int) -> Response:
    """Check a file and, if nothing is wrong and that is wanted, book it."""
    file, sent = member.file(company_id), request.files.get("file")
    if file.application_id is not None:
        return _page(member, file, 409, problems=[Problem(0, "", SYNCED)])
    if sent is None or not sent.filename:
        return _page(member, file, 422, problems=[Problem(0, "", NO_FILE)])
    name = PurePath(sent.filename).name
    try:
        rows = rows_of(name, sent.read())
    except UnreadableFileError as error:
        return _page(member, file, 422, problems=[Problem(0, "", error.text, error.facts)])
    statement, problems = check(rows, _kind(), _book(member, file))
    if problems:
        return _page(member, file, 422, problems, statement)
    if request.form.get("wish") == "check":
        return _page(member, file, statement=statement)
    booking.book(member.firm.books, file.id, name, statement, member.wording.language)
    return _page(member, file, statement=statement, is_booked=True)


def _told(member: Member, file: Company, problem: Problem) -> str:
    """Return what is wrong, with days and amounts as people write them in the language of the page."""
    facts = dict(problem.facts)
    if "amount" in facts:
        facts["amount"] = member.wording.amount(int(facts["amount"]), file.decimals)
    if "day" in facts:
        facts["day"] = member.wording.day(date.fromisoformat(facts["day"]))
    return member.wording.own(problem.text, **facts)


def _kind() -> Kind:
    return Kind.LINES if request.form.get("kind") == Kind.LINES else Kind.TOTALS


def _book(member: Member, file: Company) -> Book:
    books = member.firm.books
    return Book(file, years.all_of(books, file.id), accounts.types_of(books, file.id))


def _page(
    member: Member,
    file: Company,
    status: int = 200,
    problems: Sequence[Problem] = (),
    statement: Statement | None = None,
    *,
    is_booked: bool = False,
) -> Response:
    books = member.firm.books
    return file_page(
        member,
        "upload.html",
        file,
        status,
        tab_name="upload",
        problems=[(one.row, one.column, _told(member, file, one)) for one in problems[:MOST_PROBLEMS]],
        more=len(problems) - MOST_PROBLEMS,
        statement=statement,
        is_booked=is_booked,
        kind=_kind().value,
        years=years.all_of(books, file.id),
        uploads=booking.all_of(books, file.id),
    )
