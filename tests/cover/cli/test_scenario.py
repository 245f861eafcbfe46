"""`twinledger scenario`: the list, playing by name or by path, and how each ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twinledger.stories.files import names
from twinledger.stories.playing_all import play_all

from .support import run

STORY = """
title: "Two [lines]"
about: Somebody enters them.
steps:
  - do: wait
    hours: 1
    tell: "Time [bold] passes."
  - do: expect
    lines: 0
"""
NAMES = names()


def _story(folder: Path, text: str = STORY) -> Path:
    path = folder / "story.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_list_names_stories_and_titles() -> None:
    """One line per story: what to type, and what it is about."""
    result = run("scenario", "list")
    lines = result.output.splitlines()
    assert (result.exit_code, [line.split()[0] for line in lines]) == (0, NAMES)
    assert next(line for line in lines if line.startswith("first-connection ")).endswith("  The first connection")


def test_the_list_as_json_is_an_array_of_names_and_titles() -> None:
    """On standard output, with the members of the manual and no other."""
    result = run("scenario", "list", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, result.stdout.count("\n"), result.stderr) == (0, 1, "")
    assert [set(story) for story in found] == [{"name", "title"}] * len(NAMES)
    assert [story["name"] for story in found] == NAMES
    assert all(story["title"] for story in found)


def test_a_story_is_played_by_its_name() -> None:
    """Every step is told, and what a trainer says about it."""
    result = run("scenario", "run", "key-removed-during-a-sync")
    assert result.exit_code == 0
    assert result.output.startswith("A key removed in the middle of a sync (JSON-2)\n")
    assert result.output.count("✓") == 12
    assert "Silverfin holds what it held before" in result.output


def test_a_story_is_played_from_a_file(tmp_path: Path) -> None:
    """What a story says is printed as it is, square brackets too."""
    result = run("scenario", "run", _story(tmp_path))
    assert result.exit_code == 0
    assert [line.strip() for line in result.output.splitlines()] == [
        *("Two [lines]", "Somebody enters them.", "", "Time [bold] passes."),
        *("1 ✓ It is 2026-03-02 09:00 UTC.", "2 ✓ Silverfin holds 0 lines."),
    ]


def test_what_surprises_is_shown_with_its_place(tmp_path: Path) -> None:
    """Exit status 1, what was expected and found, and the line of the file on which the step stands."""
    path = _story(tmp_path, STORY.replace("lines: 0", "lines: 7"))
    result = run("scenario", "run", path)
    assert result.exit_code == 1
    assert "2 ✗ Silverfin should hold 7 lines; it holds 0." in result.output
    assert result.output.endswith(f"\nThis step stands at {path}:8\n")


@pytest.mark.parametrize(("lines", "status"), [(0, 0), (7, 1)])
def test_a_story_as_json_says_what_came_of_each_step(tmp_path: Path, lines: int, status: int) -> None:
    """One document, nothing around it, and the place of what surprised."""
    path = _story(tmp_path, STORY.replace("lines: 0", f"lines: {lines}"))
    result = run("scenario", "run", path, "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr, result.stdout.count("\n")) == (status, "", 1)
    assert (found["name"], found["title"], found["ok"]) == (str(path), "Two [lines]", not status)
    assert [(step["step"], step["do"], step["ok"]) for step in found["steps"]] == [
        (1, "wait", True),
        (2, "expect", not status),
    ]
    assert found.get("where") == (f"{path}:8" if status else None)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("first-conection", "there is no scenario 'first-conection'; did you mean 'first-connection'?"),
        ("zzz", f"there is no scenario 'zzz'; there are {', '.join(NAMES)}"),
        ("zzz.yaml", "there is no file zzz.yaml"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_story_that_is_not_there_is_told(name: str, message: str, options: tuple[str, ...]) -> None:
    """Exit status 2, one kind line on standard error, and nothing for programs to stumble over."""
    result = run("scenario", "run", name, *options)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"twinledger scenario: {message}\n")


def test_a_story_that_is_wrong_is_told(tmp_path: Path) -> None:
    """Exit status 2, and where the mistake is."""
    path = _story(tmp_path, STORY.replace("hours", "hour"))
    result = run("scenario", "run", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"twinledger scenario: {path}:6: step 1, hour: there is no such key; did you mean 'hours'?\n"
    )


OF_A_CONNECTOR = """
title: A day without an answer
about: The connector says too much.
connector: connector.toml
steps:
  - do: run
    breaks: [{fault: reset-after, system: odoo}]
  - do: enter
    entry: rent
    date: 2026-03-02
    lines: [{account: "610000", debit: "1.00"}, {account: "440000", credit: "1.00"}]
  - do: run
"""


@pytest.mark.parametrize("as_json", [False, True])
def test_the_story_of_a_connector_ends_with_the_difference_and_the_requests(tmp_path: Path, as_json: bool) -> None:
    """Where money is missing, how much, and what was asked of either side."""
    code = "def sync(config):\n    urllib.request.urlopen(config['ODOO_URL'] + '/web/version').close()\n"
    (tmp_path / "asks_only_the_version.py").write_text(f"import urllib.request\n\n\n{code}")
    manifest = '[connector]\nname = "x"\npython = "asks_only_the_version:sync"\n'
    (tmp_path / "connector.toml").write_text(manifest)
    result = run("scenario", "run", str(_story(tmp_path, OF_A_CONNECTOR)), *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert "rows are missing:" in result.output
    assert "odoo GET /web/version" in result.output
    assert "[Reset()" not in result.output  # the fault was in another run
    assert "story.yaml:12" in result.output


def test_a_connector_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The story can be read, and its connector cannot: that is no failure of the connector."""
    result = run("scenario", "run", str(_story(tmp_path, OF_A_CONNECTOR)))
    assert result.exit_code == 2
    assert "connector.toml: No such file or directory" in result.stderr


def test_a_new_story_can_be_read_and_played(tmp_path: Path) -> None:
    """The skeleton explains itself, is checked and played as it stands, and replaces no file."""
    path = tmp_path / "mine.yaml"
    assert run("scenario", "new", path).exit_code == 0
    assert run("scenario", "check", path).stdout == "1 read, 0 mistakes\n"
    assert run("scenario", "run", path).exit_code == 0
    for again in (path, tmp_path / "mine.txt"):
        assert run("scenario", "new", again).exit_code == 2
    assert path.read_text(encoding="utf-8").count(f"twinledger scenario run {path}") == 1


def test_checking_names_every_mistake_of_files_and_folders(tmp_path: Path) -> None:
    """With file and line, as text or JSON; a place without a story is a mistake, too."""
    path = _story(tmp_path, STORY.replace("hours", "hour"))
    mistake = f"{path}:6: step 1, hour: there is no such key; did you mean 'hours'?"
    result = run("scenario", "check", tmp_path)
    assert (result.exit_code, result.stdout) == (1, f"{mistake}\n1 read, 1 mistakes\n")
    assert json.loads(run("scenario", "check", "--json", path).stdout) == [mistake]
    (tmp_path / "empty").mkdir()
    for nothing, said in (("empty", "there is no story in"), ("nowhere", "there is no file or folder")):
        result = run("scenario", "check", tmp_path / nothing)
        assert result.exit_code == 1
        assert said in result.stdout


def test_checking_a_folder_leaves_out_what_tools_keep_in_it(tmp_path: Path) -> None:
    """Folders whose name begins with a dot (`.tox`) are not the user's; the folder that is named may be one."""
    _story(tmp_path)
    for hidden in (".tox", ".venv/lib"):
        (tmp_path / hidden).mkdir(parents=True)
        (tmp_path / hidden / "wrong.yaml").write_text("no story", encoding="utf-8")
    assert run("scenario", "check", tmp_path).stdout == "1 read, 0 mistakes\n"
    assert run("scenario", "check", tmp_path / ".tox").exit_code == 1


def test_a_story_is_shown_without_being_played(tmp_path: Path) -> None:
    """What each step asks for, in the language that is wanted, with what is told; or all of it as JSON."""
    path = _story(tmp_path)
    shown = run("scenario", "show", path, "--language", "nl").stdout
    assert shown.splitlines()[:6] == [
        *("Two [lines]", "", "Somebody enters them.", ""),
        *(" 1  De tijd verstrijkt.", "      Time [bold] passes."),
    ]
    found = json.loads(run("scenario", "show", path, "--json").stdout)
    assert found["steps"][1] == {"do": "expect", "lines": 0}
    assert run("scenario", "show", "zzz").exit_code == 2


def test_all_stories_are_played_with_those_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit status 1 if one ends badly, which is named with its place; `--json` tells of each, in order."""
    monkeypatch.setattr("twinledger.stories.files.folder", lambda _: tmp_path / "ours")
    (tmp_path / "ours").mkdir()
    good, bad = _story(tmp_path / "ours"), _story(tmp_path, STORY.replace("lines: 0", "lines: 7"))
    assert run("scenario", "run", "--all").stdout == "1 of 1 stories went as they say.\n"
    result = run("scenario", "run", "--all", "--also", bad)
    assert result.exit_code == 1
    assert f"✗ {bad}, step 2 ({bad}:8)\n    Silverfin should hold 7 lines; it holds 0." in result.stdout
    found = json.loads(run("scenario", "run", "--all", "--also", bad, "--json").stdout)
    assert [(one["name"], one["ok"], one["steps"]) for one in found] == [(good.stem, True, 2), (str(bad), False, 2)]
    for wrong in ((), ("--all", "story")):
        assert run("scenario", "run", *wrong).exit_code == 2


def test_several_processes_play_the_same(tmp_path: Path) -> None:
    """What cannot be read ends badly, and the others are played."""
    good = str(_story(tmp_path))
    ended = list(play_all([good, str(tmp_path / "nowhere.yaml")], jobs=2))
    assert sorted((one.ok, one.steps) for one in ended) == [(False, 0), (True, 2)]
