"""The files of stories: what is wrong in one is said with its line, and with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from twinledger.stories.doings import Enter
from twinledger.stories.expectations import Expect
from twinledger.stories.files import StoryError, load, names, path_of, place_of

from .support import story

# Steps begin on line 4 of a file.
WRONG = {
    "an unknown key": (
        "  - do: create_api_key\n    name: a\n    dais: 7",
        6,
        "step 1, dais: there is no such key; did you mean 'days'?",
    ),
    "a key unlike any other": ("  - {do: link, zzz: 1}", 4, "step 1, zzz: there is no such key; there are do, tell"),
    "a key that is missing": ("  - do: link\n  - do: create_api_key", 5, "step 2, name: Field required"),
    "a name that is empty": ('  - {do: create_api_key, name: ""}', 4, "step 1, name: String should have at least 1"),
    "an unknown step": ("  - do: link\n  - do: lnik", 5, "step 2: no such step: 'lnik'; did you mean 'link'?"),
    "a step unlike any other": (
        "  - do: zzz",
        4,
        "step 1: no such step: 'zzz'; there are create_api_key, remove_api_key",
    ),
    "a step without what happens": ("  - name: a", 4, "step 1: `do` is missing, which says what happens"),
    "a step that is a word": ("  - do: link\n  - link", 5, "step 2: should be keys with values"),
    "no steps": ("  []", 3, "steps: Tuple should have at least 1 item"),
    "a number of days that Odoo does not offer": (
        "  - {do: create_api_key, name: a, days: 8}",
        4,
        "step 1, days: Input should be 0, 1, 7, 30, 90, 180 or 365",
    ),
    "a step that cannot happen meanwhile": (
        "  - do: synchronise\n    meanwhile:\n      - do: wait\n      - do: link",
        7,
        "step 1, meanwhile 2: no such step: 'link'; there are create_api_key",
    ),
    "an unknown key of a step that happens meanwhile": (
        "  - do: synchronise\n    meanwhile:\n      - do: wait\n        hour: 1",
        7,
        "step 1, meanwhile 1, hour: there is no such key; did you mean 'hours'?",
    ),
    "a wait into times that no calendar has": ("  - {do: wait, days: 99999999}", 4, "step 1, days: Input should be"),
    "a wait backward": ("  - do: wait\n    hours: -1", 5, "step 1, hours: Input should be greater than or equal to 0"),
    "an expectation of nothing": ("  - do: expect", 4, "step 1: a step that expects nothing cannot fail; give"),
    "a balance with three decimals": (
        '  - do: expect\n    balances:\n      "1": "5"\n      "2": "0.001"',
        7,
        "step 1, balances, 2: '0.001' has more than 2 decimals",
    ),
    "an account that is a number": (
        "  - do: expect\n    balances:\n      400000: '5'",
        6,
        "step 1, balances, 400000: Input should be a valid string",
    ),
    "a ledger that is neither": ("  - {do: expect, ledgers: same}", 4, "step 1, ledgers: Input should be 'equal' or"),
    "a key that nobody made": (
        "  - do: link\n  - {do: remove_api_key, name: a}",
        5,
        "step 2: deletes the API key 'a', which nobody has made by then",
    ),
    "a key that nobody made is typed": (
        "  - {do: connect, api_key: a}",
        4,
        "step 1: types the API key 'a', which nobody has made by then",
    ),
    "a commit of what did not begin": (
        "  - {do: wait, hours: 1}\n  - {do: commit, entry: a}",
        5,
        "step 2: commits the entry 'a', which nobody has entered late by then",
    ),
    "a database that there is not": (
        "  - {do: turn_to, database: acmee}",
        4,
        "step 1: turns to the database 'acmee'; there are acme",
    ),
    "an account that there is not": (
        "  - {do: create_api_key, name: a, account: me@example.com}",
        4,
        "step 1: speaks of the account 'me@example.com', which the story does not have under `accounts`",
    ),
    "an upgrade to where Odoo is": (
        '  - {do: upgrade_odoo, to: "19.0"}',
        4,
        "step 1: upgrades Odoo to 19.0, and it is",
    ),
    "an expectation of a key that nobody made": (
        "  - {do: expect, keys: {a: valid}}",
        4,
        "step 1: expects something of the API key 'a', which nobody has made by then",
    ),
    "a key and a password": (
        "  - {do: connect, api_key: a, with_password: true}",
        4,
        "step 1: give the api_key that is typed, or with_password: true",
    ),
    "an unknown key of what must have happened": (
        "  - do: expect\n    events:\n      - {event: keys.used, time: 1}",
        6,
        "step 1, events 1, time: there is no such key; did you mean 'times'?",
    ),
    "an unknown key of what breaks": (
        "  - do: synchronise\n    breaks:\n      - {fault: hang-up, sistem: odoo}",
        6,
        "step 1, breaks 1, sistem: there is no such key; did you mean 'system'?",
    ),
    "an entry that nobody entered": (
        "  - {do: wait, hours: 1}\n  - {do: cancel, entry: a}",
        5,
        "step 2: speaks of the entry 'a', which nobody has entered by then",
    ),
}

LINES = {
    "an amount that is no text": ("debit: 12.5", 'debit: an amount stands in quotes, so that it stays exact: "1234'),
    "an amount that is a word": ("debit: ten", "debit: 'ten' is not an amount; write it like 1234.05"),
    "an amount that has no end": ("debit: Infinity", "debit: 'Infinity' is not an amount; write it like 1234.05"),
    "an amount with three decimals": ('debit: "0.125"', "debit: '0.125' has more than 2 decimals"),
    "a misspelt side": ('debt: "5"', "debt: there is no such key; did you mean 'debit'?"),
    "both sides": ('debit: "5", credit: "5"', "a line has either a debit or a credit"),
    "no side": ("label: none", "a line has either a debit or a credit"),
}
ENTRY = """
  - do: enter
    entry: sale
    date: 2026-03-02
    lines:
      - {account: "400000", debit: "5"}
      - {account: "700000", credit: "5"}
"""


def _refusal(path: Path) -> list[str]:
    with pytest.raises(StoryError) as error:
        load(str(path))
    return str(error.value).splitlines()


@pytest.mark.parametrize(("steps", "line", "message"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_with_a_step_is_said(tmp_path: Path, steps: str, line: int, message: str) -> None:
    """File, line, the step's number as people count, the key, and what would be right."""
    path = story(tmp_path, steps)
    assert f"{path}:{line}: {message}" in "\n".join(_refusal(path))


@pytest.mark.parametrize(("wrong", "message"), LINES.values(), ids=list(LINES))
def test_what_is_wrong_with_a_line_is_said(tmp_path: Path, wrong: str, message: str) -> None:
    """A journal item is found by its own line, and nothing else is complained about."""
    path = story(tmp_path, ENTRY.replace('credit: "5"', wrong))
    [refusal] = _refusal(path)
    assert refusal.startswith(f"{path}:9: step 1, lines 2")
    assert message in refusal


def test_what_is_entered_late_is_there_when_it_is_committed(tmp_path: Path) -> None:
    """Before, nobody can speak of it; its name is taken from the beginning on, and it is committed once."""
    late = ENTRY.replace("    entry: sale", "    entry: sale\n    late: true")
    commit, cancel = "\n  - {do: commit, entry: sale}", "\n  - {do: cancel, entry: sale}"
    assert load(str(story(tmp_path, late + commit + cancel)))
    assert "speaks of the entry 'sale'" in _refusal(story(tmp_path, late + cancel))[0]
    assert "enters the entry 'sale' a second time" in _refusal(story(tmp_path, late + ENTRY))[0]
    assert "commits the entry 'sale'" in _refusal(story(tmp_path, late + commit + commit))[0]


def test_an_entry_of_one_line_is_refused(tmp_path: Path) -> None:
    """What balances has at least two lines."""
    path = story(tmp_path, "\n".join(ENTRY.splitlines()[:-1]))
    assert _refusal(path) == [f"{path}:7: step 1, lines: Tuple should have at least 2 items after validation, not 1"]


@pytest.mark.parametrize(
    ("day", "message"),
    [("2026-02-30", "day value is outside expected range"), ("tomorrow", "Input should be a valid date")],
)
def test_a_day_that_no_calendar_has_is_refused(tmp_path: Path, day: str, message: str) -> None:
    """Its line and why."""
    path = story(tmp_path, ENTRY.replace("2026-03-02", day))
    [refusal] = _refusal(path)
    assert refusal.startswith(f"{path}:6: step 1, date: ")
    assert message in refusal


def test_an_entry_has_one_name(tmp_path: Path) -> None:
    """The second entry of a name is refused where it is entered, meanwhile or not."""
    path = story(tmp_path, f"{ENTRY}{ENTRY}".replace("\n\n", "\n"))
    assert _refusal(path) == [f"{path}:10: step 2: enters the entry 'sale' a second time"]


def test_only_an_entry_of_two_lines_has_one_amount(tmp_path: Path) -> None:
    """Another amount for an entry of three lines would be anybody's guess."""
    third = '      - {account: "700000", credit: "1"}\n'
    path = story(tmp_path, f"{ENTRY}{third}  - {{do: change_amount, entry: sale, amount: '6'}}")
    assert _refusal(path) == [
        f"{path}:11: step 2: changes the amount of the entry 'sale', which has 3 lines instead of two"
    ]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """One refusal per mistake, and none that only follows from another."""
    head = "titel: A story\nabout: 5\nlines: many\n"
    path = story(tmp_path, ENTRY.replace("debit", "debt").replace("sale", '""'), head)
    refusals = [refusal.removeprefix(f"{path}:") for refusal in _refusal(path)]
    assert [refusal.split(":")[0] for refusal in refusals] == ["1", "2", "3", "6", "9", "1"]
    assert refusals[-1] == "1: titel: there is no such key; did you mean 'title'?"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title: [\n", "line 2, column 1"),
        (b"title: A\nabout: B\n about: C\n", "line 3"),
        (b"title: A\nabout: B\ntitle: C\n", "the key 'title' stands twice in one mapping\n  in {path!r}, line 3, col"),
        (b"title: A\nabout:\n\t- B\n", "line 3, column 1"),
        (b"title: !!python/object/apply:os.getcwd []\n", "could not determine a constructor for the tag"),
        (b"title: \xff\n", "can't decode byte 0xff in position 7"),
        (b"title: \x00\n", "is not YAML: "),
    ],
)
def test_what_is_not_yaml_is_said_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    """The file's name and where reading ended; nothing in a file is ever executed."""
    path = tmp_path / "story.yaml"
    path.write_bytes(content)
    refusal = "\n".join(_refusal(path))
    assert refusal.startswith(f"{path} is not YAML: ")
    assert message.replace("{path!r}", f'"{path}"') in refusal


@pytest.mark.parametrize("content", ["", "- do: link\n", "a story\n", "5\n"])
def test_a_file_that_is_no_story_is_refused(tmp_path: Path, content: str) -> None:
    """Keys with values are needed at the top."""
    path = tmp_path / "story.yaml"
    path.write_text(content)
    assert _refusal(path) == [f"{path}:1: should be keys with values"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("first-conection", "there is no scenario 'first-conection'; did you mean 'first-connection'?"),
        ("zzz", f"there is no scenario 'zzz'; there are {', '.join(names())}"),
        ("", "there is no scenario ''; there are "),
        ("../README", "there is no scenario '../README'; there are "),
        ("nowhere/story.yaml", "there is no file nowhere/story.yaml"),
        ("story.yml", "there is no file story.yml"),
    ],
)
def test_a_story_that_is_not_there_is_said(name: str, message: str) -> None:
    """A name that is nearly right gets the right one, any other the names that there are, a path itself."""
    with pytest.raises(StoryError) as error:
        load(name)
    assert str(error.value).startswith(message)


def test_a_folder_is_no_story(tmp_path: Path) -> None:
    """A path must lead to a file, whatever it is called."""
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    assert _refusal(folder) == [f"there is no file {folder}"]


def test_values_are_what_they_look_like(tmp_path: Path) -> None:
    """Whole amounts need no quotes; words that other YAML takes for something else are words."""
    steps = ENTRY.replace('"5"', "5").replace("sale", "no") + "  - {do: expect, balances: {'1': -7, '2': '-0.70'}}"
    enter, expect = load(str(story(tmp_path, steps, "title: yes\nabout: 12:30\n"))).steps
    assert isinstance(enter, Enter)
    assert isinstance(expect, Expect)
    assert (enter.entry, [line.debit - line.credit for line in enter.lines]) == ("no", [500, -500])
    assert expect.balances == {"1": -700, "2": -70}


def test_a_step_has_its_place_in_the_file() -> None:
    """Of a story that comes along, too; the first step of each begins after its `steps:`."""
    path = path_of("first-connection")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert place_of("first-connection", 1) == f"{path}:{lines.index('steps:') + 2}"


def test_an_unknown_book_is_said_with_its_line(tmp_path: Path) -> None:
    """Awkward books are named by their ids; what was probably meant is said."""
    head = "title: A\nabout: B\nbooks: awkward/no-tombstones\n"
    [said] = _refusal(story(tmp_path, "  - {do: link}", head))
    assert said.endswith("story.yaml:3: books: there is no awkward book 'no-tombstones'; did you mean 'no-tombstone'?")
