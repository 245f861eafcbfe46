"""The stories that come along go as they say; each expectation of theirs can fail, each text is in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from twinledger.stories.files import load, names
from twinledger.stories.parts import LANGUAGES, Texts
from twinledger.stories.play import played, set_up
from twinledger.stories.schema import Story
from twinledger.stories.trying import blind, others

# What the issue asks for, and the story that tells it.
ASKED_FOR = {
    "the first connection by the book": "first-connection",
    "the fiduciary's key for all databases": "fiduciary-key",
    "key lost, made again, old one deleted": "key-lost",
    "key removed in the middle of a sync, over JSON-2": "key-removed-during-a-sync",
    "key removed in the middle of a sync, over XML-RPC": "key-removed-during-a-sync-xmlrpc",
    "key expires overnight": "key-expires-overnight",
    "wrong e-mail, wrong database, wrong URL": "wrong-inputs",
    "two-factor": "two-factor",
    "archived colleague": "archived-colleague",
    "the first full sync": "first-full-sync",
    "the daily sync with corrections": "day-of-corrections",
    "deleted entry": "deleted-entry",
    "entry in a locked period": "locked-period",
    "change of financial year": "change-of-year",
    "shared accounts": "shared-accounts",
    "foreign currency": "foreign-currency",
    "rate limit": "rate-limit",
    "lost answer": "lost-answer",
    "token expires": "token-expires",
    "stale sync point": "stale-sync-point",
    "relinked file": "relinked-file",
    "month end with 10,000 lines": "month-end",
    "Odoo 17 to 19 upgrade": "odoo-upgrade",
    "duplicate webhooks": "duplicate-webhooks",
    "an unbalanced file and why": "unbalanced-file",
}


@pytest.mark.parametrize("name", names())
def test_a_story_goes_as_it_says_and_each_of_its_expectations_can_fail(name: str) -> None:
    """Played once; after each step every one of its expectations is made another, and must then fail."""
    story = load(name)
    tried: list[str] = []
    with set_up(story) as stage:
        for number, step in enumerate(story.steps, start=1):
            came = played(number, step, stage)
            assert came.ok, f"step {number}: {came.said}"
            assert blind(step, stage) == [], f"step {number}"
            tried += [expectation for expectation, _ in others(step)]
    assert len(set(tried)) > 2, "it expects next to nothing"


@pytest.mark.parametrize("name", names())
def test_every_text_is_in_every_language(name: str) -> None:
    """Title, explanation and what a trainer says: none is missing, and none is another language's word for word."""
    for text in _texts(load(name)):
        said = [getattr(text, language) for language in LANGUAGES]
        assert all(said), text
        assert len(set(said)) == len(LANGUAGES), text


def test_every_story_that_was_asked_for_is_there() -> None:
    """By its name; there may be others."""
    assert set(ASKED_FOR.values()) <= set(names())


def _texts(story: Story) -> Iterator[Texts]:
    yield story.title
    yield story.about
    steps: list[Any] = [part for step in story.steps for part in (*getattr(step, "meanwhile", ()), step)]
    yield from (step.tell for step in steps if step.tell)
