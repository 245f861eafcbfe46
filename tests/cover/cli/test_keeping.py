"""`--data`: what was there is there again, and a folder that is asked for something else says so."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path

import pytest

from mock_kit.clock import Clock
from twinledger.cli.classes import _as_it_was, story_of
from twinledger.cli.keeping import story_in
from twinledger.kept import Kept
from twinledger.stories.play import world_of
from twinledger.world import World

from .support import run, started


def test_up_goes_on_with_what_it_had(tmp_path: Path) -> None:
    """The same line, ports and keys included; while it runs, nobody else gets the folder."""
    options = ("up", "--json", "--lines", "40", "--odoo-port", "0", "--silverfin-port", "0", "--console-port", "0")
    with started(*options, "--data", tmp_path / "world") as first:
        told = first.told
        refused = run("up", "--data", tmp_path / "world")
        assert (refused.exit_code, "is open elsewhere" in refused.output) == (2, True)
        first.process.kill()
        first.process.wait()
    with started("up", "--json", "--console-port", "0", "--data", tmp_path / "world") as second:
        assert {**second.told, "console": {}} == {**told, "console": {}}
        assert second.end(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("up", "--seed", "4"), "was made with --seed 3, not 4; leave --seed out"),
        (("up", "--odoo-version", "18.0"), "was made with --odoo-version 19.0, not 18.0"),
        (("console", "--lines", "300"), "was made with --lines 20, not 300"),
        (("console", "--story", "first-connection"), "another story is told in"),
        (("console", "--classroom", "2"), "is the folder of a world; name another one for the class"),
    ],
)
def test_what_the_folder_is_not_is_refused(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    """With the option, both values and what to do."""
    with World(3, lines=20, data=tmp_path):
        pass
    refused = run(*options, "--data", tmp_path)
    assert (refused.exit_code, said in " ".join(refused.output.split())) == (2, True), refused.output


def test_a_story_is_kept_with_its_world(tmp_path: Path) -> None:
    """Whoever opens the folder is told it again, without naming it."""
    story = story_of("first-connection")
    assert story_in(tmp_path / "none") is None
    with world_of(story, Clock(story.begins), data=tmp_path):
        pass
    assert story_in(tmp_path) == story


def test_a_class_keeps_its_code_its_token_and_its_port(tmp_path: Path) -> None:
    """Unless others are given; another story is refused."""
    with closing(Kept(tmp_path, "class")) as kept:
        story, token, code, port = _as_it_was(kept, "", "", None)
        assert (story, code, port, len(token) > 20) == (story_of("first-connection"), "", None, True)
        kept.put(code="KLASSE", token=token, port=8071, story=story.written())
        assert _as_it_was(kept, "", "", None) == (story, token, "KLASSE", 8071)
        assert _as_it_was(kept, "first-connection", "another", 9000) == (story, "another", "KLASSE", 9000)
        with pytest.raises(Exception, match="another story is told in"):
            _as_it_was(kept, "key-lost", "", None)


@pytest.mark.parametrize("command", ["up", "console"])
def test_a_damaged_folder_is_refused(tmp_path: Path, command: str) -> None:
    """With exit status 2, the file, what is wrong with it and what to do."""
    with World(3, lines=20, data=tmp_path):
        pass
    (tmp_path / "odoo" / "database-1.sqlite").write_bytes(b"")
    refused = run(command, "--data", tmp_path)
    said = "database-1.sqlite is damaged: it is empty; nothing was changed. Put a whole copy in its place, or name"
    assert (refused.exit_code, said in " ".join(refused.output.split())) == (2, True), refused.output


@pytest.mark.parametrize("command", ["up", "console"])
def test_a_folder_that_nobody_may_look_into_is_refused(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """Whatever lies between: the folder is named, and what to do."""

    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", closed)
    refused = run(command, "--data", "closed/world")
    said = "closed/world/folder.sqlite cannot be used: Permission denied; let whoever runs this read and write there"
    assert (refused.exit_code, said in " ".join(refused.output.split())) == (2, True), refused.output
