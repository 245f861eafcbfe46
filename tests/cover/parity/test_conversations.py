"""Conversations are data, and every mistake in them is refused by name."""

from __future__ import annotations

import pytest
import yaml

from twinledger.parity import loading
from twinledger.parity.conversation import Call, Json2, Service
from twinledger.parity.loading import ConversationError

from .conftest import Write

HEAD = "about: A test.\npeople: {admin: {uid: '2', secret: x, key: x}}\n"
STEP = "- {step: one, door: json2, as: admin, model: res.partner, method: search}"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"{HEAD}colour: red\nsteps: [{STEP[2:]}]", "unknown key 'colour'"),
        (f"{HEAD}steps:\n- {{step: one, door: json2, model: a, method: b, colour: red}}", "'one' > Json2 > colour"),
        (f"{HEAD}steps:\n- {{step: one, door: window}}", "step 'one': no door is called 'window'"),
        (f"{HEAD}steps:\n- {{step: one, model: a, method: b}}", "step 'one': no door is called None"),
        (f"{HEAD}defaults: {{window: {{}}}}\nsteps:\n{STEP}", "unknown key 'window'"),
        (f"{HEAD}steps: [one]", "steps: a mapping is needed here, and this is none: 'one'"),
        (f"- {STEP}", "a mapping is needed here"),
        (f"{HEAD}steps:\n- {{step: one, door: json2, as: eve, model: a, method: b}}", "nobody is called 'eve'"),
        (f"{HEAD}steps:\n{STEP}\n{STEP}", "two steps are called 'one'"),
        (f"{HEAD}steps:\n- {{step: one, door: json2, model: a, method: b, wait: 0.5}}", "wait at least a second"),
        (f"{HEAD}steps:\n- {{step: one, door: xmlrpc, as: admin, model: a, method: b, arguments: {{}}}}", "arguments"),
        (f"{HEAD}steps:\n- {{step: one, door: http, verb: GET, path: /, ignore: {{text: no}}}}", "ignore > text"),
        (f"{HEAD}begin: [nothing]\nsteps:\n{STEP}", "it begins with 'nothing'"),
        (HEAD, "steps: List should have at least 1 item"),
    ],
)
def test_mistakes_are_named(write: Write, text: str, complaint: str) -> None:
    """A file that nobody understands is refused, and the message says where and why."""
    place = write("talk", text)
    with pytest.raises(ConversationError, match=r"talk\.yaml") as refusal:
        loading.load("talk", place)
    assert complaint in str(refusal.value)


def test_a_conversation_that_is_not_there(write: Write) -> None:
    """The refusal names those that there are."""
    place = write("talk", f"{HEAD}steps:\n{STEP}")
    with pytest.raises(ConversationError, match="no conversation 'chat'; there are: talk"):
        loading.load("chat", place)


def test_a_key_that_stands_twice(write: Write) -> None:
    """YAML would take the last one in silence."""
    place = write("talk", f"{HEAD}about: Again.\nsteps:\n{STEP}")
    with pytest.raises(yaml.YAMLError, match="the key 'about' stands twice"):
        loading.load("talk", place)


def test_texts_stay_texts(write: Write) -> None:
    """What looks like a date, a time, a sign or a word for a boolean is sent as it stands."""
    arguments = "{date: 2021-03-01, time: 12:30, sign: =, word: yes, none: null, truth: true, number: 1, real: 1.5}"
    place = write("talk", f"{HEAD}steps:\n- {{step: one, door: json2, model: a, method: b, arguments: {arguments}}}")
    [step] = loading.load("talk", place).steps
    assert isinstance(step, Json2)
    assert list(step.arguments.values()) == ["2021-03-01", "12:30", "=", "yes", None, True, 1, 1.5]


def test_doors_and_defaults(write: Write) -> None:
    """One step over several doors is one step per door, each with its own defaults; services have none."""
    place = write(
        "talk",
        f"{HEAD}door: [xmlrpc, jsonrpc]\ndefaults:\n  xmlrpc: {{as: admin, model: m, method: x}}\n"
        "  jsonrpc: {as: admin, model: m, method: j}\n"
        "steps:\n- step: one\n- {step: two, service: common, method: version}",
    )
    steps = loading.load("talk", place).steps
    assert [step.step for step in steps] == ["one (xmlrpc)", "one (jsonrpc)", "two (xmlrpc)", "two (jsonrpc)"]
    assert [type(step) for step in steps] == [Call, Call, Service, Service]
    assert [step.method for step in steps if isinstance(step, Call)] == ["x", "j"]


def test_beginnings_come_first_and_once(write: Write) -> None:
    """What two beginnings share is done once, before both."""
    for name, begin in (("first", "[]"), ("second", "[first]"), ("third", "[first, second]")):
        write(f"set_up/{name}", f"about: x\nbegin: {begin}\nsteps:\n{STEP.replace('one', name)}")
    place = write("talk", f"{HEAD}begin: [third, second]\nsteps:\n{STEP}")
    assert [step.step for step in loading.load("talk", place).set_up] == ["first", "second", "third"]


def test_the_shipped_conversations() -> None:
    """There are enough of them, and each says what it is about."""
    conversations = [loading.load(name) for name in loading.names()]
    assert sum(len(conversation.steps) for conversation in conversations) >= 1000
    assert all(conversation.about for conversation in conversations)
