"""The webhooks of a firm: who is told of what, and what became of the messages."""

from __future__ import annotations

from flask import Response

from mock_silverfin.doors.pages.visitors import Member, PageDoor
from mock_silverfin.ledger import companies
from mock_silverfin.webhooks import hooks, outbox

door = PageDoor("webhook pages")

MOST_MESSAGES = 100


@door.page("webhooks_page", for_admins=True)
def webhooks(member: Member) -> Response:
    """Show every webhook and the last messages, the newest first."""
    books, directory = member.firm.books, member.core.directory
    found = hooks.of_firm(books)
    return member.page(
        "webhooks.html",
        tab_name="webhooks",
        webhooks=found,
        applications={hook.application_id: directory.application_name(hook.application_id) for hook in found},
        messages=outbox.all_of(books)[: -MOST_MESSAGES - 1 : -1],
        urls={hook.id: hook.url for hook in found},
        files={file.id: file.name for file in companies.all_of(books)},
    )
