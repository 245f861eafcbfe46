"""`twinledger books`: the catalogue, and one book after the other."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from urllib.request import Request, urlopen

from twinledger.books import awkward_books
from twinledger.books.stored import About, look_into

from .support import run, started

SMALL = ("books", "--lines", 40, "--seed", 5)


def test_books_are_made_and_served(tmp_path: Path) -> None:
    """The file is what was asked for, and both fakes can be started with it."""
    path = tmp_path / "books.sqlite"
    result = run(*SMALL, "--out", path)
    assert result.exit_code == 0
    assert "40 posted journal items, made in " in result.stdout
    assert f"Serve it with: twinledger up --books {path}" in result.stdout
    with started("up", "--json", "--books", path, "--odoo-port", 0, "--silverfin-port", 0) as fakes:
        assert fakes.told["odoo"]["database"] == "acme"
        fakes.end(signal.SIGTERM)


def test_what_was_made_as_json(tmp_path: Path) -> None:
    """One object, and nothing on standard error; the last day and the version can be chosen."""
    path = tmp_path / "books.sqlite"
    how = ("--until", "2024-05-05", "--odoo-version", "18.0", "--country", "fr", "--trade", "shop")
    result = run(*SMALL, "--out", path, *how, "--json")
    assert result.stderr == ""
    told = json.loads(result.stdout)
    assert (told["file"], told["bytes"], told["lines"]) == (str(path), path.stat().st_size, 40)
    assert look_into(path) == About("18.0", "fr/shop", 5, 40, "2024-05-05")


def test_what_cannot_be_made(tmp_path: Path) -> None:
    """Size and file go together, a folder has to be there, and a file that is no book is not served."""
    assert "--lines and --out go together" in run("books", "--lines", 40).stderr
    assert "--lines and --out go together" in run("books", "--out", tmp_path / "a.sqlite").stderr
    assert "9 is not in the range" in run("books", "--lines", 9, "--out", tmp_path / "a.sqlite").stderr
    refused = run(*SMALL, "--out", tmp_path / "nowhere" / "a.sqlite")
    assert refused.exit_code == 2
    assert "cannot be written: No such file or directory" in refused.stderr
    os.mkfifo(tmp_path / "pipe")
    assert "cannot be written: it is there, and no file" in run(*SMALL, "--out", tmp_path / "pipe").stderr
    assert (tmp_path / "pipe").is_fifo()
    (tmp_path / "b.sqlite").write_text("nothing")
    assert "is no stored book" in run("up", "--books", tmp_path / "b.sqlite").stderr
    assert "there are no books 'x'" in run("up", "--books", "x").stderr


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
