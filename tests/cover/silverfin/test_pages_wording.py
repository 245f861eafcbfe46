"""The words of the pages: complete in every language, each of Silverfin's with the source it is known from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mock_kit.pages import translating
from mock_kit.pages.labels import blocks
from mock_kit.pages.languages import LANGUAGES
from mock_kit.provenance import Kind
from mock_silverfin.web.wording import FOLDER, Wording, labels

CODE = translating.code_of(FOLDER)


def written() -> str:
    """Return all that asks for words."""
    return "\n".join(Path(path).read_text() for path in [*(FOLDER / "templates").iterdir(), *CODE])


def test_every_sentence_of_ours_is_translated() -> None:
    """The catalogues of each language have what the pages say and nothing else."""
    said = translating.said(FOLDER, CODE)
    assert "Connect Odoo" in said
    assert list(translating.lacking(FOLDER, said)) == []
    assert list(translating.unsaid(FOLDER, said)) == []
    assert list(translating.ill_filled(FOLDER)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_there(language: str) -> None:
    """All languages have the same labels; what is asked for is there, and what is there is asked for."""
    listed = set(labels(language))
    assert listed == set(labels("en"))
    text = written()
    asked = set(re.findall(r"(?:label|marked|state|tab)\(['\"]([a-z_.]+)['\"][,)]", text))
    assert asked <= listed
    quoted = {name for name in listed if re.search(rf"['\"]{re.escape(name)}['\"]", text)}
    families = set(re.findall(r"['\"]([a-z_]+\.)['\"] ~", text))
    assert {name for name in listed - quoted if f"{name.partition('.')[0]}." not in families} == set()
    with pytest.raises(KeyError, match="no label of ours"):
        Wording(language).label("no label of ours")
    assert all(Wording(language).label(name) for name in listed)


def test_every_label_says_how_it_is_known() -> None:
    """A page, a client, or that it is assumed."""
    for block in blocks(FOLDER / "labels.json"):
        assert block["source"]
        assert Kind(block["kind"]) in (Kind.DOCUMENTED, Kind.CLIENT, Kind.ASSUMED)
