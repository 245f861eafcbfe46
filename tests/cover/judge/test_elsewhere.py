"""What clauses have at hand beside their case: other worlds, other people, neighbours, jobs, remarks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import requests

from mock_kit.clock import Clock
from mock_kit.tls import Authority
from mock_silverfin.wire.served import OURS
from twinledger.judge import people
from twinledger.judge.case import Case
from twinledger.judge.elsewhere import hosted
from twinledger.judge.jobs import inputs_of, jobs
from twinledger.judge.neighbours import neighbour
from twinledger.judge.verdicts import Kind
from twinledger.world import World

from .support import Clauses, a_clause, bench, verdicts


def test_elsewhere_is_another_world_with_the_same_connector(world: World) -> None:
    """Its Odoo is hosted otherwise, and the connector synchronises there as it does here."""
    case = Case(bench(world), a_clause())
    with hosted(case, "odoo.sh") as there:
        there.begin()
        there.sync()
        assert (there.world.odoo.hosting.name, there.world is world) == ("odoo.sh", False)
        assert there.exchanges()
    assert not world.journal.exchanges()


def test_elsewhere_is_reached_in_the_same_way() -> None:
    """Under the same name, with the same authority and the same wire of Silverfin's."""
    authority = Authority()
    with World(advertise_host="localhost", authority=authority, wire=replace(OURS, strict=True)) as world:
        case = Case(bench(world), a_clause())
        with hosted(case, "odoo.sh") as there:
            assert there.world.silverfin.wire == world.silverfin.wire != OURS
            assert there.world.odoo.url.startswith("https://localhost:")
            assert (there.world.ca_file, there.world.is_exposed) == (world.ca_file, True)
    authority.close()


def test_people_are_added_changed_and_given_keys(world: World) -> None:
    """A key belongs to whoever it was made for, and is refused once they are archived."""
    database = world.odoo.database("acme")
    people.add(database, "someone@example.com", "base.group_user")
    key = people.key_of(database, "someone@example.com")
    url, headers = f"{world.odoo.url}/json/2/res.users/context_get", {"Authorization": f"Bearer {key}"}
    assert requests.post(url, json={}, headers=headers, timeout=10).json()["uid"] == people.id_of(
        database, "someone@example.com"
    )
    people.change(database, "someone@example.com", {"active": False})
    assert requests.post(url, json={}, headers=headers, timeout=10).status_code == 401


def test_a_neighbour_hears_what_it_is_sent() -> None:
    """Line, headers and body of whoever comes by mistake; it may send them on."""
    with neighbour("302 Found", "http://elsewhere.example.com/") as found:
        headers = {"X-Secret": "in a header"}
        answer = requests.post(
            f"{found.url}/a?b", data=b"in a body", headers=headers, allow_redirects=False, timeout=10
        )
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://elsewhere.example.com/")
    assert b"in a header" in found.heard[0]
    assert b"in a body" in found.heard[0]


def test_jobs_name_companies_on_both_sides(world: World) -> None:
    """The same names as the inputs of a single run have."""
    [job] = json.loads(jobs(world.pair))
    given = inputs_of(world.pair)
    assert [str(job[name]) for name in ("database", "company", "silverfin_company")] == list(given.values())
    assert given.items() <= world.inputs(Path(), world.pair).items()


def test_a_jump_of_a_running_clock_leaves_no_tokens_behind() -> None:
    """Whoever begins anew is given tokens that are good, however far the clock was moved before."""
    with World(clock=Clock.of_the_machine()) as world:
        case = Case(bench(world), a_clause())
        case.begin()
        world.clock.advance(timedelta(days=100))
        case.begin()
        given = case.inputs()
        url = f"{given['SILVERFIN_URL']}/api/v4/f/{given['SILVERFIN_FIRM_ID']}/syncs/settings"
        headers = {"Authorization": f"Bearer {given['SILVERFIN_ACCESS_TOKEN']}"}
        assert requests.get(url, headers=headers, timeout=10).status_code == 200
        case.close()


def test_what_must_be_known_of_a_pass_is_said(world: World, clauses: Clauses) -> None:
    """A clause that is kept only as far as could be seen says so, once."""
    clauses.single("case.remarks += ['half judged', 'half judged']")
    verdict = verdicts(world)["CON-01"]
    assert (verdict.kind, verdict.reason) == (Kind.PASS, "half judged")
