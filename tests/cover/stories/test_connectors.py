"""Stories of a connector: its runs, what breaks and what befalls it, and how it is found out."""

from __future__ import annotations

import itertools
import re
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims
from twinledger.drivers.trial import Trial
from twinledger.stories import trials, writing
from twinledger.stories.files import StoryError, load
from twinledger.stories.moments import LeftWrong, RowsMissing, RowsTooMany, Stopped, Surprise, Told
from twinledger.stories.play import Played, set_up
from twinledger.stories.runs import perform
from twinledger.stories.stage import Stage
from twinledger.world import World

from .support import played, story

REFERENCE = "mock_silverfin.integrations.odoo:sync"
HEAD = "title: A story\nabout: What befalls a connector.\nconnector: connector.toml\n"
ENTER = """
  - do: enter
    entry: rent
    date: 2026-03-02
    lines: [{account: "610000", debit: "1250.00"}, {account: "440000", credit: "1250.00"}]
"""
_numbers = itertools.count(1)  # modules are loaded once in a process
EVERYTHING = f"""
{ENTER}
  - {{do: run, ends: well}}
  - {{do: expect, ledgers: equal, lines: 2}}
  - do: run
    breaks:
      - {{fault: reset-after, system: silverfin, call: {{operation: info}}}}
      - {{fault: proxy-error-before, status: 502, system: odoo, nth: 2, times: null}}
    ends: badly
  - do: correct
    entry: rent
    lines:
      - {{account: "610000", debit: "1000.00"}}
      - {{account: "612000", debit: "205.00"}}
      - {{account: "440000", credit: "1205.00"}}
  - do: run
    meanwhile:
      - do: enter
        entry: meal
        date: 2026-03-01
        lines: [{{account: "613000", debit: "70.00"}}, {{account: "570000", credit: "70.00"}}]
    at_request: 2
  - {{do: take_key}}
  - {{do: run, ends: badly}}
  - {{do: give_key}}
  - {{do: renumber_account, account: "612000", code: "612001"}}
  - {{do: wait, seconds: 30}}
  - {{do: run, ends: well}}
  - {{do: unlink}}
  - {{do: run, ends: badly}}
  - {{do: relink, since: 2026-03-02}}
  - {{do: lose_state}}
  - {{do: run, ends: well}}
  - {{do: expect, ledgers: equal}}
"""


def _connector(folder: Path, code: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> None:
    """Write the manifest of a connector, whose code is given if it is not the reference."""
    python = REFERENCE
    if monkeypatch is not None:
        name = f"bad_connector_{next(_numbers)}"
        head = "from mock_silverfin.integrations.odoo import sync as good\n\n\ndef sync(config):\n"
        (folder / f"{name}.py").write_text(head + textwrap.indent(code.strip(), "    "))
        python = f"{name}:sync"
        monkeypatch.setattr(sys, "path", list(sys.path))
    (folder / "connector.toml").write_text(f'[connector]\nname = "x"\npython = "{python}"\n')


def _last(folder: Path, steps: str) -> Played:
    """Play a story and return its last step; all before it must be as the story says."""
    *before, last = played(story(folder, steps, HEAD))
    assert [step.said for step in before if not step.ok] == []
    return last


def test_the_reference_goes_through_everything(tmp_path: Path) -> None:
    """Every kind of step that is about connectors happens to it, and it is right at every end."""
    _connector(tmp_path)
    assert _last(tmp_path, EVERYTHING).ok


def test_a_story_that_is_written_down_is_the_story(tmp_path: Path) -> None:
    """What is written can be read again, amounts and faults included, with remarks in front of it."""
    _connector(tmp_path)
    told = load(str(story(tmp_path, EVERYTHING, HEAD)))
    again = tmp_path / "again.yaml"
    again.write_text(writing.as_yaml(told, "What was found:\nnothing"), encoding="utf-8")
    assert load(str(again)) == told
    assert again.read_text(encoding="utf-8").startswith("# What was found:\n# nothing\ntitle: A story\n")


@pytest.mark.parametrize("mode", ["", 'mode = "resident"\n'])
def test_a_connector_that_is_a_program(tmp_path: Path, mode: str) -> None:
    """Its manifest says how it is run, and the time is the machine's."""
    code = """
        import json, os, sys
        from mock_silverfin.integrations.odoo import sync
        if "ODOO_URL" in os.environ:
            sys.exit(not sync(os.environ)["ok"])
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps({"ok": True} if asked["do"] != "sync" else sync(asked["config"])), flush=True)
    """
    (tmp_path / "program.py").write_text(textwrap.dedent(code))
    text = f'[connector]\nname = "x"\ncommand = ["{{python}}", "program.py"]\n{mode}'
    (tmp_path / "connector.toml").write_text(text)
    assert _last(tmp_path, f"{ENTER}\n  - {{do: run}}\n  - {{do: run, ends: well}}").ok


ADD_A_LINE = """
import requests
answer = good(config)
root = f"{config['SILVERFIN_URL']}/api/v4/f/{config['SILVERFIN_FIRM_ID']}"
base = f"{root}/syncs/companies/{config['SILVERFIN_COMPANY_ID']}"
head = {"Authorization": f"Bearer {config['SILVERFIN_ACCESS_TOKEN']}"}
point = requests.get(f"{base}/info", headers=head, timeout=9).json()["sync_point"]
line = {"id": "extra", "account_number": "610000", "date": "2026-03-02", "value": "1.00"}
body = {"sync_point": "x", "previous_sync_point": point, "accounts": [], "actions": [{"upsert": line}]}
requests.post(f"{base}/transactions", json=body, headers=head, timeout=9).raise_for_status()
"""
RUN = "  - {do: run}"
FOUND = {
    "rows that do not come": (
        'return {"ok": True}',
        RUN,
        RowsMissing,
        "said that it synchronised, and rows are missing:\n  missing in Silverfin: 2026-03-02  440000",
    ),
    "a row that nobody booked": (
        f"{ADD_A_LINE}return answer",
        RUN,
        RowsTooMany,
        "there are rows too many:\n  only in Silverfin:    2026-03-02  610000                   1.00",
    ),
    "a row that nobody booked, left by a run that fails": (
        f"{ADD_A_LINE}raise SystemExit(1)",
        RUN,
        LeftWrong,
        "failed and left rows in Silverfin that never were in Odoo:\n  2026-03-02  610000",
    ),
    "a run that fails for nothing": (
        'return {"ok": False, "message": "no mood"}',
        RUN,
        Stopped,
        r"did not synchronise (no mood). Nothing was in its way.",
    ),
    "a secret on the screen": (
        'print("using", config["ODOO_API_KEY"])\nreturn good(config)',
        RUN,
        Told,
        "ODOO_API_KEY can be read in its output",
    ),
    "an end that was not expected": (
        "return good(config)",
        "  - {do: run, ends: badly}",
        Surprise,
        "It should have ended badly. The connector said that it synchronised.",
    ),
    "something that cannot happen meanwhile": (
        "return good(config)",
        "  - {do: run, meanwhile: [{do: post, entry: rent}]}",
        Surprise,
        "What should happen meanwhile could not: ",
    ),
}


@pytest.mark.parametrize("case", FOUND)
def test_what_is_wrong_with_a_run_is_found_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """Each mistake of a connector ends its story with what it is, the worst of them first."""
    code, steps, surprise, told = FOUND[case]
    _connector(tmp_path, code, monkeypatch)
    path = str(story(tmp_path, f"{ENTER}\n{steps}", HEAD))
    with set_up(load(path)) as stage:
        for step in load(path).steps[:-1]:
            perform(step, stage)
        with pytest.raises(surprise, match=re.escape(told)) as caught:
            perform(load(path).steps[-1], stage)
    assert type(caught.value) is surprise
    assert ("silverfin POST" in caught.value.evidence) == ("good(config)" in code)


def test_what_costs_money_is_the_worst() -> None:
    """Rows that are missing without a word come before everything else."""
    kinds = [Surprise, Stopped, LeftWrong, RowsTooMany, RowsMissing]
    assert min(kinds, key=lambda kind: kind.gravity) is RowsMissing


@pytest.mark.parametrize("step", ["run", "give_key", "take_key", "lose_state", "unlink", "relink"])
def test_a_story_without_a_connector_cannot_have_one_run(tmp_path: Path, step: str) -> None:
    """It is told which key is missing, and where the step stands."""
    with pytest.raises(StoryError, match=rf"story\.yaml:4: step 1: the step '{step}' needs a connector"):
        load(str(story(tmp_path, f"  - {{do: {step}}}")))


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("{fault: earthquake}", "no fault is called 'earthquake'; there are reset-before"),
        ("{fault: dribble, chunk: 3}", "dribble needs 'pause'"),
        ("{fault: reset-after, seconds: 3}", "reset-after does not take 'seconds'"),
        ("{fault: reset-after, nth: 0}", "greater than or equal to 1"),
    ],
)
def test_a_fault_that_there_is_not_is_told(tmp_path: Path, fault: str, told: str) -> None:
    """Names and needs of faults are those of the control API."""
    with pytest.raises(StoryError, match=told):
        load(str(story(tmp_path, f"  - {{do: run, breaks: [{fault}]}}", HEAD)))


def test_a_line_more_or_less_is_known(tmp_path: Path) -> None:
    """An entry that was corrected to three lines has no single amount that could be changed."""
    lines = '[{account: "6", debit: "2"}, {account: "4", credit: "1"}, {account: "5", credit: "1"}]'
    steps = f"{ENTER}\n  - {{do: correct, entry: rent, lines: {lines}}}\n"
    steps += '  - {do: change_amount, entry: rent, amount: "3"}'
    with pytest.raises(StoryError, match="step 3: changes the amount of the entry 'rent', which has 3 lines"):
        load(str(story(tmp_path, steps, HEAD)))


def test_what_was_to_happen_meanwhile_and_did_not_is_in_nobodys_way() -> None:
    """Who fails although Odoo was never asked that often fails for no reason."""
    driver = FunctionDriver(lambda _: {"ok": False})
    with World() as world, closing(Trial(world, driver, Claims(), 30)) as trial:
        trial.forget()
        lines = ({"account": "610000", "debit": "5.00"}, {"account": "570000", "credit": "5.00"})
        meal = {"do": "enter", "entry": "meal", "date": "2026-03-01", "lines": lines}
        run = trials.Run.model_validate({"do": "run", "meanwhile": (meal,), "at_request": 9})
        with pytest.raises(Stopped, match="Nothing was in its way"):
            perform(run, Stage(world, trial=trial))


def test_a_message_that_is_held_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds Silverfin's webhooks: the step says so at once, and which message waits."""
    _connector(tmp_path, "return good(config)", monkeypatch)
    told = load(str(story(tmp_path, "  - {do: ring}", HEAD)))
    with set_up(told) as stage:
        stage.world.silverfin.webhooks.hold()
        said = "Silverfin's message was not sent: webhooks are held; .* what waits: sync.requested of client file"
        with pytest.raises(Surprise, match=said):
            perform(told.steps[0], stage)
