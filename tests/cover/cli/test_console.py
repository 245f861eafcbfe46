"""`twinledger console`: both fakes with the page on which both are seen, and an end that leaves nothing."""

from __future__ import annotations

import signal
from pathlib import Path

import requests

from .support import listens, run, started, taken_port


def test_the_console_is_there_until_it_is_ended() -> None:
    """Its address is the first line; the page names both systems; Ctrl-C ends everything, streams, too."""
    with started("console", "--port", "0", "--lines", "10") as running:
        url = running.line.decode().split()[1]
        text = requests.get(url, timeout=30).text
        assert ("Acme BV" in text, "Live" in text) == (True, True)
        with requests.get(f"{url}/w/world/stream", stream=True, timeout=10):
            status, _, err = running.end(signal.SIGINT)
        assert (status, err, listens(url)) == (0, b"", False)


def test_a_taken_port_is_told() -> None:
    """Nobody is left to wonder why nothing opens."""
    with taken_port() as port:
        result = run("console", "--port", port, "--lines", "10")
    assert result.exit_code == 2
    assert str(port) in result.output


def test_a_story_is_on_the_page() -> None:
    """With its first step; one that nobody knows is refused."""
    with started("console", "--port", "0", "--story", "first-connection") as running:
        assert "The first connection" in requests.get(running.line.decode().split()[1], timeout=30).text
    result = run("console", "--story", "no-such-story")
    assert (result.exit_code, "no-such-story" in result.output) == (2, True)


def test_a_connector_can_be_brought_along(tmp_path: Path) -> None:
    """It runs from the page; a manifest that cannot be used is refused, and so is a story beside it."""
    manifest = tmp_path / "connector.toml"
    manifest.write_text('[connector]\nname = "mine"\ncommand = ["true"]\n')
    with started("console", "--port", "0", "--lines", "10", "--connector", str(manifest)) as running:
        assert "Your connector: mine" in requests.get(running.line.decode().split()[1], timeout=30).text
    manifest.write_text('[connector]\nname = "mine"\ncommand = ["no-such-program"]\n')
    result = run("console", "--connector", str(manifest))
    assert (result.exit_code, "no-such-program" in result.output) == (2, True)
    assert run("console", "--connector", str(manifest), "--story", "first-connection").exit_code == 2


def test_a_class_is_let_in_by_its_code() -> None:
    """The trainer's address has a token, the trainees' the code; nobody's world is there before they come."""
    with started("up", "--console-port", "0", "--classroom", "2") as running:
        trainer = running.line.decode().split()[1]
        assert "Nobody has taken a seat yet." in requests.Session().get(trainer, timeout=30).text
        assert "Code of the class" in requests.get(trainer.partition("?")[0], timeout=30).text
    assert run("console", "--classroom", "2", "--connector", "connector.toml").exit_code == 2
