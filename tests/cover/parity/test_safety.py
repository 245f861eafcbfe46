"""Conversations write, so they run only in a database that was made for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mock_odoo.versions import VERSIONS
from twinledger.judge.neighbours import neighbour
from twinledger.parity import NotComparableError, NotOursError, Target, compare, mark, own_copy
from twinledger.parity.fake import OTHER_DATABASE, PreparedFake
from twinledger.parity.safety import MARK, admitted


def _asked(fake: PreparedFake) -> list[tuple[str, str, str]]:
    return [
        (exchange.call["protocol"], exchange.call.get("model", ""), exchange.call["method"])
        for exchange in fake.odoo.journal
    ]


def test_a_database_that_nobody_marked_is_left_alone(fake: PreparedFake) -> None:
    """Nothing is asked of it but its version, without credentials, and whether it is marked, which leaves no trace."""
    with pytest.raises(
        NotOursError, match=r"'parity' at .* is not marked as one that may be destroyed, so nothing was"
    ):
        compare(fake.target, ["domains"])
    assert _asked(fake) == [("xmlrpc", "", "version"), ("json2", "ir.config_parameter", "get_param")]


def test_another_name_is_a_refusal(fake: PreparedFake) -> None:
    """Who names another database than the target's is stopped before anything is asked with credentials."""
    with pytest.raises(NotOursError, match="the database is 'parity', and 'books' was named"):
        compare(fake.target, ["domains"], this_database_may_be_destroyed="books")
    assert _asked(fake) == [("xmlrpc", "", "version")]


def test_a_marked_database_is_let_in(fake: PreparedFake) -> None:
    """The mark stays, so its name need not be repeated from then on."""
    mark(fake.target, this_database_may_be_destroyed=fake.target.database)
    assert admitted(fake.target).version == "19.0"


def test_the_mark_of_a_copy_counts_for_nothing(fake: PreparedFake) -> None:
    """A mark says which database it belongs to; one that came with a copy, or with another name, is none."""
    mark(fake.target, this_database_may_be_destroyed=fake.target.database)
    parameters = fake.odoo.database(fake.target.database).environment()["ir.config_parameter"]
    [kept] = parameters.search_read([("key", "=", MARK)], ["value"])
    copied = fake.odoo.database(OTHER_DATABASE).environment()["ir.config_parameter"]
    copied.create([{"key": MARK, "value": kept["value"]}])
    key = fake.odoo.create_api_key("admin", database=OTHER_DATABASE)
    with pytest.raises(NotOursError, match="is not marked"):
        admitted(replace(fake.target, database=OTHER_DATABASE, key=key))
    parameters.set_param("database.uuid", "a new one, as a restored copy gets it")
    with pytest.raises(NotOursError, match="is not marked"):
        admitted(fake.target)


def test_a_key_that_may_not_ask(fake: PreparedFake) -> None:
    """Who cannot read whether the database is marked cannot write to it either."""
    with pytest.raises(NotOursError, match=r"could not be read: status 401, .*Invalid apikey"):
        admitted(replace(fake.target, key="0" * 40))
    with pytest.raises(NotOursError, match="could not be read"):
        mark(replace(fake.target, key="0" * 40), this_database_may_be_destroyed=fake.target.database)


def test_a_mark_that_cannot_be_written(fake: PreparedFake) -> None:
    """Somebody who may read system parameters and not set them is told so."""
    env = fake.odoo.database(fake.target.database).environment()
    env["res.users"].create([{"name": "Emma", "login": "emma"}])
    with pytest.raises(NotOursError, match="could not be"):
        mark(
            replace(fake.target, key=fake.odoo.create_api_key("emma", database=fake.target.database)),
            this_database_may_be_destroyed=fake.target.database,
        )


def test_another_version_is_not_comparable(fake: PreparedFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """What 19.0 answered says nothing about another version."""
    monkeypatch.setattr(fake.odoo.odoo, "version", replace(VERSIONS["19.0"], name="17.0"))
    with pytest.raises(NotComparableError, match=r"is Odoo 17\.0; recorded are the answers of 19\.0"):
        admitted(fake.target, this_database_may_be_destroyed=fake.target.database)


def test_what_does_not_answer_is_not_comparable(fake: PreparedFake) -> None:
    """A server that is not there, or is no Odoo, is named with what went wrong."""
    fake.odoo.stop()
    with pytest.raises(NotComparableError, match="does not answer as an Odoo does: ConnectionRefusedError"):
        admitted(fake.target)


@pytest.mark.parametrize(
    "body", [None, b"<html>no Odoo</html>", b"not even that", b"<?xml version='1.0'?><methodResponse>"]
)
def test_where_no_odoo_answers_no_copy_is_made(body: bytes | None) -> None:
    """Nobody listens, or something else does: that is said, with what was asked."""
    with neighbour("200 OK") as found:
        found.body = body or b""
        target = Target(found.url, "books", "admin", "admin", "key")
        if body is not None:
            with pytest.raises(NotComparableError, match="does not answer duplicate_database as an Odoo does"):
                _copied(target)
            with pytest.raises(NotComparableError, match="does not answer as an Odoo does"):
                admitted(target, "books")
    with pytest.raises(NotComparableError, match="does not answer duplicate_database as an Odoo does"):
        _copied(target)


def _copied(target: Target) -> None:
    with own_copy(target, "master"):
        """Nobody comes here."""
