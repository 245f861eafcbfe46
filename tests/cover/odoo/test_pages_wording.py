"""The words of the pages: complete in every language and version, each with the source it is known from."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from mock_kit.pages import translating
from mock_kit.pages.languages import LANGUAGES as OF_THE_PAGES
from mock_kit.pages.languages import language_of
from mock_kit.provenance import Kind
from mock_odoo import MockOdoo
from mock_odoo.orm import translations
from mock_odoo.versions import SERIES
from mock_odoo.web.wording import FOLDER, LANGUAGES, Wording, labels

from .person import Person

VERSIONS = [version.series for version in SERIES]
BLOCKS = orjson.loads((FOLDER / "labels.json").read_bytes())
CODE = sorted(FOLDER.parent.glob("doors/*.py"))


def code() -> str:
    """Return all that asks for words: templates and doors."""
    return "\n".join(Path(path).read_text() for path in [*(FOLDER / "templates").iterdir(), *CODE])


@pytest.mark.parametrize("series", VERSIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_there(series: str, language: str) -> None:
    """No page can ask for a label that the list lacks, and the list has none that no page asks for."""
    asked = set(re.findall(r"(?:label|marked)\(['\"]([a-z_.]+)['\"]", code()))
    listed = {name for name in labels(series, language) if not name.startswith("message: ")}
    assert asked == listed


def test_every_sentence_of_ours_is_translated() -> None:
    """The catalogues of each language have what the pages say and nothing else."""
    said = translating.said(FOLDER, CODE)
    assert "There is no key yet." in said
    assert list(translating.lacking(FOLDER, said)) == []
    assert list(translating.unsaid(FOLDER, said)) == []
    assert list(translating.ill_filled(FOLDER)) == []


def test_each_language_of_the_pages_is_one_of_odoos() -> None:
    """A new language needs its place in the table."""
    assert set(LANGUAGES) == set(OF_THE_PAGES)


def test_every_label_says_how_it_is_known() -> None:
    """What was observed has a date and a version; the rest says what speaks for it."""
    for block in BLOCKS:
        assert block["source"]
        assert Kind(block["kind"]) in (Kind.OBSERVED, Kind.DOCUMENTED, Kind.ASSUMED)
        assert (block["kind"] == "observed") == ("date" in block and "version" in block)
        assert set(block["series"]) <= set(VERSIONS)


def test_languages_without_pages_are_shown_english_ones() -> None:
    """A user's language is that of the pages, whatever the country; others read English."""
    assert [language_of(code) for code in ("nl_BE", "nl_NL", "fr_BE", "vi_VN", "en_US", "de_DE", "")] == [
        "nl", "nl", "fr", "vi", "en", "en", "en",
    ]  # fmt: skip


def test_an_unknown_message_stays_english() -> None:
    """What was not read off in a language is shown as the server said it."""
    assert Wording("fr", "19.0").message("You cannot do this.") == "You cannot do this."
    assert (
        Wording("nl", "19.0").message("You cannot exceed 90.0 days.") == "Je kunt niet meer dan 90.0 dagen gebruiken."
    )


@pytest.mark.parametrize(
    ("accepted", "button"),
    [("fr-BE,fr;q=0.9", "Se connecter"), ("nl", "Login"), ("vi-VN", "Đăng nhập"), ("de", "Log in"), ("", "Log in")],
)
def test_a_stranger_reads_the_browsers_language(accepted: str, button: str) -> None:
    """Before anybody has signed in, the browser's preference counts."""
    odoo = MockOdoo()
    odoo.create_database("acme")
    person = Person(odoo, accepted).goes("/web/login")
    assert person.text.count(button) == 2
    odoo.close()


def test_a_user_reads_their_own_language() -> None:
    """Once somebody has signed in, the user's language counts, for our words, Odoo's labels and dates."""
    odoo = MockOdoo()
    database = odoo.create_database("acme")
    translations.install(database, "vi_VN")
    database.environment().model("res.users", (2,)).write({"lang": "vi_VN"})
    person = Person(odoo, "fr").signs_in("admin", "admin").goes("/odoo/my-preferences/security")
    assert 'lang="vi"' in person.page.text
    assert "Chưa có khóa nào." in person.text
    assert "Thêm khóa API" in person.text
    person.fills_in("/add").fills_in(password="wrong")
    assert "Mật khẩu không chính xác" in person.text
    person.fills_in(password="admin")
    assert all(word in person.text for word in ("Tên khóa của bạn", "Thời hạn", "Ngày hết hạn"))
    person.fills_in(name="sổ sách", duration="30").goes("/odoo/my-preferences/security")
    assert "1 thg 4, 2026" in person.text
    odoo.close()
