"""Answers: what a connector says of its run, on its last line or as what its function returns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinledger.drivers.one_shot import _outcome
from twinledger.drivers.outcome import REASONS, Outcome, answer_in, from_answer, printable

from .support import outcome_of

NO_ANSWERS = ["", "done", "[1, 2]", '"ok"', "true", "42", "null", "{}", '{"okay": true}', "{'ok': True}", '{"ok": tru']
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["ok", "reason", "message", "lines"]), inner),
)


def _told(output: str) -> Outcome:
    return _outcome(0, {"output": output})


@pytest.mark.parametrize("line", NO_ANSWERS)
def test_what_is_no_answer_is_only_printed(line: str) -> None:
    """Only a JSON object with `ok` is an answer, wherever else a program prints JSON."""
    assert answer_in(line) is None
    assert _told('{"ok": true}\n' + line).synchronised


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ('{"ok": false, "reason": "source"}\n{"ok": false, "reason": "target"}\n', "target"),
        ('{"ok": false, "reason": "source"}\nbye\n\n', "source"),
        ('{"ok": false, "reason": "source"}', "source"),
        ('{"ok": false, "reason": "source"}\r\n', "source"),
        ('10 %\r90 %\r{"ok": false, "reason": "source"}\n', "source"),
        ('  {"ok": false, "reason": "source"}  \n', "source"),
        ('{"ok": false, "reason": "source"}\n' + "[" * 100_000, "source"),
        ('{"ok": false, "reason": "source", "message": "a\u2028b\u0085c"}\n', "source"),
        ('{"ok": false, "reason": "source"}\n{"ok": ' + "9" * 10_000 + "}\n", "source"),
    ],
)
def test_the_last_answer_counts(output: str, reason: str) -> None:
    """Whatever stands around it, and whatever characters JSON allows in it."""
    assert _told(output).reason == reason


@given(st.text(), st.dictionaries(st.text(), st.text()), st.booleans())
def test_an_answer_is_found_below_anything(before: str, members: dict[str, str], ok: bool) -> None:
    """No text before it hides an answer, and none of its own texts cuts it in two."""
    answer = {**members, "ok": ok}
    assert _told(f"{before}\n{json.dumps(answer, ensure_ascii=False)}\n").synchronised is ok


@pytest.mark.parametrize(
    ("line", "status", "synchronised"),
    [
        ('{"ok": true}', 0, True),
        ('{"ok": true}', 1, False),
        ('{"ok": false}', 0, False),
        ('{"ok": false}', 1, False),
        ('{"ok": "yes"}', 0, False),
        ('{"ok": 1}', 0, False),
        ('{"ok": null}', 0, False),
    ],
)
def test_answer_and_exit_status_must_both_say_so(tmp_path: Path, line: str, status: int, synchronised: bool) -> None:
    """A program synchronised if neither says otherwise, and `ok` is true or false and nothing else."""
    outcome = outcome_of(tmp_path, f"print({line!r})\nraise SystemExit({status})")
    assert (outcome.synchronised, outcome.exit_status) == (synchronised, status)


def test_a_failed_program_still_has_its_reason(tmp_path: Path) -> None:
    """An exit status other than 0 does not silence the answer that goes with it."""
    code = """
        print('{"ok": false, "reason": "authentication", "message": "The key is refused."}')
        raise SystemExit(1)
    """
    outcome = outcome_of(tmp_path, code)
    assert (outcome.reason, outcome.message, outcome.exit_status) == ("authentication", "The key is refused.", 1)
    told = "said that it did not synchronise because of authentication (The key is refused.)"
    assert outcome.summary == told


@pytest.mark.parametrize("reason", REASONS)
def test_the_reasons_of_the_contract_are_known(reason: str) -> None:
    """Each of the six is told as it is."""
    assert from_answer({"ok": False, "reason": reason}).reason == reason


@pytest.mark.parametrize("reason", ["", "auth", "Authentication", "authentication ", None, 3, ["source"], {"a": 1}])
def test_other_reasons_are_none(reason: object) -> None:
    """A word that is not in the contract is no reason, and no failure of the harness."""
    outcome = from_answer({"ok": False, "reason": reason})
    assert (outcome.synchronised, outcome.reason) == (False, None)


@pytest.mark.parametrize("answer", [True, 1, "ok", [], {}, {"ok": "true"}, object(), b'{"ok": true}', {"ok": None}])
def test_what_is_not_an_answer_is_no_success(answer: object) -> None:
    """Only `ok: true` says that it synchronised; anything else is shown as it is."""
    outcome = from_answer(answer)
    assert not outcome.synchronised
    assert str(outcome.message).startswith("its answer is not one: ")


def test_any_mapping_is_an_answer() -> None:
    """It need not be a dict."""
    answer: Mapping[str, object] = MappingProxyType({"ok": True, "message": 3})
    assert from_answer(answer) == Outcome(True, message="3")
    assert from_answer(None) == Outcome(True)


@given(JSON)
def test_an_outcome_can_always_be_written_down(answer: Any) -> None:
    """Whatever JSON a program says, what comes of it has an encoding and bounded length."""
    outcome = from_answer(answer)
    assert len((outcome.message or "").encode()) <= 4_100
    assert outcome.reason in (None, *REASONS)
    assert outcome.summary.encode()


@given(st.text(alphabet=st.characters(categories=["L", "Cs", "Cc"])))
def test_halves_of_characters_are_replaced_and_the_rest_stays(text: str) -> None:
    """A text that has an encoding is not touched, and any other gets one of the same length."""
    shown = printable(text)
    assert len(shown.encode().decode()) == len(text)
    assert all(
        after == ("?" if "\ud800" <= before <= "\udfff" else before) for before, after in zip(text, shown, strict=True)
    )
    assert from_answer({"ok": False, "message": text}).message == (printable(text[:1000]) if text else None)
