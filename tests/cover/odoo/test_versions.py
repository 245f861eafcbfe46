"""Versions: what 17.0 and 18.0 do otherwise than 19.0 (read), and how all of them call themselves."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo import MockOdoo
from mock_odoo.models import registry
from mock_odoo.orm.schema import Field
from mock_odoo.versions import SERIES, VERSIONS

from .support import ACME, JSON, House, fault, house_of

MOMENT = "2026-03-02 10:00:05"


def test_a_version_that_is_not_there_is_refused() -> None:
    """The error names the versions there are."""
    with pytest.raises(
        ValueError, match=r"'7.0' is not in the fake; choose one of 19.0, 18.0, 17.0, 19.0\+programmatic, 19.0\+e"
    ):
        MockOdoo("7.0")


@pytest.mark.parametrize(
    ("version", "info", "serie"),
    [
        ("17.0", [17, 0, 0, "final", 0, ""], "17.0"),
        ("18.0", [18, 0, 0, "final", 0, ""], "18.0"),
        ("19.0+e", [19, 0, 0, "final", 0, "e"], "19.0"),
        ("saas~18.3", ["saas~18", 3, 0, "final", 0, "e"], "saas~18.3"),
        ("saas~19.1", ["saas~19", 1, 0, "final", 0, "e"], "saas~19.1"),
    ],
)
def test_what_versions_call_themselves(version: str, info: list[Any], serie: str) -> None:
    """The service `common` says name, series and numbers."""
    with house_of(version) as house:
        assert house.xmlrpc("common", "version") == {
            "server_version": version, "server_version_info": info, "server_serie": serie, "protocol_version": 1,
        }  # fmt: skip


def test_every_version_is_one_of_a_known_series() -> None:
    """What another name stands for has the schemas of one of the three."""
    assert {version.series for version in VERSIONS.values()} == {version.name for version in SERIES}


def test_every_name_of_a_schema_leads_somewhere() -> None:
    """A field that a version lacks is not named by one that it has: as inverse, currency, or on a path."""
    for version in SERIES:
        schemas = registry(version.name).schemas
        for field in (field for schema in schemas.values() for field in schema.fields.values()):
            target = schemas.get(field.relation)
            assert not field.inverse or target is None or field.inverse in target.fields, field
            assert not field.currency_field or field.currency_field in schemas[field.model].fields, field
            where = f"facts/{version.series}/patch.json: {field.model}.{field.name}"
            assert _leads_somewhere(field, version.name), f"{where} shows {field.related}, which is absent there"


def _leads_somewhere(field: Field, version: str) -> bool:
    schema: Any = registry(version).schemas[field.model]
    for name in field.related.split(".") if field.related else ():
        if schema is None:
            return True
        if name not in schema.fields:
            return False
        schema = registry(version).schemas.get(schema.fields[name].relation)
    return True


# The wire -------------------------------------------------------------------------------------------------------------


def test_what_only_19_serves(any_version: House) -> None:
    """JSON-2 and the page of the version came with 19.0."""
    is_latest = any_version.odoo.version == "19.0"
    headers = {"Authorization": f"bearer {any_version.keys['admin']}", "Content-Type": JSON}
    found = any_version.send("/json/2/res.partner/search_count", '{"domain": []}', headers)
    assert found.status == (200 if is_latest else 404)
    for path in ("/web/version", "/json/version"):
        assert any_version.send(path, method="GET").status == (200 if is_latest else 404)
    assert any_version.send("/web/health", method="GET").status == 200


def test_the_envelope_of_an_error(any_version: House) -> None:
    """Before 19.0 the code of an error is 200 and its members stand in another order."""
    error = any_version.jsonrpc("object", "execute_kw", ACME, 2, "wrong", "res.partner", "read", [[1]])["error"]
    if any_version.odoo.version == "19.0":
        assert (error["code"], list(error["data"])) == (0, ["name", "message", "arguments", "context", "debug"])
    else:
        assert (error["code"], list(error["data"])) == (200, ["name", "debug", "message", "arguments", "context"])


def test_a_wrong_media_type(any_version: House) -> None:
    """A body that is not declared as JSON is a bad request before 19.0, without a hint of what would be right."""
    reply = any_version.send("/jsonrpc", "{}", {"Content-Type": "text/plain"})
    expected = (415, True) if any_version.odoo.version == "19.0" else (400, False)
    assert (reply.status, "Accept" in reply.headers) == expected


def test_the_database_service_of_19_1_is_gone() -> None:
    """Odoo Online 19.1 no longer has the service `db` (assumed: as any unknown service)."""
    with house_of("saas~19.1") as house:
        assert house.fault("db", "list") == (1, "KeyError: 'db'")


# Records --------------------------------------------------------------------------------------------------------------


def test_keys_end_from_18_on() -> None:
    """In 17.0 nobody can ask for a last day; its preferences have the address that they always had."""
    with house_of("17.0") as house:
        with pytest.raises(ValueError, match=r"keys of Odoo 17\.0 do not expire; make one without an expiration date"):
            house.odoo.create_api_key("admin", "Forever", database=ACME, expiration_date="2027-01-01")
        assert house.send("/odoo", method="GET").status == 404
        assert house.send("/web", method="GET").headers["Location"].startswith("/web/login")


def test_a_state_brings_its_version_back() -> None:
    """With the databases that were there then."""
    with MockOdoo("19.0") as odoo:
        odoo.create_database("acme")
        state = odoo.capture()
        odoo.become("18.0")
        assert odoo.odoo.databases == {}
        odoo.restore(state)
        assert (odoo.version, list(odoo.odoo.databases)) == ("19.0", ["acme"])


def test_methods_that_came_and_went(any_version: House) -> None:
    """`exists` became private in 19.0, `name_get` went with 18.0, `has_access` came with it (assumed)."""
    version = any_version.odoo.version
    private = "Private methods (such as 'res.partner.exists') cannot be called remotely."
    if version == "19.0":
        assert fault(any_version, "res.partner", "exists", [1, 999]) == (4, private)
    else:
        assert any_version.execute_kw("res.partner", "exists", [[1, 999]]) == [1]
    if version == "17.0":
        assert any_version.execute_kw("res.partner", "name_get", [[1]]) == [[1, "Acme BV"]]
        assert fault(any_version, "res.partner", "has_access", [1], "read")[0] == 1
    else:
        gone = "AttributeError: The method 'res.partner.name_get' does not exist"
        assert fault(any_version, "res.partner", "name_get", [1]) == (1, gone)
        assert any_version.execute_kw("res.partner", "has_access", [[1], "read"]) is True
    if version != "19.0":
        assert fault(any_version, "res.partner", "formatted_read_group", [])[0] == 1


def test_entries_are_posted_and_told_their_journal(any_version: House) -> None:
    """Only 19.0 knows of accounts that are archived; before, none stands in the way."""

    def made(model: str, **vals: Any) -> int:
        return int(any_version.execute_kw(model, "create", [vals]))

    account = made("account.account", name="Costs", code="600999", account_type="expense")
    journal = made("account.journal", name="Versions", code="VERS", type="general")
    lines = [[0, 0, {"account_id": account, "balance": balance}] for balance in (5.0, -5.0)]
    entry = made("account.move", journal_id=journal, line_ids=lines)
    any_version.execute_kw("account.move", "write", [[entry], {"journal_id": journal}])
    any_version.execute_kw("account.move", "action_post", [[entry]])
    [read] = any_version.execute_kw("account.move", "read", [[entry], ["state"]])
    assert read["state"] == "posted"


def test_what_name_search_calls_its_domain(any_version: House) -> None:
    """It is `args` before 19.0, and each version refuses the other's name."""
    right, wrong = ("domain", "args") if any_version.odoo.version == "19.0" else ("args", "domain")
    nobody = [["id", "=", 0]]
    assert any_version.execute_kw("res.partner", "name_search", [], {"name": "Acme", right: []}) == [[1, "Acme BV"]]
    assert any_version.execute_kw("res.partner", "name_search", ["Acme", nobody]) == []
    unexpected = f"got an unexpected keyword argument '{wrong}'"
    assert fault(any_version, "res.partner", "name_search", **{wrong: []})[1].endswith(unexpected)


OF_DOMAINS = (
    (
        [["x", "=", 1]],
        "Invalid field res.partner.x in condition ('x', '=', 1)",
        "Invalid field res.partner.x in leaf ('x', '=', 1)",
    ),
    ([["name", "foo", 1]], "Invalid operator in condition ('name', 'foo', 1)", "Invalid leaf ['name', 'foo', 1]"),
    ([["name"]], "Domain() invalid item in domain: ['name']", "Invalid leaf ['name']"),
    (
        ["|", ["id", "=", 1]],
        "Domain() malformed domain ['|', ['id', '=', 1]]",
        "Domain ['|', ['id', '=', 1]] is syntactically not correct.",
    ),
)


@pytest.mark.parametrize(("domain", "now", "before"), OF_DOMAINS)
def test_the_words_of_errors_about_domains(any_version: House, domain: list[Any], now: str, before: str) -> None:
    """A term of a domain is a condition in 19.0 and was a leaf before."""
    said = now if any_version.odoo.version == "19.0" else before
    assert fault(any_version, "res.partner", "search", domain) == (1, f"ValueError: {said}")


def test_the_words_of_a_missing_field(any_version: House) -> None:
    """Before 19.0 a field was missing on a model."""
    where = "on" if any_version.odoo.version == "19.0" else "on model"
    said = f"ValueError: Invalid field 'x' {where} 'res.partner'"
    assert fault(any_version, "res.partner", "read", [1], ["x"]) == (1, said)


def test_operators_and_orders_of_19(eighteen: House) -> None:
    """`not =like` and an order by a bare id are unknown before; a relative date is not answered by guessing."""
    leaf = "ValueError: Invalid leaf ['name', 'not =like', 'A%']"
    assert fault(eighteen, "res.partner", "search", [["name", "not =like", "A%"]]) == (1, leaf)
    assert fault(eighteen, "res.partner", "search", [], order="country_id.id")[0] == 2
    assert "twinledger.NotInFake" in fault(eighteen, "res.partner", "search", [["create_date", ">", "today"]])[1]
    assert "twinledger.NotInFake" in fault(eighteen, "account.move", "search", [["date", ">", "today"]])[1]
    assert eighteen.execute_kw("account.move", "search", [[["date.month_number", "=", 1]]]) == []


def test_a_moment_in_a_domain(any_version: House) -> None:
    """19.0 compares whole seconds; before, a watermark cut to seconds finds the last rows again and again."""
    partner = any_version.execute_kw("res.partner", "create", [{"name": "Watermark"}])
    store = any_version.odoo.database(ACME).store
    store.execute("UPDATE res_partner SET write_date = ? WHERE id = ?", (f"{MOMENT}.200000", partner))

    def found(operator: str, value: str | bool) -> bool:
        domain = [["id", "=", partner], ["write_date", operator, value]]
        return any_version.execute_kw("res.partner", "search", [domain], {"context": {"tz": "Asia/Tokyo"}}) == [partner]

    truncates = any_version.odoo.version == "19.0"
    assert found(">", MOMENT) is not truncates
    assert found("=", MOMENT) is truncates
    assert found("<=", MOMENT) is truncates
    assert found(">=", MOMENT)
    assert found("<", "2026-03-02 10:00:06")
    assert found("<=", "2026-03-02")  # up to the last second of the day
    assert not found(">", "2026-03-02")
    assert found("<", "2026-03-03")
    assert not found("=", False)
    assert found("!=", False)
    assert not found(">", False)
    any_version.execute_kw("res.partner", "unlink", [[partner]])
