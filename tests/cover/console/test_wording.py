"""The words of the console: complete in every language."""

from __future__ import annotations

from mock_kit.pages import translating
from twinledger.console.web.wording import FOLDER


def test_every_sentence_is_translated() -> None:
    """The catalogues of each language have what the console says and nothing else."""
    said = translating.said(FOLDER, translating.code_of(FOLDER))
    assert {"Timeline", "{user} was archived.", "Journal items"} <= said
    assert list(translating.lacking(FOLDER, said)) == []
    assert list(translating.unsaid(FOLDER, said)) == []
    assert list(translating.ill_filled(FOLDER)) == []
