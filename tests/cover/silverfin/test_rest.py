"""REST v4: what was ingested, as other clients read it back."""

from __future__ import annotations

import pytest

from .support import World, account, upsert


@pytest.fixture
def book(world: World) -> World:
    """Give a test a file with the years 2025 and 2026 and a sale in each."""
    world.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-12-31", True, True))
    sale = {"account_number": "700000"}
    world.submit(
        upsert("1", "100.00", "2025-11-05"),
        upsert("2", "-100.00", "2025-11-05", **sale),
        upsert("3", "0.05", "2026-02-28"),
        upsert("4", "-0.05", "2026-02-28", **sale),
        accounts=[account(en="Debtors", nl="Klanten"), account("700000", "income", fr="Ventes")],
    )
    return world


def _period(world: World, end: str) -> int:
    periods = world.api("GET", f"/companies/{world.file.id}/periods").json
    [found] = [period["id"] for period in periods if period["end_date"] == end]
    return int(found)


def _figures(world: World, end: str) -> dict[str, str]:
    reply = world.api("GET", f"/companies/{world.file.id}/periods/{_period(world, end)}/accounts")
    return {item["account"]["number"]: item["value"] for item in reply.json}


def test_a_company(book: World) -> None:
    """The same members in the list and alone."""
    company = {
        "id": book.file.id,
        "name": "Acme",
        "created_at": "2026-03-02T08:00:00.000Z",
        "company_type": "regular",
        "periods_per_year": 12,
        "currency": "EUR",
        "sync_reference": "acme:1",
        "accountancy_synchronisation_entity_id": book.application.id,
        "accountancy_synchronisation_reference": "acme:1",
    }
    shown = book.api("GET", f"/companies/{book.file.id}").json
    assert {name: value for name, value in shown.items() if value is not None} == company
    assert set(shown) > {"vat", "city", "file_code", "account_mapping_list_id"}
    assert book.api("GET", "/companies").json == [shown]


def test_lists_are_bare_arrays_in_pages(book: World) -> None:
    """Two hundred by default and at most; the page beyond the last is empty."""
    for number in range(201):
        book.firm.add_company(f"Company {number}")
    pages = [book.api("GET", "/companies", page=page).json for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [200, 2, 0]
    assert len({company["id"] for page in pages for company in page}) == 202
    assert len(book.api("GET", "/companies", per_page=1000).json) == 200
    assert len(book.api("GET", "/companies", per_page=7, page=2).json) == 7


@pytest.mark.parametrize("query", [{"page": 0}, {"page": "x"}, {"per_page": 0}, {"per_page": -1}, {"page": 10**12}])
def test_a_page_that_is_none_is_400(world: World, query: dict[str, object]) -> None:
    """`page` and `per_page` are whole numbers from 1."""
    reply = world.api("GET", "/companies", **query)
    assert (reply.status, "error" in reply.json) == (400, True)


def test_periods_are_the_months_of_the_years_newest_first(book: World) -> None:
    """Each belongs to its financial year; the closing one ends with it."""
    periods = book.api("GET", f"/companies/{book.file.id}/periods").json
    ends = [period["end_date"] for period in periods]
    assert (len(ends), ends) == (24, sorted(ends, reverse=True))
    assert ends[0] == "2026-12-31"
    assert "2026-02-28" in ends
    assert {key: value for key, value in periods[-1].items() if key != "id"} == {
        "end_date": "2025-01-31",
        "public": False,
        "fiscal_year": {"start_date": "2025-01-01", "end_date": "2025-12-31"},
    }
    assert book.api("GET", f"/companies/{book.file.id}/periods/{periods[3]['id']}").json == periods[3]


def test_years_need_not_follow_months(world: World) -> None:
    """A year that begins and ends in mid-month has a period for what is left at its end."""
    world.settings(("2026-04-06", "2026-07-05", True, True))
    periods = world.api("GET", f"/companies/{world.file.id}/periods").json
    assert [period["end_date"] for period in periods] == ["2026-07-05", "2026-06-30", "2026-05-31", "2026-04-30"]
    world.settings(("2026-04-06", "2026-12-31", True, True))
    assert "2026-07-05" not in [
        item["end_date"] for item in world.api("GET", f"/companies/{world.file.id}/periods").json
    ]
    assert world.settings(("9999-11-15", "9999-12-31", True, True)).status == 200
    assert len(world.api("GET", f"/companies/{world.file.id}/periods").json) == 2


def test_periods_keep_their_id_when_the_years_change(book: World) -> None:
    """A period that ends on the same day is the same period; others go and come."""
    march = _period(book, "2026-03-31")
    book.settings(("2025-01-01", "2025-12-31", True, True), ("2026-01-01", "2026-06-30", True, True))
    assert _period(book, "2026-03-31") == march
    assert len(book.api("GET", f"/companies/{book.file.id}/periods").json) == 18


def test_figures_of_a_period_count_from_the_years_start(book: World) -> None:
    """Decimal strings, debit positive; the result of 2025 has gone to retained earnings in 2026."""
    assert _figures(book, "2025-10-31") == {}
    assert _figures(book, "2025-12-31") == {"400000": "100.00", "700000": "-100.00"}
    assert _figures(book, "2026-01-31") == {"140000": "-100.00", "400000": "100.00"}
    assert _figures(book, "2026-03-31") == {"140000": "-100.00", "400000": "100.05", "700000": "-0.05"}


def test_a_period_account(book: World) -> None:
    """Account, value and star."""
    path = f"/companies/{book.file.id}/periods/{_period(book, '2025-12-31')}/accounts"
    [first, _] = book.api("GET", path).json
    assert sorted(first) == ["account", "account_reconciliation_template", "starred", "value"]
    assert (first["starred"], first["account_reconciliation_template"]) == (False, None)
    assert sorted(first["account"]) == ["id", "name", "number"]
    assert len(book.api("GET", path, per_page=1, page=2).json) == 1


def test_accounts_in_the_asked_language(book: World) -> None:
    """`Accept-Language` chooses among the names; without a match the first name there is."""
    path = f"/companies/{book.file.id}/accounts"
    names = {}
    for language in ("en", "nl-BE", "de"):
        book.headers["Accept-Language"] = language
        names[language] = [item["name"] for item in book.api("GET", path).json]
    assert names == {
        "en": ["Retained earnings", "Debtors", "Ventes"],
        "nl-BE": ["Retained earnings", "Klanten", "Ventes"],
        "de": ["Retained earnings", "Debtors", "Ventes"],
    }
    debtors = book.api("GET", path).json[1]
    assert {key: value for key, value in debtors.items() if key != "id"} == {
        "number": "400000",
        "name": "Debtors",
        "original_number": "400000",
        "original_name_en": "Debtors",
        "original_name_nl": "Klanten",
        "original_name_fr": None,
        **dict.fromkeys(["custom_name_en", "custom_name_nl", "custom_name_fr", "mapped_number"]),
    }


def test_open_transactions_are_what_is_still_unpaid(book: World) -> None:
    """Payables and receivables by date, with their account; one that was paid is open no more."""
    owed = {"value": 60.5, "category": "receivable"}
    details = {"description": "Invoice 7", "document_number": "INV/7", "partner": "Peeters"}
    book.submit(
        upsert("5", "121.00", "2026-03-01", open_transaction=owed, **details),
        upsert("6", "-9.00", "2026-02-01", open_transaction={"value": "9", "category": "payable"}),
    )
    path = f"/companies/{book.file.id}/open_transactions"
    first, second = book.api("GET", path).json
    assert (first["id"], first["value"], first["category"]) == ("6", "9.00", "payable")
    assert {name: value for name, value in second.items() if name != "account"} == {
        "id": "5",
        "date": "2026-03-01",
        "value": "60.50",
        "category": "receivable",
        **details,
    }
    assert (second["account"]["number"], second["account"]["name"]) == ("400000", "Debtors")
    book.submit(upsert("5", "121.00", "2026-03-01"))
    assert [item["id"] for item in book.api("GET", path).json] == ["6"]
    assert book.api("GET", path, per_page=1, page=2).json == []


def test_analytical_dimensions_add_up_by_code(book: World) -> None:
    """Each code of each dimension with the sums of its lines by account."""
    book.submit(
        upsert("5", "1.00", analytical_dimensions={"1": "north", "2": "x"}),
        upsert("6", "0.50", analytical_dimensions={"1": "north"}),
        upsert("7", "-1.50", account_number="700000", analytical_dimensions={"1": "south"}),
    )
    found = book.api("GET", f"/companies/{book.file.id}/analytical_dimensions").json
    shown = [
        (item["dimension"], item["code"], [(sum_["account"]["number"], sum_["value"]) for sum_ in item["accounts"]])
        for item in found
    ]
    assert shown == [
        ("1", "north", [("400000", "1.50")]),
        ("1", "south", [("700000", "-1.50")]),
        ("2", "x", [("400000", "1.00")]),
    ]


def test_extra_fields_and_their_labels_stay_with_the_lines(book: World) -> None:
    """In the order of the labels, as they were sent."""
    book.submit(upsert("5", extra_fields=["net 30", ""]), extra_field_labels=["Terms", "Other"])
    [line] = [line for line in book.file.lines() if line.id == "5"]
    assert (line.extra_fields, book.file.extra_field_labels) == (("net 30", ""), ("Terms", "Other"))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/accounts",
        "/periods",
        "/periods/1",
        "/periods/1/accounts",
        "/open_transactions",
        "/analytical_dimensions",
    ],
)
def test_a_company_of_nobody_is_404(world: World, path: str) -> None:
    """Whatever is asked about it."""
    assert world.api("GET", f"/companies/1{path}").status == 404


@pytest.mark.parametrize("path", ["/periods/1", "/periods/1/accounts"])
def test_a_period_of_nobody_is_404(world: World, path: str) -> None:
    """The company exists, the period does not."""
    assert world.api("GET", f"/companies/{world.file.id}{path}").status == 404


def test_ids_have_nine_or_ten_digits_and_grow(world: World) -> None:
    """As Silverfin's do."""
    world.submit(accounts=[account("1"), account("2")])
    world.submit(accounts=[account("1"), account("3"), account("3")])
    ids = [
        world.firm.id,
        world.admin.id,
        world.application.id,
        world.file.id,
        *(known.id for known in world.file.accounts()),
        world.firm.add_company("Next").id,
    ]
    assert ids == sorted(ids)
    assert all(9 <= len(str(id_)) <= 10 for id_ in ids)
