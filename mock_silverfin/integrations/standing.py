"""Standing: where a client file takes its figures from, and how that went the last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mock_silverfin.directory import Directory
from mock_silverfin.integrations import connections, runs
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.runs import Progress, Run
from mock_silverfin.ledger import audit
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.sync import links


@dataclass(frozen=True)
class Standing:
    """How a client file stands.

    `state` is manual (nothing is synchronised), never (nothing came yet), queued, running, done, failed, or refused
    (the connection has to be made anew). `source` is what the firm calls the synchronisation, `company` what the file
    is linked to there. `last_sync` is when a run last ended well, None if none did. An application that pushes has no
    runs: its file is done as soon as a sync point is there, and its last sync is its last submit.
    """

    state: str
    source: str = ""
    company: str = ""
    connection: Connection | None = None
    run: Run | None = None
    last_sync: datetime | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("queued", "running")


def of_files(directory: Directory, books: Books, files: Iterable[Company]) -> dict[int, Standing]:
    """Return how client files stand, by their ids."""
    by_application = {connection.application_id: connection for connection in connections.all_of(books)}
    last = runs.last_of_each_file(books)
    return {file.id: _standing(directory, books, file, by_application, last.get(file.id)) for file in files}


def _standing(
    directory: Directory,
    books: Books,
    file: Company,
    by_application: dict[int, Connection],
    last: Run | None,
) -> Standing:
    if file.application_id is None:
        return Standing("manual")
    connection = by_application.get(file.application_id)
    company = _company(books, file)
    if connection is None:
        state = "never" if file.sync_point is None else "done"
        pushed_at = audit.last_at(books, file.id, "submit", file.application_id)
        return Standing(state, directory.application_name(file.application_id), company, last_sync=pushed_at)
    mine = last if last is not None and last.connection_id == connection.id else None
    state = _state(connection, mine)
    return Standing(state, connection.name, company, connection, mine, runs.last_success_at(books, file.id))


def _state(connection: Connection, last: Run | None) -> str:
    if last is not None and not last.is_over:
        return last.state.value
    if connection.refused_at is not None:
        return "refused"
    if last is None:
        return "never"
    return "done" if last.state is Progress.DONE else "failed"


def _company(books: Books, file: Company) -> str:
    known = {item.reference: item.name for item in links.references_of(books, file.application_id or 0)}
    reference = file.reference or ""
    name = known.get(reference, "")
    return f"{name} ({reference})" if name else reference
