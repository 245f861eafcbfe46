"""Sides: connectors that have one end only, and what is done for them at the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from twinledger.drivers.extract import Extract
from twinledger.drivers.manifest import Claims, ManifestError
from twinledger.drivers.odoo_side import OdooSide
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.silverfin_side import SilverfinSide
from twinledger.drivers.trial import Trial
from twinledger.judge import small
from twinledger.world import World

from .support import load, program

COLUMNS = {"id": "id", "account": "account", "date": "date", "amount": "amount"}
LINES = (
    "import json\nfor number, amount in enumerate({amounts}):\n"
    '    row = {{"id": number, "amount": amount, "account": "400000", "date": "2026-01-15"}}\n'
    "    print(json.dumps(row))\n"
)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A world with a small ledger; nobody listens, because nobody asks."""
    with closing(World()) as world:
        for entry in small.LEDGER.entries:
            world.bookkeeper().enter(entry)
        yield world


def _trial(world: World, driver: OneShotDriver, **extract: Any) -> Trial:
    driver.side = OdooSide(Extract.model_validate({"format": "jsonl", "columns": COLUMNS, **extract}), Path())
    trial = Trial(world, driver, Claims(), 30)
    trial.forget()
    return trial


def _run(trial: Trial, tmp_path: Path, code: str) -> Outcome:
    (tmp_path / "connector.py").write_text(code)
    return trial.run()


def test_what_a_run_extracts_is_booked_and_what_a_failed_one_does_is_not(world: World, tmp_path: Path) -> None:
    """Each run brings everything anew; what goes to standard error is no part of it."""
    with closing(_trial(world, program(tmp_path, ""))) as trial:
        told = 'import os, sys\nprint("{\\"id\\": 9}", file=sys.stderr)\nassert not os.environ.get("SILVERFIN_URL")\n'
        outcome = _run(trial, tmp_path, told + LINES.format(amounts="(1.5, 2, 3.25)"))
        assert outcome.synchronised, outcome.output
        assert '"id": 9' in outcome.output
        assert sorted(line.value for line in world.pair.file.lines()) == [150, 200, 325]
        _run(trial, tmp_path, LINES.format(amounts="(7,)") + "raise SystemExit(1)")
        assert sorted(line.value for line in world.pair.file.lines()) == [150, 200, 325]
        _run(trial, tmp_path, LINES.format(amounts="(7,)"))
        assert [line.value for line in world.pair.file.lines()] == [700]


def test_changes_stand_beside_what_there_was(world: World, tmp_path: Path) -> None:
    """With each_run = "changes" a row takes the place of its own id, and one that is marked goes."""
    columns = {**COLUMNS, "deleted": "gone"}
    with closing(_trial(world, program(tmp_path, ""), each_run="changes", columns=columns)) as trial:
        _run(trial, tmp_path, LINES.format(amounts="(1, 2, 3)"))
        _run(trial, tmp_path, LINES.format(amounts="(5,)") + 'print(json.dumps({"id": 1, "gone": "yes"}))')
        assert sorted(line.value for line in world.pair.file.lines()) == [300, 500]


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ("(1.005,)", "the amount 1.005 of 0 has more decimals than EUR has (2)"),
        ("('x',)", "'x' in the column 'amount'"),
    ],
)
def test_what_cannot_be_read_is_no_success(world: World, tmp_path: Path, amounts: str, told: str) -> None:
    """The outcome says what stands where, and that it is about the manifest."""
    with closing(_trial(world, program(tmp_path, ""))) as trial:
        outcome = _run(trial, tmp_path, LINES.format(amounts=amounts))
    assert not outcome.synchronised
    assert told in outcome.summary
    assert "cannot be read as its manifest says" in outcome.summary


def test_a_connector_that_begins_elsewhere_is_handed_the_ledger(world: World, tmp_path: Path) -> None:
    """Exact amounts, codes, types and the end of the year; nothing of Odoo's inputs."""
    with closing(SilverfinSide()) as side:
        given = side.given(world, world.inputs(tmp_path))
        ledger = json.loads(Path(given["LEDGER_FILE"]).read_text("utf-8"))
    assert not [name for name in given if name.startswith(("ODOO", "SYNC_COMPANY"))]
    assert ledger["company"]["currency"] == "EUR"
    assert ledger["company"]["year_ends"] == {"month": 12, "day": 31}
    assert {"code": "400000", "name": "Customers", "type": "asset_receivable"} in ledger["accounts"]
    amounts = sorted((line["account"], line["amount"]) for line in ledger["lines"])
    assert amounts[:3] == [("100000", "-999999999.99"), ("400000", "121.00"), ("411000", "0.24")]
    assert len(amounts) == sum(len(entry.lines) for entry in small.LEDGER.entries)


def test_a_profile_leaves_out_what_is_out_of_its_reach() -> None:
    """Whatever the manifest claims, an end that is not there has no features."""
    side = OdooSide(Extract.model_validate({"format": "jsonl", "columns": COLUMNS}), Path())
    assert side.within(Claims()).covers("incremental")
    assert not side.within(Claims()).covers("token-refresh")
    assert not side.within(Claims(features=("deletions", "reset"))).covers("reset")


def test_only_a_command_that_ends_has_a_standard_output(tmp_path: Path) -> None:
    """Whoever stays, or is called, has to leave a file."""
    text = '[connector]\nname = "x"\npython = "a:b"\nprofile = "odoo-side"\n[extract]\nformat = "jsonl"\n'
    with pytest.raises(ManifestError, match=r"\[extract\] needs a path"):
        load(tmp_path, text + 'columns = { account = "a", date = "d", amount = "m" }\n')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Silverfin holds 8 lines.", "The extract holds 8 lines."),
        ("It differs. Silverfin's has drafts in Silverfin", "It differs. The extract's has drafts in the extract"),
        (
            "The two ledgers differ:\n  only in Silverfin: 400000",
            "The two ledgers differ:\n  only in the extract: 400000",
        ),
        ("nothing\nSilverfin holds", "nothing\nThe extract holds"),
    ],
)
def test_who_ends_elsewhere_is_not_told_of_silverfin(text: str, told: str) -> None:
    """What it reads of a failure speaks of the extract; everybody else reads what is written."""
    assert OdooSide.worded(text) == told
    assert SilverfinSide.worded(text) == text
