"""Histories: how books came about, mistakes and corrections included; told to the end they are the books."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

import pytest

from twinledger import projection
from twinledger.books import Book, company_book
from twinledger.books.histories import history, moments
from twinledger.books.tale import Tale
from twinledger.books.teller import Teller
from twinledger.world import World

SINCE, UNTIL = dt.date(2026, 3, 3), dt.date(2026, 5, 2)


def _book(place: str = "be", lines: int = 400) -> Book:
    return company_book(lines, seed=5, today=UNTIL, country_name=place, trade="shop")


def _kinds(tale: Tale) -> Counter[str]:
    return Counter(edit.kind for edit in tale.edits)


@pytest.mark.parametrize("place", ["be", "vn"])  # one with cents, one without
def test_a_history_ends_with_the_book(place: str) -> None:
    """Whatever went wrong on the way, the lines are those of the book; every day has its moment."""
    book = _book(place)
    world = World()
    begun = tuple(entry for entry in book.entries if entry.date < SINCE)
    pair = world.add_pair("told", name="Told", book=replace(book, entries=begun), first=True)
    whole = world.add_pair("whole", name="Whole", book=book)
    told = [moment.told for moment in moments(book, SINCE, Teller(world.bookkeeper(pair)), seed=1)]
    assert projection.expected(world, pair) == projection.expected(world, whole)
    assert len(told) > 15
    assert re.match(r"\d\d March 2026: \d+ ", told[0])
    assert world.clock.today() >= UNTIL - dt.timedelta(days=5)
    world.close()


def test_all_sorts_of_things_happen() -> None:
    """In a longer history there is every kind of mistake, each of them put right, at moments that only go forward."""
    tale = history(_book(lines=3_000), dt.date(2025, 1, 1), seed=2)
    kinds = _kinds(tale)
    assert set(kinds) == {
        *("enter", "post", "change date", "rewrite", "refer", "to draft", "cancel", "delete", "rename account"),
    }
    assert all(count > 3 for count in kinds.values())
    moments_ = [edit.moment for edit in tale.edits if edit.moment]
    assert len(moments_) == len(tale.edits)
    assert moments_ == sorted(moments_)
    wrong = sum(count for kind, count in kinds.items() if kind not in ("enter", "rename account"))
    assert 0.1 < wrong / kinds["enter"] < 0.25


def test_the_same_arguments_give_an_equal_history() -> None:
    """Another seed gives another one; the days before are the book's own entries."""
    book = _book()
    assert history(book, SINCE, seed=3) == history(book, SINCE, seed=3)
    assert history(book, SINCE, seed=3) != history(book, SINCE, seed=4)
    assert history(book, SINCE).entries == tuple(entry for entry in book.entries if entry.date < SINCE)


def test_a_world_goes_on_day_by_day() -> None:
    """Its books begin with what was entered until today; a reset begins the days again."""
    world = World(books="history/fr/shop", lines=600)
    start, before = world.clock.today(), world.trial_balance()
    first = [world.go_on() for _ in range(3)]
    assert all(first)
    assert (world.clock.today() > start, world.trial_balance() != before) == (True, True)
    world.reset()
    assert (world.clock.today(), world.trial_balance()) == (start, before)
    assert [world.go_on() for _ in range(3)] == first
    while world.go_on():
        pass
    assert world.clock.today() > start + dt.timedelta(days=50)
    world.close()
