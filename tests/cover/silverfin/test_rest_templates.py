"""REST v4 about what templates hold, workflows, budgets, new periods and synchronisation entities."""

from __future__ import annotations

from datetime import date

import pytest

from mock_silverfin.errors import NotFoundError

from .support import World, account, upsert


@pytest.fixture
def period(world: World) -> str:
    """Give a test the year 2026 with a line on an account, and the path of its last period."""
    world.settings(("2026-01-01", "2026-12-31", True, True))
    world.submit(upsert(), accounts=[account()])
    found = world.api("GET", f"/companies/{world.file.id}/periods").json
    return f"/companies/{world.file.id}/periods/{found[0]['id']}"


def _account(world: World) -> int:
    return int(world.api("GET", f"/companies/{world.file.id}/accounts").json[0]["id"])


def test_custom_values_belong_to_a_file_an_account_or_a_reconciliation(world: World, period: str) -> None:
    """Nothing at first; of the same namespace and key there is one, and each belongs where it was put."""
    period_id, account_id = int(period.rpartition("/")[2]), _account(world)
    reconciliation = world.file.add_reconciliation("VAT")
    places = {
        f"/companies/{world.file.id}/custom": {},
        f"{period}/accounts/{account_id}/custom": {"period_id": period_id, "about": account_id},
        f"{period}/reconciliations/{reconciliation}/custom": {"period_id": period_id, "about": reconciliation},
    }
    assert [world.api("GET", path).json for path in places] == [[], [], []]
    for number, holder in enumerate(places.values()):
        world.file.put_custom("pit", "code", "old", **holder)  # type: ignore[arg-type]
        world.file.put_custom("pit", "code", {"lines": number}, **holder)  # type: ignore[arg-type]
    found = [world.api("GET", path).json for path in places]
    assert found == [[{"namespace": "pit", "key": "code", "value": {"lines": number}}] for number in range(3)]
    assert world.api("GET", f"{period}/accounts/7/custom").status == 404


def test_results_are_an_object_by_name(world: World, period: str) -> None:
    """Empty until there are some; they are a period's."""
    reconciliation, account_id = world.file.add_reconciliation("VAT"), _account(world)
    paths = [f"{period}/reconciliations/{reconciliation}/results", f"{period}/accounts/{account_id}/results"]
    assert [world.api("GET", path).json for path in paths] == [{}, {}]
    for about in (reconciliation, account_id):
        world.file.put_results(int(period.rpartition("/")[2]), about, {"total": "12.50", "of": str(about)})
    assert [world.api("GET", path).json for path in paths] == [
        {"total": "12.50", "of": str(about)} for about in (reconciliation, account_id)
    ]
    other = world.api("GET", f"/companies/{world.file.id}/periods").json[1]["id"]
    assert world.api("GET", paths[0].replace(period, f"{period.rpartition('/')[0]}/{other}")).json == {}


def test_a_workflow_lists_its_reconciliations(world: World, period: str) -> None:
    """In its own order, with the stars of the period."""
    first, second = world.file.add_reconciliation("VAT"), world.file.add_reconciliation("Stock")
    id_ = world.file.add_workflow("Year end", [second, first])
    world.api("POST", f"{period}/reconciliations/{first}", {"starred": True})
    assert world.api("GET", f"{period}/workflows").json == [{"id": id_, "name": "Year end"}]
    listed = world.api("GET", f"{period}/workflows/{id_}/reconciliations").json
    assert [(one["name"], one["starred"]) for one in listed] == [("Stock", False), ("VAT", True)]
    assert world.api("GET", f"{period}/workflows/{first}/reconciliations").status == 404
    with pytest.raises(NotFoundError):
        world.file.add_workflow("Of nobody's", [id_])


def test_budgets_have_entries_by_account_and_day(world: World, period: str) -> None:
    """Rails' arrays in the query; at most 100 accounts and 24 days."""
    months = [date(2026, month, 28) for month in (1, 2)]
    id_ = world.file.add_budget("Plan", [(number, day, "5.00") for number in (3, 4) for day in months])
    path = f"/companies/{world.file.id}/budgets"
    assert world.api("GET", path).json == [{"id": id_, "name": "Plan"}]
    assert world.api("GET", f"{path}/{id_}").json == {"id": id_, "name": "Plan"}
    assert len(world.api("GET", f"{path}/{id_}/entries").json) == 4
    asked = {"account_ids[]": 4, "end_dates[]": "2026-02-28"}
    entries = world.api("GET", f"{path}/{id_}/entries", **asked).json
    assert entries == [{"account_id": 4, "end_date": "2026-02-28", "value": "5.00"}]
    many = "&".join(["end_dates[]=2026-01-31"] * 25)
    refused = world.api("GET", f"{path}/{id_}/entries?{many}")
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "end_dates[]")


def test_a_period_is_created_with_its_year(world: World) -> None:
    """In a file that nobody synchronises; every month of the year is there afterwards."""
    file = world.firm.add_company("By hand")
    path = f"/companies/{file.id}/periods"
    year = {"start_date": "2026-01-01", "end_date": "2026-12-31"}
    made = world.api("POST", path, {"end_date": "2026-03-31", "fiscal_year": year})
    assert (made.status, made.json["end_date"], made.json["fiscal_year"]) == (201, "2026-03-31", year)
    assert len(world.api("GET", path).json) == 12
    assert world.api("GET", f"{path}/{made.json['id']}").json == made.json


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"end_date": "2026-03-31"}, "end_date"),
        ({"end_date": "2025-03-31"}, "end_date"),
        ({"end_date": "2027-03-30", "fiscal_year": {"start_date": "2027-01-01", "end_date": "2027-12-31"}}, "end_date"),
        (
            {"end_date": "2025-07-31", "fiscal_year": {"start_date": "2025-07-01", "end_date": "2026-06-30"}},
            "fiscal_year",
        ),
        (
            {"end_date": "2028-01-31", "fiscal_year": {"start_date": "2028-01-01", "end_date": "2027-01-01"}},
            "fiscal_year.end_date",
        ),
    ],
)
def test_a_period_that_cannot_be_is_refused(world: World, body: dict[str, object], field: str) -> None:
    """Known already, in no year, at no month's end, overlapping, upside down; nothing is added."""
    file = world.firm.add_company("By hand")
    path = f"/companies/{file.id}/periods"
    world.api(
        "POST", path, {"end_date": "2026-03-31", "fiscal_year": {"start_date": "2026-01-01", "end_date": "2026-12-31"}}
    )
    refused = world.api("POST", path, body)
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, field)
    assert len(world.api("GET", path).json) == 12


def test_the_years_of_a_synchronised_file_come_from_its_sync(world: World) -> None:
    """As on its page: 409."""
    body = {"end_date": "2026-12-31", "fiscal_year": {"start_date": "2026-01-01", "end_date": "2026-12-31"}}
    assert world.api("POST", f"/companies/{world.file.id}/periods", body).status == 409


def test_a_company_can_be_created_for_an_entity(world: World) -> None:
    """The entity is the application that was let in; with a reference, the new file is linked and so told."""
    entities = world.api("GET", "/accountancy_synchronisation_entities").json
    assert entities == [{"id": world.application.id, "name": world.application.name}]
    named = {"accountancy_synchronisation_entity_id": entities[0]["id"], "accountancy_synchronisation_reference": "a:9"}
    made = world.api("POST", "/companies", {"name": "New", **named}).json
    assert {name: made[name] for name in named} == named
    assert made["id"] in [one["id"] for one in world.api("GET", "/syncs/companies").json]
    unknown = world.api("POST", "/companies", {"name": "New", "accountancy_synchronisation_entity_id": 1})
    assert (unknown.status, unknown.json["errors"][0]["field"]) == (422, "accountancy_synchronisation_entity_id")


def test_somebody_is_read_alone(world: World) -> None:
    """By id, in their own file."""
    id_ = world.file.add_person("Ann", role="director")
    path = f"/companies/{world.file.id}/people"
    assert world.api("GET", f"{path}/{id_}").json == world.api("GET", path).json[0]
    assert world.api("GET", f"{path}/1").status == 404
