"""kill -9 while a fake with files takes lines in: once it runs again, each request is there in whole or not at all.

It is killed as often as TWINLEDGER_KILLS says.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import requests

from .silverfin_program import PER_REQUEST, SilverfinProgram

TRIES = int(os.environ.get("TWINLEDGER_KILLS", "8"))
LONGEST_LIFE = 0.4


def killed_once(program: SilverfinProgram, dice: random.Random) -> tuple[int, int]:
    """Submit until it is killed at a random moment, start it anew; return the last request answered and the last kept.

    Raise AssertionError if a part of a request is there.
    """
    number = program.last()
    killer = threading.Timer(dice.uniform(0, LONGEST_LIFE), program.process.kill)
    killer.start()
    try:
        while True:
            program.submit(number + 1)
            number += 1
    except requests.RequestException:
        pass
    killer.join()
    program.kill()
    program.start()
    last = program.last()
    assert last in (number, number + 1), "an answered request is gone, or one that was never sent is there"
    assert program.total() == PER_REQUEST * sum(range(last + 1))
    for file in program.folder.glob("firm-*.sqlite"):
        with closing(sqlite3.connect(file)) as store:
            counts = store.execute("SELECT COUNT(*) FROM line GROUP BY change").fetchall()
            assert {count for (count,) in counts} <= {PER_REQUEST}
            assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return number, last


@pytest.fixture
def program(tmp_path: Path) -> SilverfinProgram:
    """Give a test a fake that runs and has a year and an account."""
    program = SilverfinProgram(tmp_path)
    program.start()
    program.prepare()
    return program


def test_a_request_is_kept_whole_or_not_at_all(program: SilverfinProgram) -> None:
    """Whatever moment it is killed at: a request is always under way, and some were kept."""
    dice = random.Random("killed")
    kept = [killed_once(program, dice)[1] for _ in range(TRIES)]
    program.kill()
    assert kept == sorted(kept)
    assert kept[-1] > TRIES
