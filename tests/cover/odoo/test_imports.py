"""Imports: tables become records, all of them or none; what cannot be one is told row by row."""

from __future__ import annotations

from typing import Any

from mock_odoo.orm import translations

from .support import ACME, House

ENTRY = ["date", "ref", "line_ids/account_id", "line_ids/debit", "line_ids/credit"]


def load(house: House, model: str, fields: list[str], *data: list[Any], **context: Any) -> Any:
    """Import rows and return the answer."""
    return house.call(model, "load", fields=fields, data=list(data), context=context)


def test_an_external_id_is_known_from_then_on(house: House) -> None:
    """The first import of an external id creates a record, the next one changes it."""
    first = load(house, "res.partner", ["id", "name"], ["crm.ada", "Ada"])
    again = load(house, "res.partner", ["id", "name"], ["crm.ada", "Ada Lovelace"])
    assert first == again == {"ids": [first["ids"][0]], "messages": [], "nextrow": 0}
    [read] = house.call("res.partner", "read", ids=first["ids"], fields=["name"])
    assert read["name"] == "Ada Lovelace"
    assert house.call("res.partner", "get_external_id", ids=first["ids"]) == {str(first["ids"][0]): "crm.ada"}


def test_a_deleted_record_leaves_its_external_id(house: House) -> None:
    """What is imported again after a deletion is a new record."""
    [first] = load(house, "res.partner", ["id", "name"], ["crm.bob", "Bob"])["ids"]
    house.call("res.partner", "unlink", ids=[first])
    [second] = load(house, "res.partner", ["id", "name"], ["crm.bob", "Bob"])["ids"]
    assert house.call("res.partner", "search_count", domain=[["id", "=", second]]) == 1


def test_rows_below_belong_to_the_entry_above(house: House) -> None:
    """A row without cells of its own is another line of the entry above it."""
    rows = [["2026-01-31", "R", "400000", "12.1", ""], ["", "", "700000", "", "12.1"]]
    [entry] = load(house, "account.move", ENTRY, *rows)["ids"]
    lines = house.call("account.move.line", "search_read", domain=[["move_id", "=", entry]], fields=["balance"])
    assert sorted(line["balance"] for line in lines) == [-12.1, 12.1]


def test_nothing_is_kept_if_one_row_cannot_be(house: House) -> None:
    """A row that is wrong is told, and the right ones are not there either."""
    before = house.call("res.partner", "search_count", domain=[])
    answer = load(house, "res.partner", ["name", "color"], ["Ada", "1"], ["Bob", "red"], ["", "2"])
    assert answer["ids"] is False
    assert [(message["record"], message["message"]) for message in answer["messages"]] == [
        (1, "'red' does not seem to be an integer for field 'Color Index'"),
        (2, "Contacts require a name"),
    ]
    assert house.call("res.partner", "search_count", domain=[]) == before


def test_a_failure_in_company_is_the_first_one_s(house: House) -> None:
    """What records can only end in together is told of the first of them; then each is tried alone."""
    rows = [["2026-01-31", "R1", "400000", "5", ""], ["2026-01-31", "R2", "400000", "5", ""]]
    answer = load(house, "account.move", ENTRY, *rows)
    assert [(message["record"], message["message"].partition("\n")[0]) for message in answer["messages"]] == [
        (0, "The following entries are unbalanced:"),
        (0, "The entry is not balanced."),
        (1, "The entry is not balanced."),
    ]


def test_many_errors_end_the_import(house: House) -> None:
    """After ten records that cannot be kept, and more than every tenth, nothing more is tried."""
    *errors, warning = load(house, "res.partner", ["name"], *[[""]] * 15)["messages"]
    assert len(errors) == 10
    assert (warning["type"], warning["message"][:26]) == ("warning", "Found more than 10 errors ")
    assert len(load(house, "res.partner", ["name"], *[["x"]] * 120, *[[""]] * 12)["messages"]) == 12


def test_moments_are_the_user_s(house: House) -> None:
    """A moment in a cell is one in the time zone of the context, and kept in UTC."""
    fields = ["company_id", "fiscalyear_lock_date", "end_datetime"]
    row = ["Acme BV", "2022-01-01", "2030-01-01 12:00:00"]
    answer = load(house, "account.lock_exception", fields, row, tz="Europe/Brussels")
    assert answer["messages"] == []
    [read] = house.call("account.lock_exception", "read", ids=answer["ids"], fields=["end_datetime"])
    assert read["end_datetime"] == "2030-01-01 11:00:00"


def test_a_part_says_where_the_next_begins(house: House) -> None:
    """An import that is limited returns the row after the last record it took."""
    answer = load(house, "res.partner", ["name"], ["a"], ["b"], ["c"], _import_limit=2)
    assert (len(answer["ids"]), answer["nextrow"]) == (2, 2)


def test_what_the_importer_cannot_do_it_says(house: House) -> None:
    """Words for yes in other languages, external ids below and the web client's options are refused loudly."""
    refused = [
        {"fields": ["name", "child_ids/id", "child_ids/name"], "data": [["a", "crm.new", "b"]]},
        {"fields": ["name", "category_id"], "data": [["a", "b,"]]},
        {"fields": ["name", "parent_id"], "data": [["a", ["b"]]]},
        {"fields": ["name"], "data": [["a"]], "context": {"import_skip_records": ["name"]}},
    ]
    for asked in refused:
        assert house.refusal("res.partner", "load", **asked)[:2] == (501, "twinledger.NotInFake")


def test_a_name_with_braces_is_a_name(house: House) -> None:
    """What is said of several records of one name says the name as it is."""
    for _ in range(2):
        house.create("res.partner", name="{0} {b}")
    told = load(house, "res.partner", ["name", "parent_id"], ["Ada", "{0} {b}"])
    [message] = told["messages"]
    assert message["message"] == 'Found multiple matches for value "{0} {b}" in field "Related Company" (2 matches)'


def test_yes_and_no_are_english_or_digits(house: House) -> None:
    """Another word is none; where another language is in use it might be one, which the fake does not know."""
    word = ["name", "is_company"], ["Ada", "misschien"]
    [told] = load(house, "res.partner", *word)["messages"]
    assert "'misschien'" in told["message"]
    translations.install(house.odoo.database(ACME), "nl_BE")
    status, name, message = house.refusal("res.partner", "load", fields=word[0], data=[word[1]])
    assert (status, name) == (501, "twinledger.NotInFake")
    assert message.startswith("words for yes and no in other languages than English is not in the fake")
    assert load(house, "res.partner", word[0], ["Ada", "1"])["messages"] == []
