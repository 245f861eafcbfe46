"""The page of a firm: its client files, and how each stands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, request

from mock_silverfin.doors.pages.visitors import Member, PageDoor, page_number
from mock_silverfin.integrations import standing
from mock_silverfin.integrations.standing import Standing
from mock_silverfin.ledger import companies
from mock_silverfin.ledger.companies import Company

door = PageDoor("firm")

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A client file in the list."""

    file: Company
    standing: Standing


@door.page("firm_page")
def firm(member: Member) -> Response:
    """Show the client files whose names hold what was searched for, page by page."""
    wanted = request.args.get("name", "").strip().casefold()
    found = [file for file in companies.all_of(member.firm.books) if wanted in file.name.casefold()]
    number = page_number()
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    known = standing.of_files(member.core.directory, member.firm.books, shown)
    return member.page(
        "firm.html",
        tab_name="clients",
        rows=[Row(file, known[file.id]) for file in shown],
        count=len(found),
        wanted=request.args.get("name", ""),
        page=number,
        pages=-(-len(found) // PER_PAGE),
    )
