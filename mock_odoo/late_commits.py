"""Late commits: transactions that begin now and end later, so that their rows appear behind what was read meanwhile.

What such a transaction writes bears the time of its beginning and ids that were taken then. Nobody sees any of it, and
nothing waits for it, until it commits (read: `write_date` is PostgreSQL's now(); ids come from sequences).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mock_odoo import call
from mock_odoo.errors import ConcurrentUpdate
from mock_odoo.ids import Taken

if TYPE_CHECKING:
    from mock_odoo.database import Database

Work = Callable[[datetime], Any]


class _Undone(Exception):  # noqa: N818 - never leaves this module
    """The work was done for the sake of its ids alone."""


class LateCommit:
    """A transaction that is under way since `began`. Raises what its work raises, as that would end it at once.

    `work` is given the moment that it is to stamp what it writes with. `tried_again` tells whether somebody else had
    changed a row of it meanwhile: then the server begins anew at the time of the commit, as a real one does (observed).
    """

    def __init__(self, database: Database, work: Work) -> None:
        self.database = database
        self.began = database.clock.now()
        self.tried_again = False
        self._work = work
        self._taken = _rehearsed(database, work, self.began)
        database.late_commits.append(self)
        self.number = len(database.late_commits)

    def commit(self) -> Any:
        """Do the work, let everybody see it and return its result; raise LookupError if the transaction has ended."""
        self._end()
        try:
            with self.database.store.transaction(), self.database.late(self._taken):
                return self._work(self.began)
        except ConcurrentUpdate:
            self.tried_again = True
            with self.database.store.transaction():
                return self._work(self.database.clock.now())

    def roll_back(self) -> None:
        """End the transaction without a trace but ids that nobody has; raise LookupError if it has ended."""
        self._end()

    def _end(self) -> None:
        under_way = self.database.late_commits
        if self.number > len(under_way) or under_way[self.number - 1] is not self:
            raise LookupError(f"transaction {self.number} of {self.database.name!r} has ended, or was reset")
        under_way[self.number - 1] = None


def begin(
    database: Database, uid: int, model: str, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> LateCommit:
    """Begin a transaction that calls a method of a model; `args` begin with the ids, as over XML-RPC."""

    def work(now: datetime) -> Any:
        return call.by_position(database.environment(uid, now=now), model, method, args, kwargs)

    return LateCommit(database, work)


def under_way(database: Database, number: int) -> LateCommit:
    """Return a transaction by its number; raise LookupError if there is none, or it has ended."""
    found = database.late_commits[number - 1] if 0 < number <= len(database.late_commits) else None
    if found is None:
        raise LookupError(f"no transaction {number} of {database.name!r} is under way")
    return found


def _rehearsed(database: Database, work: Work, now: datetime) -> Taken:
    """Do the work and take it back; return the ids that it took, which are not handed out again."""
    taken: Taken = {}
    try:
        with database.store.transaction(), database.ids.noting() as taken:
            work(now)
            raise _Undone
    except _Undone:
        database.forget()
    with database.store.transaction():
        database.ids.pass_over(taken)
    return taken
