"""Elsewhere: a case in another world, whose Odoo runs somewhere else, or is another version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mock_odoo.versions import SERIES
from twinledger.books.bare import bare_company
from twinledger.books.book import Entry
from twinledger.books.founding import found
from twinledger.books.loading import load
from twinledger.judge.case import Case
from twinledger.judge.exhibits import exhibit_of
from twinledger.judge.verdicts import Failed
from twinledger.world import ODOO_LOGIN, ODOO_PASSWORD


@contextmanager
def hosted(case: Case, hosting: str) -> Iterator[Case]:
    """Yield a case of the same clause and connector with an Odoo that is hosted in this way, on the same clock."""
    with _elsewhere(case, odoo_version=case.world.odoo.version, odoo_hosting=hosting) as there:
        yield there


@contextmanager
def in_version(case: Case, version: str) -> Iterator[Case]:
    """Yield a case of the same clause and connector with an Odoo of that version, on the same clock."""
    with _elsewhere(case, odoo_version=version) as there:
        yield there


def other_versions(case: Case) -> list[str]:
    """Return the versions that the connector claims beside the one of the case's world, the newest first."""
    known = [version.series for version in SERIES]
    return [series for series in known if series in case.bench.claims.odoo and series != case.database.version.series]


def upgrade(case: Case, version: str, entries: tuple[Entry, ...]) -> None:
    """Let the case's Odoo be another version at the same URL, with the same company and these entries in its books.

    The connector is given a key of the new database from now on.
    """
    world, name = case.world, case.pair.database
    world.odoo.become(version)
    book = bare_company()
    company = found(book.company, world.odoo, name, login=ODOO_LOGIN, password=ODOO_PASSWORD)
    load(book, world.odoo.database(name), company=company)
    for entry in entries:
        case.keeper.enter(entry)
    case.trial.give_key(case.new_key())


@contextmanager
def _elsewhere(case: Case, **options: Any) -> Iterator[Case]:
    with case.world.beside(**options) as world:
        there = Case(replace(case.bench, world=world), case.clause)
        try:
            yield there
        except Failed as failure:
            failure.exhibit = failure.exhibit or exhibit_of(there.trial)
            raise
        finally:
            there.close()
