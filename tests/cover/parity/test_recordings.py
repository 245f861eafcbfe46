"""Recordings: written off a server, read again only as long as the conversation is the same, and able to fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_odoo import messages
from twinledger.parity import Report, compare, record, recordings, replay
from twinledger.parity.fake import PreparedFake
from twinledger.parity.places import Place
from twinledger.parity.recordings import RecordingError
from twinledger.parity.runner import SetUpFailedError

from .conftest import Write

TALK = """
about: A test.
people: {admin: {uid: "${uid}", secret: "${key}", key: "${key}"}}
door: json2
defaults:
  json2: {as: admin, model: res.partner, method: create}
steps:
  - step: sign in
    door: jsonrpc
    service: common
    method: login
    params: ["${database}", "${login}", "${password}"]
    capture: {uid: result}
  - {step: two, arguments: {vals_list: [{name: "A ${tag}"}, {name: "B ${tag}"}]}, capture: {a: result.0}}
  - step: read
    method: read
    arguments: {ids: ["${a}"], fields: [name, create_date]}
    ignore: {result.0.create_date: it is of no interest}
  - {step: later, wait: 2, method: read, arguments: {ids: ["${a}", "${absent}"], fields: [name]}}
  - {step: a client, door: http, verb: GET, path: /web/version}
  - step: only some
    door: web
    path: /web/session/authenticate
    params: {db: "${database}", login: "${login}", password: "${password}"}
    only: {members: [uid, frob], because: the rest is of no interest}
"""


def _recorded(fake: PreparedFake, place: Place) -> Path:
    own = fake.target.database
    [made] = record(
        fake.target, package="none", today="2026-03-02", this_database_may_be_destroyed=own, wait=fake.wait, place=place
    )
    assert (made.conversation, made.server, made.package) == ("talk", "19.0", "none")
    return place.recordings / "talk.json"


def _compared(fake: PreparedFake, place: Place) -> Report:
    own = fake.target.database
    return compare(fake.target, this_database_may_be_destroyed=own, wait=fake.wait, place=place)


def test_what_was_recorded_is_answered_again(fake: PreparedFake, write: Write) -> None:
    """A second run in the same database, with other ids and another tag, agrees in every step."""
    place = write("talk", TALK)
    answers = json.loads(_recorded(fake, place).read_text(encoding="utf-8"))["answers"]
    assert answers["two"]["answer"]["result"] == ["<res.partner a>", "<res.partner 1>"]
    assert answers["read"]["answer"]["result"] == [{"id": "<res.partner a>", "name": "A <tag>"}]
    assert answers["only some"]["answer"]["result"] == {"uid": "<res.users uid>", "frob": "<missing>"}
    report = _compared(fake, place)
    assert report.ok, str(report)
    assert report.steps == 6


@pytest.mark.parametrize(
    ("step", "altered"),
    [
        ("two", ["<res.partner a>", "<res.partner a>"]),
        ("read", [{"id": "<res.partner a>", "name": "A"}]),
        ("later", []),
        ("sign in", False),
    ],
)
def test_one_altered_answer_is_found(fake: PreparedFake, write: Write, step: str, altered: Any) -> None:
    """If the target says something else than the recording, the report says in which step."""
    place = write("talk", TALK)
    path = _recorded(fake, place)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["answers"][step]["answer"]["result"] = altered
    path.write_text(json.dumps(content), encoding="utf-8")
    report = _compared(fake, place)
    assert {entry.step for one in report.agreements for entry in one.unlisted} == {step}


def test_a_broken_fake_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message in other words, and the replay of the shipped recordings says where."""
    monkeypatch.setattr(messages, "NOT_BALANCED", "The entry is out of balance.")
    report = replay(["entries"])
    assert not report.ok
    assert {entry.at for entry in report.agreements[0].unlisted} >= {"answer.error.message", "answer.fault.string"}


def test_an_answer_that_did_not_come(fake: PreparedFake, write: Write) -> None:
    """A step that needs what was never captured is a difference, and not the end of the run."""
    place = write("talk", TALK)
    path = _recorded(fake, place)
    place = write("talk", TALK.replace("result.0}", "result.7}"))
    with pytest.raises(RecordingError, match=f"{path} must be recorded again; changed since: two"):
        _compared(fake, place)
    with pytest.raises(
        RecordingError, match=r"(?s)two: nothing to capture as 'a'.*read: .*nothing was captured as 'a'"
    ):
        _recorded(fake, place)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("[name, create_date]", "[name]", "read"),
        ("- {step: later", "- {step: afterwards", "afterwards, later"),
        ("about: A test.", "about: A test.\nbegin: [more]", "the set-up"),
    ],
)
def test_a_changed_conversation_must_be_recorded_again(
    fake: PreparedFake, write: Write, old: str, new: str, changed: str
) -> None:
    """A recording says nothing about questions that were not asked."""
    _recorded(fake, write("talk", TALK))
    write("set_up/more", "about: x\nsteps:\n- {step: x, door: jsonrpc, service: common, method: version}")
    with pytest.raises(RecordingError, match=f"changed since: {changed}"):
        _compared(fake, write("talk", TALK.replace(old, new)))


def test_reasons_may_be_reworded(fake: PreparedFake, write: Write) -> None:
    """Why something is ignored is no part of the question."""
    _recorded(fake, write("talk", TALK))
    assert _compared(fake, write("talk", TALK.replace("of no interest", "beside the point"))).ok


def test_what_was_never_recorded(fake: PreparedFake, write: Write) -> None:
    """The refusal names the file that is missing."""
    with pytest.raises(RecordingError, match=r"talk has not been recorded; there is no .*talk\.json"):
        _compared(fake, write("talk", TALK))


def test_a_set_up_that_fails(fake: PreparedFake, write: Write) -> None:
    """Without what a conversation is about there is nothing to compare."""
    write("set_up/more", "about: x\nsteps:\n- {step: make it, door: jsonrpc, service: common, method: frob}")
    with pytest.raises(SetUpFailedError, match=r"set-up, step 'make it': .*Method not found: frob"):
        _recorded(fake, write("talk", TALK.replace("about: A test.", "about: A test.\nbegin: [more]")))


def test_listed_differences_are_strict(write: Write) -> None:
    """An entry with a key that nobody knows, or without a reason, is refused by name."""
    place = write("talk", TALK)
    assert recordings.listed_differences(place) == []
    for text, complaint in (
        ("- {conversation: a, step: b, at: c, reason: d, until: e}", "until"),
        ("- {conversation: a, step: b, at: c}", "reason"),
    ):
        place.differences.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=complaint):
            recordings.listed_differences(place)
