"""Runs: each time that a client file took its figures from Odoo, or tried to, kept in the books of its firm.

That a file can wait in a queue, and that a message tells why a run failed, is documented (support article
101000503371); what the states are called is not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from mock_kit.store import Row
from mock_silverfin.ledger.books import Books


class Progress(StrEnum):
    """How far a run has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class AskedBy(StrEnum):
    """Who wanted a run."""

    PERSON = "person"
    NIGHT = "night"


@dataclass(frozen=True)
class Failure:
    """Why a run failed: `message` is `text` with the `facts` in their places, so that it can be told in any language.

    `wrong` is the one of the four inputs that is to blame, if one is known to be.
    """

    reason: str
    message: str
    text: str
    facts: Mapping[str, str] = field(default_factory=dict)
    wrong: str | None = None


@dataclass(frozen=True)
class Run:
    """A run of a client file: moments in UTC, actions `sent` of `actions`, and why it failed, if it did."""

    id: int
    company_id: int
    connection_id: int
    asked_by: AskedBy
    state: Progress
    queued_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    sent: int = 0
    actions: int = 0
    failure: Failure | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or badly."""
        return self.state in (Progress.DONE, Progress.FAILED)


COLUMNS = ", ".join(one.name for one in fields(Run))


def add(books: Books, run: Run) -> None:
    """Keep a new run."""
    marks = ", ".join("?" for _ in fields(Run))
    books.store.execute(f"INSERT INTO run ({COLUMNS}) VALUES ({marks})", _row(run))


def follow(books: Books, run: Run) -> bool:
    """Keep how far a run has come; return False if the books were put back to a time without it."""
    assignments = ", ".join(f"{one.name} = ?" for one in fields(Run))
    return bool(books.store.execute(f"UPDATE run SET {assignments} WHERE id = ?", [*_row(run), run.id]))


def of_file(books: Books, company_id: int, most: int = 10) -> list[Run]:
    """Return the last runs of a client file, the newest first."""
    query = f"SELECT {COLUMNS} FROM run WHERE company_id = ? ORDER BY id DESC LIMIT ?"
    return [_run(row) for row in books.store.all(query, [company_id, most])]


def last_of_each_file(books: Books) -> dict[int, Run]:
    """Return the last run of every client file that has had one, by the file's id."""
    query = f"SELECT {COLUMNS} FROM run WHERE id IN (SELECT MAX(id) FROM run GROUP BY company_id)"
    return {run.company_id: run for run in map(_run, books.store.all(query))}


def last_success_at(books: Books, company_id: int) -> datetime | None:
    """Return when the last run of a client file that went well had ended."""
    query = "SELECT ended_at FROM run WHERE company_id = ? AND state = 'done' ORDER BY id DESC LIMIT 1"
    row = books.store.one(query, [company_id])
    return None if row is None else datetime.fromisoformat(row[0])


def forget_unfinished(books: Books) -> None:
    """Forget the runs that nobody will end: whoever carried them out is gone."""
    books.store.execute("DELETE FROM run WHERE state IN ('queued', 'running')")


def _row(run: Run) -> Row:
    failure = None if run.failure is None else json.dumps(vars(run.failure), ensure_ascii=False)
    moments = [None if moment is None else moment.isoformat() for moment in (run.started_at, run.ended_at)]
    known = (run.id, run.company_id, run.connection_id, run.asked_by.value, run.state.value, run.queued_at.isoformat())
    return (*known, *moments, run.sent, run.actions, failure)


def _run(row: Row) -> Run:
    id_, company_id, connection_id, asked_by, state, queued, started, ended, sent, actions, failure = row
    return Run(
        id=id_,
        company_id=company_id,
        connection_id=connection_id,
        asked_by=AskedBy(asked_by),
        state=Progress(state),
        queued_at=datetime.fromisoformat(queued),
        started_at=None if started is None else datetime.fromisoformat(started),
        ended_at=None if ended is None else datetime.fromisoformat(ended),
        sent=sent,
        actions=actions,
        failure=None if failure is None else Failure(**json.loads(failure)),
    )
