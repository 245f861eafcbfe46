"""kill -9 while both sides of a kept world are written to: nothing acknowledged is lost, nothing is there in part.

It is killed as often as TWINLEDGER_KILLS says.
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from .kept_program import KeptProgram

TRIES = int(os.environ.get("TWINLEDGER_KILLS", "3"))
LONGEST_LIFE = 1.0


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    """Whatever moment it is killed at, with a writer on JSON-2, one that enters entries and one that submits."""
    program, dice = KeptProgram(tmp_path / "world"), random.Random(f"killed {TRIES} times")
    program.start()
    for _ in range(TRIES):
        killer = threading.Timer(dice.uniform(0, LONGEST_LIFE), program.process.kill)
        killer.start()
        program.write_until_it_is_killed()
        killer.join()
        program.kill()
        for file in program.folder.rglob("*.sqlite"):
            with closing(sqlite3.connect(file)) as store:
                assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        program.start()
        kept = program.kept()
        for writer, last in kept.items():
            assert last - program.acknowledged[writer] in (0, 1), f"{writer}: {last} of {program.acknowledged[writer]}"
        program.acknowledged.update({writer: last - program.acknowledged[writer] for writer, last in kept.items()})
    program.kill()
    assert all(program.acknowledged[writer] > TRIES for writer in program.acknowledged)
