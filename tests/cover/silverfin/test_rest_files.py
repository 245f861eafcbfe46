"""REST v4 as an accountant's tools write it: client files, their accounts, stars, public periods."""

from __future__ import annotations

import pytest

from mock_silverfin.ledger import companies
from mock_silverfin.webhooks import outbox

from .support import World, account, upsert


@pytest.fixture
def book(world: World) -> World:
    """Give a test the year 2026, two accounts and an entry of February."""
    world.settings(("2026-01-01", "2026-12-31", True, True))
    world.submit(
        upsert("1", "10.00"),
        upsert("2", "-10.00", account_number="700000"),
        accounts=[account(en="Debtors", nl="Klanten"), account("700000", "income"), account("100", "equity")],
    )
    return world


def _companies(world: World) -> list[str]:
    return [item["name"] for item in world.api("GET", "/companies").json]


def _account(world: World, number: str) -> dict[str, object]:
    found = world.api("GET", f"/companies/{world.file.id}/accounts").json
    [one] = [item for item in found if item["original_number"] == number]
    return dict(one)


def _path(world: World, what: str = "") -> str:
    return f"/companies/{world.file.id}{what}"


def _periods(world: World, **query: object) -> list[tuple[str, bool]]:
    found = world.api("GET", _path(world, "/periods"), **query).json
    return [(item["end_date"], item["public"]) for item in found]


def _period(world: World, end: str) -> str:
    found = world.api("GET", _path(world, "/periods")).json
    [id_] = [item["id"] for item in found if item["end_date"] == end]
    return _path(world, f"/periods/{id_}")


def test_a_company_is_created_changed_archived_and_taken_back(world: World) -> None:
    """With details; what is left out stays; an archived file is in a list of its own."""
    created = world.api("POST", "/companies", {"name": "Saigon", "currency": "VND", "vat": "VN1", "file_code": "S1"})
    assert (created.status, created.json["currency"], created.json["vat"]) == (201, "VND", "VN1")
    path = f"/companies/{created.json['id']}"
    changed = world.api("POST", path, {"city": "Saigon", "name": "Saigon Co"})
    assert (changed.status, changed.json["vat"], changed.json["city"]) == (200, "VN1", "Saigon")
    assert world.api("GET", "/companies", file_code="S1").json == [changed.json]
    assert world.api("DELETE", path).status == 204
    assert _companies(world) == ["Acme"]
    assert [item["name"] for item in world.api("GET", "/companies/archived").json] == ["Saigon Co"]
    assert world.api("POST", f"{path}/unarchive").json == changed.json
    assert _companies(world) == ["Acme", "Saigon Co"]


def test_archiving_ends_the_link(world: World) -> None:
    """Nothing is pushed to a file that is archived."""
    world.api("DELETE", _path(world))
    assert world.sync("GET", "info").status == 409
    assert world.api("GET", "/syncs/companies").json == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "X", "currency": "euro"}, "currency"),
        ({"name": "X", "company_type": "odd"}, "company_type"),
        ({"name": "X", "account_mapping_list_id": 10**18}, "account_mapping_list_id"),
        ({"name": "X", "account_mapping_list_id": "1"}, "account_mapping_list_id"),
        ({"name": "X", "accountancy_synchronisation_entity_id": 5}, "accountancy_synchronisation_entity_id"),
    ],
)
def test_a_company_that_makes_no_sense_is_refused(world: World, body: dict[str, object], field: str) -> None:
    """422 with the member, and no file."""
    reply = world.api("POST", "/companies", body)
    assert (reply.status, [problem["field"] for problem in reply.json["errors"]]) == (422, [field])
    assert _companies(world) == ["Acme"]


def test_a_change_names_an_entity_of_the_firm(world: World) -> None:
    """What synchronises nothing here is refused, as when a file is added."""
    path, name = _path(world), "accountancy_synchronisation_entity_id"
    reply = world.api("POST", path, {"city": "Ghent", name: 5})
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, name)
    assert world.api("GET", path).json["city"] is None
    assert world.api("POST", path, {name: world.application.id}).status == 200


def test_what_a_request_does_it_does_whole(book: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it fails halfway, nothing is left of its first half."""

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no more")

    january = _period(book, "2026-01-31")
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "tell", fails)
        assert book.api("POST", january, {"public": True}).status == 500
    assert book.api("GET", january).json["public"] is False
    with monkeypatch.context() as patch:
        patch.setattr(companies, "_set", fails)
        assert book.api("POST", _path(book, "/unarchive")).status == 500
    assert book.file.changes()[-1].operation != "unarchive"


def test_an_account_is_created_with_what_is_given_once(world: World) -> None:
    """Number and names count for both sides; a number that is known is refused."""
    created = world.api(
        "POST", _path(world, "/accounts"), {"number": "610", "custom_name_nl": "Huur", "type": "expense"}
    )
    assert created.status == 201
    shown = {name: created.json[name] for name in ("number", "original_number", "original_name_nl", "custom_name_nl")}
    assert shown == {"number": "610", "original_number": "610", "original_name_nl": "Huur", "custom_name_nl": "Huur"}
    again = world.api("POST", _path(world, "/accounts"), {"number": "610", "type": "expense"})
    assert (again.status, again.json["errors"][0]["field"]) == (422, "number")


def test_what_the_firm_calls_an_account_stays_beside_what_was_sent(book: World) -> None:
    """Lines go on standing on the number that bookkeeping sent; figures are shown under the firm's."""
    debtors = _account(book, "400000")
    changes = {"number": "4000", "custom_name_en": "Receivables", "mapped_number": "40"}
    changed = book.api("POST", _path(book, f"/accounts/{debtors['id']}"), changes)
    assert {name: changed.json[name] for name in changes} == changes
    assert (changed.json["name"], changed.json["original_name_en"]) == ("Receivables", "Debtors")
    assert book.submit(upsert("3", "1.00"), accounts=[account(en="Customers")]).status == 200
    after = _account(book, "400000")
    assert (after["number"], after["name"], after["original_name_en"]) == ("4000", "Receivables", "Customers")
    figures = book.api("GET", f"{_period(book, '2026-02-28')}/accounts").json
    assert [(item["account"]["number"], item["value"]) for item in figures] == [("4000", "11.00"), ("700000", "-10.00")]
    assert book.file.changes()[-2].details == {"account": "400000", "number": "4000", "mapped_number": "40"}


def test_a_bulk_update_is_all_or_nothing(book: World) -> None:
    """One account that is not there, and none is changed."""
    ids = [_account(book, number)["id"] for number in ("100", "400000")]
    good = [{"id": id_, "custom_name_en": f"New {id_}"} for id_ in ids]
    refused = book.api("POST", _path(book, "/accounts/bulk_update"), {"accounts": [*good, {"id": 1, "number": "x"}]})
    assert (refused.status, _account(book, "100")["custom_name_en"]) == (404, None)
    done = book.api("POST", _path(book, "/accounts/bulk_update"), {"accounts": good})
    assert [item["name"] for item in done.json] == [f"New {id_}" for id_ in ids]


def test_a_period_becomes_public_with_all_before_it(book: World) -> None:
    """The flag call takes earlier ones along; taking it back is for one; the list can be asked for either."""
    assert book.api("POST", _period(book, "2026-03-31"), {"public": True}).json["public"] is True
    assert [end for end, public in _periods(book) if public] == ["2026-03-31", "2026-02-28", "2026-01-31"]
    book.api("POST", _period(book, "2026-02-28"), {"public": False})
    assert [end for end, _ in _periods(book, public="true")] == ["2026-03-31", "2026-01-31"]
    assert len(_periods(book, public="false")) == 10


def test_one_account_of_a_period(book: World) -> None:
    """There from its first line of the year on, at zero, too; before it 404."""
    debtors = _account(book, "400000")["id"]
    assert book.api("GET", f"{_period(book, '2026-01-31')}/accounts/{debtors}").status == 404
    assert book.api("GET", f"{_period(book, '2026-02-28')}/accounts/{debtors}").json["value"] == "10.00"
    book.submit(upsert("3", "-10.00"))
    assert book.api("GET", f"{_period(book, '2026-02-28')}/accounts/{debtors}").json["value"] == "0.00"
    listed = book.api("GET", f"{_period(book, '2026-02-28')}/accounts").json
    assert "400000" not in [item["account"]["number"] for item in listed]


def test_an_account_is_starred_in_one_period(book: World) -> None:
    """The star and the template belong to the period; what is left out stays."""
    debtors = _account(book, "400000")["id"]
    february, march = _period(book, "2026-02-28"), _period(book, "2026-03-31")
    book.api("POST", f"{february}/accounts/{debtors}", {"account_reconciliation_template": {"id": 77}})
    starred = book.api("POST", f"{february}/accounts/{debtors}", {"starred": True}).json
    assert (starred["starred"], starred["account_reconciliation_template"]) == (True, {"id": 77})
    refused = book.api("POST", f"{february}/accounts/{debtors}", {"account_reconciliation_template": {"id": 10**18}})
    assert (refused.status, refused.json["errors"][0]["message"].startswith("must be an id")) == (422, True)
    [first, _] = book.api("GET", f"{february}/accounts").json
    assert first == starred
    assert book.api("GET", f"{march}/accounts/{debtors}").json["starred"] is False


def test_balances_tell_opening_debit_and_credit(book: World) -> None:
    """Every account with a line, those at zero included; what adjustments add stands apart."""
    book.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, True))
    book.submit(upsert("3", "5.00", "2025-12-31"), upsert("4", "-5.00", "2025-12-31", account_number="100"))
    book.submit(upsert("5", "-4.00", "2026-03-01"))
    path = f"{_period(book, '2026-03-31')}"
    transactions = [{"account": "400000", "value": "1.50"}, {"account": "700000", "value": -1.5}]
    assert book.api("POST", f"{path}/adjustments", {"transactions": transactions}).status == 201
    shown = {item["account"]["number"]: item for item in book.api("GET", f"{path}/balances").json}
    assert {name: value for name, value in shown["400000"].items() if name != "account"} == {
        "opening_value": "5.00",
        "debet_value": "10.00",
        "credit_value": "4.00",
        "value": "11.00",
        "adjustment_value": "1.50",
    }
    assert (shown["100"]["opening_value"], shown["100"]["value"]) == ("-5.00", "-5.00")
    assert book.file.trial_balance()["400000"] == 1100
