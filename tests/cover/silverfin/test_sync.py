"""The SyncAPI around a submit: limits, references, linked companies, settings, turns."""

from __future__ import annotations

from datetime import date
from queue import Queue
from threading import Event, Thread

import pytest

from mock_kit.faults import Act, Fault, Phase, Trigger
from mock_silverfin import WhenBusy

from .support import REDIRECT_URI, World, upsert

YEAR = ("2026-01-01", "2026-12-31", True, True)


def test_the_limits(world: World) -> None:
    """500 actions, four dimensions, three languages."""
    assert world.api("GET", "/syncs/settings").json == {
        "max_actions_per_request": 500,
        "max_analytical_dimensions": 4,
        "locales": ["en", "nl", "fr"],
    }


def test_references_are_replaced_and_answered(world: World) -> None:
    """The stored list comes back in its order; a later one takes its place."""
    for names in (["b:2", "a:1"], ["c:3"]):
        sent = [{"reference": name, "name": f"Company {name}"} for name in names]
        reply = world.api("POST", "/syncs/sync_references", {"sync_references": sent})
        assert (reply.status, reply.json) == (200, sent)
        assert world.notes() == {"operation": "references", "references": names}


def test_references_belong_to_one_application(world: World) -> None:
    """What one application pushes does not touch another's list, nor the links that exist."""
    other = world.silverfin.add_application("Other", REDIRECT_URI).authorize(world.admin, world.firm)
    first = [{"reference": "acme:1", "name": "Acme"}]
    assert world.api("POST", "/syncs/sync_references", {"sync_references": first}).json == first
    reply = world.api("POST", "/syncs/sync_references", {"sync_references": []}, token=other.access_token)
    assert reply.json == []
    assert world.sync("GET", "info").json["sync_reference"] == "acme:1"


def test_a_reference_that_is_listed_twice_is_refused(world: World) -> None:
    """Its place in the list is named."""
    twice = [{"reference": "a", "name": "A"}, {"reference": "a", "name": "B"}]
    reply = world.api("POST", "/syncs/sync_references", {"sync_references": twice})
    assert reply.status == 422
    assert reply.json["errors"] == [{"field": "sync_references.1.reference", "message": "is listed twice"}]


def test_linked_companies_and_info(world: World) -> None:
    """Before the first push there is no sync point; the start day is a day or null."""
    info = {"sync_point": None, "sync_start_at": None, "sync_reference": "acme:1"}
    assert world.api("GET", "/syncs/companies").json == [{"id": world.file.id, "name": "Acme", **info}]
    assert world.sync("GET", "info").json == info
    world.file.link(world.application, "acme:2", date(2026, 1, 1))
    assert world.sync("GET", "info").json == {
        "sync_point": None,
        "sync_start_at": "2026-01-01",
        "sync_reference": "acme:2",
    }


def test_companies_of_others_are_not_listed(world: World) -> None:
    """Neither those that nobody linked nor those of another application."""
    other = world.silverfin.add_application("Other", REDIRECT_URI)
    world.firm.add_company("Nobody's")
    world.firm.add_company("Theirs").link(other, "x:1")
    assert [company["id"] for company in world.api("GET", "/syncs/companies").json] == [world.file.id]


def test_linked_companies_come_fifty_to_a_page(world: World) -> None:
    """Fifty by default, another number if asked, an empty page beyond the last."""
    for number in range(2, 53):
        world.firm.add_company(f"Company {number}").link(world.application, f"acme:{number}")
    first, second, third = (world.api("GET", "/syncs/companies", page=page).json for page in (1, 2, 3))
    assert [len(first), len(second), len(third)] == [50, 2, 0]
    assert len(world.api("GET", "/syncs/companies", per_page=200).json) == 52
    assert world.api("GET", "/syncs/companies", per_page=10, page=6).json == second


@pytest.mark.parametrize("state", ["unlinked", "another's"])
@pytest.mark.parametrize("call", ["info", "settings", "transactions", "reset"])
def test_a_company_that_is_not_linked_is_a_conflict(year: World, call: str, state: str) -> None:
    """Never linked to this application, or no longer: 409 on every call, and nothing changes."""
    year.submit(upsert())
    kept = year.file.lines()
    if state == "unlinked":
        year.file.unlink()
    else:
        year.grant = year.silverfin.add_application("Other", REDIRECT_URI).authorize(year.admin, year.firm)
    replies = {
        "info": lambda: year.sync("GET", "info"),
        "settings": lambda: year.settings(YEAR),
        "transactions": lambda: year.submit(upsert("2")),
        "reset": lambda: year.sync("DELETE", "reset"),
    }
    reply = replies[call]()
    assert (reply.status, "error" in reply.json) == (409, True)
    assert year.file.lines() == kept
    assert year.notes() == ({"attempted": 1} if call == "transactions" else {})


@pytest.mark.parametrize("call", ["info", "settings", "transactions", "reset"])
def test_a_company_that_does_not_exist_is_404(world: World, call: str) -> None:
    """On every call about a company."""
    methods = {"info": "GET", "reset": "DELETE"}
    bodies = {"settings": {"years": []}, "transactions": {"sync_point": "p", "actions": []}}
    reply = world.api(methods.get(call, "POST"), f"/syncs/companies/1/{call}", bodies.get(call))
    assert (reply.status, reply.json) == (404, {"error": "Not found"})


def test_settings_replace_the_years(world: World) -> None:
    """What is sent comes back and is what the file has from then on."""
    reply = world.settings(("2025-01-01", "2025-12-31", False, False), YEAR)
    assert reply.status == 200
    assert reply.json == {
        "years": [
            {
                "start_date": "2025-01-01",
                "end_date": "2025-12-31",
                "compute_opening_balances": False,
                "compute_retained_earnings": False,
            },
            {
                "start_date": "2026-01-01",
                "end_date": "2026-12-31",
                "compute_opening_balances": True,
                "compute_retained_earnings": True,
            },
        ],
        "retained_earnings_account": {"number": "140000", "name": "Retained earnings"},
    }
    assert world.notes() == {"operation": "settings", "company": world.file.id, "years": 2}
    world.settings(YEAR)
    assert [year.start_date for year in world.file.years()] == [date(2026, 1, 1)]


def test_the_retained_earnings_account_is_added_unless_it_is_known(year: World) -> None:
    """A new one is equity; one that was sent keeps its type and names."""
    assert [(known.number, known.type) for known in year.file.accounts()] == [("140000", "equity"), ("400000", "asset")]
    assert year.file.retained_earnings == "140000"
    year.settings(YEAR, retained_earnings="400000")
    assert year.file.accounts()[1].names == {"en": "Account 400000"}
    assert year.file.retained_earnings == "400000"


@pytest.mark.parametrize(
    ("years", "retained_earnings", "field", "message"),
    [
        ([YEAR, ("2026-06-01", "2027-05-31", True, True)], "140000", "years", "2026-06-01 overlaps"),
        ([YEAR, ("2026-12-31", "2027-12-30", True, True)], "140000", "years", "overlaps"),
        ([("2026-01-01", "2025-12-31", True, True)], "140000", "years.0.end_date", "before start_date"),
        ([("2026-01-01", "2028-01-03", True, True)], "140000", "years.0.end_date", "two years"),
        ([("2026-01-01", "2026-13-31", True, True)], "140000", "years.0.end_date", "YYYY-MM-DD"),
        ([("2026-01-01", "20261231", True, True)], "140000", "years.0.end_date", "YYYY-MM-DD"),
        ([("2026-01-01", "2026-12-31", "yes", True)], "140000", "years.0.compute_opening_balances", "true or false"),
        ([YEAR], None, "retained_earnings_account", "is needed"),
    ],
)
def test_years_that_make_no_sense_are_refused(
    world: World, years: list[tuple[str, str, bool, bool]], retained_earnings: str | None, field: str, message: str
) -> None:
    """422 with the member; the list stays what it was."""
    reply = world.settings(*years, retained_earnings=retained_earnings)
    assert reply.status == 422
    [problem] = reply.json["errors"]
    assert problem["field"] == field
    assert message in problem["message"]
    assert world.file.years() == []


def test_a_year_lasts_from_a_day_to_two_years(world: World) -> None:
    """Short and long book years exist; a leap year does not make two years too long."""
    assert (
        world.settings(("2026-01-01", "2026-01-01", True, True), ("2027-01-01", "2029-01-01", True, True)).status == 200
    )


def test_a_retained_earnings_account_is_needed_only_when_results_are_computed(world: World) -> None:
    """Without the second flag the settings do without it."""
    assert world.settings(("2026-01-01", "2026-12-31", True, False), retained_earnings=None).status == 200


def test_years_may_not_leave_lines_outside(year: World) -> None:
    """A list that no longer holds the days of the ledger is refused; after a reset it is taken."""
    year.submit(upsert("first", day="2026-01-01"), upsert("last", day="2026-12-31"))
    assert year.settings(YEAR).status == 200
    year.submit({"delete": {"id": "first"}}, {"delete": {"id": "last"}}, upsert(day="2026-02-03"))
    moved = ("2026-03-01", "2027-02-28", True, True)
    reply = year.settings(moved)
    assert (reply.status, "2026-02-03" in reply.json["errors"][0]["message"]) == (422, True)
    year.sync("DELETE", "reset")
    assert year.settings(moved).status == 200


@pytest.mark.parametrize("call", ["settings", "transactions", "reset"])
@pytest.mark.parametrize(
    ("when_busy", "status", "retry_after"),
    [(WhenBusy(), 429, None), (WhenBusy(retry_after=2), 429, "2"), (WhenBusy(status=409), 409, None)],
)
def test_a_second_call_for_a_company_is_refused(
    year: World, call: str, when_busy: WhenBusy, status: int, retry_after: str | None
) -> None:
    """429 without Retry-After, with it, or 409, as the switch says; nothing changes."""
    year.silverfin.when_busy = when_busy
    replies = {
        "settings": lambda: year.settings(YEAR),
        "transactions": lambda: year.submit(upsert()),
        "reset": lambda: year.sync("DELETE", "reset"),
    }
    with year.file.busy():
        reply = replies[call]()
    assert (reply.status, reply.headers.get("Retry-After")) == (status, retry_after)
    assert "in progress" in reply.json["error"]
    assert year.file.lines() == []
    assert replies[call]().status == 200


def test_calls_that_only_read_and_other_companies_do_not_wait(year: World) -> None:
    """The turn belongs to one company and to calls that change it."""
    other = year.firm.add_company("Other")
    other.link(year.application, "other:1")
    with year.file.busy():
        assert year.sync("GET", "info").status == 200
        with year.file.busy():
            pass
        assert year.settings(YEAR).status == 429, "whoever finds it busy does not end that"
        year.file = other
        assert year.settings(YEAR).status == 200


def test_a_refused_call_gives_its_turn_back(year: World) -> None:
    """After a 422 the next call goes through."""
    assert year.submit(upsert(account_number="nowhere")).status == 422
    assert year.submit(upsert()).status == 200


def test_of_two_calls_in_flight_one_is_refused(year: World) -> None:
    """While the store keeps the first from finishing, the second is refused at once."""
    statuses: Queue[int] = Queue()
    callers = [Thread(target=lambda: statuses.put(year.submit(upsert()).status)) for _ in range(2)]
    with year.file.books.store.transaction():
        for caller in callers:
            caller.start()
        assert statuses.get(timeout=10) == 429
    assert statuses.get(timeout=10) == 200
    for caller in callers:
        caller.join()


def test_a_fault_after_the_commit_finds_the_lines(year: World) -> None:
    """A trigger knows the operation by the path, and what a fault then does to the answer changes nothing."""
    seen: list[int] = []
    act = Act(lambda: seen.append(len(year.file.lines())))
    year.silverfin.faults.arm(Fault(act, Trigger(call={"operation": "submit"}), Phase.AFTER))
    year.submit(upsert())
    assert seen == [1]


@pytest.mark.parametrize("phase", list(Phase))
def test_a_call_that_a_fault_holds_back_is_in_progress(year: World, phase: Phase) -> None:
    """Before it is carried out or after: a second one is refused meanwhile, and the next one goes through."""
    held, released = Event(), Event()

    def hold() -> None:
        held.set()
        assert released.wait(10)

    year.silverfin.faults.arm(Fault(Act(hold), Trigger(call={"operation": "submit"}), phase))
    statuses: Queue[int] = Queue()
    first = Thread(target=lambda: statuses.put(year.submit(upsert()).status))
    first.start()
    assert held.wait(10)
    assert [year.submit(upsert("2")).status for _ in range(20)] == [429] * 20
    assert year.sync("DELETE", "reset").status == 429
    assert year.api("DELETE", f"/syncs/companies/{year.file.id}/reset", token="wrong").status == 401
    released.set()
    first.join()
    assert statuses.get() == 200
    assert year.submit(upsert("3")).status == 200
    assert [line.id for line in year.file.lines()] == ["1", "3"]


def test_a_file_that_is_not_linked_is_not_unlinked(world: World) -> None:
    """Nobody is told, and nothing is noted."""
    world.file.unlink()
    before = world.file.changes()
    world.file.unlink()
    assert world.file.changes() == before
