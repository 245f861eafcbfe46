"""What all pages have in common: words, labels, marks, forms, and how a page is sent."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from flask import Flask, Response, request
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from mock_kit.clock import Clock
from mock_kit.pages import translating
from mock_kit.pages.forms import LIFETIME, FormTokens
from mock_kit.pages.labels import Label, labels_of
from mock_kit.pages.languages import LANGUAGES, language_of
from mock_kit.pages.marks import Marks
from mock_kit.pages.rendering import Pages
from mock_kit.pages.words import FOLDER, Words, noted
from mock_kit.provenance import assumed, documented

DAY = date(2026, 3, 2)
BLOCK = {
    "kind": "documented",
    "source": "article 1",
    "in": ["en"],
    "labels": {"start": {"en": "Start", "nl": "Begin"}, "end": {"en": "End"}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a page of its own, a translation of its own, and a style of its own."""
    for name in ("templates", "catalogues", "static"):
        (tmp_path / name).mkdir()
    (tmp_path / "templates" / "hello.html").write_text(
        '{% extends "page.html" %}{% block title %}{{ own("Hello") }}{% endblock %}'
        '{% block main %}<h1>{{ own("Hello {name}", name=name) }}</h1>{{ marked("start") }}{% endblock %}'
    )
    for language in LANGUAGES:
        catalogue = 'msgid "Hello"\nmsgstr "Dag"\n\nmsgid "Hello {name}"\nmsgstr "Dag {name}"\n'
        (tmp_path / "catalogues" / f"{language}.po").write_text(catalogue)
    (tmp_path / "static" / "system.css").write_text("h1 { color: red }")
    return tmp_path


def served(folder: Path, path: str = "/", **headers: str) -> Response:
    """Return the page as a browser with those headers gets it."""

    class Here(Words):
        pass

    Here.folder = folder
    app = Flask("pages")
    pages = Pages("Elsewhere", folder)
    with app.test_request_context(path, headers=headers):
        words = Here(language_of(request.args.get("language", "en")))
        labels = labels_of(BLOCK, words.language)
        return pages.page(request, "hello.html", words, DAY, name="<Bo>", labels=labels)


def test_what_all_pages_say_is_translated() -> None:
    """No language lacks a sentence, none has one too many, and values have their places in each."""
    said = translating.said(FOLDER)
    assert "To the content" in said
    assert list(translating.lacking(FOLDER, said)) == []
    assert list(translating.unsaid(FOLDER, said)) == []
    assert list(translating.ill_filled(FOLDER)) == []


def test_a_gap_is_found(folder: Path) -> None:
    """What a template or a module says and a catalogue lacks, what nobody says, and a place that got lost are told."""
    (folder / "more.py").write_text('SCOPE = noted("Read " "all")\nown(text)\nwords.own("Hello")\n')
    (folder / "catalogues" / "vi.po").write_text('msgid "Hello {name}"\nmsgstr "Chào"\n\nmsgid "Old"\nmsgstr "Cũ"\n')
    said = translating.said(folder)
    assert said == {"Hello", "Hello {name}", "Read all"}
    assert ("vi", "Hello") in list(translating.lacking(folder, said))
    assert ("nl", "Read all") in list(translating.lacking(folder, said))
    assert list(translating.unsaid(folder, said)) == [("vi", "Old")]
    assert list(translating.ill_filled(folder)) == [("vi", "Hello {name}")]


def test_the_command_tells_the_gaps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever translates reads what is to be done, and a script its status."""
    assert translating.main([str(FOLDER)]) == 0
    (folder / "templates" / "more.html").write_text('{{ own("Goodbye") }}')
    assert translating.main([str(folder)]) == 1
    assert f"{folder}: fr lacks 'Goodbye'" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "amount", "day"),
    [
        ("en", "-1,234,567.05", "Mar 2, 2026"),
        ("fr", "-1 234 567,05", "2 mars 2026"),
        ("nl", "-1.234.567,05", "2 mrt 2026"),
        ("vi", "-1.234.567,05", "2 thg 3, 2026"),
    ],
)
def test_amounts_and_days_are_written_as_in_the_language(language: str, amount: str, day: str) -> None:
    """Every digit is kept, and as many decimals as the currency has."""
    words = Words(language)
    assert words.amount(-123456705, 2).replace("\u202f", " ").replace("\xa0", " ") == amount
    assert words.day(DAY).replace("\xa0", " ").replace("\u202f", " ") == day
    assert re.sub(r"\D", "", words.amount(900719925474099301, 3)) == "900719925474099301"
    assert words.amount(5, 0) == "5"


@given(st.integers(-(10**18), 10**18), st.integers(0, 4), st.sampled_from(sorted(LANGUAGES)))
def test_amounts_are_written_as_cldr_says(minor: int, decimals: int, language: str) -> None:
    """As Babel writes them, whatever the number; ours is only quicker."""
    pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    exact = Decimal(minor).scaleb(-decimals, Context(prec=40))
    expected = format_decimal(exact, pattern, locale=language, decimal_quantization=False)
    assert Words(language).amount(minor, decimals) == expected


def test_moments_are_told_in_utc() -> None:
    """Naive ones are in UTC, others are brought there."""
    moment = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert Words("nl").moment(moment) == Words("nl").moment(moment.replace(tzinfo=None))
    assert re.fullmatch(r"2 mrt 2026\W+08:30:00 UTC", Words("nl").moment(moment))


def test_words_without_a_translation_stay_english() -> None:
    """The tests see to it that there are none; a page still says something."""
    assert Words("fr").own("Nobody translated {this}", this=1) == "Nobody translated 1"
    assert Words("en").own("R&D of {who}", who=Markup("<b>A</b>")) == Markup("R&amp;D of <b>A</b>")
    assert noted("as it is") == "as it is"


@pytest.mark.parametrize(("code", "language"), [("nl_BE", "nl"), ("fr-CA", "fr"), ("de_DE", "en"), ("", "en")])
def test_a_language_is_one_of_the_pages_or_english(code: str, language: str) -> None:
    """The country makes no difference."""
    assert language_of(code) == language


def test_labels_know_where_they_are_from() -> None:
    """A language that the source does not have is a translation of ours, and says so."""
    assert labels_of(BLOCK, "en")["start"] == Label("Start", documented("article 1"))
    assert labels_of(BLOCK, "nl") == {"start": Label("Begin", documented("article 1; translated by us"))}


def test_marks_are_numbered_by_source() -> None:
    """The same source has the same mark; without being asked for there is none."""
    marks = Marks(shown=True)
    assert "documented: article 1" in marks.mark(documented("article 1"))
    assert marks.mark(assumed("<why>")).endswith(">A2</sup>")
    assert "&lt;why&gt;" in marks.mark(assumed("<why>"))
    assert marks.label(Label("a & b", documented("article 1"))).startswith("a &amp; b<sup")
    assert list(marks.sources.values()) == [1, 2]
    assert Marks(shown=False).mark(assumed("why")) == ""


def test_forms_are_known_by_their_token() -> None:
    """It is good for one browser, for a year."""
    clock = Clock()
    tokens = FormTokens(clock, b"secret")
    token = tokens.of("browser")
    assert tokens.knows("browser", token)
    assert not tokens.knows("other", token)
    assert not FormTokens(clock, b"another").knows("browser", token)
    for nonsense in ("", "o", f"{token}0", token.replace("o", "o9"), "ño1", f"xo{'9' * 5000}"):
        assert not tokens.knows("browser", nonsense)
    clock.advance(LIFETIME + timedelta(seconds=1))
    assert not tokens.knows("browser", token)


def test_a_page_is_complete_and_loads_nothing_from_elsewhere(folder: Path) -> None:
    """It says that it is for training, what day it is and in which languages it can be had; values are escaped."""
    page = served(folder)
    text = page.get_data(as_text=True)
    assert "This is a training system, not Elsewhere." in text
    assert "Today is Mar 2, 2026." in text
    assert "Hello &lt;Bo&gt;" in text
    assert 'lang="vi">Tiếng Việt' in text
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<sup" not in text


def test_an_address_asks_for_a_language_and_is_remembered(folder: Path) -> None:
    """The switch keeps what else the address says; nonsense is passed over and not kept."""
    page = served(folder, "/?language=nl&page=2")
    assert "Dag &lt;Bo&gt;" in page.get_data(as_text=True)
    assert "?language=fr&amp;page=2" in page.get_data(as_text=True)
    assert page.headers.getlist("Set-Cookie")[0].startswith("twinledger_language=nl;")
    assert served(folder, "/?language=xx&sources=2").headers.getlist("Set-Cookie") == []


def test_a_page_tells_its_sources_when_asked(folder: Path) -> None:
    """The mark stands beside the text, the source in full at the foot; a cookie keeps it so."""
    text = served(folder, "/?sources=1").get_data(as_text=True)
    assert ">D1</sup>" in text
    assert "article 1" in text.partition("<footer")[2]
    assert ">D1</sup>" in served(folder, Cookie="twinledger_sources=1").get_data(as_text=True)
    assert ">D1</sup>" not in served(folder, "/?sources=0", Cookie="twinledger_sources=1").get_data(as_text=True)


def test_files_are_the_systems_own_or_the_shared_ones(folder: Path) -> None:
    """Styles and scripts alone, and nothing outside the folders."""
    pages = Pages("Elsewhere", folder)
    assert pages.file("system.css").get_data() == b"h1 { color: red }"
    assert pages.file("copy.js").content_type.startswith("text/javascript")
    for name in ("none.css", "../words.py", "../static/pages.css", "hello.html", ""):
        with pytest.raises(NotFound):
            pages.file(name)
