"""REST v4 about workpapers and people: adjustments, reconciliations, mapping lists, people, exports, users."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .support import World, account, upsert


@pytest.fixture
def book(world: World) -> World:
    """Give a test the year 2026 and two accounts with a line each."""
    world.settings(("2026-01-01", "2026-12-31", True, True))
    world.submit(
        upsert("1", "10.00"),
        upsert("2", "-10.00", account_number="700000"),
        accounts=[account(en="(Debtors)"), account("700000", "income")],
    )
    return world


def _period(world: World) -> str:
    found = world.api("GET", f"/companies/{world.file.id}/periods").json
    return f"/companies/{world.file.id}/periods/{found[0]['id']}"


TRANSACTIONS = [{"account": "400000", "value": "12.50"}, {"account": "700000", "value": -12.5, "relation": "x"}]


def test_adjustments_are_booked_replaced_and_removed(book: World) -> None:
    """Values come back as decimal text; a period has its own."""
    path = f"{_period(book)}/adjustments"
    created = book.api("POST", path, {"purpose": "accrual", "type": "reverse", "transactions": TRANSACTIONS})
    assert created.status == 201
    assert created.json == {
        "id": created.json["id"],
        "category": "internal",
        "purpose": "accrual",
        "type": "reverse",
        "tags": None,
        "forward_account": None,
        "transactions": [
            {"account": "400000", "value": "12.50", "relation": None},
            {"account": "700000", "value": "-12.50", "relation": "x"},
        ],
    }
    one = f"{path}/{created.json['id']}"
    replaced = book.api("POST", one, {"category": "external", "transactions": []}).json
    assert (replaced["category"], replaced["purpose"], replaced["transactions"]) == ("external", None, [])
    assert book.api("GET", path).json == [replaced]
    assert book.api("DELETE", one).status == 204
    assert (book.api("GET", path).json, book.api("DELETE", one).status) == ([], 404)


@pytest.mark.parametrize(
    ("transactions", "field"),
    [
        ([{"account": "400000", "value": 1}], "transactions"),
        ([{"account": "nowhere", "value": 0}], "transactions.0.account"),
        ([{"account": "400000", "value": "0.001"}], "transactions.0.value"),
        ([{"account": "400000"}], "transactions.0.value"),
        ([{"account": "400000", "value": "1.001"}, {"account": "700000", "value": -1}], "transactions.0.value"),
    ],
)
def test_an_adjustment_that_makes_no_sense_is_refused(
    book: World, transactions: list[dict[str, object]], field: str
) -> None:
    """422 with the place; nothing is booked."""
    path = f"{_period(book)}/adjustments"
    reply = book.api("POST", path, {"transactions": transactions})
    assert (reply.status, [problem["field"] for problem in reply.json["errors"]]) == (422, [field])
    assert book.api("GET", path).json == []


def test_reconciliations_are_starred_in_a_period(book: World) -> None:
    """The file has them, the star is the period's."""
    id_ = book.file.add_reconciliation("VAT", "3.00")
    path = f"{_period(book)}/reconciliations"
    assert book.api("GET", path).json == [{"id": id_, "name": "VAT", "value": "3.00", "starred": False}]
    assert book.api("POST", f"{path}/{id_}", {"starred": True}).json["starred"] is True
    assert book.api("GET", f"{path}/{id_}").json["starred"] is True
    assert book.api("GET", f"{path}/1").status == 404


def test_mapping_lists_and_their_mappings(world: World) -> None:
    """The list has names, the detail the mappings."""
    id_ = world.firm.add_mapping_list("Belgium", {"40": "Debtors", "10": "Capital"})
    listed = {"id": id_, "name": "Belgium", "marketplace_template_id": None}
    assert world.api("GET", "/account_mapping_lists").json == [listed]
    mappings = [{"number": "10", "name": "Capital"}, {"number": "40", "name": "Debtors"}]
    assert world.api("GET", f"/account_mapping_lists/{id_}").json == {**listed, "mappings": mappings}
    assert world.api("GET", "/account_mapping_lists/1").status == 404


def test_people_are_read_and_changed(world: World) -> None:
    """What is left out stays, what nobody knows is null."""
    id_ = world.file.add_person("An Peeters", director=True)
    path = f"/companies/{world.file.id}/people"
    [person] = world.api("GET", path).json
    assert (person["name"], person["director"], person["email"]) == ("An Peeters", True, None)
    changed = world.api("POST", f"{path}/{id_}", {"email": "an@example.com"}).json
    assert (changed["name"], changed["email"]) == ("An Peeters", "an@example.com")
    assert world.api("POST", f"{path}/{id_}", {"director_start_date": "2026-01-31"}).status == 200
    for wrong in ({"director_start_date": "2026-02-30"}, {"director_end_date": "soon"}, {"amount_of_shares": "many"}):
        reply = world.api("POST", f"{path}/{id_}", wrong)
        assert (reply.status, [one["field"] for one in reply.json["errors"]]) == (422, list(wrong))
    assert world.api("GET", f"{path}/{id_}").json["director_start_date"] == "2026-01-31"
    assert world.api("POST", f"{path}/1", {}).status == 404


def test_an_export_is_pending_then_created_and_its_url_expires(book: World) -> None:
    """Asked about a second time it is there; its URL needs no token, is relative, and is good for ten minutes."""
    path = f"{_period(book)}/exports"
    asked = book.api("POST", path)
    assert (asked.status, asked.json["state"], asked.json["download_url"]) == (201, "pending", None)
    one = f"{path}/{asked.json['id']}"
    assert [book.api("GET", one).json["state"] for _ in range(3)] == ["pending", "created", "created"]
    url = book.api("GET", one).json["download_url"]
    document = book.send("GET", url)
    assert (document.status, document.headers["Content-Type"]) == (200, "application/pdf")
    assert document.body.startswith(b"%PDF-1.4")
    assert rb"\(Debtors\)" in document.body
    assert book.send("GET", f"{url}x").status == 404
    book.silverfin.clock.advance(timedelta(minutes=10, seconds=1))
    assert book.send("GET", url).status == 404


def test_an_export_fails_on_demand(book: World) -> None:
    """State error, with a reason, and nothing to fetch."""
    book.silverfin.exports_fail = True
    assert book.silverfin.exports_fail
    path = f"{_period(book)}/exports"
    one = f"{path}/{book.api('POST', path).json['id']}"
    book.api("GET", one)
    failed = book.api("GET", one).json
    assert (failed["state"], failed["download_url"], bool(failed["processing_error"])) == ("error", None, True)
    book.silverfin.exports_fail = False


def test_users(world: World) -> None:
    """Who authorised, and everybody in the firm, ten to a page."""
    for number in range(12):
        world.firm.add_user(f"user{number}@fiduciary.test", "training")
    email = {"email": "admin@fiduciary.test"}
    assert world.api("GET", "/user").json == {"id": world.admin.id, **email}
    assert world.api("GET", "/user/emails").json == [email]
    assert [len(world.api("GET", "/users", page=page).json) for page in (1, 2)] == [10, 3]
    assert len(world.api("GET", "/users", per_page=200).json) == 13
