"""Real clients on a real socket: the standard library as in Odoo's documentation, OdooRPC, odooly."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import odooly
import odoorpc
import pytest

from .support import ACME, House

LEDGER = [("400000", 121.0), ("700000", -100.0), ("440000", -21.0), ("400000", -121.0), ("550000", 121.0)]
DOMAIN = [["parent_state", "=", "posted"]]


@pytest.fixture
def served(house: House) -> Iterator[House]:
    """Put the fake on a socket, with two posted entries and a draft."""
    house.post_entry(("customers", 121.0), ("sales", -100.0), ("suppliers", -21.0), date="2026-01-10")
    house.post_entry(("customers", -121.0), ("bank", 121.0), date="2026-02-10", journal="BNK")
    house.entry(date="2026-02-11")
    house.odoo.start()
    yield house
    house.odoo.stop()


def proxies(house: House) -> tuple[xmlrpc.client.ServerProxy, xmlrpc.client.ServerProxy]:
    """Return the two proxies that Odoo's documentation makes."""
    common = xmlrpc.client.ServerProxy(f"{house.odoo.url}/xmlrpc/2/common")
    return common, xmlrpc.client.ServerProxy(f"{house.odoo.url}/xmlrpc/2/object")


def ledger(lines: list[Any], codes: dict[int, str]) -> list[tuple[str, float]]:
    """Return code and balance of each line, in the order of their ids."""
    return [(codes[line["account_id"][0]], line["balance"]) for line in sorted(lines, key=lambda line: int(line["id"]))]


def test_the_documentations_way(served: House) -> None:
    """The calls of Odoo's own documentation: version, authenticate, search, count, read, create, write, unlink."""
    common, models = proxies(served)
    with common, models:
        assert common.version()["server_serie"] == "19.0"
        key = served.keys["admin"]
        uid = common.authenticate(ACME, "admin", key, {})
        assert models.execute_kw(ACME, uid, key, "res.partner", "name_search", ["Acme"], {"limit": 10}) == [
            [1, "Acme BV"]
        ]
        ids = models.execute_kw(
            ACME, uid, key, "res.partner", "search", [[["is_company", "=", True]]], {"offset": 0, "limit": 5}
        )
        assert ids == [1]
        assert models.execute_kw(ACME, uid, key, "res.partner", "search_count", [[["is_company", "=", True]]]) == 1
        [record] = models.execute_kw(
            ACME, uid, key, "res.partner", "read", [ids], {"fields": ["name", "country_id", "comment"]}
        )
        assert record == {"id": 1, "name": "Acme BV", "country_id": [20, "Belgium"], "comment": False}
        fields = models.execute_kw(ACME, uid, key, "res.partner", "fields_get", [], {"attributes": ["string", "type"]})
        assert fields["name"] == {"string": "Name", "type": "char"}
        id_ = models.execute_kw(ACME, uid, key, "res.partner", "create", [{"name": "New Partner"}])
        assert models.execute_kw(ACME, uid, key, "res.partner", "write", [[id_], {"name": "Newer partner"}]) is True
        assert models.execute_kw(ACME, uid, key, "res.partner", "read", [[id_], ["display_name"]]) == [
            {"id": id_, "display_name": "Newer partner"}
        ]
        assert models.execute_kw(ACME, uid, key, "res.partner", "unlink", [[id_]]) is True
        assert models.execute_kw(ACME, uid, key, "res.partner", "search", [[["id", "=", id_]]]) == []


def test_the_standard_library_reads_the_ledger(served: House) -> None:
    """A reader of accounting fetches accounts and posted items with a key, page by page."""
    common, models = proxies(served)
    with common, models:
        key = served.keys["auditor"]
        uid = common.authenticate(ACME, "auditor", key, {})
        read = (ACME, uid, key)
        accounts = models.execute_kw(*read, "account.account", "search_read", [[], ["code"]])
        pages = [
            models.execute_kw(
                *read, "account.move.line", "search_read", [DOMAIN, ["account_id", "balance"], offset, 2, "id"]
            )
            for offset in (0, 2, 4, 6)
        ]
        assert [len(page) for page in pages] == [2, 2, 1, 0]
        codes = {account["id"]: account["code"] for account in accounts}
        assert ledger([line for page in pages for line in page], codes) == LEDGER


def test_the_standard_library_fails_as_on_the_real_server(served: House) -> None:
    """A wrong key, an unknown field and a missing right are faults with the real server's numbers."""
    common, models = proxies(served)
    with common, models:
        assert common.authenticate(ACME, "admin", "0" * 40, {}) is False
        calls: list[tuple[tuple[Any, ...], int, str]] = [
            ((ACME, 2, "0" * 40, "res.partner", "read", [[1]]), 3, "Access Denied"),
            (
                (*served.credentials(), "res.partner", "read", [[1], ["nofield"]]),
                1,
                "ValueError: Invalid field 'nofield' on 'res.partner'\n",
            ),
            (
                (*served.credentials("employee"), "account.move.line", "search", [[]]),
                4,
                "Contact your administrator to request access if necessary.",
            ),
        ]
        for call, code, ending in calls:
            with pytest.raises(xmlrpc.client.Fault) as caught:
                models.execute_kw(*call)
            assert caught.value.faultCode == code
            assert caught.value.faultString.endswith(ending)


@pytest.fixture
def rpc(served: House) -> odoorpc.ODOO:
    """Give a test OdooRPC, not yet signed in."""
    place = urlsplit(served.odoo.url)
    return odoorpc.ODOO(place.hostname, port=place.port, protocol="jsonrpc")


def test_odoorpc_reads_the_ledger(served: House, rpc: odoorpc.ODOO) -> None:
    """OdooRPC signs in with a key and walks from items to accounts."""
    assert rpc.version == "19.0"
    assert ACME in rpc.db.list()
    rpc.login(ACME, "auditor", served.keys["auditor"])
    assert (rpc.env.uid, rpc.env.lang, rpc.env.user.name) == (served.uids["auditor"], "en_US", "Auditor")
    items = rpc.env["account.move.line"]
    ids = items.search(DOMAIN, order="id")
    assert [(line.account_id.code, line.balance) for line in items.browse(ids)] == LEDGER
    assert items.search_count(DOMAIN) == 5
    entry = rpc.env["account.move"].browse(items.browse(ids[0]).move_id.id)
    assert (entry.name, entry.date.isoformat(), len(entry.line_ids)) == ("MISC/2026/01/0001", "2026-01-10", 3)


def test_odoorpc_writes(served: House, rpc: odoorpc.ODOO) -> None:
    """OdooRPC creates, changes and deletes records."""
    rpc.login(ACME, "admin", served.keys["admin"])
    partners = rpc.env["res.partner"]
    id_ = partners.create({"name": "By OdooRPC"})
    record = partners.browse(id_)
    record.name = "Renamed"
    assert partners.read([id_], ["name"]) == [{"id": id_, "name": "Renamed"}]
    record.unlink()
    assert partners.search([("id", "=", id_)]) == []


def test_odoorpc_fails_as_on_the_real_server(served: House, rpc: odoorpc.ODOO) -> None:
    """OdooRPC tells a wrong key, an unknown field, model and method, and a missing right as on the real server."""
    with pytest.raises(odoorpc.error.RPCError, match="Wrong login ID or password"):
        rpc.login(ACME, "admin", "0" * 40)
    rpc.login(ACME, "employee", served.keys["employee"])
    for call, name, message in (
        (
            lambda: rpc.env["res.partner"].search([("nofield", "=", 1)]),
            "builtins.ValueError",
            "Invalid field res.partner.nofield in condition",
        ),
        (lambda: rpc.env["foo.bar"], "odoo.exceptions.UserError", "Object foo.bar doesn't exist"),
        (
            lambda: rpc.execute("res.partner", "frob"),
            "builtins.AttributeError",
            "The method 'res.partner.frob' does not exist",
        ),
        (
            lambda: rpc.env["account.move.line"].search([]),
            "odoo.exceptions.AccessError",
            "You are not allowed to access 'Journal Item'",
        ),
    ):
        with pytest.raises(odoorpc.error.RPCError) as caught:
            call()
        assert str(caught.value).startswith(message)
        assert (caught.value.info["code"], caught.value.info["data"]["name"]) == (0, name)


def test_odooly_reads_the_ledger(served: House) -> None:
    """Odooly finds JSON-2 by itself, signs in with a key and reads the ledger over it."""
    client = odooly.Client(served.odoo.url, ACME, "auditor", api_key=served.keys["auditor"])
    assert (client.server_version, client.env.uid) == ("19.0", served.uids["auditor"])
    lines = client.env["account.move.line"].search(DOMAIN, order="id")
    assert [(line.account_id.code, line.balance) for line in lines] == LEDGER
    assert lines[0].move_id.name == "MISC/2026/01/0001"
    assert client.env["account.move"].search_count([]) == 3
    assert {
        exchange.call["protocol"]
        for exchange in served.odoo.journal
        if exchange.call.get("model") == "account.move.line"
    } == {"json2"}


def test_odooly_writes(served: House) -> None:
    """Odooly creates, changes and deletes records."""
    client = odooly.Client(served.odoo.url, ACME, "admin", api_key=served.keys["admin"])
    [record] = client.env["res.partner"].create([{"name": "By odooly"}])
    record.write({"name": "Renamed"})
    assert served.read("res.partner", record.id, "name") == "Renamed"
    record.unlink()
    assert client.env["res.partner"].search_count([("name", "=", "Renamed")]) == 0


def test_odooly_fails_as_on_the_real_server(served: House) -> None:
    """Odooly tells wrong keys, unknown databases, fields, models and methods, and missing rights as it should."""
    with pytest.raises(odooly.ServerError, match="Invalid apikey"):
        odooly.Client(served.odoo.url, ACME, "admin", api_key="0" * 40)
    with pytest.raises(odooly.Error, match=r"Database 'nodb' does not exist: \['acme', 'beta'\]"):
        odooly.Client(served.odoo.url, "nodb", "admin", api_key=served.keys["admin"])
    client = odooly.Client(served.odoo.url, ACME, "employee", api_key=served.keys["employee"])
    with pytest.raises(odooly.Error, match=r"Model not found: foo\.bar"):
        _ = client.env["foo.bar"]
    partners = client.env["res.partner"]
    for call, code, message in (
        (
            lambda: partners.search([("nofield", "=", 1)]).ids,
            500,
            "Invalid field res.partner.nofield in condition ('nofield', '=', 1)",
        ),
        (lambda: partners.browse(1).frob(), 404, "The method 'res.partner.frob' does not exist"),
        (
            lambda: client.env.execute("account.move.line", "search_count", []),
            403,
            "You are not allowed to access 'Journal Item'",
        ),
    ):
        with pytest.raises(odooly.ServerError) as caught:
            call()
        assert caught.value.args[0]["code"] == code
        assert caught.value.args[0]["data"]["message"].startswith(message)
