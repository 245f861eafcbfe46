"""Folders in which a platform is kept: in which format that is, and by which Twinledger it was begun."""

from __future__ import annotations

import sqlite3
from importlib.metadata import version
from pathlib import Path

from mock_kit.store import Store

FORMAT = 2
"""The tables of every store together; a change of any of them is another format. Before 2 no format was noted."""
TABLE = "CREATE TABLE opening (times INTEGER NOT NULL, format INTEGER NOT NULL, version TEXT NOT NULL)"


class OtherFormatError(Exception):
    """The folder was begun by a Twinledger that keeps its files in another format; the text says what to do."""

    def __init__(self, folder: Path, theirs: str) -> None:
        ours = f"this is Twinledger {version('twinledger')}, which keeps format {FORMAT} and converts nothing"
        advice = "Go on with the Twinledger that began the folder, or name a new one."
        super().__init__(f"{folder} is kept in {theirs}; {ours}. {advice}")


def open_once_more(platform: Store, folder: Path) -> int:
    """Note that a folder is opened, and return for the how many-th time; raise OtherFormatError if it cannot be."""
    if platform.is_empty:
        with platform.transaction():
            platform.execute(TABLE)
            platform.execute("INSERT INTO opening VALUES (0, ?, ?)", [FORMAT, version("twinledger")])
    else:
        _refuse_another_format(platform, folder)
    platform.execute("UPDATE opening SET times = times + 1")
    [(times,)] = platform.all("SELECT times FROM opening")
    return int(times)


def _refuse_another_format(platform: Store, folder: Path) -> None:
    try:
        [(number, begun_by)] = platform.all("SELECT format, version FROM opening")
    except sqlite3.OperationalError:
        raise OtherFormatError(folder, "an earlier format, which nobody noted") from None
    if number != FORMAT:
        raise OtherFormatError(folder, f"format {number}, by Twinledger {begun_by}")
