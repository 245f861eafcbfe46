"""What no two runs share is written by name, and the same thing has the same name wherever it turns up."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from twinledger.parity.identity import Id, identified, user
from twinledger.parity.moments import Moments
from twinledger.parity.names import Names
from twinledger.parity.references import ABSENT
from twinledger.parity.runner import fresh_tags
from twinledger.parity.texts import reduced

KEY = "0123456789abcdef0123456789abcdef01234567"
NOON = "Mon, 02 Mar 2026 12:00:00 GMT"


@pytest.fixture
def moments() -> Moments:
    """A target's clock at noon."""
    clock = Moments()
    clock.seen(NOON)
    return clock


@pytest.fixture
def names(moments: Moments) -> Names:
    """The names of a run that begins at noon."""
    return Names(moments)


def test_ids_keep_their_identity(names: Names) -> None:
    """One record has one name, two records have two, and the same number of another model is another record."""
    partner, other, account = Id("res.partner", 7), Id("res.partner", 8), Id("account.account", 7)
    assert names.written([partner, other, account, partner]) == [
        "<res.partner 1>",
        "<res.partner 2>",
        "<account.account 1>",
        "<res.partner 1>",
    ]


def test_captured_ids_have_their_own_name(names: Names) -> None:
    """What a conversation captured is called so, also where a message speaks of it."""
    names.name("ada", Id("res.partner", 7))
    names.name("all", [Id("res.partner", 7), Id("res.partner", 8)])
    assert names.written([Id("res.partner", 7), Id("res.partner", 8)]) == ["<res.partner ada>", "<res.partner all.1>"]
    message = "Record does not exist or has been deleted.\n(Record: res.partner(7, 8), User: 2)"
    assert names.written(message).endswith(
        "(Record: res.partner(<res.partner ada>, <res.partner all.1>), User: <res.users 1>)"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("res.users.identitycheck,3", "res.users.identitycheck,<res.users.identitycheck 1>"),
        ("Sorry, Paul (id=6) may not", "Sorry, Paul (id=<res.users 1>) may not"),
        ("Operation: read\nUser: 6\nGroups: none", "Operation: read\nUser: <res.users 1>\nGroups: none"),
        ("The entry / (id 4) must be in draft.", "The entry / (id <account.move 1>) must be in draft."),
        (f"Record: res.partner({ABSENT},)", "Record: res.partner(<res.partner absent>,)"),
        ("BaseModel.search(1) takes 2", "BaseModel.search(1) takes 2"),
    ],
)
def test_ids_in_texts(names: Names, text: str, written: str) -> None:
    """Messages name records in several ways; what only looks like one stays."""
    assert names.written(text) == written


def test_numbers_that_are_no_ids_stay(names: Names) -> None:
    """Only what the model's fields call a reference is one; nothing, zero and false refer to nobody."""
    record = {"id": 7, "color": 7, "country_id": [7, "Belgium"], "child_ids": [7], "parent_id": False, "active": True}
    assert names.written(identified([record], "res.partner", "read")) == [
        {
            "id": "<res.partner 1>",
            "color": 7,
            "country_id": ["<res.country 1>", "Belgium"],
            "child_ids": ["<res.partner 1>"],
            "parent_id": False,
            "active": True,
        }
    ]
    assert names.written(Id("res.partner", 0)) == 0
    assert names.written(Id("res.partner", 7.0)) == "<res.partner 1> as a float"


@pytest.mark.parametrize(
    ("model", "method", "result", "marked"),
    [
        ("res.partner", "create", 7, Id("res.partner", 7)),
        ("res.partner", "search", [7], [Id("res.partner", 7)]),
        ("res.partner", "search_count", 7, 7),
        ("res.partner", "write", True, True),
        ("res.partner", "name_search", [[7, "Ada"]], [[Id("res.partner", 7), "Ada"]]),
        ("unknown.model", "read", [{"id": 7, "x_id": 3}], [{"id": Id("unknown.model", 7), "x_id": 3}]),
        ("res.partner", "web_read", [{"parent_id": {"id": 7}}], [{"parent_id": {"id": Id("res.partner", 7)}}]),
        ("res.users", "context_get", {"lang": "en_US", "uid": 2}, {"lang": "en_US", "uid": Id("res.users", 2)}),
        ("x", "y", {"res_model": "a.b", "res_id": 3}, {"res_model": "a.b", "res_id": Id("a.b", 3)}),
        ("a.b", "onchange", {"value": {"id": 3}}, {"value": {"id": Id("a.b", 3)}}),
    ],
)
def test_what_methods_return(model: str, method: str, result: Any, marked: Any) -> None:
    """Which numbers of a result are ids follows from the method and from the fields of the model."""
    assert identified(result, model, method) == marked


def test_numbers_of_matches(names: Names) -> None:
    """What lines are set off by is a record of its own, in whole or in part; its number is one of the database."""
    lines = [{"matching_number": number} for number in ("19", "P7", "19", False)]
    assert [line["matching_number"] for line in names.written(identified(lines, "account.move.line", "read"))] == [
        "account.full.reconcile(<account.full.reconcile 1>)",
        "account.partial.reconcile(<account.partial.reconcile 1>)",
        "account.full.reconcile(<account.full.reconcile 1>)",
        False,
    ]


def test_no_tag_comes_twice() -> None:
    """Conversations in one database never find what another one made, so no two of them have the same tag."""
    tags = list(islice(fresh_tags(), 2000))
    assert len(set(tags)) == len(tags)


def test_signing_in_returns_a_user() -> None:
    """The number of a sign-in is a user's, and so are those of a session; a refusal is none."""
    assert user(2) == Id("res.users", 2)
    assert user(False) is False
    session = {"uid": 2, "user_context": {"uid": 2}}
    assert user(session) == {"uid": Id("res.users", 2), "user_context": {"uid": Id("res.users", 2)}}


def test_keys_and_captured_texts(names: Names) -> None:
    """A key is known wherever it stands; a short text only where it stands alone."""
    names.name("made", KEY)
    names.name("login", "admin")
    other = KEY.replace("0", "f")
    assert names.written([KEY, f"bearer {KEY}", other, f"{other}.", other]) == [
        "<made>",
        "bearer <made>",
        "<key 1>",
        "<key 1>.",
        "<key 1>",
    ]
    assert names.written(["admin", "administrator", "the admin"]) == ["<login>", "administrator", "the admin"]


def test_moments_are_known_by_the_waits_before_them(moments: Moments, names: Names) -> None:
    """Within a second nobody can tell what came first, across a wait everybody can."""
    moments.waited()
    moments.seen("Mon, 02 Mar 2026 12:00:03 GMT")
    assert names.written(["2026-03-02 12:00:00", "2026-03-02 12:00:03"]) == ["<moment 0>", "<moment 1>"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-02", "<today>"),
        ("2026-03-05", "<today + 3>"),
        ("2026-05-31 00:00:00", "<today + 90> 00:00:00"),
        ("2026-03-01", "2026-03-01"),
        ("2021-03-01 10:00:00", "2021-03-01 10:00:00"),
        ("2060-01-01 00:00:00", "2060-01-01 00:00:00"),
    ],
)
def test_dates_of_the_run(names: Names, text: str, written: str) -> None:
    """What was promised during the run moves with it; dates that a conversation sends are its own."""
    assert names.written(text) == written


def test_no_time_before_the_first_answer() -> None:
    """Before the target has answered nobody knows its time, so nothing is taken for a moment."""
    clock = Moments()
    assert clock.written("2026-03-02 12:00:00") is None
    clock.seen(None)
    with pytest.raises(LookupError, match="has not answered yet"):
        clock.from_now(3)


def test_tracebacks_keep_what_was_raised() -> None:
    """Frames are dropped; the exception stays, with a message of several lines."""
    frames = "Traceback (most recent call last):\n  File 'x.py', line 1, in f\n    raise\n    ^^^^^\n"
    assert reduced(f"{frames}ValueError: one\n\ntwo\n") == "ValueError: one\n\ntwo"
    assert reduced("ValueError: one\n") == "ValueError: one\n"


def test_excerpts_and_addresses_are_dropped() -> None:
    """PostgreSQL shows a part of its query, and psycopg2 where the server is."""
    excerpt = 'invalid input syntax for type integer: "abc"\nLINE 1: ...id" IN (\'abc\')...\n                 ^\n'
    assert reduced(excerpt) == 'invalid input syntax for type integer: "abc"\n'
    address = 'connection to server at "10.0.0.1", port 5432 failed: FATAL'
    assert reduced(address) == 'connection to server at "<host>", port <port> failed: FATAL'
    assert reduced('connection to server on socket "/run/.s.PGSQL.5432" failed') == reduced(
        'connection to server at "::1", port 1 failed'
    )
