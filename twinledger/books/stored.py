"""Stored books: a database with books in a file, and opening one again, once it is sure what the file is.

The file is an SQLite database with the tables of the fake Odoo and one more that says what it is. Its `application_id`
tells it apart from others; `user_version` is the CRC-32 of all the rest, as if those four bytes were nothing.
"""

from __future__ import annotations

import errno
import json
import mmap
import sqlite3
import struct
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mock_kit.store import BEGINNING
from mock_odoo.base_data import tables_of
from mock_odoo.database import Database
from mock_odoo.models import registry

if TYPE_CHECKING:
    from mock_odoo.odoo import Odoo

FORMAT = 1
APPLICATION = 0x54574C47  # TWLG
PAGES_AT, SEAL_AT, APPLICATION_AT, HEADER = 28, 60, 68, 100  # where these stand in the header, and its length
CHUNK = 1 << 24  # bytes
ABOUT = "twinledger_book"
MAKE_ANEW = "make it anew with `twinledger books --lines … --out …`"


class NotABookError(ValueError):
    """A file is not what a book was stored in, or not in a way that can be opened here; the text says why."""


@dataclass(frozen=True)
class About:
    """What a stored book says of itself; `odoo` is the series, `company` the id, `until` the last day (ISO)."""

    odoo: str
    books: str
    seed: int
    lines: int
    until: str
    company: int = 1
    format: int = FORMAT


def store(database: Database, about: About, path: Path) -> None:
    """Store a database with books in a file, which is there only once it is whole; raise OSError where none can be.

    A device is no place for one: whoever may do so would put a file where it stood.
    """
    path = path.absolute()
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "it is there, and no file", str(path))
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        part = Path(folder) / path.name
        with closing(sqlite3.connect(part, isolation_level=None)) as file:
            file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            database.store.copy_into(file)
            file.execute(f"CREATE TABLE {ABOUT} (about TEXT)")
            file.execute(f"INSERT INTO {ABOUT} VALUES (?)", (json.dumps(asdict(about)),))
            file.execute(f"PRAGMA application_id = {APPLICATION}")
        _seal(part)
        part.replace(path)


def look_into(path: Path) -> About:
    """Return what a stored book says of itself; raise NotABookError for a file that is none."""
    with _opened(path) as file:
        return _about(file, path)


def open_stored(path: Path, odoo: Odoo, name: str) -> About:
    """Make a stored book a database of a fake Odoo; raise NotABookError, after which nothing is there."""
    sealed, sums = _seal_of(path), list[int]()
    adding_up = threading.Thread(target=lambda: sums.append(_sum(path)))
    adding_up.start()  # beside the copying: either takes a while
    try:
        with _opened(path) as file:
            about = _about(file, path)
            _check_schema(file, path, about, odoo)
            database = Database(name, registry(odoo.version.name), odoo.clock, odoo.dice)
            database.store.fill_from(file)
    finally:
        adding_up.join()
    if sums != [sealed]:
        raise NotABookError(f"{path} is damaged: it is not as it was written; {MAKE_ANEW}")
    database.store.execute(f"DROP TABLE {ABOUT}")
    odoo.adopt(name, database)
    return about


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to read it, once its header says that it is one of ours."""
    _seal_of(path)
    where = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(where, uri=True, isolation_level=None)) as file:
            yield file
    except sqlite3.DatabaseError as error:
        raise NotABookError(f"{path} is damaged ({error}); {MAKE_ANEW}") from None


def _about(file: sqlite3.Connection, path: Path) -> About:
    """Return what a file says of itself."""
    try:
        [[told]] = file.execute(f"SELECT about FROM {ABOUT}").fetchall()
        facts = json.loads(told)
        if facts["format"] == FORMAT:
            return About(**facts)
    except (ValueError, TypeError, KeyError):
        raise NotABookError(f"{path} does not say what it is; {MAKE_ANEW}") from None
    raise NotABookError(f"{path} is of format {facts['format']} and this Twinledger reads {FORMAT}; {MAKE_ANEW}")


def _check_schema(file: sqlite3.Connection, path: Path, about: About, odoo: Odoo) -> None:
    """Refuse books of another version of Odoo, and tables that this Twinledger would make in another way."""
    if about.odoo != odoo.version.name:
        raise NotABookError(
            f"{path} has books of Odoo {about.odoo}, and this is Odoo {odoo.version.name}: "
            f"choose that version, or {MAKE_ANEW}"
        )
    found = {(kind, name, sql) for kind, name, sql in file.execute("SELECT type, name, sql FROM sqlite_master")}
    different = sorted({str(name) for _, name, _ in found ^ tables_of(odoo.version.name)} - {ABOUT})
    if different:
        names = ", ".join(different[:3])
        raise NotABookError(f"{path} was made by another release of Twinledger (it differs in {names}); {MAKE_ANEW}")


# The header of the file -----------------------------------------------------------------------------------------------


def _seal(path: Path) -> None:
    """Write the sum of a file into its header."""
    found = _sum(path)
    with path.open("r+b") as file:
        file.seek(SEAL_AT)
        file.write(struct.pack(">I", found))


def _seal_of(path: Path) -> int:
    """Return the sum that a file's header says; raise NotABookError for a file that is no book or not all of one."""
    try:
        with path.open("rb") as file:
            header = file.read(HEADER)
        size = path.stat().st_size
    except OSError as error:
        raise NotABookError(f"{path} cannot be read: {error.strerror}; {MAKE_ANEW}") from None
    if len(header) < HEADER or not header.startswith(BEGINNING) or _number(header, APPLICATION_AT) != APPLICATION:
        raise NotABookError(f"{path} is no stored book; {MAKE_ANEW}")
    page = int.from_bytes(header[16:18]) or 1
    whole = (65_536 if page == 1 else page) * _number(header, PAGES_AT)
    if size != whole:
        raise NotABookError(f"{path} is damaged: it has {size:,} bytes and should have {whole:,}; {MAKE_ANEW}")
    return _number(header, SEAL_AT)


def _number(header: bytes, at: int) -> int:
    return int.from_bytes(header[at : at + 4])


def _sum(path: Path) -> int:
    """Return the CRC-32 of a file, as if the four bytes that keep it were nothing."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        found = zlib.crc32(bytes(4), zlib.crc32(content[:SEAL_AT]))
        with memoryview(content) as view:
            for start in range(SEAL_AT + 4, len(view), CHUNK):
                with view[start : start + CHUNK] as chunk:
                    found = zlib.crc32(chunk, found)
    return found
