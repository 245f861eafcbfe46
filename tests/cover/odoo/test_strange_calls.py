"""Calls that hardly any client makes: answered as the real server does, or refused aloud, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

PARTNER, SHOW = "res.partner", "res.users.apikeys.show"
YEAR = "create_date.year_number"
ONLY_FOR_TREES = "Cannot execute child_of for res.partner.create_date, works only for relational fields"
NOT_HERE = "is not in the fake; docs/fidelity.md lists what is"
CHANGING = f"changing what is said of a module {NOT_HERE}"


def _asks(*condition: Any) -> dict[str, Any]:
    return {"domain": [condition]}


def _shows(**more: Any) -> dict[str, Any]:
    return {"ids": [], "values": {}, "field_names": [], "fields_spec": {}, **more}


@pytest.mark.parametrize(
    ("model", "method", "named", "refusal"),
    [
        (PARTNER, "search", _asks("parent_id.", "=", 1), f"the path parent_id. {NOT_HERE}"),
        (PARTNER, "search", _asks("name", "=", {}), "unhashable type: 'dict'"),
        (
            PARTNER,
            "search",
            _asks(YEAR, "any", []),
            f"Cannot use 'any' with non-relational fields in condition ('{YEAR}', 'any', [(1, '=', 1)])",
        ),
        (
            PARTNER,
            "search",
            _asks(YEAR, "child_of", 1),
            f"{ONLY_FOR_TREES} in condition ('{YEAR}', 'child_of', 1)",
        ),
        (
            PARTNER,
            "search",
            _asks("color", "=like", 5),
            "The pattern to match must be a string in condition ('color', '=like', 5)",
        ),
        (PARTNER, "default_get", {"fields": [5]}, 'can only concatenate str (not "int") to str'),
        ("account.move.reversal", "default_get", {"fields": 5}, "'int' object is not iterable"),
        (SHOW, "search", {"domain": []}, 'relation "res_users_apikeys_show" does not exist\n'),
        (SHOW, "onchange", _shows(values=[]), "list indices must be integers or slices, not str"),
        (SHOW, "onchange", _shows(fields_spec=[]), "'list' object has no attribute 'keys'"),
        (SHOW, "onchange", _shows(fields_spec={"nix": {}}), "nix"),
        (SHOW, "onchange", _shows(values={"nix": 1}), f"Invalid field 'nix' on model '{SHOW}'"),
        ("ir.module.module", "create", {"vals_list": [{"name": "own"}]}, f"a module that nobody has {NOT_HERE}"),
        (
            "ir.module.module",
            "write",
            {"ids": [1], "vals": {"name": "x"}},
            CHANGING,
        ),
        (
            "ir.model",
            "create",
            {"vals_list": [{"name": "x", "model": "x_y"}]},
            f"a model of a database's own {NOT_HERE}",
        ),
        (
            "ir.attachment",
            "create",
            {"vals_list": [{"name": "x", "datas": "a"}]},
            "Invalid base64-encoded string: number of data characters (1) cannot be 1 more than a multiple of 4",
        ),
    ],
)
def test_a_strange_call_is_refused(house: House, model: str, method: str, named: dict[str, Any], refusal: str) -> None:
    """In the words of the real server; what is not in the fake says so with the status of it."""
    status, name, message = house.refusal(model, method, **named)
    assert message == refusal
    assert (status == 501) == (name == "twinledger.NotInFake") == message.endswith(NOT_HERE)


@pytest.mark.parametrize(
    ("condition", "found"),
    [(("name", "in", {}), False), (("create_date.month_number", "=?", False), True), (("color", "=like", ""), True)],
)
def test_a_strange_condition_is_understood(house: House, condition: tuple[Any, ...], found: bool) -> None:
    """In nothing is nobody, a pattern of nothing fits what has no value, and a condition that need not hold holds."""
    everybody = house.call(PARTNER, "search", domain=[])
    assert house.call(PARTNER, "search", domain=[condition]) == (everybody if found else [])


def test_who_is_in_a_group_is_read_from_both_ends(house: House) -> None:
    """Directly or through another group, which `user_ids` leaves out; users who are archived are not counted."""
    auditors = house.group("account.group_account_readonly")
    fields = ("all_user_ids", "all_users_count", "user_ids")
    admin, auditor = house.uids["admin"], house.uids["auditor"]
    expected = {"id": auditors, "all_user_ids": [admin, auditor], "all_users_count": 2, "user_ids": [auditor]}
    assert house.read("res.groups", auditors, *fields) == expected
    for login in ("admin", "auditor", "billing"):
        is_one = auditors in house.read("res.users", house.uids[login], "all_group_ids")
        assert is_one == (login != "billing")
    house.call("res.users", "write", ids=[auditor], vals={"active": False})
    assert house.read("res.groups", auditors, "all_user_ids") == [admin]
    assert house.call("res.users", "has_group", ids=[admin], group_ext_id="no.such") is False


def test_a_module_that_is_not_installed_may_go(house: House) -> None:
    """One that is installed stays; the refusal says why."""
    [absent] = house.call("ir.module.module", "search", domain=[["state", "=", "uninstalled"]], limit=1)
    assert house.call("ir.module.module", "unlink", ids=[absent]) is True
    assert house.call("ir.module.module", "search", domain=[["id", "=", absent]]) == []
    assert house.refusal("ir.module.module", "create", vals_list=[{}])[1] == "odoo.exceptions.ValidationError"


def test_a_model_may_be_called_otherwise_and_nothing_more(house: House) -> None:
    """Its name is for people; what programs know it by is fixed."""
    [bank] = house.call("ir.model", "search", domain=[["model", "=", "res.bank"]])
    for vals, refusal in (
        ({"model": "res.bunk"}, "Field Model cannot be modified on models."),
        ({"is_mail_thread": True}, "Only custom models can be modified."),
    ):
        assert house.refusal("ir.model", "write", ids=[bank], vals=vals) == (422, "odoo.exceptions.UserError", refusal)
    house.call("ir.model", "write", ids=[bank], vals={"name": "Banks", "model": "res.bank"})
    assert (house.read("ir.model", bank, "name"), house.read("ir.model", bank, "model")) == ("Banks", "res.bank")
