"""The manifest: every mistake is told with its line, in words of the file, and with what to do."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinledger.drivers.manifest import Connector, ManifestError

from .support import load

COMMAND = '[connector]\nname = "x"\ncommand = ["x"]\n'  # three lines, so that what is added begins on the fourth
EXTRACT = COMMAND + 'profile = "odoo-side"\n[extract]\nformat = "csv"\n'  # six lines
COLUMNS = 'columns = { account = "a", date = "d", amount = "m" }\n'
WAIVER = '[[waiver]]\nclause = "RES-01"\nreason = "r"\nowner = "o"\nuntil = 2027-01-01\n'


def _refusal(folder: Path, text: str | bytes) -> str:
    with pytest.raises(ManifestError) as caught:
        load(folder, text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "key", "advice"),
    [
        ('[connector]\nname = "x"\ncomand = ["x"]\n', 3, "connector.comand", "did you mean 'command'?"),
        (COMMAND + "timeot = 3\n", 4, "connector.timeot", "did you mean 'timeout'?"),
        (COMMAND + "colour = 3\n", 4, "connector.colour", "known keys are command, env,"),
        ('contarct = "2026.1"\n' + COMMAND, 1, "contarct", "did you mean 'contract'?"),
        (COMMAND + "[claim]\nodoo = []\n", 4, "claim", "did you mean 'claims'?"),
        (COMMAND + '[claims]\nfeature = ["reset"]\n', 5, "claims.feature", "did you mean 'features'?"),
        (COMMAND + WAIVER + WAIVER + 'oner = "o"\n', 14, "waiver.1.oner", "did you mean 'owner'?"),
        ("folder = '/'\n" + COMMAND, 1, "folder", ""),
        (EXTRACT + "fromat = 1\n", 7, "extract.fromat", "did you mean 'format'?"),
        (EXTRACT + '[extract.columns]\nacount = "a"\n', 8, "extract.columns.acount", "did you mean 'account'?"),
        (EXTRACT + '[extract.accounts]\ncoda = "a"\n', 8, "extract.accounts.coda", "did you mean 'code'?"),
    ],
)
def test_an_unknown_key_is_refused(tmp_path: Path, text: str, line: int, key: str, advice: str) -> None:
    """The line is told on which it stands, and the key that was probably meant."""
    refusal = _refusal(tmp_path, text)
    assert f"connector.toml:{line}: unknown key {key!r}" in refusal
    assert advice in refusal


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('[connector]\nname = "x"\n', 1, "connector: say how it is run in exactly one way: command = [...] or python"),
        (COMMAND + 'python = "a:b"\n', 1, "connector: say how it is run in exactly one way"),
        (COMMAND + 'url = "http://127.0.0.1:9"\n', 1, "connector: say how it is run in exactly one way"),
        ('[connector]\ncommand = ["x"]\n[claims]\n', 1, "connector.name: this is missing"),
        ("", 1, "connector: this is missing"),
        ('connector = "x"\n', 1, "connector: this is a table"),
        ("claims = 3\n" + COMMAND, 1, "claims: this is a table"),
        ('[connector]\nname = "x"\ncommand = "node sync.js"\n', 3, "connector.command: this is a list: write [...]"),
        ('[connector]\nname = "x"\ncommand = []\n', 3, "connector.command: it may not be empty"),
        ('[connector]\nname = "x"\ncommand = ["x", 3]\n', 3, "connector.command.1: Input should be a valid string"),
        ('[connector]\nname = 3\ncommand = ["x"]\n', 2, "connector.name: Input should be a valid string"),
        (COMMAND + 'timeout = "soon"\n', 4, "connector.timeout: Input should be a valid number"),
        (COMMAND + "timeout = true\n", 4, "connector.timeout: Input should be a valid number"),
        (COMMAND + "timeout = 0\n", 4, "connector.timeout: Input should be greater than 0"),
        (COMMAND + "timeout = inf\n", 4, "connector.timeout: Input should be less than or equal to 86400"),
        (COMMAND + "timeout = nan\n", 4, "connector.timeout: Input should be"),
        (COMMAND + "memory_mb = 1.5\n", 4, "connector.memory_mb: Input should be a valid integer"),
        (COMMAND + "memory_mb = true\n", 4, "connector.memory_mb: Input should be a valid integer"),
        (COMMAND + 'mode = "daemon"\n', 4, "connector.mode: Input should be 'one-shot' or 'resident'"),
        (COMMAND + "env = { A = 1 }\n", 4, "connector.env.A: Input should be a valid string"),
        (COMMAND + "\n[connector.env]\nB = 'b'\nA = 1\n", 7, "connector.env.A: Input should be a valid string"),
        (COMMAND + 'env_from = "HOME"\n', 4, "connector.env_from: this is a list"),
        ('contract = "2019.1"\n' + COMMAND, 1, "contract: Input should be '2026.1'"),
        (COMMAND + '[claims]\nodoo = ["16.0"]\n', 5, "claims.odoo.0: Input should be '17.0', '18.0' or '19.0'"),
        (COMMAND + '[claims]\nfeatures = ["reset", "undo"]\n', 5, "claims.features.1: Input should be 'incremental'"),
        (COMMAND + '[claims]\ngranularity = "day"\n', 5, "claims.granularity: Input should be 'line', 'entry'"),
        ('[connector]\nname = ""\ncommand = ["x"]\n', 2, "connector.name: it may not be empty"),
        (COMMAND + 'webhook = "here"\n', 4, "connector.webhook: write a URL: http://127.0.0.1:9000/sync"),
        ('[connector]\nname = "x"\nurl = "localhost:9"\n', 3, "connector.url: write a URL"),
        (COMMAND + 'profile = "odoo-side"\n', 1, 'profile = "odoo-side" needs [extract]'),
        (
            COMMAND + '[extract]\nformat = "singer"\nstream = "l"\n' + COLUMNS,
            1,
            "[extract] is for connectors with profile =",
        ),
        (EXTRACT + COLUMNS, 5, 'extract: say which file: path = "…" (csv is not read from standard output)'),
        (EXTRACT + 'path = "x"\neach_run = "changes"\n' + COLUMNS, 5, 'extract: each_run = "changes" needs columns.id'),
        (EXTRACT.replace("csv", "sqlite") + 'path = "x"\n' + COLUMNS, 5, "extract: say which stream or table holds"),
        (EXTRACT + 'path = "x"\n' + COLUMNS.replace(', amount = "m"', ""), 8, "extract.columns: say where the amount"),
        (EXTRACT + 'path = "x"\n' + COLUMNS.replace("amount", "debit"), 8, "extract.columns: say where the amount"),
        (EXTRACT + 'path = "x"\ndelimiter = ""\n' + COLUMNS, 8, "extract.delimiter: it may not be empty"),
        (
            EXTRACT + 'path = "x"\nwhere = "posted"\n' + COLUMNS,
            8,
            "extract.where: this is a table: write { key",
        ),
        (COMMAND + WAIVER.replace("[[waiver]]", "[waiver]"), 4, "waiver: this is a list"),
        (COMMAND + WAIVER.replace('owner = "o"\n', ""), 4, "waiver.0.owner: this is missing"),
        (COMMAND + WAIVER.replace('owner = "o"\n', "") + WAIVER, 4, "waiver.0.owner: this is missing"),
        (COMMAND + WAIVER.replace('"r"', '""'), 6, "waiver.0.reason: it may not be empty"),
        (COMMAND + WAIVER + WAIVER.replace('"o"', '""'), 12, "waiver.1.owner: it may not be empty"),
        (COMMAND + WAIVER.replace("2027-01-01", '"soon"'), 8, "waiver.0.until: write a date: 2026-12-31"),
        (COMMAND + WAIVER.replace("2027-01-01", '"2027-02-30"'), 8, "waiver.0.until: write a date: 2026-12-31"),
        (COMMAND + WAIVER.replace("2027-01-01", "true"), 8, "waiver.0.until: write a date: 2026-12-31"),
        (COMMAND + WAIVER.replace("2027-01-01", "2027-01-01T10:00:00"), 8, "waiver.0.until: write a date: 2026-12-31"),
    ],
)
def test_a_wrong_value_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    """The line is that of the key, or of its table where the key is missing, and the words are those of the file."""
    refusal = _refusal(tmp_path, text)
    assert f"connector.toml:{line}: {told}" in refusal
    assert "pydantic" not in refusal


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """Nobody has to run it three times to hear of three mistakes."""
    refusal = _refusal(tmp_path, COMMAND + "timeout = 0\nmemory = 3\n[claims]\nodoo = 19.0\n")
    assert re.findall(r"connector\.toml:(\d+):", refusal) == ["4", "5", "7"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[connector\n", "line 1"),
        (b"[connector]\nname = x\n", "line 2"),
        (b'[connector]\nname = "a"\nname = "b"\n', "line 3"),
        (b'{"connector": {}}', "line 1"),
        (b'[connector]\nname = "caf\xe9"\n', "utf-8"),
        (b"\x00", "line 1"),
    ],
)
def test_what_is_not_toml_is_told_with_its_place(tmp_path: Path, content: bytes, told: str) -> None:
    """A file of another kind is refused as a whole."""
    assert re.search(rf"connector\.toml is not TOML: .*{told}", _refusal(tmp_path, content))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('command = ["nosuchprogram"]', "the command 'nosuchprogram' cannot be found; is it installed"),
        ('command = [""]', "the command '' cannot be found"),
        ('command = ["sync.sh"]', "write ./sync.sh"),
        ('command = ["./sync.sh"]', "may not be executed; chmod +x"),
        ('command = ["./nothing.sh"]', "there is no file"),
        ('command = ["/"]', "there is no file"),
        ('python = "sync"', "names no function; write package.module:function"),
        ('python = "nosuchmodule:sync"', "No module named 'nosuchmodule'"),
        ('python = ":sync"', "names no function"),
        ('python = "json:"', "names no function"),
        ('python = "json:nosuchfunction"', "no attribute 'nosuchfunction'"),
        ('python = "json:__name__"', "is not a function"),
        ('python = "broken_connector:sync"', "the import of 'broken_connector' ends in ZeroDivisionError"),
        ('python = "misspelt_connector:sync"', "the import of 'misspelt_connector' ends in SyntaxError"),
        ('python = "leaving_connector:sync"', "the import of 'leaving_connector' ends in SystemExit: 3"),
        ('url = "http://127.0.0.1:9/sync"\nmemory_mb = 64', "memory_mb: the memory of a url cannot be watched"),
        ('python = "json:loads"\nmemory_mb = 64', "memory_mb: the memory of a Python function cannot be watched"),
    ],
)
def test_a_connector_that_cannot_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, told: str
) -> None:
    """What leads nowhere is found before anything is judged, and says what to do."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "sync.sh").write_text("#!/bin/sh\n")
    (tmp_path / "broken_connector.py").write_text("1 / 0\n")
    (tmp_path / "misspelt_connector.py").write_text("def sync(:\n")
    (tmp_path / "leaving_connector.py").write_text("raise SystemExit(3)\n")
    manifest = load(tmp_path, f'[connector]\nname = "x"\n{lines}\n')
    with pytest.raises(ManifestError, match=re.escape(told)):
        manifest.driver()


@settings(deadline=None)
@given(
    key=st.sampled_from(sorted(Connector.model_fields)),
    place=st.integers(0, 30),
    letter=st.characters(categories=["Ll", "Lu"]),
)
def test_a_key_with_one_letter_more_is_recognised(
    tmp_path_factory: pytest.TempPathFactory, key: str, place: int, letter: str
) -> None:
    """Whatever letter slipped in, the refusal says on which line, and suggests a key that there is."""
    slipped = key[: place % len(key) + 1] + letter + key[place % len(key) + 1 :]
    refusal = _refusal(tmp_path_factory.getbasetemp(), f'{COMMAND}"{slipped}" = 1\n')
    assert refusal.splitlines()[0].endswith(
        tuple(f":4: unknown key 'connector.{slipped}'; did you mean '{known}'?" for known in Connector.model_fields)
    )
