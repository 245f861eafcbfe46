"""What a clause can end with, and what keeps the harness from judging at all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_kit.journal import Exchange
from twinledger.judge import evidence
from twinledger.judge.verdicts import (
    Failed,
    Finding,
    HarnessError,
    Inconclusive,
    Kind,
    Level,
    NotApplicable,
    NotRun,
    Unsupported,
)
from twinledger.stories.schema import Story


def _exchange(path: str = "/json/2", error: str = "", **notes: object) -> Exchange:
    return Exchange(
        number=1,
        system="odoo",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        method="POST",
        path=path,
        query="",
        headers={},
        body=b"",
        connection="",
        has_socket=True,
        reused=False,
        opened=1,
        describe=lambda _: {},
        error=error,
        notes=notes,
    )


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (Failed, Kind.FAIL),
        (Inconclusive, Kind.INCONCLUSIVE),
        (NotApplicable, Kind.NOT_APPLICABLE),
        (NotRun, Kind.NOT_RUN),
        (Unsupported, Kind.UNSUPPORTED),
    ],
)
def test_a_clause_ends_with_a_kind_a_reason_and_evidence(ending: type[Finding], kind: Kind) -> None:
    """The reason is what the exception says; there need be no evidence, and an exhibit comes later."""
    found = ending("lines are missing", "  400000")
    assert (found.kind, str(found), found.reason, found.evidence) == (
        kind,
        "lines are missing",
        "lines are missing",
        "  400000",
    )
    assert (found.story, found.exhibit, ending("x").evidence) == (None, None, "")
    story = Story.model_construct()
    assert ending("x", story=story).story is story


def test_levels_have_words() -> None:
    """People read what a clause weighs."""
    assert [level.word for level in Level] == ["must", "should", "for information"]


def test_evidence_is_a_line_for_each_request_and_not_too_long() -> None:
    """The first twenty of many; a text is set a little to the right."""
    found = [_exchange(f"/{number}") for number in range(25)]
    assert evidence.requests(found) == "\n".join(f"  {one}" for one in found[:20])
    assert evidence.requests([]) == ""
    assert evidence.indented("one\n  two\n") == "  one\n    two"


def test_a_failure_of_the_harness_is_no_verdict() -> None:
    """It is told with the request at which it happened and the last line of the traceback, the first of several."""
    failed = _exchange("/xmlrpc/2", "Traceback\n  File x\nZeroDivisionError: division\n")
    with pytest.raises(HarnessError) as error:
        evidence.refuse_to_judge([_exchange(), failed, _exchange(error="KeyError: later")])
    assert str(error.value) == "POST /xmlrpc/2: ZeroDivisionError: division"


def test_what_the_fake_does_not_have_decides_nothing() -> None:
    """The connector is told what it asked for; other errors and good answers are no hindrance."""
    evidence.refuse_to_judge([])
    evidence.refuse_to_judge(
        [_exchange(), _exchange(error="", message="x"), _exchange(error="", kind="twinledger.NotInFake")]
    )
    absent = [_exchange("/a"), _exchange("/b")]
    absent[1].notes.update(error="twinledger.NotInFake", message="res.bank.search")
    with pytest.raises(Inconclusive) as inconclusive:
        evidence.refuse_to_judge(absent)
    words = "the connector asks for something that the fake does not have: "
    assert str(inconclusive.value) == f"{words}res.bank.search"
    del absent[1].notes["message"]
    with pytest.raises(Inconclusive) as inconclusive:
        evidence.refuse_to_judge(absent)
    assert str(inconclusive.value) == f"{words}/b"
