"""The teller: every kind of edit does to real entries what it says, and whatever is drawn can be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from twinledger.books import Book, Entry, Line, strategies
from twinledger.books.tale import Edit, EditKind, Tale
from twinledger.books.teller import Teller
from twinledger.world import World

DAY = dt.date(2026, 1, 15)
THREE = Entry("MISC", DAY, (Line("610000", 100), Line("612000", 50, "gas"), Line("550001", -150)))
TWO = Entry("MISC", DAY, (Line("613000", 7), Line("550001", -7)))


@pytest.fixture(scope="module")
def _made() -> Iterator[World]:
    world = World()
    yield world
    world.close()


@pytest.fixture
def world(_made: World) -> World:
    """Give a test a world without an entry."""
    _made.reset()
    return _made


def _ledger(world: World) -> list[tuple[Any, ...]]:
    rows = world.odoo.database().store.all(
        "SELECT l.id, l.move_name, l.parent_state, l.date, l.ref, json_extract(a.code_store, ?), l.balance / 100"
        " FROM account_move_line l JOIN account_account a ON a.id = l.account_id ORDER BY l.id",
        ('$."1"',),
    )
    return list(rows)


def _after(world: World, *edits: Edit) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Tell of an entry of three lines and one of two, then of some edits; return the ledger before and after."""
    teller = Teller(world.bookkeeper())
    teller.tell(Tale((THREE, TWO)))
    before = _ledger(world)
    assert all(teller.edit(edit) for edit in edits)
    return before, _ledger(world)


def test_an_amount_changes_in_place(world: World) -> None:
    """The first line has it, the last one makes up for it, those between stay; no id is another."""
    before, after = _after(world, Edit("change amount", 0, amount=-250))
    assert [line[-1] for line in before] == [100, 50, -150, 7, -7]
    assert [line[-1] for line in after] == [-250, 50, 200, 7, -7]
    assert [line[0] for line in after] == [line[0] for line in before]


def test_an_entry_is_written_anew(world: World) -> None:
    """Its lines are gone and others there, under other ids; the entry is posted under its name."""
    before, after = _after(world, Edit("rewrite", 0, entry=TWO))
    assert [line[-1] for line in after] == [7, -7, 7, -7]
    assert not {line[0] for line in before[:3]} & {line[0] for line in after}
    assert {line[1] for line in after} == {line[1] for line in before}


def test_reference_and_number_change(world: World) -> None:
    """All lines of the entry show it; the numbers left out are left out."""
    _, after = _after(world, Edit("refer", 1, text="PO-7"), Edit("renumber", 0, amount=3))
    assert [line[4] for line in after] == [None, None, None, "PO-7", "PO-7"]
    assert [line[1][-4:] for line in after] == ["0006", "0006", "0006", "0002", "0002"]


def test_there_and_back_again(world: World) -> None:
    """What goes back to draft can be posted again, and is then the last of the posted."""
    _, after = _after(world, Edit("to draft", 0), Edit("post", 0), Edit("cancel", 0))
    assert [line[2] for line in after] == ["posted"] * 3 + ["cancel"] * 2


def test_an_account_gets_another_code_and_later_entries_follow(world: World) -> None:
    """Entries that speak of the old code are on the account; a code that is somebody's is refused."""
    _, after = _after(world, Edit("renumber account", account="610000", text="6100.9"), Edit("enter", entry=THREE))
    assert [line[5] for line in after][::5] == ["6100.9", "6100.9"]
    teller = Teller(world.bookkeeper())
    assert teller.edit(Edit("renumber account", account="612000", text="X1"))
    assert not teller.edit(Edit("renumber account", account="613000", text="X1"))
    assert not teller.edit(Edit("renumber account", account="613000", text="613000"))


def test_time_passes(world: World) -> None:
    """By seconds, or to a moment that has not come yet; one that is past changes nothing."""
    start = world.clock.now()
    teller = Teller(world.bookkeeper())
    teller.edit(Edit("wait", amount=90))
    teller.edit(Edit("enter", entry=TWO, moment=start))
    assert world.clock.now() == start + dt.timedelta(seconds=90)
    later = start + dt.timedelta(days=2)
    teller.edit(Edit("enter", entry=TWO, moment=later))
    assert world.clock.now() == later


def test_where_there_is_nothing_to_do_nothing_is_done(world: World) -> None:
    """Without a posted entry, or a draft, an edit says so."""
    teller = Teller(world.bookkeeper())
    kinds: tuple[EditKind, ...] = ("cancel", "change amount", "change date", "delete", "post", "refer", "rewrite")
    assert [teller.edit(Edit(kind)) for kind in kinds] == [False] * len(kinds)
    assert not teller.edit(Edit("enter"))


def test_every_kind_can_be_drawn_and_is_said() -> None:
    """None is missing among the strategies, and each has its sentence."""
    assert set(strategies._EDITS) == set(get_args(EditKind))
    said = {str(Tale((), (Edit(kind, 2, entry=TWO, text="T", account="A", day=DAY),))) for kind in get_args(EditKind)}
    assert len(said) == len(get_args(EditKind))
    moment = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
    assert str(Tale((), (Edit("cancel", moment=moment),))) == "then: 2026-03-04 05:06 cancel of posted entry 1"


@settings(max_examples=30, deadline=None)
@given(tale=strategies.histories())
def test_any_history_can_be_told(tale: Tale) -> None:
    """Nothing that is drawn is refused, and the books balance afterwards."""
    world = _world()
    Teller(world.bookkeeper()).tell(tale)
    assert sum(world.trial_balance().values()) == 0


@settings(max_examples=15, deadline=None)
@given(book=strategies.books())
def test_any_book_can_be_loaded(book: Book) -> None:
    """Whatever states its entries are in, the posted ones count."""
    world = _world()
    world.add_pair("drawn", name="Drawn", book=book, first=True)
    wanted = {code: balance for code, balance in book.trial_balance().items() if balance}
    results = {account.code for account in book.accounts if account.type.startswith(("income", "expense"))}
    found = world.trial_balance()
    assert {code: found.get(code, 0) for code in wanted if code not in results} == {
        code: balance for code, balance in wanted.items() if code not in results
    }


_WORLDS: list[World] = []


def _world() -> World:
    """Return a world without an entry; Hypothesis runs one test many times over one fixture."""
    if not _WORLDS:
        _WORLDS.append(World())
    _WORLDS[0].reset()
    return _WORLDS[0]
