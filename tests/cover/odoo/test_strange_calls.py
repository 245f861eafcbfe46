"""Calls that hardly any client makes: answered as the real server does, or refused aloud, and nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest

from .support import ACME, House

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
        (
            "ir.attachment",
            "create",
            {"vals_list": [{"name": "x", "mimetype": 5}]},
            "'int' object has no attribute 'lower'",
        ),
        (
            "account.journal",
            "create",
            {"vals_list": [{"name": "x", "type": "bank", "bank_acc_number": 5}]},
            "expected string or bytes-like object, got 'int'",
        ),
        (
            "account.payment",
            "create",
            {"vals_list": [{"journal_id": 3, "payment_type": "x"}]},
            "Wrong value for account.payment.payment_type: 'x'",
        ),
        (
            "account.bank.statement.line",
            "create",
            {"vals_list": [{"journal_id": 3, "amount": 1, "counterpart_account_id": "x"}]},
            'invalid input syntax for type integer: "x"\n',
        ),
        (
            PARTNER,
            "load",
            {"fields": [".id"], "data": [[["a"]]]},
            "int() argument must be a string, a bytes-like object or a real number, not 'list'",
        ),
        (
            PARTNER,
            "load",
            {"fields": ["parent_id/.id"], "data": [[["a"]]]},
            "int() argument must be a string, a bytes-like object or a real number, not 'list'",
        ),
        (PARTNER, "load", {"fields": ["name"], "data": {"a": 1}}, "0"),
        (
            "account.lock_exception",
            "create",
            {"vals_list": [{"lock_date_field": "nix"}]},
            "nix",
        ),
        (
            "account.payment.register",
            "create",
            {"vals_list": [{}], "context": {"active_model": "account.move", "active_ids": "ab"}},
            'invalid input syntax for type integer: "a"\n',
        ),
        (
            "res.users.apikeys.description",
            "create",
            {"vals_list": [{"name": "x", "duration": "1000000000000"}]},
            "Python int too large to convert to C int",
        ),
        (
            "res.users",
            "change_password",
            {"old_passwd": "admin", "new_passwd": 5},
            "'int' object has no attribute 'strip'",
        ),
        (
            "res.users",
            "change_password",
            {"old_passwd": "admin", "new_passwd": "  "},
            "Setting empty passwords is not allowed for security reasons!",
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


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        ([[0, 0, {}]], "company_id"),
        ([[0, 0, {"company_id": 1}]], "code"),
        ([[0]], "list index out of range"),
        ([[1, "x", {}]], "unsupported operand type(s) for //: 'str' and 'int'"),
        (5, "Wrong value for account.account.code_mapping_ids: 5"),
    ],
)
def test_strange_codes_of_an_account_are_refused(house: House, codes: Any, refusal: str) -> None:
    """Codes by company are commands like others; what lacks something ends in Python's own words."""
    values = {"name": "x", "code": "612000", "account_type": "expense", "code_mapping_ids": codes}
    assert house.refusal("account.account", "create", vals_list=[values])[2] == refusal


def test_nobody_takes_codes_away(house: House) -> None:
    """To clear the codes of an account by company, or to set them, changes nothing."""
    account = house.ids["customers"]
    for codes in ([[5]], [[6, 0, []]], [5], [[1, account * 10_000 + 1, {}]]):
        house.call("account.account", "write", ids=[account], vals={"code_mapping_ids": codes})
        assert house.read("account.account", account, "code") == "400000"


@pytest.mark.parametrize(
    ("offers", "refusal"),
    [("[1]", "cannot unpack non-iterable int object"), ("5", "'int' object is not iterable")],
)
def test_a_selection_offers_pairs(house: House, offers: str, refusal: str) -> None:
    """What a field of one's own offers is a list of values and labels, as Python writes it."""
    [model] = house.call("ir.model", "search", domain=[["model", "=", PARTNER]])
    values = {"model_id": model, "name": "x_kind", "field_description": "Kind", "ttype": "selection"}
    refused = house.refusal("ir.model.fields", "create", vals_list=[{**values, "selection": offers}])
    assert refused == (500, "builtins.TypeError", refusal)
    unreadable = house.refusal("ir.model.fields", "create", vals_list=[{**values, "selection": "[("}])
    assert unreadable[1] == "builtins.SyntaxError"


def test_a_password_has_no_blanks_around_it(house: House) -> None:
    """Who sets one with blanks before and behind it signs in without them."""
    house.call("res.users", "change_password", by="employee", old_passwd="employee", new_passwd=" secret ")
    uid = house.uids["employee"]
    assert house.xmlrpc("common", "authenticate", "acme", "employee", "secret", {}) == uid
    assert house.xmlrpc("common", "authenticate", "acme", "employee", " secret ", {}) is False


@pytest.mark.parametrize(("limit", "read"), [(None, 2), (1, 1), (0, 0), (-1, 1), (True, 1), ("x", None), (1.5, None)])
def test_a_limit_of_links_counts_as_python_does(house: House, limit: Any, read: int | None) -> None:
    """Behind the limit there are bare ids; what counts nothing is no limit."""
    partner = house.create(PARTNER, name="Ada", child_ids=[[0, 0, {"name": name}] for name in "ab"])
    asked = {"child_ids": {"fields": {"name": {}}, "limit": limit}}
    if read is None:
        refused = house.refusal(PARTNER, "web_read", ids=[partner], specification=asked)
        assert refused[1:] == (
            "builtins.TypeError",
            "slice indices must be integers or None or have an __index__ method",
        )
    else:
        [record] = house.call(PARTNER, "web_read", ids=[partner], specification=asked)
        assert ["name" in child for child in record["child_ids"]] == [place < read for place in range(2)]


def test_what_fails_in_the_fake_itself_is_no_answer_of_odoos(house: House) -> None:
    """A database that cannot be written is nobody's mistake but ours: the journal has it, and the next call is well."""
    store = house.odoo.database(ACME).store
    store.execute("PRAGMA query_only = ON")
    reply = house.json2("res.partner", "create", vals_list=[{"name": "Ada"}])
    store.execute("PRAGMA query_only = OFF")
    [error] = [exchange.error for exchange in house.odoo.journal.errors]
    assert (reply.status, "attempt to write a readonly database" in error) == (500, True)
    house.odoo.journal.clear()
    assert house.create("res.partner", name="Ada")
