"""Transactions that begin now and commit later, and calls that fail because somebody else was faster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import Client

from mock_odoo.errors import UserError
from mock_odoo.late_commits import LateCommit

from .support import ACME, House
from .test_controls import done, posted

CONFLICT = "could not serialize access due to concurrent update\n"
REFUSED = (500, "psycopg2.errors.SerializationFailure", CONFLICT)
NAMES = [("name", "in", ["early", "late", "later"])]


def _begin(house: House, name: str = "late") -> LateCommit:
    return house.odoo.begin("res.partner", "create", {"name": name}, login="admin", database=ACME)


def _partners(house: House) -> list[dict[str, Any]]:
    named = house.call("res.partner", "search_read", domain=NAMES, fields=["name", "write_date"], order="id")
    return list(named)


def test_rows_of_a_late_commit_appear_behind_what_was_read(house: House) -> None:
    """They bear the time of the beginning and ids from then, between those that are there already."""
    transaction = _begin(house)
    house.odoo.clock.advance(timedelta(minutes=5))
    house.create("res.partner", name="early")
    assert [partner["name"] for partner in _partners(house)] == ["early"]
    assert transaction.commit() == _partners(house)[0]["id"]
    late, early = _partners(house)
    assert (late["name"], early["name"]) == ("late", "early")
    assert (late["write_date"], early["write_date"]) == ("2026-03-02 08:00:00", "2026-03-02 08:05:00")
    assert late["id"] + 1 == early["id"]


def test_microseconds_are_kept(house: House) -> None:
    """The store has what clients do not see."""
    house.odoo.clock.advance(timedelta(microseconds=123_456))
    transaction = _begin(house)
    house.odoo.clock.advance(timedelta(seconds=9))
    id_ = transaction.commit()
    row = house.odoo.database(ACME).store.one("SELECT write_date FROM res_partner WHERE id = ?", (id_,))
    assert row == ("2026-03-02 08:00:00.123456",)


def test_what_is_rolled_back_leaves_ids_that_nobody_has(house: House) -> None:
    """Nothing is to be seen, but the next id is another one."""
    before = house.create("res.partner", name="early")
    _begin(house).roll_back()
    assert house.create("res.partner", name="later") == before + 2
    assert [partner["name"] for partner in _partners(house)] == ["early", "later"]


def test_an_entry_that_is_posted_late_takes_the_next_number(house: House) -> None:
    """The number is the next free one at the commit; entry and lines have the ids and the time of the beginning."""
    drafts = [house.entry(), house.entry()]
    transaction = house.odoo.begin("account.move", "action_post", [drafts[0]], database=ACME)
    house.odoo.clock.advance(timedelta(minutes=5))
    house.call("account.move", "action_post", ids=[drafts[1]])
    transaction.commit()
    read = house.call("account.move", "read", ids=drafts, fields=["name", "write_date"])
    assert [(entry["name"], entry["write_date"]) for entry in read] == [
        ("MISC/2026/03/0002", "2026-03-02 08:00:00"),
        ("MISC/2026/03/0001", "2026-03-02 08:05:00"),
    ]


def test_more_records_than_were_taken_get_ids_of_the_end(house: House) -> None:
    """Work that makes more than it did when it began goes on behind the others."""
    database = house.odoo.database(ACME)
    names = ["late"]

    def work(now: Any) -> list[int]:
        return database.environment(2, now=now)["res.partner"].create([{"name": name} for name in names])

    transaction = LateCommit(database, work)
    between = house.create("res.partner", name="early")
    names.append("later")
    assert transaction.commit() == [between - 1, between + 1]


def test_who_was_overtaken_begins_anew(house: House) -> None:
    """A row that somebody else has changed since makes the server try again, from the moment of the commit."""
    id_ = house.create("res.partner", name="early")
    transaction = house.odoo.begin("res.partner", "write", [id_], {"name": "late"}, database=ACME)
    house.odoo.clock.advance(timedelta(minutes=5))
    house.call("res.partner", "write", ids=[id_], vals={"name": "later"})
    house.odoo.clock.advance(timedelta(minutes=5))
    transaction.commit()
    assert transaction.tried_again
    assert [(one["name"], one["write_date"]) for one in _partners(house)] == [("late", "2026-03-02 08:10:00")]


def test_who_was_not_overtaken_does_not(house: House) -> None:
    """Changes of other rows are none of its business."""
    ids = [house.create("res.partner", name="early"), house.create("res.partner", name="later")]
    transaction = house.odoo.begin("res.partner", "write", [ids[0]], {"name": "late"}, database=ACME)
    house.odoo.clock.advance(timedelta(minutes=5))
    house.call("res.partner", "write", ids=[ids[1]], vals={"name": "later"})
    transaction.commit()
    assert not transaction.tried_again


def test_a_call_that_is_refused_does_not_begin(house: House) -> None:
    """Its error comes at once, and nothing is under way."""
    with pytest.raises(UserError, match="Even magicians"):
        house.odoo.begin("account.move", "action_post", [house.create("account.move")], database=ACME)
    assert house.odoo.database(ACME).late_commits == []


def test_a_transaction_ends_once(house: House) -> None:
    """Neither a second time nor after the state was put back."""
    transaction, forgotten = _begin(house), _begin(house, "later")
    transaction.commit()
    for end in (transaction.commit, transaction.roll_back):
        with pytest.raises(LookupError, match="transaction 1 of 'acme' has ended"):
            end()
    house.odoo.restore(house.odoo.capture())
    with pytest.raises(LookupError, match="transaction 2 of 'acme' has ended, or was reset"):
        forgotten.commit()


def test_late_commits_from_outside(house: House) -> None:
    """Begun, listed, committed and rolled back over the control API."""
    called = {"model": "res.partner", "method": "create", "args": [{"name": "late"}]}
    begun = done(house, "transactions/begin", **called)
    assert begun == {"transaction": 1, "began": "2026-03-02T08:00:00+00:00"}
    staged = Client(house.odoo.control).get(f"/_twinledger/odoo/transactions?database={ACME}").json
    assert staged == {"under_way": [begun], "contention": []}
    done(house, "transactions/roll-back", transaction=done(house, "transactions/begin", **called)["transaction"])
    assert done(house, "transactions/commit", transaction=1) == {
        "result": _partners(house)[0]["id"],
        "tried_again": False,
    }
    assert posted(house.odoo, "transactions/commit", database=ACME, transaction=1) == (
        422,
        {"error": "no transaction 1 of 'acme' is under way"},
    )
    assert posted(house.odoo, "transactions/commit", database=ACME, transaction=3)[0] == 422


# Concurrent updates ---------------------------------------------------------------------------------------------------


def test_a_call_that_somebody_was_faster_than_fails_and_changes_nothing(house: House) -> None:
    """In PostgreSQL's words, behind each door; the next one goes through."""
    id_ = house.create("res.partner", name="early")
    staged = house.odoo.contend(times=2, database=ACME)
    assert house.refusal("res.partner", "write", ids=[id_], vals={"name": "late"}) == REFUSED
    called = *house.credentials(), "res.partner", "write", [[id_], {"name": "late"}]
    fault = house.fault("object", "execute_kw", *called)
    assert fault == (1, f"psycopg2.errors.SerializationFailure: {CONFLICT.strip()}")
    assert (house.read("res.partner", id_, "name"), staged.fired) == ("early", 2)
    house.call("res.partner", "write", ids=[id_], vals={"name": "late"})
    assert house.read("res.partner", id_, "name") == "late"


def test_who_only_reads_is_never_too_late(house: House) -> None:
    """Readers see the state of their beginning; nothing is counted."""
    staged = house.odoo.contend(times=None, database=ACME)
    assert house.call("res.partner", "search", domain=[], limit=1)
    assert staged.fired == 0


def test_contention_about_some_calls_alone(house: House) -> None:
    """Model and method narrow it down; what begins late is not struck before it commits."""
    staged = house.odoo.contend("res.partner", "write", database=ACME)
    id_ = house.create("res.partner", name="early")
    transaction = house.odoo.begin("res.partner", "write", [id_], {"name": "late"}, database=ACME)
    assert staged.fired == 0
    transaction.commit()
    assert (staged.fired, transaction.tried_again) == (1, True)


def test_contention_from_outside(house: House) -> None:
    """Staged and counted over the control API, and gone when the state is put back."""
    state = house.odoo.capture()
    assert done(house, "transactions/contend", model="res.partner", times=1) == {"number": 1}
    assert house.refusal("res.partner", "create", vals_list=[{"name": "late"}]) == REFUSED
    database = house.odoo.database(ACME)
    assert [(one.model, one.fired) for one in database.contentions] == [("res.partner", 1)]
    house.odoo.restore(state)
    assert database.contentions == []
