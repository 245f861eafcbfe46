"""API keys: what they look like, how they are kept, how long they live and for whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from .support import ACME, House, dump, key_by_dialogs

DAYS = ["1", "7", "30", "90", "180", "365"]
LIMIT = "You cannot exceed 90.0 days."


def expirations(house: House) -> dict[str, object]:
    """Return when the keys end, by name."""
    records = house.call("res.users.apikeys", "search_read", fields=["name", "expiration_date"])
    return {record["name"]: record["expiration_date"] for record in records}


def wizard(house: House, by: str, duration: str, **more: object) -> tuple[int, str, str]:
    """Ask for a key of that duration and return the refusal."""
    return house.refusal(
        "res.users.apikeys.description", "create", by=by, vals_list=[{"name": "k", "duration": duration, **more}]
    )


def test_a_key_is_forty_hexadecimal_characters(house: House) -> None:
    """A key is what twenty random bytes look like in lower-case hexadecimal, and no two are alike."""
    keys = [house.odoo.create_api_key("admin", database=ACME) for _ in range(20)]
    assert all(re.fullmatch(r"[0-9a-f]{40}", key) for key in keys)
    assert len(set(keys)) == 20


def test_a_key_is_kept_as_a_salted_hash_alone(house: House) -> None:
    """Nothing in the database shows a key beyond its index of eight characters, and equal keys would look different."""
    key = key_by_dialogs(house, "admin", "admin", "webkey")
    content = dump(house)
    assert [line for line in content if key in line] == []
    [kept] = [line for line in content if key[:8] in line]
    assert re.search(r"'[0-9a-f]{16}\$[0-9a-f]{64}','" + key[:8] + "'", kept)
    salts = re.findall(r"'([0-9a-f]{16})\$[0-9a-f]{64}','[0-9a-f]{8}'", "\n".join(content))
    assert len(set(salts)) == len(salts) > 1
    assert house.odoo.database(ACME).store.all("SELECT COUNT(*) FROM res_users_apikeys") == [(len(salts),)]


def test_a_password_is_kept_as_a_salted_hash_alone(house: House) -> None:
    """Nothing in the database shows a password."""
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"password": "correct horse"})
    assert [line for line in dump(house) if "correct horse" in line] == []
    kept = "SELECT password_hash FROM res_users WHERE id = ?"
    assert re.fullmatch(
        r"[0-9a-f]{16}\$[0-9a-f]{64}", house.odoo.database(ACME).store.all(kept, (house.uids["employee"],))[0][0]
    )
    assert house.xmlrpc("common", "authenticate", ACME, "employee", "correct horse", {}) == house.uids["employee"]


def test_the_journal_shows_no_key(house: House) -> None:
    """What a test reads of requests and answers has the keys masked, in headers as in bodies."""
    key = key_by_dialogs(house, "admin", "admin", "webkey")
    house.xmlrpc("common", "authenticate", ACME, "admin", key, {})
    assert house.call("res.users", "context_get")["uid"] == 2
    journal = house.odoo.journal.exchanges()
    shown = "".join(f"{exchange.headers}{exchange.body.decode()}{exchange.answer.decode()}" for exchange in journal)
    assert key not in shown
    assert house.keys["admin"] not in shown
    assert "bearer •••" in shown
    assert '"default_key":"•••"' in shown


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("hour", [timedelta(), timedelta(hours=15, minutes=59, seconds=59)])
def test_a_key_ends_at_midnight_utc(house: House, days: str, hour: timedelta) -> None:
    """A key of N days ends at the midnight that begins the Nth day after today, whatever the hour."""
    house.odoo.clock.advance_to(datetime(2026, 3, 2, 8, 0, tzinfo=UTC) + hour)
    key_by_dialogs(house, "admin", "admin", "k", duration=days)
    end = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=int(days))
    assert expirations(house)["k"] == f"{end:%Y-%m-%d} 00:00:00"


def test_a_key_of_one_day_may_live_for_a_minute(house: House) -> None:
    """A key of one day that is made shortly before midnight is refused shortly after it."""
    house.odoo.clock.advance_to(datetime(2026, 3, 2, 23, 59, tzinfo=UTC))
    house.keys["admin"] = key_by_dialogs(house, "admin", "admin", "k", duration="1")
    assert house.call("res.users", "context_get")["uid"] == 2
    house.odoo.clock.advance(timedelta(seconds=61))
    assert house.refusal("res.users", "context_get")[0] == 401


def test_a_key_works_at_the_very_moment_it_ends(house: House) -> None:
    """The moment of expiry is the last one at which a key is good."""
    end = "2026-03-02 08:00:10"
    house.keys["admin"] = house.odoo.create_api_key("admin", database=ACME, expiration_date=end)
    house.odoo.clock.advance(timedelta(seconds=10))
    assert house.call("res.users", "context_get")["uid"] == 2
    house.odoo.clock.advance(timedelta(microseconds=1))
    assert house.refusal("res.users", "context_get")[0] == 401


def test_a_plain_user_chooses_up_to_ninety_days(house: House) -> None:
    """The dialog offers a plain user what the groups allow, and a date of one's own."""
    described = house.call("res.users.apikeys.description", "fields_get", by="employee", allfields=["duration"])
    assert [key for key, _ in described["duration"]["selection"]] == ["1", "7", "30", "90", "-1"]


def test_an_administrator_chooses_freely(house: House) -> None:
    """The dialog offers an administrator every duration, and a key that never ends."""
    described = house.call("res.users.apikeys.description", "fields_get", allfields=["duration"])
    assert [key for key, _ in described["duration"]["selection"]] == [*DAYS, "0", "-1"]


@pytest.mark.parametrize(
    ("duration", "more", "message"),
    [
        ("365", {}, LIMIT),
        ("180", {}, LIMIT),
        ("0", {}, "The API key must have an expiration date"),
        ("-1", {}, "The API key must have an expiration date"),
        ("-1", {"expiration_date": "2026-06-01 00:00:00"}, LIMIT),
    ],
)
def test_a_plain_user_is_refused_a_longer_life(house: House, duration: str, more: dict[str, str], message: str) -> None:
    """A life beyond what the groups allow is refused, in the real server's words."""
    assert wizard(house, "employee", duration, **more) == (422, "odoo.exceptions.ValidationError", message)


def test_a_plain_user_may_choose_a_date_within_the_limit(house: House) -> None:
    """A date of one's own is taken as it is, to the second."""
    key_by_dialogs(house, "employee", "employee", "k", duration="-1", expiration_date="2026-05-30 12:34:56")
    assert expirations(house)["k"] == "2026-05-30 12:34:56"


def test_a_key_may_live_to_the_very_end_of_the_limit(house: House) -> None:
    """Ninety days to the second are allowed, and a second more is not; the clock stands at eight."""
    key_by_dialogs(house, "employee", "employee", "k", duration="-1", expiration_date="2026-05-31 08:00:00")
    assert expirations(house)["k"] == "2026-05-31 08:00:00"
    assert wizard(house, "employee", "-1", expiration_date="2026-05-31 08:00:01")[2] == LIMIT


def test_without_a_duration_of_any_group_a_key_lives_for_a_day(house: House) -> None:
    """At least one day is allowed, whatever the groups say."""
    house.odoo.database(ACME).store.execute("UPDATE res_groups SET api_key_duration = 0")
    assert key_by_dialogs(house, "employee", "employee", "k", duration="1")
    assert wizard(house, "employee", "7")[2] == "You cannot exceed 1.0 days."


def test_a_longer_duration_of_a_group_is_allowed(house: House) -> None:
    """The longest duration that one of a user's groups allows counts."""
    house.call("res.groups", "write", ids=[house.group("base.group_user")], vals={"api_key_duration": 200})
    assert key_by_dialogs(house, "employee", "employee", "k", duration="180")
    assert wizard(house, "employee", "365")[2] == "You cannot exceed 200.0 days."


@pytest.mark.parametrize("duration", ["0", "-1"])
def test_an_administrator_may_have_a_key_that_never_ends(house: House, duration: str) -> None:
    """A persistent key, and a custom one without a date, work in ten years."""
    house.keys["admin"] = key_by_dialogs(house, "admin", "admin", "k", duration=duration)
    assert expirations(house)["k"] is False
    house.odoo.clock.advance(timedelta(days=3650))
    assert house.call("res.users", "context_get")["uid"] == 2


def test_the_dialog_opens_with_one_day(house: House) -> None:
    """The dialog proposes one day and shows the midnight at which such a key would end."""
    spec = {"name": {}, "duration": {}, "expiration_date": {}}
    opened = house.call("res.users.apikeys.description", "onchange", values={}, field_names=[], fields_spec=spec)
    assert opened == {"value": {"name": False, "duration": "1", "expiration_date": "2026-03-03 00:00:00"}}
    changed = house.call(
        "res.users.apikeys.description",
        "onchange",
        values={"duration": "7"},
        field_names=["duration"],
        fields_spec=spec,
    )
    assert changed == {"value": {"expiration_date": "2026-03-09 00:00:00"}}
