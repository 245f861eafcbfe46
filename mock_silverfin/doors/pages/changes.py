"""The changes of a client file: who changed what with which request, and the lines that came and went."""

from __future__ import annotations

from flask import Response

from mock_kit.pages.words import noted
from mock_silverfin.doors.pages.file import file_page
from mock_silverfin.doors.pages.visitors import Member, PageDoor, page_number
from mock_silverfin.errors import NotFoundError
from mock_silverfin.ledger import audit, lines
from mock_silverfin.ledger.audit import Author

door = PageDoor("changes")

PER_PAGE = 50
MOST_LINES = 500
WORDS = {
    "link": noted("The client file was linked"),
    "unlink": noted("The link was ended"),
    "settings": noted("Financial years were sent"),
    "submit": noted("Lines were sent"),
    "reset": noted("Lines were removed"),
    "lock": noted("The lock was changed"),
    "upload": noted("A file was brought in"),
}
OTHER = noted("The client file was changed")


@door.page("changes_page")
def changes(member: Member, company_id: int) -> Response:
    """Show what was changed, the newest first."""
    file = member.file(company_id)
    found = audit.all_of(member.firm.books, file.id)[::-1]
    number = page_number()
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return file_page(
        member,
        "changes.html",
        file,
        tab_name="changes",
        changes=[(change, _words(change.operation), author_of(member, change.author)) for change in shown],
        page=number,
        pages=-(-len(found) // PER_PAGE),
    )


@door.page("change_page")
def change(member: Member, company_id: int, change_id: int) -> Response:
    """Show one change, with the lines as they were before and as they came."""
    file, books = member.file(company_id), member.firm.books
    found = [one for one in audit.all_of(books, file.id) if one.number == change_id]
    if not found:
        raise NotFoundError
    brought, taken = lines.brought(books, change_id), lines.taken(books, change_id)
    return file_page(
        member,
        "change.html",
        file,
        tab_name="changes",
        change=found[0],
        what=_words(found[0].operation),
        author=author_of(member, found[0].author),
        brought=brought[:MOST_LINES],
        taken=taken[:MOST_LINES],
        more=max(len(brought), len(taken)) - MOST_LINES,
    )


def author_of(member: Member, author: Author) -> str:
    """Return who it was: a person, or an application."""
    if author.application_id is not None:
        return member.core.directory.application_name(author.application_id)
    return "" if author.user_id is None else member.core.directory.email(author.user_id)


def _words(operation: str) -> str:
    return WORDS.get(operation, OTHER)
