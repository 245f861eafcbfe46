"""Every expectation of a story can fail; what is said then names what was expected, what was found, and where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from twinledger.stories.files import load, place_of
from twinledger.stories.judging import judge
from twinledger.stories.moments import Surprise
from twinledger.stories.play import played as stories_played
from twinledger.stories.play import set_up
from twinledger.stories.schema import kinds
from twinledger.stories.trying import blind, others

from .support import CONNECTED, HEAD, RENT, played, said, story

# Each thing that is expected stands here once, so that it can be made another.
STEPS = """
  - {do: create_api_key, name: key, days: 30}
  - {do: connect, api_key: key, email: nobody@example.com, refused: email}
  - {do: connect, api_key: key}
  - {do: link}
  - do: enter
    entry: rent
    date: 2026-03-02
    lines:
      - {account: "610000", debit: "1250.00"}
      - {account: "440000", credit: "1250.00"}
  - {do: synchronise, actions: 2}
  - do: expect
    ledgers: equal
    lines: 2
    balances: {"610000": "1250.00"}
    names: {"440000": Suppliers}
  - do: enter
    entry: estimate
    date: 2026-03-02
    draft: true
    lines:
      - {account: "612000", debit: "90.00"}
      - {account: "440000", credit: "90.00"}
  - {do: post, entry: estimate}
  - {do: change_amount, entry: estimate, amount: "91.00"}
  - {do: change_date, entry: estimate, date: 2026-04-01}
  - {do: rename_account, account: "612000", name: Estimates}
  - {do: create_api_key, name: another}
  - {do: reconnect, api_key: another}
  - do: synchronise
    actions: 4
    at_request: 1
    meanwhile:
      - {do: to_draft, entry: rent}
  - {do: cancel, entry: rent}
  - {do: delete, entry: rent}
  - do: expect
    names: {"612000": Estimates}
    balances: {"612000": "91.00", "610000": "0"}
  - {do: remove_api_key, name: another}
  - {do: restart_odoo}
  - {do: wait, days: 1, hours: 2}
  - do: enter
    entry: later
    date: 2026-03-03
    late: true
    lines:
      - {account: "613000", debit: "5"}
      - {account: "440000", credit: "5"}
  - {do: commit, entry: later}
  - do: synchronise
    fails: authentication
  - {do: expect, ledgers: different}
  - {do: go_on}
"""
OF_THE_WORLD = """
  - {do: create_api_key, name: key}
  - {do: connect, api_key: key}
  - {do: link, since: 2026-01-01}
  - do: enter
    entry: rent
    date: 2026-03-02
    lines:
      - {account: "610000", debit: "1250.00"}
      - {account: "440000", credit: "1250.00"}
  - do: synchronise
    actions: 2
    breaks: [{fault: reset-before, system: odoo, call: {model: account.move.line}}]
  - do: expect
    off_by: "0"
    years: [2026-01-01 to 2026-12-31]
    postings: {"610000": [{date: 2026-03-02, amount: "1250.00"}]}
    keys: {key: valid}
    events: [{event: keys.created, system: odoo, details: {key: key}, times: 1}]
    requests: [{system: silverfin, call: {operation: submit}, status: 200}]
  - {do: lock_figures, until: 2026-03-31}
  - {do: two_factor_on}
  - {do: two_factor_off}
  - {do: archive_user}
  - {do: synchronise, fails: authentication}
  - do: expect
    message: key
  - {do: unarchive_user}
  - {do: lock_figures, until: null}
  - {do: push, account: "610000", date: 2026-03-02, amount: "1"}
  - {do: unlink_file}
  - {do: change_year, last_day: 30, last_month: 6}
  - {do: turn_to, database: second}
  - {do: expect, lines: 0}
  - {do: turn_to, database: acme}
  - {do: upgrade_odoo, to: "19.0"}
  - {do: expect, keys: {key: removed}, lines: 3}
"""
WITH_SECOND = f"""{HEAD}odoo_version: "18.0"
companies: [{{database: second, name: The second}}]
"""
WITH_BOOKS = f"{HEAD}books: awkward/no-entry\n"

SURPRISES = {
    "the wrong input": (
        "refused: email",
        "refused: database",
        r"Silverfin should have refused the database\. Silverfin refuses the email: .*nobody@example\.com",
    ),
    "an input that is taken": (
        ", refused: email",
        "",
        r"Silverfin should have taken the inputs\. Silverfin refuses the email: ",
    ),
    "an input that is refused": (
        "email: nobody@example.com, ",
        "",
        r"Silverfin took the inputs; it should have refused the email\.",
    ),
    "inputs that are taken": (
        "{do: connect, api_key: key}",
        "{do: connect, api_key: key, database: other}",
        r"Silverfin should have taken the inputs\. Silverfin refuses the database: .*other",
    ),
    "how many actions": (
        "synchronise, actions: 2",
        "synchronise, actions: 3",
        r"should have sent 3 actions\. 2 actions were sent\.",
    ),
    "a failure": (
        "synchronise, actions: 2",
        "synchronise, fails: source",
        r"should have failed because of source\. 2 actions were sent\.",
    ),
    "other ledgers": ("ledgers: equal", "ledgers: different", r"The two ledgers should be different; they are equal\."),
    "how many lines": ("lines: 2\n", "lines: 3\n", r"Silverfin should hold 3 lines; it holds 2\."),
    "a balance": (
        '"610000": "1250.00"}\n    names',
        '"610000": "1205.00"}\n    names',
        r"Account 610000 should stand at 1,205\.00; it stands at 1,250\.00\.",
    ),
    "a name": (
        "Suppliers",
        "Customers",
        r"Account 440000 should be called 'Customers' in Silverfin, which calls it 'Suppliers'\.",
    ),
    "the name of no account": (
        '"440000": Suppliers',
        '"440001": Suppliers',
        r"Account 440001 should be called 'Suppliers' in Silverfin, which has no such account\.",
    ),
    "how many actions after a change": (
        "actions: 4",
        "actions: 5",
        r"should have sent 5 actions\. 4 actions were sent\.",
    ),
    "what happens meanwhile": (
        "at_request: 1",
        "at_request: 50",
        r"Odoo was never asked for journal items that often, so nothing happened meanwhile\.",
    ),
    "what can happen meanwhile": (
        "{do: to_draft, entry: rent}",
        "{do: post, entry: rent}",
        r"What should happen meanwhile could not: The entry .* must be in draft\.",
    ),
    "a name that was changed": (
        'names: {"612000": Estimates}',
        'names: {"612000": Electricity and gas}',
        r"should be called 'Electricity and gas' in Silverfin, which calls it 'Estimates'\.",
    ),
    "lines at the end": (
        "{do: wait, days: 1, hours: 2}",
        "{do: expect, lines: 9}",
        r"Silverfin should hold 9 lines; it holds 2\.",
    ),
    "the reason of a failure": (
        "    fails: authentication",
        "    fails: conflict",
        r"should have failed because of conflict\. It failed \(authentication\): .*key",
    ),
    "a success": (
        "    fails: authentication",
        "    actions: 0",
        r"should have succeeded\. It failed \(authentication\): .*key",
    ),
    "equal ledgers": (
        "ledgers: different",
        "ledgers: equal",
        r"should be equal; they differ:\n  missing in Silverfin: 2026-03-03  440000 +-5\.00\n.* 613000 +5\.00",
    ),
}

OF_CONNECTORS = {"run", "ring", "give_key", "take_key", "lose_state", "unlink", "relink", "correct", "renumber_account"}


def test_the_story_that_expects_everything_plays(tmp_path: Path) -> None:
    """Unchanged it is green, and every kind of step occurs in it that a story without a connector can have."""
    told: set[str] = set()
    for text, head in ((STEPS, WITH_BOOKS), (OF_THE_WORLD, WITH_SECOND)):
        path = story(tmp_path, text, head)
        steps = played(path)
        assert [step.said for step in steps if not step.ok] == []
        assert len(steps) == len(_begins(path))
        told |= {part.do for step in load(str(path)).steps for part in (*getattr(step, "meanwhile", ()), step)}
    assert told == set(kinds()) - OF_CONNECTORS


def _begins(path: Path) -> list[int]:
    """Return the lines on which the steps of a story begin."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if line.startswith("  - ")]


@pytest.mark.parametrize(("expected", "wrong", "message"), SURPRISES.values(), ids=list(SURPRISES))
def test_another_expectation_fails(tmp_path: Path, expected: str, wrong: str, message: str) -> None:
    """One other number or word: the story ends at that step, which says what was expected and what was found."""
    assert STEPS.count(expected) == 1
    before, _, _ = STEPS.partition(expected)
    number = before.count("\n  - ")
    path = story(tmp_path, STEPS.replace(expected, wrong), WITH_BOOKS)
    last = played(path)[-1]
    assert (last.number, last.ok) == (number, False)
    assert re.search(message, last.said), last.said
    assert place_of(str(path), number) == f"{path}:{_begins(path)[number - 1]}"


def test_whatever_is_expected_can_fail(tmp_path: Path) -> None:
    """Each expectation is made another right after its step: then it fails, and says what was wanted and found."""
    told = load(str(story(tmp_path, OF_THE_WORLD, WITH_SECOND)))
    said: dict[str, str] = {}
    with set_up(told) as stage:
        for number, step in enumerate(told.steps, start=1):
            assert stories_played(number, step, stage).ok
            assert blind(step, stage) == []
            for name, other in others(step):
                with pytest.raises(Surprise) as surprise:
                    judge(other, stage)
                said[name] = str(surprise.value)
    assert set(SAID) <= set(said)
    for name, words in SAID.items():
        assert words in said[name], said[name]


SAID = {
    "off_by": "should add up to 0.01; it adds up to 0.00",
    "years and one more": "should be: 2026-01-01 to 2026-12-31, 2026-01-01 to 2026-12-31. Found: 2026-01-01 to",
    "postings[610000] and one more": "ledger of account 610000 should be: 2026-03-02 1,250.00, 2026-03-02 1,250.00.",
    "keys[key]": "The API key 'key' should be: valid. Found: removed.",
    "events[0]": "There should have been the event keys.created 2 times; there was 1 times.",
    "requests[0]": "There should have been a request like system silverfin, call {'operation': 'submit'}, status 200 0",
    "message": "Silverfin should show 'key otherwise'; it shows 'Odoo refuses this API key",
}


def test_an_expectation_that_nobody_looks_at_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the judge to let everything pass, each expectation of a story would be named as blind."""
    told = load(str(story(tmp_path, "  - {do: expect, ledgers: equal, lines: 0}")))
    monkeypatch.setattr("twinledger.stories.trying.judge", lambda *_: "All is well.")
    with set_up(told) as stage:
        assert blind(told.steps[0], stage) == ["ledgers", "lines"]


FAILURES = {
    "an entry that does not balance": (RENT.replace('"1250.00"}', '"1205.00"}'), "The entry is not balanced"),
    "an account that is not there": (RENT.replace("610000", "619999"), r"no account\.account with .*619999"),
    "a journal that is not there": (f"{RENT}    journal: NOPE", r"no account\.journal with .*NOPE"),
    "a name for an account that is not there": (
        '  - {do: rename_account, account: "619999", name: Rent}',
        r"no account\.account with .*619999",
    ),
    "an entry that is posted twice": (f"{RENT}  - {{do: post, entry: rent}}", "must be in draft"),
    "a key that was deleted already": (
        "  - {do: create_api_key, name: key}\n" + 2 * "  - {do: remove_api_key, name: key}\n",
        r"There is no API key 'key'\.",
    ),
    "inputs that are typed again before the first time": (
        "  - {do: create_api_key, name: key}\n  - {do: reconnect, api_key: key}",
        "Silverfin should have taken the inputs. Silverfin refuses the inputs: Not found",
    ),
    "a client file that is not linked": (
        CONNECTED.replace("  - {do: link}\n", "  - {do: synchronise}\n"),
        "link",
    ),
    "a key that is deleted twice during a synchronisation": (
        f"{CONNECTED}  - do: synchronise\n    meanwhile:\n" + 2 * "      - {do: remove_api_key, name: key}\n",
        r"What should happen meanwhile could not: There is no API key 'key'\.",
    ),
    "books that have ended": ("  - {do: go_on}", "The books have ended; there is no next moment"),
    "an amount that no database holds": (
        RENT.replace("1250.00", "99999999999999999999"),
        "an amount as large as 99999999999999999999",
    ),
}


@pytest.mark.parametrize(("steps", "message"), FAILURES.values(), ids=list(FAILURES))
def test_what_cannot_happen_ends_the_story(tmp_path: Path, steps: str, message: str) -> None:
    """A person who is refused, or looks for what is not there, ends a story with what the system said."""
    assert re.search(message, said(story(tmp_path, steps)))
