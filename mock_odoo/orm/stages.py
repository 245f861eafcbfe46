"""Stages: when the real server comes to what is wrong with a domain (observed: conversation stages).

It looks at all terms in their order before it looks for any record (AT_ONCE). Then, term by term in the order of their
fields, it looks for the records that some terms are about, trees and names (LOOKING), and writes the query (WRITING).
Whom the rules show anything is asked next, then for what else the query asks; the driver has to know all values
(SENDING), and PostgreSQL comes last (QUERYING).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mock_odoo.errors import NotInFake, OdooError
from mock_odoo.orm.sql import FALSE, Refusal, Sql

AT_ONCE, LOOKING, WRITING, SENDING, QUERYING = range(5)

LATE = {"psycopg2": SENDING, "psycopg2.errors": QUERYING}


@contextmanager
def raised(stage: int) -> Iterator[None]:
    """Say of what is refused inside at which stage the real server would refuse it."""
    try:
        yield
    except OdooError as error:
        error.stage = error.stage or stage
        raise


def stage_of(error: OdooError) -> int:
    """Return at which stage the real server would refuse."""
    return error.stage or LATE.get(error.class_name.rpartition(".")[0], AT_ONCE)


def carried(error: OdooError) -> Sql:
    """Return what stands in a query for a term that is refused later than at once; raise the error of any other."""
    stage = stage_of(error)
    if stage == AT_ONCE or isinstance(error, NotInFake):
        raise error
    return Sql(FALSE.code, refusal=Refusal(stage, error))


def written(condition: Sql) -> Sql:
    """Return a domain's condition; raise what the real server refuses before it asks PostgreSQL."""
    if condition.refusal is not None and condition.refusal.stage < SENDING:
        raise condition.refusal.error
    return condition
