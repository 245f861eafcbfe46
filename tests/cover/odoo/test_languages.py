"""Languages: what has words of its own in the language of a context, and what stays English."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo.errors import NotInFake
from mock_odoo.orm import translations

from .support import ACME, House

FRENCH, GERMAN = {"lang": "fr_BE"}, {"lang": "de_DE"}


@pytest.fixture
def polyglot(house: House) -> House:
    """Give a test a database with two languages beside English."""
    for language in ("fr_BE", "de_DE"):
        translations.install(house.odoo.database(ACME), language)
    return house


def name(house: House, model: str, id_: int, **context: str) -> Any:
    """Return a record's name in a language."""
    return house.call(model, "read", ids=[id_], fields=["name"], context=context)[0]["name"]


def test_a_value_is_kept_for_each_language(polyglot: House) -> None:
    """What is written in one language stays there; a language without a value shows the English one."""
    account = polyglot.ids["bank"]
    polyglot.call("account.account", "write", ids=[account], vals={"name": "Banque"}, context=FRENCH)
    assert [name(polyglot, "account.account", account, **context) for context in ({}, FRENCH, GERMAN)] == [
        "Bank",
        "Banque",
        "Bank",
    ]
    polyglot.call("account.account", "write", ids=[account], vals={"name": "Money"})
    assert [name(polyglot, "account.account", account, **context) for context in ({}, FRENCH, GERMAN)] == [
        "Money",
        "Banque",
        "Money",
    ]


def test_records_are_found_and_ordered_by_their_translated_names(polyglot: House) -> None:
    """A condition and an order go by what the reader sees."""
    domain = [["code", "in", ["BE", "DE", "AT"]]]
    found = polyglot.call("res.country", "search_read", domain=domain, fields=["code"], order="name", context=GERMAN)
    assert [country["code"] for country in found] == ["BE", "DE", "AT"]
    assert polyglot.call("res.country", "search_count", domain=[["name", "=", "Belgique"]], context=FRENCH) == 1
    assert polyglot.call("res.country", "search_count", domain=[["name", "=", "Belgique"]]) == 0


def test_labels_are_in_the_language_of_the_context(polyglot: House) -> None:
    """Fields, selections and references have their words in it; a language that only may be used has none."""
    asked = {"allfields": ["parent_state"], "attributes": ["string", "selection"]}
    found = polyglot.call("account.move.line", "fields_get", **asked, context=GERMAN)["parent_state"]
    assert found["selection"] == [["draft", "Entwurf"], ["posted", "Gebucht"], ["cancel", "Storniert"]]
    [spanish] = polyglot.call("res.lang", "search", domain=[["code", "=", "es_ES"]], context={"active_test": False})
    polyglot.call("res.lang", "write", ids=[spanish], vals={"active": True})
    context = {"lang": "es_ES"}
    assert polyglot.call("account.move.line", "fields_get", **asked, context=context)["parent_state"] == {
        "string": "Status",
        "selection": [["draft", "Draft"], ["posted", "Posted"], ["cancel", "Cancelled"]],
    }


def test_a_deleted_record_leaves_no_words(polyglot: House) -> None:
    """Values in other languages go with their record."""
    tag = polyglot.create("res.partner.category", name="Étiquette", context=FRENCH)
    polyglot.call("res.partner.category", "unlink", ids=[tag])
    store = polyglot.odoo.database(ACME).store
    assert store.one("SELECT COUNT(*) FROM translation WHERE model = 'res.partner.category'") == (0,)


def test_a_language_that_was_not_recorded_cannot_be_installed(house: House) -> None:
    """The fake says that it does not know its words."""
    with pytest.raises(NotInFake, match="the language it_IT"):
        translations.install(house.odoo.database(ACME), "it_IT")


def test_a_language_that_is_spoken_stays(house: House) -> None:
    """A language is put away when nobody speaks it, and deleted behind that; English never is."""
    language = house.create("res.lang", name="Latin", code="la_VA", url_code="la", active=True)
    [english] = house.call("res.lang", "search", domain=[["code", "=", "en_US"]])
    ada = house.create("res.partner", name="Ada", lang="la_VA")

    def refused(method: str, id_: int, **named: object) -> str:
        return house.refusal("res.lang", method, ids=[id_], **named)[2]

    away = {"vals": {"active": False}}
    assert refused("unlink", english) == "Base Language 'en_US' can not be deleted."
    assert refused("write", english, **away).endswith("currently used by users.")
    assert refused("write", language, **away).endswith("currently used by contacts.")
    assert refused("unlink", language).startswith("You cannot delete the language which is Active!")
    house.call("res.partner", "write", ids=[ada], vals={"lang": False})
    house.call("res.lang", "write", ids=[language], **away)
    house.call("res.lang", "unlink", ids=[language])


def not_in_fake(house: House, model: str, method: str, **arguments: Any) -> str:
    """Return what a call is refused with that asks for words which the fake does not have."""
    status, error, message = house.refusal(model, method, **arguments)
    assert (status, error) == (501, "twinledger.NotInFake"), message
    return message.removesuffix(" is not in the fake; docs/fidelity.md lists what is")


def test_words_that_were_not_recorded_are_loudly_refused(polyglot: House) -> None:
    """Labels of some models, terms of what has markup, and dates of a language that only may be used."""
    labels = not_in_fake(polyglot, "product.category", "fields_get", allfields=["name"], context=GERMAN)
    assert labels == "labels of product.category in de_DE"
    noted = [{"name": "x", "note": "<p>y</p>"}]
    terms = not_in_fake(polyglot, "account.payment.term", "create", vals_list=noted, context=GERMAN)
    assert terms == "terms of account.payment.term in de_DE"
    [spanish] = polyglot.call("res.lang", "search", domain=[["code", "=", "es_ES"]], context={"active_test": False})
    polyglot.call("res.lang", "write", ids=[spanish], vals={"active": True})
    asked = {"domain": [], "groupby": ["create_date:month"], "aggregates": ["__count"], "context": {"lang": "es_ES"}}
    assert not_in_fake(polyglot, "res.partner", "formatted_read_group", **asked) == "dates in the language es_ES"


def test_a_language_is_installed_once(house: House) -> None:
    """Whoever installs it again is told the same, and keeps the words that were changed meanwhile."""
    [german] = house.call("res.lang", "search", domain=[["code", "=", "de_DE"]], context={"active_test": False})
    dialogs = [house.create("base.language.install", lang_ids=[[6, 0, [german]]]) for _ in range(2)]
    first = house.call("base.language.install", "lang_install", ids=dialogs[:1])
    [country] = house.call("res.country", "search", domain=[["code", "=", "BE"]])
    house.call("res.country", "write", ids=[country], vals={"name": "Belgjen"}, context=GERMAN)
    again = house.call("base.language.install", "lang_install", ids=dialogs[1:])
    assert again["params"]["message"] == first["params"]["message"]
    assert name(house, "res.country", country, **GERMAN) == "Belgjen"
