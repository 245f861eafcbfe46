"""Writing: what values become, what refuses them, commands for links, and when a change is dated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from .support import House

CANNOT = "The operation cannot be completed: "
IN_USE = (
    f"{CANNOT}Another model is using the record you are trying to delete.\n\nThe troublemaker is: {{}}\n"
    "Thanks to the following constraint: {}\nHow about archiving the record instead?"
)
LATER = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("name", 123, "123"),
        ("name", 1.5, "1.5"),
        ("name", True, "True"),
        ("name", ["a"], "['a']"),
        ("name", "  x  ", "  x  "),
        ("color", "7", 7),
        ("color", 3.7, 3),
        ("color", False, 0),
        ("color", True, 1),
        ("color", 2147483647, 2147483647),
        ("active", 0, False),
        ("active", "False", True),
        ("user_id", "2", False),
        ("user_id", [2, "x"], False),
        ("user_id", 0, False),
        ("user_id", None, False),
        ("user_id", 2, 2),
        ("type", False, False),
        ("type", "invoice", "invoice"),
        ("partner_latitude", "1.25", 1.25),
        ("partner_latitude", 5, 5.0),
        ("partner_latitude", 1.123456789, 1.1234568),
        ("comment", "a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("comment", "<p>x</p>", "<p>x</p>"),
        ("comment", False, False),
        ("ref", "", ""),
        ("ref", "é€😀", "é€😀"),
    ],
)
def test_values_become_what_the_field_keeps(house: House, field: str, value: object, read: object) -> None:
    """Values are converted as 19.0 does; a reference takes a whole number, a new one also as a text."""
    id_ = house.create("res.partner", name="x")
    assert house.call("res.partner", "write", ids=[id_], vals={field: value}) is True
    assert house.read("res.partner", id_, field) == read
    if field != "active" and not isinstance(value, list):
        made = house.create("res.partner", **{"name": "y", field: value})
        assert house.read("res.partner", made, field) == (2 if (field, value) == ("user_id", "2") else read)


@pytest.mark.parametrize(
    ("value", "name", "message"),
    [
        ([2, "x"], "InvalidTextRepresentation", 'invalid input syntax for type integer: "x"\n'),
        ([2], "DatatypeMismatch", 'column "user_id" is of type integer but expression is of type integer[]\n'),
        (True, "DatatypeMismatch", 'column "user_id" is of type integer but expression is of type boolean\n'),
    ],
)
def test_a_new_record_refers_to_nothing_but_ids(house: House, value: object, name: str, message: str) -> None:
    """What a change takes for no reference in silence, PostgreSQL refuses for a new record (observed)."""
    status, kind, said = house.refusal("res.partner", "create", vals_list={"name": "y", "user_id": value})
    assert (status, kind) == (500, f"psycopg2.errors.{name}")
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("field", "value", "status", "name", "message"),
    [
        ("color", "x", 500, "builtins.ValueError", "invalid literal for int() with base 10: 'x'"),
        ("color", 2**31, 500, "psycopg2.errors.NumericValueOutOfRange", "integer out of range\n"),
        (
            "color",
            [1],
            500,
            "builtins.TypeError",
            "int() argument must be a string, a bytes-like object or a real number, not 'list'",
        ),
        ("partner_latitude", "x", 500, "builtins.ValueError", "could not convert string to float: 'x'"),
        ("partner_latitude", float("nan"), 500, "builtins.ValueError", "cannot convert float NaN to integer"),
        ("type", "nope", 500, "builtins.ValueError", "Wrong value for res.partner.type: 'nope'"),
        ("type", ["other"], 500, "builtins.TypeError", "unhashable type: 'list'"),
        ("name", "a\0b", 500, "builtins.ValueError", "A string literal cannot contain NUL (0x00) characters."),
        ("name", False, 422, "odoo.exceptions.ValidationError", f"{CANNOT}Contacts require a name"),
        (
            "user_id",
            9999,
            422,
            "odoo.exceptions.ValidationError",
            IN_USE.format("'Contact' (res.partner)", "'Salesperson' (user_id)"),
        ),
        (
            "parent_id",
            "self",
            422,
            "odoo.exceptions.ValidationError",
            "You cannot create recursive Partner hierarchies.",
        ),
        ("child_ids", 1, 500, "builtins.ValueError", "Wrong value for res.partner.child_ids: 1"),
        ("child_ids", "x", 500, "builtins.ValueError", "Wrong value for res.partner.child_ids: x"),
        ("nofield", 1, 500, "builtins.KeyError", "nofield"),
    ],
)
def test_values_that_are_refused(house: House, field: str, value: object, status: int, name: str, message: str) -> None:
    """What a field cannot keep is refused in the real server's words, and nothing is written."""
    id_ = house.create("res.partner", name="x", color=4)
    vals = {"ref": "written", field: id_ if value == "self" else value}
    assert house.refusal("res.partner", "write", ids=[id_], vals=vals) == (status, name, message)
    assert house.read("res.partner", id_, "ref") is False


def test_unknown_fields_are_refused_by_name(house: House) -> None:
    """A field that the model does not have is refused at creation and at writing."""
    message = "Invalid field 'nofield' in 'res.partner'"
    assert house.refusal("res.partner", "create", vals_list=[{"name": "x", "nofield": 1}]) == (
        500,
        "builtins.ValueError",
        message,
    )
    message = "Invalid field 'nofield' in 'res.users'"
    assert house.refusal("res.users", "write", ids=[2], vals={"nofield": 1}) == (500, "builtins.ValueError", message)


@pytest.mark.parametrize("vals_list", [[5], ["x"], [None], 5, None])
def test_values_that_are_no_values(house: House, vals_list: object) -> None:
    """Creating from what is no set of values is an error of Python's, not of ours."""
    status, name, _ = house.refusal("res.partner", "create", vals_list=vals_list)
    assert (status, name) in ((500, "builtins.TypeError"), (500, "builtins.AttributeError"))


def test_some_fields_are_silently_ignored(house: House) -> None:
    """Nobody chooses an id or a date of creation, and nobody is told."""
    vals = {"name": "x", "id": 77, "create_date": "2020-01-01 00:00:00", "create_uid": 1, "write_uid": 1}
    id_ = house.create("res.partner", **vals)
    house.call("res.partner", "write", ids=[id_], vals=vals)
    assert id_ != 77
    assert house.read("res.partner", id_, "create_date", "create_uid", "write_uid") == {
        "id": id_, "create_date": "2026-03-02 08:00:00", "create_uid": 2, "write_uid": 2,
    }  # fmt: skip


def test_a_mandatory_field_is_missed_by_name(house: House) -> None:
    """What must have a value and has none is refused with the field's and the model's names."""
    message = (
        f"{CANNOT}Missing required value for the field 'Currency' (name).\nModel: 'Currency' (res.currency)\n"
        "- create/update: a mandatory field is not set\n"
        "- delete: another model requires the record being deleted, you can archive it instead\n"
    )
    refused = (422, "odoo.exceptions.ValidationError", message)
    assert house.refusal("res.currency", "create", vals_list=[{"symbol": "x"}]) == refused
    assert house.refusal("res.currency", "write", ids=[1], vals={"name": False}) == refused


@pytest.mark.parametrize(
    ("model", "vals", "message"),
    [
        ("res.currency", {"name": "EUR", "symbol": "x"}, f"{CANNOT}The currency code must be unique!"),
        ("res.users", {"name": "x", "login": "admin"}, f"{CANNOT}You can not have two users with the same login!"),
        (
            "account.journal",
            {"name": "x", "code": "MISC", "type": "general"},
            f"{CANNOT}Journal codes must be unique per company.",
        ),
        (
            "account.account",
            {"name": "x", "code": "400000", "account_type": "expense"},
            "Account codes must be unique. You can't create accounts with these duplicate codes: 400000",
        ),
        (
            "account.account",
            {"name": "x", "code": "4 0", "account_type": "expense"},
            "The account code can only contain alphanumeric characters and dots.",
        ),
        (
            "account.account",
            {"name": "x", "account_type": "expense"},
            "The code must be set for every company to which this account belongs.",
        ),
    ],
)
def test_constraints(house: House, model: str, vals: dict[str, Any], message: str) -> None:
    """What must be unique, or of a shape, is refused otherwise."""
    assert house.refusal(model, "create", vals_list=[vals]) == (422, "odoo.exceptions.ValidationError", message)


def test_what_is_used_is_not_deleted(house: House) -> None:
    """An account with items, an active user's contact and a country in use stay."""
    house.post_entry()
    refused = (
        422,
        "odoo.exceptions.UserError",
        "You cannot perform this action on an account that contains journal items.",
    )
    assert house.refusal("account.account", "unlink", ids=[house.ids["sales"]]) == refused
    assert house.refusal("account.journal", "unlink", ids=[house.ids["MISC"]])[:2] == (
        422,
        "odoo.exceptions.ValidationError",
    )
    assert house.call("account.journal", "unlink", ids=[house.ids["BNK"]]) is True
    assert house.call("account.account", "unlink", ids=[house.ids["bank"]]) is True


def test_a_deleted_record_leaves_no_trace(house: House) -> None:
    """Who referred to a deleted record refers to nothing, with the same date as before."""
    parent = house.create("res.partner", name="p")
    child = house.create("res.partner", name="c", parent_id=parent)
    before = house.read("res.partner", child, "write_date")
    house.odoo.clock.advance(LATER)
    house.call("res.partner", "unlink", ids=[parent])
    assert house.read("res.partner", child, "parent_id", "write_date") == {
        "id": child,
        "parent_id": False,
        "write_date": before,
    }
    assert house.create("res.partner", name="next") > child


def test_defaults_come_from_the_context_too(house: House) -> None:
    """`default_<field>` fills what the values leave out."""
    id_ = house.create("res.partner", name="x", context={"default_ref": "r", "default_name": "n", "default_nofield": 1})
    assert house.read("res.partner", id_, "name", "ref") == {"id": id_, "name": "x", "ref": "r"}
    assert house.call("account.move", "default_get", fields=["move_type", "state", "journal_id"]) == {
        "move_type": "entry",
        "state": "draft",
    }
    assert house.call("res.partner", "default_get", fields=["ref"], context={"default_ref": "r"}) == {"ref": "r"}


def test_lists_of_records_in_one_call(house: House) -> None:
    """No values make no record; several make several, in order."""
    assert house.call("res.partner", "create", vals_list=[]) == []
    ids = house.call("res.partner", "create", vals_list=[{"name": name} for name in "abc"])
    assert ids == sorted(ids)
    assert [house.read("res.partner", id_, "name") for id_ in ids] == ["a", "b", "c"]
    assert house.execute_kw("res.partner", "create", [{"name": "x"}]) == ids[-1] + 1
    assert house.execute_kw("res.partner", "create", [[{"name": "x"}]]) == [ids[-1] + 2]
    assert house.call("res.partner", "unlink", ids=ids) is True
    assert house.call("res.partner", "unlink", ids=[]) is True


@pytest.mark.parametrize("id_", [1e300, -1e300, 1e22, 2147483648.5])
def test_a_number_beyond_every_id_is_out_of_range(house: House, id_: float) -> None:
    """However large it is (observed)."""
    refused = house.refusal("res.partner", "create", vals_list=[{"name": "Ada", "state_id": id_}])
    assert refused == (500, "psycopg2.errors.NumericValueOutOfRange", "integer out of range\n")


MISSING = "odoo.exceptions.ValidationError"


@pytest.mark.parametrize("nothing", [False, None, [], {}])
@pytest.mark.parametrize(
    ("model", "vals", "field", "label"),
    [
        ("account.tax", {"name": "T", "amount": 1}, "company_id", "Company"),
        ("account.payment.term.line", {}, "payment_id", "Payment Terms"),
        ("product.product", {"name": "P"}, "uom_id", "Unit"),
        ("res.partner", {"name": "Ada"}, "parent_id", ""),
        ("account.journal", {"name": "J", "code": "JJ", "type": "general"}, "company_id", ""),
    ],
)
def test_an_empty_list_or_object_is_no_reference(
    house: House, nothing: object, model: str, vals: dict[str, object], field: str, label: str
) -> None:
    """As False is none: a mandatory one is missing then, another one is empty (observed)."""
    if label:
        status, name, message = house.refusal(model, "create", vals_list=[{**vals, field: nothing}])
        assert (status, name) == (422, MISSING)
        assert f"Missing required value for the field '{label}' ({field})" in message
    else:
        assert len(house.call(model, "create", vals_list=[{**vals, field: nothing}])) == 1


@pytest.mark.parametrize(
    ("value", "unknown"), [({"a": 1}, "a"), ({"name": "x", "a": 1}, "a"), ({"name": "x"}, ""), ({"id": 1}, "")]
)
def test_an_object_is_no_reference_and_its_fields_are_known(
    house: House, value: dict[str, object], unknown: str
) -> None:
    """One with a field that the model does not have is refused, another one empties the reference (observed)."""
    partner = house.create("res.partner", name="Ada", company_id=1)
    if unknown:
        refused = house.refusal("res.partner", "write", ids=[partner], vals={"company_id": value})
        assert refused == (500, "builtins.ValueError", f"Invalid field '{unknown}' on model 'res.company'")
    else:
        house.call("res.partner", "write", ids=[partner], vals={"company_id": value})
    assert house.read("res.partner", partner, "company_id") == (1 if unknown else False)
