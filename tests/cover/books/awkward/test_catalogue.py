"""The catalogue of awkward books: what it says about each, how they are found, and where they can be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from twinledger.books import Moment, awkward_book, awkward_books, catalogue
from twinledger.books.awkward.registry import awkward
from twinledger.world import World

PAGE = Path(__file__).parents[4] / "docs" / "books.md"
CLAUSE = re.compile(r"(CON|KEY|SEC|DAT|PAG|INC|RES|SIL|ODO|VER)-\d\d")


def test_the_page_is_current() -> None:
    """`python -m twinledger.books.catalogue > docs/books.md` has been run since the last change."""
    assert PAGE.read_text(encoding="utf-8") == catalogue.page()


@pytest.mark.parametrize("name", awkward_books())
def test_a_book_says_what_it_is_about(name: str) -> None:
    """Trap and mistake are sentences, clauses are those of the contract, and sources say how it is known."""
    book = awkward_books()[name]
    assert book.id == f"awkward/{name}"
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    assert not book.title.endswith(".")
    assert all(text.endswith(".") for text in (book.trap, book.mistake))
    assert book.clauses
    assert all(CLAUSE.fullmatch(clause) for clause in book.clauses)
    assert all(re.match(r"(observed on 19\.0|recorded|read|contract)\b", source) for source in book.sources)


def test_a_book_is_found_by_its_name_or_its_id() -> None:
    """Both mean the same; a slip of the pen gets a hint, nonsense the way to the list."""
    assert awkward_book("same-second") is awkward_book("awkward/same-second")
    with pytest.raises(LookupError, match="did you mean 'same-second'"):
        awkward_book("awkward/same-secound")
    with pytest.raises(LookupError, match="`twinledger books list` names those there are"):
        awkward_book("xyz")


def test_two_books_cannot_have_one_name() -> None:
    """The second one is refused."""
    with pytest.raises(ValueError, match="two awkward books named 'same-second'"):
        awkward("same-second", "Again", trap="", mistake="", sources=(), clauses=())(lambda _: iter(()))


def test_a_world_begins_at_the_first_moment_and_goes_on() -> None:
    """`go_on` tells the next moment, None at the end; a reset begins the book again."""
    world = World(books="awkward/no-tombstone")
    full = world.trial_balance()
    for _ in range(2):
        assert world.trial_balance() == full != {}
        assert world.go_on() == Moment("One of them is deleted.")
        assert world.trial_balance() != full
        assert world.go_on() is None
        world.reset()
    world.close()
    with pytest.raises(LookupError, match="there is no awkward book 'nobody'"):
        World(books="awkward/nobody")


def test_what_happens_meanwhile_happens_by_itself() -> None:
    """In a world that was made with the book it does so before the second request for journal items."""
    world = World(books="awkward/deleted-meanwhile")
    client = Client(world.odoo.wsgi, use_cookies=False)
    arguments = [world.pair.database, 2, world.pair.api_key, "account.move.line", "search", [[]]]
    body = {"jsonrpc": "2.0", "params": {"service": "object", "method": "execute_kw", "args": arguments}}
    counted = [len(client.post("/jsonrpc", json=body).get_json()["result"]) for _ in range(3)]
    assert counted == [1_200, 1_196, 1_196]
    world.close()
