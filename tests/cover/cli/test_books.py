"""`twinledger books`: the catalogue, and one book after the other."""

from __future__ import annotations

import json
import signal
from urllib.request import Request, urlopen

from twinledger.books import awkward_books

from .support import run, started


def test_the_list() -> None:
    """A line for each book, with its title; as JSON with all that is known of it."""
    lines = run("books", "list").stdout.splitlines()
    assert len(lines) == len(awkward_books())
    assert any(line.split(None, 1) == ["awkward/no-tombstone", "A deletion that leaves nothing"] for line in lines)
    found = json.loads(run("books", "list", "--json").stdout)
    assert [book["id"].removeprefix("awkward/") for book in found] == [*awkward_books()]
    assert {"trap", "mistake", "sources", "clauses", "theme", "since", "title", "id"} == found[0].keys()


def test_a_book_is_told() -> None:
    """Trap, mistake and clauses, then what there is at every moment."""
    told = run("books", "show", "no-tombstone").stdout
    for said in ("No table remembers it", "The mistake:", "INC-07", "1. Two entries are posted.", "2. One of them"):
        assert said in told
    assert (told.count("999.00"), told.count("100.00")) == (2, 4)


def test_a_long_book_is_told_in_part() -> None:
    """Of hundreds of entries the first are shown, and drafts and words say what they are."""
    assert "… and 592 more entries" in run("books", "show", "one-moment").stdout
    shown = run("books", "show", "drafts-and-cancelled").stdout
    assert ("(draft)" in shown, "(cancel)" in shown) == (True, True)
    assert "(line_note) a note" in run("books", "show", "sections-and-notes").stdout


def test_a_book_as_json() -> None:
    """One object, with the moments."""
    found = json.loads(run("books", "show", "awkward/unsteady-order", "--json").stdout)
    [moment] = found["moments"]
    assert (found["id"], moment["meanwhile"]) == ("awkward/unsteady-order", True)


def test_an_unknown_book() -> None:
    """Exit status 2, and what was meant."""
    result = run("books", "show", "no-tombstones")
    assert result.exit_code == 2
    assert "did you mean 'no-tombstone'?" in result.stderr
    assert run("up", "--books", "no-tombstones").exit_code == 2


def test_both_fakes_with_an_awkward_book() -> None:
    """A program in another language lets the book go on."""
    with started("up", "--json", "--books", "awkward/no-tombstone", "--odoo-port", 0, "--silverfin-port", 0) as fakes:
        url = f"{fakes.told['odoo']['url']}/_twinledger/books/go-on"
        asked = Request(url, b"{}", {"Content-Type": "application/json"})
        told = []
        for _ in range(2):
            with urlopen(asked, timeout=10) as answer:
                told.append(json.load(answer)["told"])
        fakes.end(signal.SIGTERM)
    assert told == ["One of them is deleted.", None]
