"""Whole databases over the wire: made, copied, dumped, restored, renamed and dropped, and who may see which."""

from __future__ import annotations

import base64
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mock_odoo import MockOdoo, databases
from mock_odoo.hosting import ON_PREMISE

from .support import ACME, BETA, CALL, JSON, PARAM, Browser, House, fault_of

MASTER = "admin"


def db(house: House, method: str, *params: Any) -> Any:
    """Call a method of the service with the master password."""
    return house.xmlrpc("db", method, MASTER, *params)


def parameter(house: House, database: str, key: str) -> str | None:
    """Return a system parameter as it is kept."""
    row = house.odoo.database(database).store.one("SELECT value FROM ir_config_parameter WHERE key = ?", (key,))
    return row and row[0]


def test_a_database_is_made_for_its_founder(house: House) -> None:
    """Language, login, password, country and phone are the founder's; the country decides about money and time."""
    assert db(house, "create_database", "new", False, "nl_BE", "secret", "boss@example.com", "be", "+32 2") is True
    uid = house.xmlrpc("common", "authenticate", "new", "boss@example.com", "secret", {})
    read = ("new", uid, "secret")
    assert house.xmlrpc("object", "execute_kw", *read, "res.users", "context_get", []) == {
        "lang": "nl_BE", "tz": "Europe/Brussels", "uid": uid,
    }  # fmt: skip
    [company] = house.xmlrpc(
        "object", "execute_kw", *read, "res.company", "search_read", [[], ["email", "phone", "country_id"]]
    )
    assert (company["email"], company["phone"], company["country_id"][1]) == ("boss@example.com", "+32 2", "Belgium")


def test_a_database_without_a_country_counts_dollars(house: House) -> None:
    """Nobody's country has the currency that every database begins with."""
    db(house, "create_database", "new", False, "en_US")
    read = ("new", 2, "admin", "res.company", "search_read", [[], ["country_id", "currency_id"]])
    [company] = house.xmlrpc("object", "execute_kw", *read)
    assert (company["country_id"], company["currency_id"][1]) == (False, "USD")


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (("create_database", "new", True, "en_US"), "a database with demonstration data"),
        (("create_database", "new", False, "tlh"), "a database like that (no res.lang with code 'tlh'"),
        (("create_database", "", False, "en_US"), "a database named ''"),
        (("duplicate_database", ACME, "x" * 64), f"a database named '{'x' * 64}'"),
        (("rename", ACME, 5), "a database named 5"),
    ],
)
def test_what_the_fake_cannot_make_is_said(house: House, call: tuple[Any, ...], what: str) -> None:
    """Demonstration data, unknown languages and odd names are not in the fake, and nothing has changed then."""
    method, *params = call
    code, text = house.fault("db", method, MASTER, *params)
    assert (code, text.startswith(f"twinledger.NotInFake: {what}")) == (1, True), text
    assert house.xmlrpc("db", "list") == [ACME, BETA]


def test_a_copy_lives_its_own_life(house: House) -> None:
    """A copy has the keys and the records of the original, another identity, and goes its own way."""
    assert db(house, "duplicate_database", ACME, "copy", True) is True
    _, uid, key = house.credentials()
    write = ("copy", uid, key, "res.partner", "write", [[1], {"name": "Copied"}])
    assert house.xmlrpc("object", "execute_kw", *write) is True
    assert house.read("res.partner", 1, "name") == "Acme BV"
    assert parameter(house, "copy", "database.uuid") != parameter(house, ACME, "database.uuid")
    assert parameter(house, "copy", "database.is_neutralized") == "true"
    assert parameter(house, ACME, "database.is_neutralized") is None


@pytest.mark.parametrize("kind", ["zip", "bare"])
@pytest.mark.parametrize("copied", [False, True])
def test_a_dump_comes_back(house: House, kind: str, *, copied: bool) -> None:
    """What was dumped is restored under another name, with its identity unless it shall be a copy."""
    dumped = db(house, "dump", ACME, kind)
    house.call("res.partner", "write", ids=[1], vals={"name": "Later"})
    assert db(house, "restore", "back", dumped, copied) is True
    _, uid, key = house.credentials()
    [partner] = house.xmlrpc("object", "execute_kw", "back", uid, key, "res.partner", "read", [[1], ["name"]])
    assert partner["name"] == "Acme BV"
    same = parameter(house, "back", "database.uuid") == parameter(house, ACME, "database.uuid")
    assert same is not copied


@pytest.mark.parametrize("year", [2027, 2200])
def test_a_dump_tells_the_time_of_the_world(house: House, year: int) -> None:
    """Its files were written when the world says, as far as archives know years; so a dump has the same bytes again."""
    house.odoo.clock.advance_to(datetime(year, 2, 3, 4, 5, 6, tzinfo=UTC))
    dumps = [base64.b64decode(db(house, "dump", ACME, "zip")) for _ in range(2)]
    with zipfile.ZipFile(io.BytesIO(dumps[0])) as file:
        assert {entry.date_time for entry in file.infolist()} == {(min(year, 2107), 2, 3, 4, 5, 6)}
    assert dumps[0] == dumps[1]


def archive(**files: str) -> str:
    """Return an archive with these files in base64."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in files.items():
            file.writestr(zipfile.ZipInfo(name.replace("_", ".")), text)
    return base64.b64encode(content.getvalue()).decode()


@pytest.mark.parametrize(
    ("dumped", "text"),
    [
        (base64.b64encode(b"no dump at all" * 10).decode(), "Exception: Couldn't restore database"),
        ("", "Exception: Couldn't restore database"),
        (archive(dump_sqlite="x"), "Exception: Couldn't restore database"),
        (archive(dump_sql="CREATE TABLE"), "twinledger.NotInFake: a dump of a real Odoo is not in the fake; "),
        (
            archive(dump_sqlite="x", manifest_json=json.dumps({"version": "17.0"})),
            "twinledger.NotInFake: a dump of Odoo 17.0 in Odoo 19.0 is not in the fake; ",
        ),
        (5, "TypeError: argument should be a bytes-like object or ASCII string, not 'int'"),
        ("é", "ValueError: string argument should contain only ASCII characters"),
    ],
)
def test_what_is_no_dump_makes_no_database(house: House, dumped: Any, text: str) -> None:
    """Whatever is no dump of this version of the fake is refused, and no database is left of it."""
    code, said = house.fault("db", "restore", MASTER, "back", dumped)
    assert (code, said.startswith(text)) == (1, True), said
    assert house.xmlrpc("db", "list") == [ACME, BETA]


HARMFUL = (
    "CREATE TRIGGER t AFTER INSERT ON res_partner BEGIN DELETE FROM res_users; END",
    "CREATE VIEW v AS SELECT * FROM res_users",
    "CREATE TABLE more (id INTEGER)",
    "CREATE INDEX more ON res_partner (abs(id))",
    "DROP INDEX index_1",
    "ALTER TABLE res_partner ADD COLUMN x_all TEXT CHECK (x_all <> '')",
    "ALTER TABLE res_partner ADD COLUMN x_all AS (abs(id))",
    "ALTER TABLE res_partner RENAME COLUMN name TO named",
)


def changed(image: bytes, statement: str) -> bytes:
    """Return a database, as the bytes of its file, after a statement."""
    with closing(sqlite3.connect(":memory:")) as store:
        store.deserialize(image)
        store.execute(statement)
        return store.serialize()


def test_a_dump_with_fields_of_its_own_comes_back(house: House) -> None:
    """Also after one of them was removed again."""
    [model] = house.call("ir.model", "search", domain=[["model", "=", "res.partner"]])
    fields = [
        {"name": name, "ttype": kind, "model_id": model, "field_description": name, "state": "manual"}
        for name, kind in (("x_a", "char"), ("x_b", "integer"), ("x_c", "float"))
    ]
    _, second, _ = house.call("ir.model.fields", "create", vals_list=fields)
    house.call("ir.model.fields", "unlink", ids=[second])
    house.call("res.partner", "write", ids=[1], vals={"x_a": "kept", "x_c": 1.5})
    assert db(house, "restore", "back", db(house, "dump", ACME, "zip")) is True
    _, uid, key = house.credentials()
    found = house.xmlrpc("object", "execute_kw", "back", uid, key, "res.partner", "read", [[1], ["x_a", "x_c"]])
    assert found == [{"id": 1, "x_a": "kept", "x_c": 1.5}]


def test_a_dump_that_is_made_otherwise_or_unpacks_to_too_much_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What acts by itself, is more, less or other than the tables of ours is refused, and so is what is too large."""
    good = base64.b64decode(db(house, "dump", ACME, "zip"))
    with zipfile.ZipFile(io.BytesIO(good)) as file:
        manifest, image = file.read("manifest.json").decode(), file.read("dump.sqlite")
    refused = (1, "Exception: Couldn't restore database")
    for change in HARMFUL:
        harmful = changed(image, change)
        for dumped in (base64.b64encode(harmful).decode(), packed(manifest, harmful)):
            code, said = house.fault("db", "restore", MASTER, "back", dumped)
            assert ((code, said.strip().splitlines()[-1]), change) == (refused, change)
    assert db(house, "restore", "back", packed(manifest, image)) is True
    for name, content in (("dump.sqlite", image), ("manifest.json", manifest)):
        with monkeypatch.context() as smaller:
            smaller.setitem(databases.LARGEST_UNPACKED, name, len(content) - 1)
            code, said = house.fault("db", "restore", MASTER, "again", packed(manifest, image))
            assert ((code, said.strip().splitlines()[-1]), name) == (refused, name)
    assert house.xmlrpc("db", "list") == [ACME, "back", BETA]


def test_a_damaged_dump_is_none(house: House) -> None:
    """Wherever a page of it is damaged, it is refused, instead of failing some call later."""
    image = bytearray(house.odoo.database(ACME).store.snapshot().image)
    for page in range(1, len(image) // 4096, 40):
        damaged = bytes(image[: page * 4096]) + bytes(64) + bytes(image[page * 4096 + 64 :])
        code, said = house.fault("db", "restore", MASTER, "back", base64.b64encode(damaged).decode())
        assert (code, "Couldn't restore database" in said) == (1, True), page
    assert house.xmlrpc("db", "list") == [ACME, BETA]


def marked(archived: bytes, place: int, value: int) -> bytes:
    """Return an archive with another byte at a place of every file's entry in its directory, and of its own heading."""
    changed = bytearray(archived)
    for signature, shift in ((b"PK\x01\x02", 2), (b"PK\x03\x04", 0)):
        found = changed.find(signature)
        while found >= 0:
            changed[found + place + shift] = value
            found = changed.find(signature, found + 4)
    return bytes(changed)


LOCKED, PACKED_BY = 6, 8  # where an entry says that it is encrypted, and how it is packed
ODD_ARCHIVES: dict[str, Callable[[bytes], bytes]] = {
    "locked": lambda good: marked(good, LOCKED, 1),
    "packed in an unknown way": lambda good: marked(good, PACKED_BY, 97),
    "packed in another way": lambda good: marked(good, PACKED_BY, zipfile.ZIP_LZMA),
    "a list for its manifest": lambda _: base64.b64decode(packed("[]", b"")),
    "a manifest without a version": lambda _: base64.b64decode(packed("{}", b"")),
    "a manifest without an end": lambda _: base64.b64decode(packed("[" * 60_000, b"")),
    "cut in the middle": lambda good: good[: len(good) // 2] + good[-400:],
}


@pytest.mark.parametrize("kind", ODD_ARCHIVES)
def test_an_odd_archive_is_no_dump(house: House, kind: str) -> None:
    """Damaged, locked, packed in another way or with another manifest: refused as the real server refuses any."""
    good = base64.b64decode(db(house, "dump", ACME, "zip"))
    odd = base64.b64encode(ODD_ARCHIVES[kind](good)).decode()
    code, said = house.fault("db", "restore", MASTER, "back", odd)
    assert (code, said.strip().splitlines()[-1]) == (1, "Exception: Couldn't restore database")
    assert house.xmlrpc("db", "list") == [ACME, BETA]


def packed(manifest: str, image: bytes) -> str:
    """Return a dump as an archive in base64."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("manifest.json", manifest)
        file.writestr("dump.sqlite", image)
    return base64.b64encode(content.getvalue()).decode()


def test_sessions_end_with_the_name_of_their_database(house: House) -> None:
    """A browser is signed out when its database has another name, and nobody finds the old one."""
    browser = Browser(house)
    browser.sign_in("admin", "admin")
    assert db(house, "rename", ACME, "other") is True
    assert browser.post("/web/session/get_session_info").status == 404
    assert house.xmlrpc("db", "list") == [BETA, "other"]
    assert house.odoo.database("other").name == "other"


def test_the_master_password_can_be_changed(house: House) -> None:
    """The new master password opens, the old one does not, and going back in time brings the old one back."""
    before = house.odoo.capture()
    assert db(house, "change_admin_password", "new") is True
    assert house.fault("db", "drop", MASTER, BETA) == (3, "Access Denied")
    assert house.xmlrpc("db", "drop", "new", BETA) is True
    house.odoo.restore(before)
    assert db(house, "drop", "nodb") is False


def test_migrating_forgets_what_was_cached(house: House) -> None:
    """Migrating changes nothing but that the server starts afresh: a removed key no longer works."""
    house.execute_kw("res.users", "context_get")
    house.odoo.remove_api_key(house.keys["admin"], database=ACME)
    assert house.execute_kw("res.users", "context_get")["uid"] == 2
    assert db(house, "migrate_databases", [ACME]) is True
    database, uid, key = house.credentials()
    refused = house.fault("object", "execute_kw", database, uid, key, "res.users", "context_get", [])
    assert refused == (3, "Access Denied")


def test_where_nothing_is_listed_nothing_is_managed(house: House) -> None:
    """With the list switched off even the master password opens only the countries; that goes before arguments."""
    house.odoo.odoo.lists_databases = False
    for method in ("create_database", "drop", "dump", "restore", "rename", "change_admin_password"):
        assert house.fault("db", method, MASTER) == (3, "Access Denied")
    assert db(house, "list_countries")[0] == ["af", "Afghanistan"]
    envelope = Browser(house).post("/web/database/list").json
    assert envelope["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"


def test_a_filter_hides_databases_from_the_web_alone() -> None:
    """JSON-2, sessions and the web client's list see what the filter lets them; XML-RPC sees every database."""
    hosting = replace(ON_PREMISE, db_filter="^%d$")
    odoo = MockOdoo(hosting=hosting)
    for name in ("acme", "beta"):
        odoo.create_database(name)
    house = House(odoo, keys={"admin": odoo.create_api_key("admin", database="acme")})
    bearer = {"Authorization": f"bearer {house.keys['admin']}", "Content-Type": JSON, "Host": "acme.example.com"}
    context_get = "/json/2/res.users/context_get"
    asked = [house.send(context_get, "{}", {**bearer, "X-Odoo-Database": name}).status for name in ("", "acme", "beta")]
    assert asked == [200, 200, 404]
    assert house.send(context_get, "{}", {**bearer, "Host": "www.acme.example.com:8069"}).status == 200
    assert house.send(context_get, "{}", {**bearer, "Host": "else.example.com"}).status == 404
    browser = Browser(house)
    host = {"Host": "acme.example.com"}
    assert browser.post("/web/database/list", headers=host).json["result"] == ["acme"]
    sign_in = {"db": "beta", "login": "admin", "password": "admin"}
    refused = browser.post("/web/session/authenticate", sign_in, headers=host).json["error"]["data"]
    assert (refused["name"], refused["message"]) == ("odoo.exceptions.AccessError", "Database not found.")
    assert house.xmlrpc("db", "list") == ["acme", "beta"]
    assert house.xmlrpc("common", "authenticate", "beta", "admin", "admin", {}) == 2
    odoo.close()


def test_a_name_that_is_nested_deeper_than_python_can_show_it(house: House) -> None:
    """Is refused as the real server's Python would refuse to show it, and the server goes on."""
    deep = "<value><array><data>" * 50_000 + "</data></array></value>" * 50_000
    given = "".join(PARAM.format(f"<string>{text}</string>") for text in ("admin", ACME))
    code, said = fault_of(CALL.format("rename", f"{given}<param>{deep}</param>"), house, "/xmlrpc/2/db")
    assert (code, said.partition(":")[0]) == (1, "RecursionError")
    assert house.xmlrpc("db", "list") == [ACME, BETA]
