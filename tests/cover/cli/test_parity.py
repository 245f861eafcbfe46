"""`twinledger parity`: offline by itself; with a server only in a database that may be destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from twinledger.parity import places
from twinledger.parity.fake import PreparedFake, prepared_fake

from .support import run


@pytest.fixture(scope="module")
def fake() -> Iterator[PreparedFake]:
    """A fake that stands for a real server."""
    with prepared_fake() as prepared:
        yield prepared


def _server(fake: PreparedFake, *more: str) -> list[str]:
    target = fake.target
    return [
        *("--odoo", target.url, "--database", target.database, "--login", target.login),
        *("--password", target.password, "--api-key", target.key, *more),
    ]


def test_without_a_server_the_fake_is_compared() -> None:
    """A table shows each conversation, and the last line how much agrees."""
    result = run("parity", "orders")
    assert result.exit_code == 0
    assert "orders" in result.output
    assert result.output.rstrip().endswith("steps agree (100.0%); listed differences: 0")


def test_one_document_for_programs() -> None:
    """With --json standard output is one document that counts steps, in all and of each conversation."""
    found = json.loads(run("parity", "orders", "--json").stdout)
    assert (found["ok"], found["share"], found["steps"]) == (True, 1.0, found["agreeing"])
    assert [(one["conversation"], one["unlisted"]) for one in found["conversations"]] == [("orders", [])]


def test_what_differs_is_shown(fake: PreparedFake) -> None:
    """A server that answers otherwise than recorded is exit status 1, with both answers."""
    env = fake.odoo.database(fake.target.database).environment()
    euro = env["res.currency"].search([("name", "=", "EUR")])
    env.model("res.currency", tuple(euro)).write({"symbol": "E"})
    result = run("parity", "base_data", *_server(fake, "--this-database-may-be-destroyed", fake.target.database))
    assert result.exit_code == 1
    assert "differences that nobody listed" in result.output


def test_somebodys_books_are_refused(fake: PreparedFake) -> None:
    """A database that is not marked is exit status 2 and one sentence; so is one whose name is not repeated rightly."""
    for more in ([], ["--this-database-may-be-destroyed", "books"], ["--explore", "--calls", "5"]):
        result = run("parity", "orders", *_server(fake, *more))
        assert (result.exit_code, result.stdout.strip()) == (2, "")
        assert result.stderr.startswith("twinledger parity: the database ")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--explore"], "this needs a real Odoo: --odoo URL"),
        (["--record", "odoo-19"], "this needs a real Odoo: --odoo URL"),
        (["--odoo", "http://127.0.0.1:9"], "a real Odoo needs --database"),
        (
            [*("--odoo", "http://127.0.0.1:9", "--database", "d", "--password", "p", "--api-key", "k"), "--copy"],
            "a real Odoo needs --master-password",
        ),
    ],
)
def test_options_that_make_no_sense(options: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named."""
    for name in ("DATABASE", "PASSWORD", "API_KEY", "MASTER_PASSWORD"):
        monkeypatch.delenv(f"ODOO_{name}", raising=False)
    result = run("parity", *options)
    assert result.exit_code == 2
    assert said in result.output


def test_an_unknown_subject(fake: PreparedFake) -> None:
    """Those that there are are named."""
    named = ("--this-database-may-be-destroyed", fake.target.database)
    result = run("parity", *_server(fake, *named, "--explore", "--only", "gardening"))
    assert result.exit_code == 2
    assert "there is everything, records, accounting" in result.output


def test_an_unknown_conversation() -> None:
    """Those that there are are named."""
    result = run("parity", "nonsense")
    assert result.exit_code == 2
    assert "no conversation 'nonsense'; there are: access, " in result.stderr


def test_recording_writes_the_answers(fake: PreparedFake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recording says from which package, and of which version."""
    place = places.Place(tmp_path)
    place.conversations.mkdir()
    text = "about: x\ndoor: jsonrpc\nsteps: [{step: v, service: common, method: version}]\n"
    (place.conversations / "tiny.yaml").write_text(text, encoding="utf-8")
    for module in ("loading", "recordings"):
        monkeypatch.setattr(f"twinledger.parity.{module}.shipped", lambda: place)
    named = ("--this-database-may-be-destroyed", fake.target.database)
    result = run("parity", "tiny", *_server(fake, *named, "--record", "odoo-x", "--json"))
    assert json.loads(result.stdout)["conversations"] == [{"conversation": "tiny", "steps": 1}]
    written = json.loads((place.recordings / "tiny.json").read_text(encoding="utf-8"))
    assert (written["package"], written["server"]) == ("odoo-x", "19.0")


def test_exploring_two_fakes(fake: PreparedFake) -> None:
    """The fake agrees with itself, whatever it is asked; every call is counted."""
    named = ("--this-database-may-be-destroyed", fake.target.database)
    result = run("parity", *_server(fake, *named, "--explore", "--calls", "60", "--seed", "3", "--json"))
    found = json.loads(result.stdout)
    assert (result.exit_code, found["calls"], found["differences"]) == (0, 60, [])
    assert sum(found["methods"].values()) == 60
