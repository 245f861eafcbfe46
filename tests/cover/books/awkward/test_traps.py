"""Every awkward book has its trap: somebody careful reads it right, somebody with one bad habit does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from twinledger import projection
from twinledger.books import awkward_books
from twinledger.world import World

from . import accounts, amounts, texts, timing, years
from .reader import Reader

Reading = Callable[[Reader], Any]

# By book: how somebody reads it who falls into the trap, and somebody who does not.
TRAPS: dict[str, tuple[Reading, Reading]] = {
    "same-second": (timing.delivered, timing.there),
    "late-commit": (timing.after_the_watermark, Reader.ledger),
    "old-period": (timing.after_the_last_date, Reader.ledger),
    "other-date": (timing.after_the_last_id, Reader.ledger),
    "one-moment": (timing.page_by_moment, Reader.ledger),
    "unsteady-order": (timing.page_by_offset, Reader.ledger),
    "deleted-meanwhile": (timing.page_by_offset, Reader.ledger),
    "quiet-reconciliation": (timing.matches_after_the_watermark, timing.matches),
    "many-touched": (timing.sent_anew, timing.sent_by_content),
    "no-tombstone": (timing.after_the_watermark, Reader.ledger),
    "back-to-draft": (timing.after_the_watermark, Reader.ledger),
    "cancelled-later": (timing.after_the_watermark, Reader.ledger),
    "drafts-and-cancelled": (timing.everything, Reader.ledger),
    "new-line-ids": (timing.after_the_watermark, Reader.ledger),
    "posted-again": (timing.booked_again, Reader.ledger),
    "zero-lines": (amounts.complete_entries, amounts.all_entries),
    "no-decimals": (amounts.in_cents, Reader.ledger),
    "three-decimals": (amounts.in_two_decimals, Reader.ledger),
    "drifting-sum": (amounts.float_sums, amounts.exact_sums),
    "large-amounts": (amounts.in_32_bits, Reader.ledger),
    "foreign-currency": (amounts.in_currency, Reader.ledger),
    "exchange-difference": (amounts.in_currency, Reader.ledger),
    "reversal": (amounts.without_reversed, Reader.ledger),
    "storno": (amounts.on_two_sides, Reader.ledger),
    "long-labels": (texts.cut, texts.labels),
    "right-to-left": (texts.in_latin, texts.labels),
    "beyond-the-alphabet": (texts.normalised, texts.labels),
    "markup": (texts.without_tags, texts.labels),
    "line-breaks": (texts.as_lines, texts.labels),
    "looks-like-a-number": (texts.guessed, texts.labels),
    "nothing-said": (texts.spelled_out, texts.labels),
    "equal-lines": (amounts.distinct, Reader.ledger),
    "namesakes": (texts.names_of_partners, texts.partners),
    "sections-and-notes": (amounts.every_item, amounts.every_line),
    "document-dates": (amounts.by_document_date, Reader.ledger),
    "analytic-keys": (amounts.single_shares, amounts.shares),
    "analytic-totals": (amounts.shares_of_a_whole, amounts.shares),
    "tax-lines": (amounts.known_ids, amounts.ids),
    "partly-paid": (amounts.whole_open_items, amounts.open_items),
    "odd-codes": (accounts.codes_as_numbers, Reader.ledger),
    "renumbered-account": (accounts.codes_once, Reader.ledger),
    "swapped-codes": (accounts.codes_once, Reader.ledger),
    "renamed-account": (accounts.names_once, accounts.names),
    "retyped-account": (accounts.types_once, accounts.types),
    "archived-account": (accounts.accounts_in_use, Reader.ledger),
    "names-like-codes": (accounts.codes_from_labels, Reader.ledger),
    "names-in-two-languages": (accounts.names, accounts.dutch_names),
    "shared-account": (accounts.codes_by_themselves, Reader.ledger),
    "off-balance": (accounts.every_account, accounts.without_off_balance),
    "no-trade": (accounts.trade_by_type, accounts.trade),
    "several-result-accounts": (accounts.the_result_account, accounts.result_accounts),
    "archived-partner": (accounts.with_known_partners, Reader.ledger),
    "archived-journal": (accounts.journal_by_journal, Reader.ledger),
    "renamed-entry": (accounts.names_seen, accounts.names_now),
    "number-used-again": (accounts.sums_by_first_name, accounts.sums_by_name),
    "ten-companies": (accounts.of_all_companies, Reader.ledger),
    "second-company": (accounts.of_the_user, Reader.ledger),
    "no-entry": (accounts.unless_empty, Reader.ledger),
    "all-gone": (accounts.unless_empty, Reader.ledger),
    "branch": (accounts.on_its_accounts, Reader.ledger),
    "broken-year": (years.results_by_calendar, years.results),
    "leap-day": (years.results_by_calendar, years.results),
    "opening-entry": (years.from_the_first_year, Reader.ledger),
    "opening-in-draft": (years.with_the_opening, Reader.ledger),
    "appropriation": (accounts.without_the_result, Reader.ledger),
    "closed-late": (timing.after_the_last_date, Reader.ledger),
    "closed-year": (years.by_first_date, Reader.ledger),
    "future-dates": (years.until_today, Reader.ledger),
    "before-the-start": (years.opened_with_nothing, years.opened),
}


def _told_in(version: str) -> list[tuple[str, str]]:
    return [(version, name) for name, book in awkward_books().items() if book.setting.since <= version]


EVERYWHERE = [pair for version in ("19.0", "18.0", "17.0") for pair in _told_in(version)]


@pytest.fixture(scope="module")
def _made() -> Iterator[dict[str, World]]:
    worlds: dict[str, World] = {}
    yield worlds
    for world in worlds.values():
        world.close()


@pytest.fixture
def world(_made: dict[str, World], version: str) -> World:
    """Give a world of a version with one company that has no entry; nothing listens."""
    if version not in _made:
        _made[version] = World(odoo_version=version)
    world = _made[version]
    world.reset()
    return world


def _read(world: World, name: str, reading: Reading) -> list[Any]:
    """Tell a book and return what one reader made of it at every moment, beside the truth at each."""
    reader = Reader(world)
    found = []
    for moment in world.tell(name):
        reader.meanwhile = moment.meanwhile
        found.append(reading(reader))
        assert reader.meanwhile is None, "nothing happened meanwhile: there was no second page"
    return found


def test_every_book_has_its_reader() -> None:
    """No book is without a reader who falls into its trap."""
    assert TRAPS.keys() == awkward_books().keys()


def test_there_are_enough_of_them() -> None:
    """At least thirty traps are isolated."""
    assert len(awkward_books()) >= 30


@pytest.mark.parametrize(("version", "name"), EVERYWHERE)
def test_the_trap_is_there(world: World, name: str) -> None:
    """Who has the bad habit believes something else, at one moment at least, than who reads with care."""
    habit, care = TRAPS[name]
    careful = _read(world, name, care)
    world.reset()
    assert _read(world, name, habit) != careful


@pytest.mark.parametrize(("version", "name"), EVERYWHERE)
def test_a_careful_reader_is_right(world: World, name: str) -> None:
    """At every moment the ledger that is read with care is the one that Silverfin must hold."""
    reader = Reader(world)
    for moment in world.tell(name):
        reader.meanwhile = moment.meanwhile
        assert reader.ledger() == projection.expected(world, world.pair, off_balance="send")
