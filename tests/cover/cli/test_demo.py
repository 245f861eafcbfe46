"""`twinledger demo`: the whole integration once, and how it ends."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest
import requests

from mock_silverfin.face import ClientFile
from twinledger.stories.people import Accountant

from .support import PROGRAM, listens, run, started

MEMBERS = {"lines", "sent", "odoo", "silverfin", "equal", "refused"}


def test_the_demo_shows_the_whole_integration() -> None:
    """A key, the four inputs, both trial balances with their difference, and a key that is refused; exit status 0."""
    result = run("demo")
    assert result.exit_code == 0
    told = [line.strip() for line in result.output.splitlines()]
    order = [
        next(number for number, line in enumerate(told) if start in line)
        for start in ("makes an API key", "enters four inputs", "Trial balances", "Total", "the key is deleted", "fail")
    ]
    assert order == sorted(order)
    [total] = [line for line in told if line.startswith("Total")]
    assert total.split() == ["Total", "0.00", "0.00", "0.00"]
    heads = next(line for line in told if line.startswith("Account"))
    assert heads.split() == ["Account", "Name", "Odoo", "Silverfin", "Difference"]
    accounts = [line.split() for line in told[order[2] : order[3]] if line[:6].isdigit()]
    assert len(accounts) > 10
    assert {row[-1] for row in accounts} == {"0.00"}
    assert [row for row in accounts if row[-3] != row[-2]] == []
    assert "300 lines arrive" in result.output
    assert ("━" in result.output, "\x1b" in result.output) == (False, False)


def test_the_demo_as_json_says_what_came_of_it() -> None:
    """One line on standard output: equal trial balances, line for line, and the next synchronisation refused."""
    result = run("demo", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, result.stdout.count("\n"), result.stderr) == (0, 1, "")
    assert set(found) == MEMBERS
    assert (found["lines"], found["sent"], found["equal"], found["refused"]) == (300, 300, True, True)
    assert found["odoo"] == found["silverfin"]
    assert len(found["odoo"]) > 10
    assert sum(found["odoo"].values()) == 0


def test_ledgers_that_differ_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One cent less in Silverfin: the difference stands in the table, and the exit status is 1."""
    right = ClientFile.trial_balance

    def wrong(file: ClientFile) -> dict[str, int]:
        return {**right(file), "999999": -1}

    monkeypatch.setattr(ClientFile, "trial_balance", wrong)
    result = run("demo")
    differing = [line.split() for line in result.output.splitlines() if line.rstrip().endswith("-0.01")]
    assert (result.exit_code, [row[0] for row in differing]) == (1, ["999999", "Total"])
    result = run("demo", "--json")
    assert (result.exit_code, json.loads(result.stdout)["equal"]) == (1, False)


def test_a_key_that_is_not_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A synchronisation that goes on with a key that was removed ends the demo with exit status 1."""
    right = Accountant.synchronise

    def wrong(person: Accountant, *arguments: Any) -> dict[str, Any]:
        return {**right(person, *arguments), "state": "done", "reason": None, "message": None}

    monkeypatch.setattr(Accountant, "synchronise", wrong)
    result = run("demo")
    assert result.exit_code == 1
    assert "done — the key was not refused" in result.output


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_can_keep_both_running(kind: signal.Signals) -> None:
    """`--keep` leaves both fakes running, with a new key that works, until somebody ends them."""
    with started("demo", "--json", "--keep") as running:
        assert set(running.told) == {*MEMBERS, "running"}
        odoo, silverfin = running.told["running"]["odoo"], running.told["running"]["silverfin"]
        answer = requests.post(
            f"{odoo['url']}/json/2/res.company/search_read",
            json={"fields": ["name"]},
            headers={"Authorization": f"Bearer {odoo['api_key']}", "X-Odoo-Database": odoo["database"]},
            timeout=10,
        )
        assert [company["name"] for company in answer.json()] == ["Acme BV"]
        assert requests.get(
            f"{silverfin['url']}/f/{silverfin['firm_id']}/syncs/odoo",
            auth=(silverfin["email"], silverfin["password"]),
            timeout=10,
        ).ok
        assert running.end(kind) == (0, b"", b"")
    assert [listens(system["url"]) for system in (odoo, silverfin)] == [False, False]


def test_the_demo_tells_people_where_both_are() -> None:
    """With `--keep`, addresses and logins are printed before it waits."""
    with started("demo", "--keep") as running:
        stdout = running.process.stdout
        assert stdout is not None
        told = [running.line.decode()]
        while "End them with Ctrl-C" not in told[-1]:
            told.append(stdout.readline().decode())
            assert told[-1], PROGRAM
        assert running.end(signal.SIGINT)[0] == 0
    found = "".join(told)
    assert [word for word in ("admin@example.com", "accountant@example.com", "/syncs") if word not in found] == []
