"""The journal: exchanges in order, without secrets, and not more of their bodies than one can hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_kit import events
from mock_kit import journal as journals
from mock_kit.journal import KEPT_BODY, Exchange, Journal, JournalState
from mock_kit.secrets import MASK

KEY = "0123456789abcdef0123456789abcdef01234567"
SHAPES = (rb"\b[0-9a-f]{40}\b", rb"pass=\w+")


def exchange(journal: Journal, system: str = "odoo", **members: object) -> Exchange:
    """Return an exchange that has just been opened."""
    number, opened = journal.numbers()
    values: dict[str, object] = {
        "number": number, "system": system, "at": datetime(2026, 3, 2, tzinfo=UTC), "method": "POST", "path": "/x",
        "query": "",
        "headers": {}, "body": b"", "connection": "c", "has_socket": False, "reused": False, "opened": opened,
        "describe": lambda exchange: {"path": exchange.path, "size": str(len(exchange.body))}, **members,
    }  # fmt: skip
    made = Exchange(**values)  # type: ignore[arg-type]
    journal.open(made)
    return made


def test_exchanges_are_kept_in_the_order_they_came() -> None:
    """Exchanges are listed oldest first, of all systems or of one, with numbers that go up."""
    journal = Journal()
    made = [exchange(journal, system) for system in ("odoo", "silverfin", "odoo")]
    assert list(journal) == journal.exchanges() == made
    assert journal.exchanges("odoo") == [made[0], made[2]]
    assert [one.number for one in made] == [1, 2, 3]
    assert len(journal) == 3


def test_a_closed_exchange_shows_no_secret() -> None:
    """Who looks at the journal finds query, headers, body and answer with whatever looks like a secret masked."""
    journal = Journal(SHAPES)
    made = exchange(
        journal, query=f"k={KEY}", headers={"Authorization": f"bearer {KEY}", "X": "y"}, body=f"<{KEY}>".encode()
    )
    made.answer = f"{KEY} {KEY[:-1]} é pass=x".encode()
    journal.close(made)
    assert journal.exchanges() == [made]
    assert made.query == "k=•••"
    assert made.headers == {"Authorization": "bearer •••", "X": "y"}
    assert made.body == "<•••>".encode()
    assert made.answer == f"••• {KEY[:-1]} é •••".encode()


def test_only_the_beginning_of_a_long_body_is_kept() -> None:
    """Of long bodies the beginning is kept and the whole size is noted; a secret at the cut is not cut in half."""
    journal = Journal(SHAPES)
    made = exchange(journal, body=b"x" * (KEPT_BODY - 10) + b" " + KEY.encode() + b" " + b"y" * 1000)
    made.answer = b"z" * (KEPT_BODY + 5)
    size = len(made.body)
    journal.close(made)
    assert list(journal) == [made]
    assert (made.body_size, made.answer_size) == (size, KEPT_BODY + 5)
    assert len(made.body) == len(made.answer) == KEPT_BODY
    assert KEY[:9].encode() not in made.body


def test_a_call_is_described_from_the_whole_body() -> None:
    """What a request asks for is read before its body is cut, and read once."""
    journal = Journal()
    made = exchange(journal, body=b"x" * (KEPT_BODY * 2))
    journal.close(made)
    assert journal.exchanges()[0].body == b"x" * KEPT_BODY
    assert made.call == {"path": "/x", "size": str(KEPT_BODY * 2)}


def test_the_oldest_bodies_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """When all bodies together are too many, the oldest ones go and their exchanges stay."""
    monkeypatch.setattr(journals, "KEPT_BYTES", 250)
    journal = Journal()
    made = [exchange(journal, body=b"x" * 100) for _ in range(4)]
    for one in made:
        journal.close(one)
    assert [len(one.body) for one in made] == [0, 0, 100, 100]
    assert [one.body_size for one in made] == [100] * 4
    assert len(journal) == 4


def test_what_overlapped() -> None:
    """Two exchanges overlapped if one was opened before the other was closed; an open one overlaps all after it."""
    journal = Journal()
    first, second = exchange(journal), exchange(journal)
    journal.close(first)
    third = exchange(journal)
    assert first.overlaps(second)
    assert second.overlaps(first)
    assert not first.overlaps(third)
    assert not third.overlaps(first)
    assert second.overlaps(third)
    assert not first.overlaps(first)


def test_errors_are_those_of_the_harness() -> None:
    """Only exchanges in which the harness itself failed are errors, whatever their status."""
    journal = Journal()
    fine, failed = exchange(journal), exchange(journal)
    fine.status, failed.status, failed.error = 500, 200, "Traceback"
    assert journal.errors == [failed]


def test_the_journal_goes_back_to_a_length() -> None:
    """Exchanges after a captured length are forgotten; those before it stay, and numbers go on."""
    journal = Journal()
    kept = exchange(journal)
    length = journal.capture()
    exchange(journal)
    journal.restore(length)
    assert list(journal) == [kept]
    assert exchange(journal).number == 3
    journal.clear()
    assert len(journal) == 0


def test_the_oldest_exchanges_are_forgotten_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake that runs for days remembers the newest requests; who counted them still finds what came since."""
    monkeypatch.setattr(journals, "KEPT_EXCHANGES", 10)
    journal = Journal()
    for number in range(25):
        journal.close(exchange(journal, body=b"x" * number))
        count = len(journal)
        assert count == number + 1
        assert journal.since(count) == []
    assert [one.number for one in journal] == list(range(15, 26))
    assert [one.number for one in journal.since(20)] == [21, 22, 23, 24, 25]
    assert journal.since(3) == journal.exchanges()
    state = journal.capture()
    journal.clear()
    assert (len(journal), len(state)) == (0, 25)
    journal.restore(state)
    exchange(journal)
    assert [one.number for one in journal.since(len(state))] == [26]


def test_the_oldest_events_are_forgotten_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is with what happened inside."""
    monkeypatch.setattr(events, "KEPT_EVENTS", 10)
    journal = Journal()
    for number in range(25):
        journal.events.note("odoo", datetime(2026, 3, 2, tzinfo=UTC), "keys.created", {"number": number})
        assert len(journal.events) == number + 1
    assert [event.number for event in journal.events] == list(range(15, 26))
    assert [event.number for event in journal.events.since(23)] == [24, 25]
    state = journal.capture()
    journal.clear()
    assert len(journal.events) == 0
    journal.restore(state)
    assert len(journal.events) == len(state.events) == 25


def test_a_restored_journal_counts_its_bodies_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies that were forgotten take no room from later ones."""
    monkeypatch.setattr(journals, "KEPT_BYTES", 250)
    journal = Journal()
    for _ in range(2):
        journal.close(exchange(journal, body=b"x" * 100))
    journal.clear()
    made = [exchange(journal, body=b"x" * 100) for _ in range(2)]
    for one in made:
        journal.close(one)
    assert [len(one.body) for one in made] == [100, 100]


def test_what_was_forgotten_comes_back_and_shows_no_secret() -> None:
    """A state that is restored after an earlier one has its exchanges again, masked though nobody looked meanwhile."""
    journal = Journal([rb"s3cret"])
    beginning = journal.capture()
    told = exchange(journal, body=b"the s3cret")
    journal.close(told)
    state = journal.capture()
    journal.restore(beginning)
    assert not list(journal)
    journal.restore(state)
    assert list(journal) == [told]
    assert told.body == f"the {MASK}".encode()


def test_what_is_forgotten_before_anybody_looked_comes_back_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A state holds exchanges that the journal has let go meanwhile; they are masked once they are there again."""
    monkeypatch.setattr(journals, "KEPT_EXCHANGES", 10)
    journal = Journal([rb"s3cret"])
    told = exchange(journal, body=b"the s3cret")
    journal.close(told)
    state = journal.capture()
    for _ in range(20):
        journal.close(exchange(journal))
    journal.restore(state)
    assert [one.body for one in journal] == [f"the {MASK}".encode()]


def test_who_is_still_being_answered_keeps_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much comes while a request is held: what it asked for is told of the body that it had."""
    monkeypatch.setattr(journals, "KEPT_BYTES", 250)
    journal = Journal()
    held = exchange(journal, body=b"x" * 100)
    others = [exchange(journal, body=b"y" * 100) for _ in range(4)]
    for one in others:
        journal.close(one)
    assert [len(one.body) for one in (held, *others)] == [100, 0, 0, 100, 100]
    journal.close(held)
    assert (held.body_size, held.call["size"]) == (100, "100")
    assert [len(one.body) for one in (held, *others)] == [100, 0, 0, 0, 100]


def test_what_a_mask_takes_away_counts_for_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many bodies became shorter: as many are kept as in the beginning."""
    monkeypatch.setattr(journals, "KEPT_BYTES", 250)
    journal = Journal([rb"s3cret+"])
    for _ in range(50):
        journal.close(exchange(journal, body=b"s3cre" + b"t" * 95))
        assert list(journal)
    assert [len(one.body) for one in journal][-2:] == [len(MASK.encode())] * 2


def test_open_exchanges_that_were_forgotten_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is answered after it was forgotten takes none from those that come afterwards."""
    monkeypatch.setattr(journals, "KEPT_EXCHANGES", 10)
    monkeypatch.setattr(journals, "KEPT_BYTES", 250)
    journal = Journal()
    held = exchange(journal, body=b"x" * 100)
    for _ in range(20):
        journal.close(exchange(journal))
    journal.close(held)
    made = [exchange(journal, body=b"x" * 100) for _ in range(2)]
    for one in made:
        journal.close(one)
    assert [len(one.body) for one in made] == [100, 100]


def test_an_exchange_says_in_a_line_what_became_of_it() -> None:
    """What was asked for, the status, and what a fault made of it."""
    made = exchange(Journal(), describe=lambda _: {"model": "res.partner", "method": "read"}, status=200)
    assert str(made).endswith("odoo POST /x res.partner read → 200 (pending)")
    made.delivery = "whole"
    assert str(made) == "#1 odoo POST /x res.partner read → 200"
    made.delivery, made.faults = "reset before the headers", ["connection reset after the commit"]
    assert str(made).endswith("→ 200 (reset before the headers) [connection reset after the commit]")


def test_whoever_watches_is_told_of_every_answer() -> None:
    """When it is known and before it leaves."""
    journal, seen = Journal(), list[Exchange]()
    journal.close(exchange(journal))
    journal.watch(seen.append)
    made = exchange(journal)
    assert seen == []
    journal.close(made)
    assert seen == [made]


def test_a_journal_goes_on_in_another_life() -> None:
    """Numbers and places go on after the last of either, and of what is only counted nothing is known."""
    journal = Journal()
    journal.close(exchange(journal))
    journal.events.note("odoo", datetime(2026, 3, 2, tzinfo=UTC), "keys.used", {})
    again = Journal()
    again.resume(journal.capture())
    later = exchange(again)
    assert [(one.number, one.opened) for one in again] == [(1, 1), (2, 4)]
    again.events.note("odoo", later.at, "keys.used", {})
    assert [(event.number, event.place) for event in again.events] == [(1, 3), (2, 5)]
    counted = JournalState.after(exchanges=3, events=2)
    assert (len(counted), len(counted.events)) == (3, 2)
    again.restore(counted)
    assert (len(again), len(again.events), list(again)) == (3, 2, [])
