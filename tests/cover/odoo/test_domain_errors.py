"""Domains that are none: what the real server says about them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from .support import NO_OPERATOR, House

VALUE, TYPE, ATTRIBUTE, OVERFLOW = (
    f"builtins.{name}" for name in ("ValueError", "TypeError", "AttributeError", "OverflowError")
)
SYNTAX, OPERATOR = "psycopg2.errors.InvalidTextRepresentation", "psycopg2.errors.UndefinedFunction"
RELATIONAL = "works only for relational fields in condition"
BAD_ORDER = (
    'Invalid "order" specified ({}). A valid "order" specification is a comma-separated list of valid field names '
    "(optionally followed by asc/desc for the direction)"
)
NO_COLLECTION = (
    "Cannot compare 'is_company' to <class 'bool'> which is not a collection of length 1 in condition "
    "('is_company', '<', True)"
)
GRANULARITIES = (
    "year_number, quarter_number, month_number, iso_week_number, day_of_year, day_of_month, day_of_week, hour_number, "
    "minute_number, second_number"
)


@pytest.mark.parametrize(
    ("domain", "name", "message"),
    [
        ("[('name','=','x')]", TYPE, "Domain() invalid argument type for domain: \"[('name','=','x')]\""),
        ({}, TYPE, "Domain() invalid argument type for domain: {}"),
        (None, TYPE, "Domain() invalid argument type for domain: None"),
        (5, TYPE, "Domain() invalid argument type for domain: 5"),
        ([1], VALUE, "Domain() invalid item in domain: 1"),
        (["and"], VALUE, "Domain() invalid item in domain: 'and'"),
        ([[]], VALUE, "Domain() invalid item in domain: []"),
        ([["name", "="]], VALUE, "Domain() invalid item in domain: ['name', '=']"),
        ([["name", "=", "x", "y"]], VALUE, "Domain() invalid item in domain: ['name', '=', 'x', 'y']"),
        ([["country_id", "any!", []]], VALUE, "Domain() invalid item in domain: ['country_id', 'any!', []]"),
        ([[5, "=", 1]], TYPE, "Domain() invalid arguments: (5, '=', 1)"),
        ([["", "=", 1]], TYPE, "Empty field name in condition ('', '=', 1)"),
        ([[".x", "=", 1]], VALUE, "Invalid field expression ''"),
        (["&", ["name", "=", "x"]], VALUE, "Domain() malformed domain ['&', ['name', '=', 'x']]"),
        (["!"], VALUE, "Domain() malformed domain ['!']"),
        ([["name", "frob", "x"]], VALUE, "Invalid operator in condition ('name', 'frob', 'x')"),
        ([["name", 5, "x"]], ATTRIBUTE, "'int' object has no attribute 'lower'"),
        ([["name", [], "x"]], TYPE, "unhashable type: 'list'"),
        ([["nofield", "=", 1]], VALUE, "Invalid field res.partner.nofield in condition ('nofield', '=', 1)"),
        ([["NAME", "=", 1]], VALUE, "Invalid field res.partner.NAME in condition ('NAME', '=', 1)"),
        ([["country_id.nofield", "=", 1]], VALUE, "Invalid field res.country.nofield in condition ('nofield', '=', 1)"),
        ([["name.x", "=", 1]], VALUE, "Invalid field property 'x' on res.partner.name"),
        (
            [["create_date.frob", "=", 1]],
            VALUE,
            f"Error when processing the granularity frob is not supported. Only {GRANULARITIES} are supported",
        ),
    ],
)
def test_what_is_no_domain(house: House, domain: object, name: str, message: str) -> None:
    """A domain of a wrong shape is refused in the real server's words."""
    assert house.refusal("res.partner", "search_count", domain=domain) == (500, name, message)


def test_a_day_in_a_list_is_one(house: House) -> None:
    """Of several days each is looked at, and null is none."""
    for value, said in ((None, "Failed to cast None into a date"), ("2026-02-30", "day is out of range for month")):
        domain = [["date", "in", ["2026-01-01", value]]]
        assert house.refusal("account.move", "search_count", domain=domain) == (500, VALUE, said)


@pytest.mark.parametrize(
    ("term", "name", "message"),
    [
        (["id", "=", "abc"], SYNTAX, 'invalid input syntax for type integer: "abc"\n'),
        (["id", "=", True], OPERATOR, "operator does not exist: integer = boolean" + NO_OPERATOR),
        (["id", "<", False], OPERATOR, "operator does not exist: integer < boolean" + NO_OPERATOR),
        (["id", "<", [1]], OPERATOR, "operator does not exist: integer < integer[]" + NO_OPERATOR),
        (["id", "<", ["x"]], OPERATOR, "operator does not exist: integer < text[]" + NO_OPERATOR),
        (["id", "<", []], SYNTAX, 'invalid input syntax for type integer: "{}"\n'),
        (["id", "<", {"a": 1}], "psycopg2.ProgrammingError", "can't adapt type 'dict'"),
        (["id", "in", [""]], SYNTAX, 'invalid input syntax for type integer: ""\n'),
        (["write_date", "in", [None]], VALUE, "Failed to cast None into a datetime"),
        (["color", "=", "x"], VALUE, "invalid literal for int() with base 10: 'x'"),
        (["color", "=", float("nan")], VALUE, "cannot convert float NaN to integer"),
        (["color", ">", float("inf")], OVERFLOW, "cannot convert float infinity to integer"),
        (
            ["color", "<", [1]],
            TYPE,
            "int() argument must be a string, a bytes-like object or a real number, not 'list'",
        ),
        (["partner_latitude", "=", "x"], VALUE, "could not convert string to float: 'x'"),
        (["name", "=", "\0"], VALUE, "A string literal cannot contain NUL (0x00) characters."),
        (["name", "in", [["x"]]], TYPE, "unhashable type: 'list'"),
        (["name", "=", {}], TYPE, "unhashable type: 'dict'"),
        (["name", "=like", ["x"]], TYPE, "The pattern to match must be a string in condition ('name', '=like', ['x'])"),
        (
            ["name", "any", [["id", "=", 1]]],
            VALUE,
            "Cannot use 'any' with non-relational fields in condition ('name', 'any', [('id', '=', 1)])",
        ),
        (
            ["name", "child_of", 1],
            VALUE,
            f"Cannot execute child_of for res.partner.name, {RELATIONAL} ('name', 'child_of', 1)",
        ),
        (
            ["is_company", "<", True],
            VALUE,
            NO_COLLECTION,
        ),
        (
            ["country_id", "<", "x"],
            TYPE,
            "Inequality not supported for relational field using a string in condition ('country_id', '<', 'x')",
        ),
        (["country_id", "any", 5], TYPE, "Domain() invalid argument type for domain: 5"),
        (
            ["country_id", "child_of", 20],
            VALUE,
            "Invalid field res.country.parent_id in condition ('parent_id', 'in', OrderedSet([20]))",
        ),
        (
            ["country_id", "child_of", {"a": 1}],
            VALUE,
            "Value of type <class 'dict'> is not supported in condition ('country_id', 'child_of', {'a': 1})",
        ),
        (
            ["child_ids", "<", 5],
            "builtins.AssertionError",
            "Relational field res.partner.child_ids expects 'any' operator",
        ),
        (["create_date", ">", 5], VALUE, "Failed to cast 5 into a datetime"),
        (["create_date", ">", "notadate"], VALUE, "Invalid term 'notadate' in expression date: 'notadate'"),
        (["create_date", ">", ""], VALUE, "Empty date value"),
        (["create_date", ">", "2026-02"], VALUE, "Invalid isoformat string: '2026-02'"),
        (
            ["create_date", ">", "2026-01-01T00:00:00Z"],
            VALUE,
            "expecting only datetimes with no timezone: '2026-01-01T00:00:00Z'",
        ),
        (["create_date", "=", "9999-12-31 23:59:59"], OVERFLOW, "date value out of range"),
        (["create_date", ">", "today +9000y"], VALUE, "Invalid term '+9000y' in expression date: 'today +9000y'"),
        (["create_date.year_number", "=", "x"], SYNTAX, 'invalid input syntax for type double precision: "x"\n'),
        (
            ["create_date.year_number", ">", True],
            OPERATOR,
            "operator does not exist: double precision > boolean" + NO_OPERATOR,
        ),
    ],
)
def test_values_of_a_wrong_type(house: House, term: list[Any], name: str, message: str) -> None:
    """A value that does not fit its field is refused as Python, PostgreSQL or the ORM refuse it."""
    assert house.refusal("res.partner", "search_count", domain=[term]) == (500, name, message)


@pytest.mark.parametrize(
    ("order", "status", "name", "message"),
    [
        ("nofield", 500, VALUE, "Invalid field 'nofield' on model 'res.partner'"),
        ("NAME desc", 500, VALUE, "Invalid field 'NAME' on model 'res.partner'"),
        ("child_ids", 500, VALUE, "Cannot convert res.partner.child_ids to SQL because it is not stored"),
        ("display_name", 500, VALUE, "Cannot convert res.partner.display_name to SQL because it is not stored"),
        ("country_id.code", 500, VALUE, "Invalid field property 'code' on res.partner.country_id"),
        (5, 500, TYPE, "expected string or bytes-like object, got 'int'"),
        (["name"], 500, TYPE, "expected string or bytes-like object, got 'list'"),
        *(
            (
                order,
                422,
                "odoo.exceptions.UserError",
                BAD_ORDER.format(order),
            )
            for order in ("id; drop table x", "name asc desc", "id,", " ", "id up", "country_id.id.id", "é")
        ),
    ],
)
def test_orders_that_are_none(house: House, order: object, status: int, name: str, message: str) -> None:
    """An order that is none, or by what cannot be ordered, is refused in the real server's words."""
    assert house.refusal("res.partner", "search", domain=[], order=order) == (status, name, message)


@pytest.mark.parametrize(
    ("named", "name", "message"),
    [
        ({"limit": -1}, "psycopg2.errors.InvalidRowCountInLimitClause", "LIMIT must not be negative\n"),
        ({"offset": -1}, "psycopg2.errors.InvalidRowCountInResultOffsetClause", "OFFSET must not be negative\n"),
        ({"limit": "x"}, SYNTAX, 'invalid input syntax for type bigint: "x"\n'),
        ({"limit": "1.7"}, SYNTAX, 'invalid input syntax for type bigint: "1.7"\n'),
        (
            {"limit": True},
            "psycopg2.errors.DatatypeMismatch",
            "argument of LIMIT must be type bigint, not type boolean\n",
        ),
        (
            {"limit": [1]},
            "psycopg2.errors.DatatypeMismatch",
            "argument of LIMIT must be type bigint, not type integer[]\n",
        ),
        ({"limit": 10**30}, "psycopg2.errors.NumericValueOutOfRange", "bigint out of range\n"),
        ({"limit": float("nan")}, "psycopg2.errors.NumericValueOutOfRange", "bigint out of range\n"),
    ],
)
def test_limits_that_are_none(house: House, named: dict[str, object], name: str, message: str) -> None:
    """A limit or offset that is no number of rows is refused as PostgreSQL refuses it."""
    assert house.refusal("res.partner", "search", domain=[], **named) == (500, name, message)


def test_what_only_the_fake_cannot_is_said_loudly(house: House) -> None:
    """Searching what the fake does not compute is refused by name, over every protocol."""
    what = "searching or ordering by res.partner.has_message is not in the fake; docs/fidelity.md lists what is"
    domain = [["has_message", "=", True]]
    assert house.refusal("res.partner", "search", domain=domain) == (501, "twinledger.NotInFake", what)
    call = (*house.credentials(), "res.partner", "search", [domain])
    assert house.fault("object", "execute_kw", *call) == (1, f"twinledger.NotInFake: {what}")
    assert house.jsonrpc("object", "execute_kw", *call)["error"]["data"]["name"] == "twinledger.NotInFake"


@pytest.mark.parametrize("deep", [20, 250])
def test_a_domain_that_is_too_deep(house: House, deep: int) -> None:
    """Where SQLite or Python gives up on a deep domain, the fake says so and goes on."""
    domain: list[Any] = [["id", ">", 0]]
    for _ in range(deep):
        domain = [["id", "any", domain]]
    status, name, _ = house.refusal("res.partner", "search", domain=domain)
    assert (status, name) in ((501, "twinledger.NotInFake"), (500, "builtins.RecursionError"))
    assert house.call("res.partner", "search_count", domain=[["id", "=", 1]]) == 1
