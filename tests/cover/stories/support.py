"""Small stories, and what became of them."""

from __future__ import annotations

from pathlib import Path

from twinledger.stories.files import load
from twinledger.stories.play import Played, play

HEAD = "title: A story\nabout: What happens in it.\n"
CONNECTED = """
  - {do: create_api_key, name: key}
  - {do: connect, api_key: key}
  - {do: link}
"""
RENT = """
  - do: enter
    entry: rent
    date: 2026-03-02
    lines:
      - {account: "610000", debit: "1250.00", label: Rent of March}
      - {account: "440000", credit: "1250.00"}
"""


def story(folder: Path, steps: str, head: str = HEAD) -> Path:
    """Write a story with these steps and return its file."""
    path = folder / "story.yaml"
    path.write_text(f"{head}steps:\n{steps.strip(chr(10))}\n", encoding="utf-8")
    return path


def played(path: Path) -> list[Played]:
    """Play the story in a file to its end."""
    return list(play(load(str(path))))


def said(path: Path) -> str:
    """Play the story in a file and return what its last step came to, which must not be what the story says."""
    *before, last = played(path)
    assert all(step.ok for step in before), before
    assert not last.ok, last
    return last.said
