"""Elsewhere: a case in another world, whose Odoo runs somewhere else than on somebody's own machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from twinledger.judge.case import Case
from twinledger.world import World


@contextmanager
def hosted(case: Case, hosting: str) -> Iterator[Case]:
    """Yield a case of the same clause and connector with an Odoo that is hosted in this way, on the same clock."""
    with World(odoo_version=case.world.odoo.version, clock=case.world.clock, odoo_hosting=hosting) as world:
        there = Case(replace(case.bench, world=world, big={}), case.clause)
        try:
            yield there
        finally:
            there.close()
