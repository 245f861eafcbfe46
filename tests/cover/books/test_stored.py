"""Books in a file: what is stored comes back, and what is no such file, or not whole, is refused with a remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mock_odoo.server import MockOdoo
from twinledger.books import stored
from twinledger.books.making import Made, make
from twinledger.books.stored import About, NotABookError, look_into, open_stored
from twinledger.world import World

ABOUT = About("19.0", "be", seed=3, lines=60, until="2026-03-02")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """Make a small file of books."""
    path = tmp_path_factory.mktemp("books") / "small.sqlite"
    return path, make(ABOUT, path)


@pytest.fixture
def path(made: tuple[Path, Made], tmp_path: Path) -> Path:
    """Give a test a copy of its own."""
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(made[0].read_bytes())
    return copy


def test_a_file_says_what_it_is(path: Path) -> None:
    """Version, seed, size and last day can be read without opening the books."""
    assert look_into(path) == ABOUT


def test_books_come_back_into_a_world(made: tuple[Path, Made]) -> None:
    """The company is paired, its ledger has as many lines as were asked for and balances; a reset opens it again."""
    path, what = made
    assert (what.lines, what.partners > 3) == (60, True)
    world = World(books=str(path))
    for _ in range(2):
        balances = world.trial_balance()
        assert sum(balances.values()) == 0
        database = world.odoo.database()
        counted = database.store.one("SELECT COUNT(*) FROM account_move_line WHERE parent_state = 'posted'")
        assert counted == (60,)
        assert world.pair.database == "acme"
        world.bookkeeper().add_account("999000", "Another", "expense")
        world.reset()
    assert world.bookkeeper().find("account.account", ("code", "=", "999000")) == []
    world.close()


def test_the_same_arguments_make_the_same_bytes(made: tuple[Path, Made], tmp_path: Path) -> None:
    """To the byte, and another seed other ones; nothing is left beside the file."""
    again, other = tmp_path / "again.sqlite", tmp_path / "other.sqlite"
    make(ABOUT, again)
    make(About("19.0", "be", seed=4, lines=60, until="2026-03-02"), other)
    assert again.read_bytes() == made[0].read_bytes()
    assert other.read_bytes() != again.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.sqlite", "other.sqlite"]


def test_progress_is_told(tmp_path: Path) -> None:
    """Three phases, each to its end."""
    told: list[tuple[str, int, int]] = []
    make(ABOUT, tmp_path / "small.sqlite", lambda *said: told.append(said))
    assert list(dict.fromkeys(phase for phase, _, _ in told)) == ["Making", "Entering", "Storing"]
    ends = {phase: (done, total) for phase, done, total in told}
    assert all(done == total for done, total in ends.values())


def _changed(at: int, content: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(content)

    return change


def _sealed(*statements: str) -> Callable[[Path], None]:
    """Change a file with SQL, and seal it again as somebody would who means it."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as file:
            for statement in statements:
                file.execute(statement)
            file.commit()
        stored._seal(path)

    return change


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (Path.unlink, "cannot be read: No such file"),
    "empty": (lambda path: path.write_bytes(b""), "is no stored book"),
    "a text": (lambda path: path.write_text("books " * 100), "is no stored book"),
    "another database": (_changed(68, bytes(4)), "is no stored book"),
    "cut off": (
        lambda path: path.write_bytes(path.read_bytes()[:-4096]),
        r"is damaged: it has [0-9,]+ bytes and",
    ),
    "a page too much": (lambda path: path.write_bytes(path.read_bytes() + bytes(4096)), "is damaged: it has"),
    "a changed byte": (_changed(50_000, b"?"), "is damaged"),
    "a page of nothing": (_changed(4096, bytes(4096)), "is damaged"),
    "another seal": (_changed(60, b"twin"), "is damaged: it is not as it was written"),
    "a later format": (
        _sealed("UPDATE twinledger_book SET about = json_set(about, '$.format', 2)"),
        "is of format 2 and this Twinledger reads 1",
    ),
    "a word about itself that is none": (_sealed("UPDATE twinledger_book SET about = '[]'"), "does not say what it is"),
    "no word about itself": (_sealed("DROP TABLE twinledger_book"), "is damaged .no such table"),
    "another version": (
        _sealed("UPDATE twinledger_book SET about = json_set(about, '$.odoo', '18.0')"),
        r"has books of Odoo 18\.0, and this is Odoo 19\.0: choose that version",
    ),
    "a column of another release": (
        _sealed("ALTER TABLE res_lang ADD COLUMN moon TEXT"),
        "made by another release of Twinledger .it differs in res_lang",
    ),
    "a trigger": (
        _sealed("CREATE TRIGGER trap AFTER INSERT ON res_users BEGIN DELETE FROM res_users; END"),
        "made by another release of Twinledger .it differs in trap",
    ),
    "an index that is gone": (_sealed("DROP INDEX index_1"), "it differs in index_1"),
}


@pytest.fixture
def odoo() -> Iterator[MockOdoo]:
    """Give a fake without a database."""
    fake = MockOdoo()
    yield fake
    fake.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_cannot_be_opened_is_refused(path: Path, odoo: MockOdoo, damage: str) -> None:
    """The file is named, what is wrong with it, and what to do; no database is left behind."""
    harm, words = DAMAGES[damage]
    harm(path)
    with pytest.raises(NotABookError, match=words) as refusal:
        open_stored(path, odoo.odoo, "acme")
    assert str(refusal.value).startswith(str(path))
    assert "make it anew with `twinledger books" in str(refusal.value)
    assert odoo.odoo.databases == {}


def test_every_byte_counts(path: Path, odoo: MockOdoo) -> None:
    """Whatever byte is changed, the file is refused."""
    content = path.read_bytes()
    for at in range(0, len(content), len(content) // 40):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(NotABookError):
            open_stored(path, odoo.odoo, "acme")
    path.write_bytes(content)
    open_stored(path, odoo.odoo, "acme")


def test_the_books_of_another_version(tmp_path: Path) -> None:
    """They are made and opened for each version."""
    path = tmp_path / "old.sqlite"
    make(About("17.0", "be", 0, 30, "2026-03-02"), path)
    world = World(odoo_version="17.0", books=str(path))
    assert sum(world.trial_balance().values()) == 0
    world.close()
    with pytest.raises(NotABookError, match=r"of Odoo 17\.0"):
        World(books=str(path))
