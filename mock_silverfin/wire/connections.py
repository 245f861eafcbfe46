"""What programs that act as an admin send and get about connections with Odoo, as JSON members.

The four inputs are documented by Odoo's manual; the names of the members, and everything that is answered, are assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator

from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.runs import Run
from mock_silverfin.ledger.companies import Company
from mock_silverfin.sync.links import Reference
from mock_silverfin.wire.answers import Item, day_text, moment_text, references
from mock_silverfin.wire.members import Day, Identifier, Shape, Text


class InputsBody(Shape):
    """The four inputs as an admin types them."""

    email: Text
    api_key: Text
    url: Text
    database: Text


class LinkBody(Shape):
    """Which company a client file takes its figures from, and from which day on; an empty day means from the first."""

    reference: Identifier
    sync_start_at: Annotated[Day | None, BeforeValidator(lambda value: value or None)] = None


def connection(found: Connection, choices: Sequence[Reference], files: Sequence[Item]) -> Item:
    """A connection without its key, the companies to choose from, and the client files that are linked."""
    return {
        "id": found.id,
        "email": found.email,
        "url": found.url,
        "database": found.database,
        "name": found.name,
        "entered_at": moment_text(found.entered_at),
        "refused_at": _moment(found.refused_at),
        "companies": references(choices),
        "files": list(files),
    }


def linked_file(file: Company, last_run: Run | None) -> Item:
    """A client file that is linked to a connection."""
    return {
        "company_id": file.id,
        "name": file.name,
        "reference": file.reference,
        "sync_start_at": day_text(file.sync_start_at),
        "last_run": None if last_run is None else run(last_run),
    }


def run(found: Run) -> Item:
    """How a run went, or goes; `state` is queued, running, done or failed."""
    failure = found.failure
    return {
        "company_id": found.company_id,
        "asked_by": found.asked_by.value,
        "state": found.state.value,
        "queued_at": moment_text(found.queued_at),
        "started_at": _moment(found.started_at),
        "ended_at": _moment(found.ended_at),
        "sent": found.sent,
        "actions": found.actions,
        "reason": None if failure is None else failure.reason,
        "message": None if failure is None else failure.message,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)
