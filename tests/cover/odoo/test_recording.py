"""What is recorded off the fake is what it was made of: the recorders ask right, and the fake keeps every fact."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mock_odoo import MockOdoo
from mock_odoo.facts import FOLDER, record, record_languages, record_mimetypes
from mock_odoo.models import registry

LOGIN = "admin@example.com"
SERVED = [model for model in record.MODELS if model in registry("19.0")]
# Without groups, whose menus are not in the fake, currencies, of which more were in use, and thousands of rows.
FROM_THE_START = ("account.payment.method", "res.country", "res.lang")
TABLES = ("account.report", "ir.module.category", "ir.rule", "product.category", "res.bank", "uom.uom")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test a place for facts, and keep the recorders away from those that are there."""
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    monkeypatch.setattr(record, "MODELS", SERVED)
    monkeypatch.setattr(record, "FROM_THE_START", FROM_THE_START)
    monkeypatch.setattr(record, "TABLES", TABLES)
    return tmp_path / "19.0"


@pytest.fixture
def real() -> Iterator[record.Real]:
    """Give a test a fake with a new database, and an administrator's key."""
    with MockOdoo() as odoo:
        odoo.create_database("books", login=LOGIN, password="secret")
        yield record.Real(odoo.url, "books", odoo.create_api_key(LOGIN, "Recorder", database="books"))


def _known(name: str) -> Any:
    return json.loads((FOLDER / "19.0" / name).read_text(encoding="utf-8"))


def _leave_out_what_is_not_asked(known: dict[str, Any]) -> None:
    """Leave out models that the fake does not serve, and those above."""
    known["copied.json"] = {model: names for model, names in known["copied.json"].items() if model in SERVED}
    known["data.ir.rule.json"] = [rule for rule in known["data.ir.rule.json"] if rule["model"] in SERVED]
    known["data.ir.model.data.json"] = [
        row for row in known["data.ir.model.data.json"] if row["model"] not in ("res.groups", "res.currency")
    ]
    for rule, fields in known["on_delete.json"].items():
        known["on_delete.json"][rule] = [field for field in fields if field.rpartition(".")[0] in SERVED]


def test_the_facts_are_those_that_the_fake_was_made_of(real: record.Real, folder: Path) -> None:
    """Fields, methods, rights, rules, external ids and tables, to the last character."""
    record.record(real)
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    assert len(found) == len(SERVED) + len(FROM_THE_START) + len(TABLES) + 7
    known = {name: _known(name) for name in found}
    _leave_out_what_is_not_asked(known)
    for models in (known["models.json"], found["models.json"]):
        models.sort(key=lambda row: row["id"])  # of two with one name, either may come first
    assert [name for name in found if found[name] != known[name]] == []


def test_only_the_models_that_are_named_are_recorded(real: record.Real, folder: Path) -> None:
    """The other files stay as they are."""
    record.record(real, ["res.bank"])
    assert [path.name for path in folder.iterdir()] == ["res.bank.json"]
    assert (folder / "res.bank.json").read_bytes() == (FOLDER / "19.0" / "res.bank.json").read_bytes()


def test_a_language_is_the_one_that_the_fake_speaks(
    real: record.Real, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its labels, the words of reference data, and how it calls months, days and quarters."""
    models = ("res.partner", "account.move")
    monkeypatch.setattr(record_languages, "MODELS", models)
    monkeypatch.setattr(record_languages, "LANGUAGES", ("nl_BE",))
    record_languages.record(real)
    found, known = json.loads((folder / "language.nl_BE.json").read_bytes()), _known("language.nl_BE.json")
    assert found["fields"] == {model: known["fields"][model] for model in models}
    assert found["selections"] == {model: known["selections"][model] for model in models}
    assert found["values"] == known["values"]
    dates = _known("dates.json")
    assert json.loads((folder / "dates.json").read_bytes()) == {code: dates[code] for code in ("en_US", "nl_BE")}


def test_an_ending_tells_the_kind_of_content(real: record.Real, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where it decides, whatever the content looks like."""
    monkeypatch.setattr(record_mimetypes, "MORE", ["zip", "md", "camt"])
    monkeypatch.setattr(mimetypes, "types_map", {".pdf": "application/pdf", ".html": "text/html"})
    monkeypatch.setattr(mimetypes, "common_types", {})
    record_mimetypes.record(real)
    known = _known("mimetypes.json")
    asked = ["camt", "html", "md", "pdf", "zip"]
    assert json.loads((folder / "mimetypes.json").read_bytes()) == {end: known[end] for end in asked if end in known}
