"""Whoever follows the manual gets what it says: every command on its pages works as it stands there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from twinledger.world import ODOO_LOGIN, World

from .pages import MANUAL, Page, follow

PAGES = {page.relative_to(MANUAL).with_suffix("").as_posix(): Page(page) for page in sorted(MANUAL.rglob("*.md"))}
IN_CI = ("how-to/github-actions", "how-to/gitlab-ci")  # what runs there stands in a file for the service
SHOWN_ONLY = (  # what else is tried elsewhere, in tests/packaging
    "explanations/how-the-fakes-are-kept-honest",
    "how-to/docker",
    "how-to/without-a-network",
)
FOLDERS = ("how-to/", "tutorials/", "explanations/")
TO_FOLLOW = ["index", *(name for name in PAGES if name.startswith(FOLDERS) and name not in IN_CI + SHOWN_ONLY)]


@pytest.mark.parametrize("name", TO_FOLLOW)
def test_it_works_as_it_stands_there(name: str, tmp_path: Path) -> None:
    """The files are written, the commands are run, and none of them fails."""
    assert PAGES[name].commands
    follow(PAGES[name], tmp_path)


def test_the_first_key_opens_what_its_page_says(tmp_path: Path) -> None:
    """The command with address and key in their places is answered, and refused when the key is gone."""
    [command] = [text for text in PAGES["tutorials/first-key"].shown if text.startswith("curl ")]
    with World() as world:
        user = world.odoo.user(ODOO_LOGIN)
        key = user.create_api_key("My first")
        filled = command.replace("http://127.0.0.1:8069", world.odoo.url).replace("THE-KEY", key.value)
        assert json.loads(follow(PAGES["tutorials/first-key"], tmp_path, filled))["lang"] == "en_US"
        key.revoke()
        assert "Invalid apikey" in follow(PAGES["tutorials/first-key"], tmp_path, filled)


@pytest.mark.parametrize("name", IN_CI)
def test_what_runs_in_ci_runs_here(name: str, tmp_path: Path) -> None:
    """The commands of the service's file, but for the installation, judge a connector and leave the reports."""
    [text] = PAGES[name].files.values()
    commands = [command for command in _commands(yaml.safe_load(text)) if not command.startswith("pip install")]
    assert commands
    (tmp_path / "connector.toml").write_text(PAGES["how-to/pytest"].files["connector.toml"], encoding="utf-8")
    follow(PAGES[name], tmp_path, "\n".join(commands))
    assert {"verdicts.xml", "verdicts.html"} <= {path.name for path in tmp_path.iterdir()}


def _commands(value: Any) -> Iterator[str]:
    """Yield what a service's file runs, wherever it stands."""
    if isinstance(value, list):
        for one in value:
            yield from _commands(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key == "run":
                yield one
            elif key == "script":
                yield from one
            else:
                yield from _commands(one)


def test_a_page_that_is_wrong_fails(tmp_path: Path) -> None:
    """A command that fails is no success, though others follow it."""
    page = tmp_path / "page.md"
    page.write_text("```sh\nfalse\ntrue\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="exit status 1"):
        follow(Page(page), tmp_path)
