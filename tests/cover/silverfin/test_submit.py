"""Submit and reset: lines, exact to the last digit, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from mock_silverfin.errors import LockedPeriodError
from mock_silverfin.ledger.lines import LedgerLine

from .support import World, account, upsert


def _delete(id_: str) -> dict[str, object]:
    return {"delete": {"id": id_}}


def _open(value: object, category: str) -> dict[str, object]:
    return {"open_transaction": {"value": value, "category": category}}


def test_an_action_is_a_line(year: World) -> None:
    """Every member arrives, in minor units, debit positive."""
    reply = year.submit(
        upsert(
            "line-1",
            -1234.5,
            description="Facture n° 7 🧾",
            document_number="INV/7",
            journal="SAL",
            partner="Ünïcode & Søn",
            open_transaction={"value": "34.50", "category": "receivable"},
            analytical_dimensions={"1": "north", "4": "x"},
            extra_fields=["a", ""],
        ),
        sync_point="p1",
        extra_field_labels=["Tax", "Note"],
    )
    assert (reply.status, reply.json) == (200, {"sync_point": "p1", "processed": 1})
    assert year.file.lines() == [
        LedgerLine(
            id="line-1",
            account_number="400000",
            date=date(2026, 2, 3),
            value=-123450,
            description="Facture n° 7 🧾",
            document_number="INV/7",
            journal="SAL",
            partner="Ünïcode & Søn",
            open_value=3450,
            open_category="receivable",
            analytical_dimensions={"1": "north", "4": "x"},
            extra_fields=("a", ""),
        )
    ]
    assert year.file.extra_field_labels == ("Tax", "Note")


def test_what_may_be_left_out_may_be_null(year: World) -> None:
    """Null and absent are the same; unknown members are passed over."""
    optional = ["description", "document_number", "journal", "partner", "open_transaction"]
    nulls = dict.fromkeys([*optional, "analytical_dimensions", "extra_fields"])
    assert year.submit(upsert("1", **nulls), upsert("2", colour="blue")).status == 200
    first, second = year.file.lines()
    assert (first.description, first.open_value, first.analytical_dimensions) == ("", None, {})
    assert (second.id, second.extra_fields) == ("2", ())


def test_the_notes_say_what_was_done(year: World) -> None:
    """Company, actions, ids, accounts and sync point."""
    year.submit(upsert("a"), upsert("b"), _delete("c"), sync_point="p", accounts=[account("1")])
    assert year.notes() == {
        "operation": "submit",
        "company": year.file.id,
        "attempted": 3,
        "actions": 3,
        "upserts": ["a", "b"],
        "deletes": ["c"],
        "accounts": ["1"],
        "sync_point": "p",
    }


def test_an_upsert_with_a_known_id_replaces_the_line(year: World) -> None:
    """Sending the same again changes nothing; sending it changed replaces it, wherever it stood."""
    for _ in range(2):
        year.submit(upsert("1", "10.00"))
    assert year.file.trial_balance() == {"400000": 1000}
    year.submit(upsert("1", "12.00", "2026-05-01"))
    assert [(line.id, line.value, line.date) for line in year.file.lines()] == [("1", 1200, date(2026, 5, 1))]


def test_deleting_an_unknown_id_is_no_error(year: World) -> None:
    """A known one goes; an unknown one is passed over and counted."""
    year.submit(upsert("1"))
    assert year.submit(_delete("1"), _delete("never")).json["processed"] == 2
    assert year.file.lines() == []


def test_the_last_action_on_an_id_decides(year: World) -> None:
    """Actions count in their order within one request."""
    year.submit(upsert("1"), _delete("1"), upsert("2", 1), upsert("2", 2), _delete("3"), upsert("3", 3))
    assert [(line.id, line.value) for line in year.file.lines()] == [("2", 200), ("3", 300)]


def test_accounts_come_first(world: World) -> None:
    """An account and lines on it may come in one request; known ones are renamed and retyped by number."""
    world.settings(("2026-01-01", "2026-12-31", True, True))
    names = {"en": "Trade debtors", "nl": "Klanten", "de": "Kunden"}
    assert world.submit(upsert(), accounts=[account("400000", "asset", **names)]).status == 200
    assert world.file.accounts()[1].names == {"en": "Trade debtors", "nl": "Klanten"}
    identity = world.file.accounts()[1].id
    world.submit(accounts=[account("400000", "liability", en="Renamed")])
    changed = world.file.accounts()[1]
    assert (changed.id, changed.type, changed.names) == (identity, "liability", {"en": "Renamed"})


def test_account_numbers_are_text(year: World) -> None:
    """Leading zeros, dots and letters stay."""
    numbers = ["007", "1.10.A", "7", "70"]
    lines = [upsert(number, 1, account_number=number) for number in numbers]
    assert year.submit(*lines, accounts=[account(number) for number in numbers]).status == 200
    assert list(year.file.trial_balance()) == numbers


@pytest.mark.parametrize("value", [0.1, "0.1", "0.10"])
def test_amounts_are_exact(year: World, value: object) -> None:
    """Three dimes are thirty cents, as numbers and as strings."""
    year.submit(*(upsert(str(number), value) for number in range(3)))
    assert year.file.trial_balance() == {"400000": 30}


def test_amounts_never_go_through_a_float(year: World) -> None:
    """Fifteen digits arrive whole; what a float would round away is seen and refused."""
    line = b'{"id": "1", "account_number": "400000", "date": "2026-02-03", "value": %s}'
    body = b'{"sync_point": "p", "actions": [{"upsert": ' + line + b"}]}"
    assert year.sync("POST", "transactions", body % b"9999999999999.99").status == 200
    assert year.file.trial_balance() == {"400000": 999999999999999}
    reply = year.sync("POST", "transactions", body % b"0.10000000000000000001")
    assert reply.json["errors"] == [{"action": 0, "field": "value", "message": "has more decimals than EUR has (2)"}]


@pytest.mark.parametrize(
    ("currency", "decimals", "good", "bad"), [("JPY", 0, "12", "12.5"), ("KWD", 3, "1.234", "1.2345")]
)
def test_a_file_has_its_own_currency(world: World, currency: str, decimals: int, good: str, bad: str) -> None:
    """Its decimals are the limit, and nothing converts."""
    world.file = world.firm.add_company("Abroad", currency, decimals)
    world.file.link(world.application, "abroad:1")
    world.settings(("2026-01-01", "2026-12-31", True, True))
    assert world.submit(upsert(value=good), accounts=[account()]).status == 200
    assert world.file.lines()[0].value == int(good.replace(".", ""))
    assert world.submit(upsert(value=bad)).json["errors"][0]["message"].endswith(f"{currency} has ({decimals})")


PROBLEMS: list[tuple[dict[str, object], str, str]] = [
    ({"value": "1.005"}, "value", "has more decimals than EUR has (2)"),
    ({"value": "1,00"}, "value", "must be a number or a decimal string"),
    ({"value": True}, "value", "must be a number or a decimal string"),
    ({"value": None}, "value", "must be a number or a decimal string"),
    ({"value": "1e3"}, "value", "must be a number or a decimal string"),
    ({"value": 10**16}, "value", "has too many digits"),
    ({"date": "2026-02-30"}, "date", "must be a date, YYYY-MM-DD"),
    ({"date": "2026-02-03T00:00:00"}, "date", "must be a date, YYYY-MM-DD"),
    ({"date": 20260203}, "date", "must be a date, YYYY-MM-DD"),
    ({"date": "2027-01-01"}, "date", "2027-01-01 lies outside every financial year"),
    ({"account_number": "nowhere"}, "account_number", "names an unknown account, 'nowhere'"),
    ({"account_number": 400000}, "account_number", "must be text"),
    ({"account_number": ""}, "account_number", "must not be empty"),
    ({"id": ""}, "id", "must not be empty"),
    ({"id": "x" * 256}, "id", "has more than 255 characters"),
    ({"id": 1}, "id", "must be text"),
    ({"description": "x" * 10_001}, "description", "has more than 10000 characters"),
    (_open(0, "payable"), "open_transaction.value", "must be positive"),
    (_open(-1, "payable"), "open_transaction.value", "must be positive"),
    (_open("0.001", "payable"), "open_transaction.value", "has more decimals than EUR has (2)"),
    (_open(1, "other"), "open_transaction.category", "must be one of 'payable' or 'receivable'"),
    ({"open_transaction": {"value": 1}}, "open_transaction.category", "is missing"),
    ({"open_transaction": 5}, "open_transaction", "must be an object"),
    ({"analytical_dimensions": {"5": "x"}}, "analytical_dimensions.5", "must look like ^[1-4]$"),
    ({"extra_fields": ["x"] * 11}, "extra_fields", "has more than 10 items"),
    ({"extra_fields": "x"}, "extra_fields", "must be a list"),
]


@pytest.mark.parametrize(("change", "field", "message"), PROBLEMS)
def test_what_is_wrong_is_said_per_action(year: World, change: Mapping[str, object], field: str, message: str) -> None:
    """The position, the member and the reason; the other actions of the request are not carried out either."""
    wrong = upsert("wrong")
    wrong["upsert"].update(change)  # type: ignore[attr-defined]
    reply = year.submit(upsert("right"), wrong, upsert("right, too"), sync_point="new", accounts=[account("1")])
    assert reply.status == 422
    assert reply.json["errors"] == [{"action": 1, "field": field, "message": message}]
    assert (year.file.lines(), year.file.sync_point, len(year.file.accounts())) == ([], "point", 2)
    assert year.notes() == {"attempted": 3}


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({}, "must be either an upsert or a delete"),
        ({**upsert(), **_delete("1")}, "must be either an upsert or a delete"),
        (5, "must be an object"),
    ],
)
def test_an_action_is_one_of_two(year: World, action: object, message: str) -> None:
    """Neither both nor none."""
    reply = year.sync("POST", "transactions", {"sync_point": "p", "actions": [action]})
    assert (reply.status, reply.json["errors"]) == (422, [{"action": 0, "field": "", "message": message}])


def test_every_wrong_action_is_listed(year: World) -> None:
    """One round trip is enough to see them all."""
    reply = year.submit(upsert("1", account_number="x"), upsert("2"), upsert("3", "0.001", "2030-01-01"))
    assert [(problem["action"], problem["field"]) for problem in reply.json["errors"]] == [
        (0, "account_number"),
        (2, "date"),
        (2, "value"),
    ]


def test_five_hundred_actions_and_no_more(year: World) -> None:
    """500 are taken, 501 refused."""
    actions = [upsert(str(number), 1) for number in range(501)]
    assert year.submit(*actions).json["errors"] == [{"field": "actions", "message": "has more than 500 items"}]
    assert year.file.lines() == []
    assert year.submit(*actions[:500]).json["processed"] == 500
    assert year.file.trial_balance() == {"400000": 50_000}


def test_ten_labels_and_no_more(year: World) -> None:
    """Eleven labels are refused; saying nothing keeps those that are known."""
    assert year.submit(extra_field_labels=["x"] * 11).status == 422
    year.submit(extra_field_labels=["x"] * 10)
    year.submit()
    assert year.file.extra_field_labels == ("x",) * 10


@pytest.mark.parametrize("body", [[], 5, None, {"actions": []}, {"sync_point": "p"}, {"sync_point": "", "actions": []}])
def test_a_body_of_another_shape_is_refused(year: World, body: object) -> None:
    """The members that every submit has are asked for."""
    reply = year.sync("POST", "transactions", b"null" if body is None else body)
    assert (reply.status, year.file.sync_point) == (422, "point")


def test_before_the_years_are_sent_nothing_is_taken(world: World) -> None:
    """A line outside every year, since there is none."""
    reply = world.submit(upsert(), accounts=[account()])
    assert "outside every financial year" in reply.json["errors"][0]["message"]
    assert world.file.accounts() == []


def test_nothing_before_the_start_of_the_synchronisation(year: World) -> None:
    """The day itself is taken, the day before is not."""
    year.file.link(year.application, "acme:1", date(2026, 2, 1))
    assert year.submit(upsert(day="2026-02-01")).status == 200
    reply = year.submit(upsert(day="2026-01-31"))
    assert reply.json["errors"][0]["message"] == "lies before the start of the synchronisation, 2026-02-01"


def test_the_sync_point_is_remembered(year: World) -> None:
    """It is the client's own word, given back until the next one."""
    year.submit(sync_point="any text at all")
    assert year.file.sync_point == "any text at all"
    assert year.sync("GET", "info").json["sync_point"] == "any text at all"


def test_a_stale_sync_point_is_a_conflict(year: World) -> None:
    """What the client expects must be what is stored; without an expectation anything goes."""
    year.submit(sync_point="one")
    for wrong in ("zero", None):
        reply = year.submit(upsert(), sync_point="two", previous_sync_point=wrong)
        assert (reply.status, "Invalid sync point" in reply.json["error"]) == (409, True)
    assert (year.file.sync_point, year.file.lines()) == ("one", [])
    assert year.submit(upsert(), sync_point="two", previous_sync_point="one").status == 200
    assert year.submit(sync_point="three").status == 200


def test_null_expects_that_nothing_was_pushed_yet(world: World) -> None:
    """The first push may say so."""
    assert world.submit(previous_sync_point=None).status == 200
    assert world.submit(previous_sync_point=None).status == 409


@pytest.mark.parametrize(
    "action",
    [
        upsert("new", day="2026-03-31"),
        upsert("old", day="2026-06-01"),
        upsert("open", day="2026-01-15"),
        _delete("old"),
    ],
    ids=["into it", "out of it", "moved into it", "deleted in it"],
)
def test_a_locked_period_cannot_change(year: World, action: dict[str, object]) -> None:
    """Neither by a line that comes nor by one that goes; the answer names the period."""
    year.submit(upsert("old", day="2026-02-03"), upsert("open", day="2026-04-01"))
    kept = year.file.lines()
    year.file.lock_until(date(2026, 3, 31))
    reply = year.submit(action)
    assert reply.status == 409
    assert "locked" in reply.json["error"]
    assert "2026-03-31" in reply.json["error"]
    assert year.file.lines() == kept
    assert year.submit(upsert("other", day="2026-04-01")).status == 200
    year.file.lock_until(None)
    assert year.submit(action).status == 200


def test_the_first_locked_period_is_named(year: World) -> None:
    """It is the month of the line, not the month of the lock."""
    year.file.lock_until(date(2026, 3, 31))
    error = year.submit(upsert(day="2026-02-03")).json["error"]
    assert error == "The period ending 2026-02-28 is locked: figures until 2026-03-31 cannot change"


def test_reset_from_a_day_on(year: World) -> None:
    """Lines on that day or later go; accounts, years and sync point stay."""
    year.submit(upsert("1", day="2026-02-02"), upsert("2", day="2026-02-03"), upsert("3", day="2026-02-04"))
    reply = year.sync("DELETE", "reset", after_date="2026-02-03")
    assert (reply.status, reply.json) == (200, {"sync_point": "point"})
    assert year.notes() == {"operation": "reset", "company": year.file.id, "after_date": "2026-02-03"}
    assert [line.id for line in year.file.lines()] == ["1"]
    assert (len(year.file.accounts()), len(year.file.years())) == (2, 1)


def test_reset_of_everything(year: World) -> None:
    """All lines go and the sync point becomes null; accounts and years stay."""
    year.submit(upsert())
    assert year.sync("DELETE", "reset").json == {"sync_point": None}
    assert year.notes() == {"operation": "reset", "company": year.file.id, "after_date": None}
    assert (year.file.lines(), year.file.sync_point) == ([], None)
    assert (len(year.file.accounts()), len(year.file.years())) == (2, 1)


def test_reset_expects_a_sync_point_only_if_told(year: World) -> None:
    """A stale one is a conflict; an empty one expects that there is none."""
    year.submit(upsert())
    for wrong in ("other", ""):
        assert year.sync("DELETE", "reset", previous_sync_point=wrong).status == 409
    assert len(year.file.lines()) == 1
    assert year.sync("DELETE", "reset", previous_sync_point="point").status == 200
    assert year.sync("DELETE", "reset", previous_sync_point="").status == 200


def test_reset_spares_locked_periods(year: World) -> None:
    """If a line of a locked period would go, none goes."""
    year.submit(upsert("1", day="2026-01-15"), upsert("2", day="2026-04-01"))
    year.file.lock_until(date(2026, 3, 31))
    for query in ({}, {"after_date": "2026-01-01"}):
        reply = year.sync("DELETE", "reset", **query)
        assert (reply.status, "2026-01-31" in reply.json["error"]) == (409, True)
    assert year.sync("DELETE", "reset", after_date="2026-01-16").status == 200
    assert [line.id for line in year.file.lines()] == ["1"]


def test_a_reset_with_a_body_is_refused(year: World) -> None:
    """A day that stands where it is not read must not become a reset of everything either."""
    year.submit(upsert())
    assert year.sync("DELETE", "reset", {"after_date": "2026-02-03"}).status == 400
    assert len(year.file.lines()) == 1
    assert year.sync("DELETE", "reset", {}).status == 200


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "2026-2-3"])
def test_a_reset_from_no_day_is_refused(year: World, day: str) -> None:
    """A day that cannot be read must not become a reset of everything."""
    year.submit(upsert())
    reply = year.sync("DELETE", "reset", after_date=day)
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, "after_date")
    assert len(year.file.lines()) == 1


def test_linking_anew_empties_the_file(year: World) -> None:
    """Lines and sync point go, accounts and years stay: the client sees that it has to push everything."""
    year.submit(upsert())
    year.file.link(year.application, "acme:2")
    assert (year.file.lines(), year.file.sync_point) == ([], None)
    assert (len(year.file.accounts()), len(year.file.years())) == (2, 1)


def test_unlinking_keeps_the_figures(year: World) -> None:
    """The file is still the firm's."""
    year.submit(upsert())
    year.file.unlink()
    assert year.file.trial_balance() == {"400000": 1000}


def test_a_backslash_before_four_zeros_is_text(year: World) -> None:
    """As is everything that only looks like a null character; lines with such ids are replaced like any other."""
    odd = r"a\u0000b"
    assert [year.submit(upsert("a"), upsert(odd)).status for _ in range(2)] == [200, 200]
    assert sorted(line.id for line in year.file.lines()) == sorted(["a", odd])


def test_locked_lines_outlast_another_link(year: World) -> None:
    """Whoever links the file anew is told that they are locked; those of open periods go."""
    year.submit(upsert("1", day="2026-01-31"), upsert("2", day="2026-02-01"))
    year.file.lock_until(date(2026, 1, 31))
    with pytest.raises(LockedPeriodError, match="The period ending 2026-01-31 is locked"):
        year.file.link(year.application, "acme:2")
    assert [line.id for line in year.file.lines()] == ["1", "2"]
    year.file.lock_until(None)
    year.file.link(year.application, "acme:2")
    assert year.file.lines() == []
