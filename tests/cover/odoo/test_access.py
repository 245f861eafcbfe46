"""Access: what each kind of user may do, and in which words they are refused."""

from __future__ import annotations

import pytest

from .support import House

MAY_READ = ("Accounting/Administrator", "Accounting/Invoicing", "Role / Portal", "Show Accounting Features - Readonly")
READERS = "".join(f"\n\t- {group}" for group in MAY_READ)


def refused(verb: str, label: str, model: str, groups: str) -> tuple[int, str, str]:
    """Return the refusal that names the groups which may."""
    allowed = (
        f"This operation is allowed for the following groups:{groups}"
        if groups
        else "No group currently allows this operation."
    )
    not_allowed = f"You are not allowed to {verb} '{label}' ({model}) records."
    message = f"{not_allowed}\n\n{allowed}\n\nContact your administrator to request access if necessary."
    return (403, "odoo.exceptions.AccessError", message)


@pytest.mark.parametrize("method", ["search", "search_count", "search_read"])
def test_a_plain_employee_reads_no_entries(house: House, method: str) -> None:
    """Who is in no group of accounting is told which groups may read entries."""
    assert house.refusal("account.move", method, by="employee", domain=[]) == refused(
        "access", "Journal Entry", "account.move", READERS
    )
    assert house.refusal("account.move.line", method, by="employee", domain=[])[0] == 403


def test_an_auditor_reads_everything_and_writes_nothing(house: House) -> None:
    """A reader of accounting sees entries, items, accounts and journals, and changes none of them."""
    entry = house.post_entry()
    for model, count in (("account.move", 1), ("account.move.line", 2), ("account.account", 5), ("account.journal", 3)):
        assert house.call(model, "search_count", by="auditor", domain=[]) == count
    group = "\n\t- Accounting/Invoicing"
    assert house.refusal("account.move", "create", by="auditor", vals_list=[{}]) == refused(
        "create", "Journal Entry", "account.move", group
    )
    assert house.refusal("account.move", "write", by="auditor", ids=[entry], vals={"ref": "x"}) == refused(
        "modify", "Journal Entry", "account.move", group
    )
    assert house.refusal("account.move", "unlink", by="auditor", ids=[entry])[2].startswith(
        "You are not allowed to delete 'Journal Item'"
    )
    assert house.refusal("account.move", "button_draft", by="auditor", ids=[entry])[0] == 403


def test_a_biller_makes_and_posts_entries(house: House) -> None:
    """Billing is enough to create and to post an entry, not to create an account."""
    lines = [
        [0, 0, {"account_id": house.ids[name], "balance": balance}]
        for name, balance in (("customers", 5), ("sales", -5))
    ]
    [entry] = house.call("account.move", "create", by="billing", vals_list=[{"line_ids": lines}])
    assert house.call("account.move", "action_post", by="billing", ids=[entry]) is False
    assert house.read("account.move", entry, "create_uid") == house.uids["billing"]
    vals = {"name": "x", "code": "1", "account_type": "expense"}
    assert house.refusal("account.account", "create", by="billing", vals_list=[vals])[0] == 403


def test_a_portal_user_sees_their_own_contact(house: House) -> None:
    """A portal user sees the contacts below their own, no draft and no entry that is no invoice."""
    mine = house.read("res.users", house.uids["portal"], "partner_id")
    house.post_entry(partner_id=mine)
    assert house.call("res.partner", "search", by="portal", domain=[]) == [mine]
    assert house.call("account.move", "search_count", by="portal", domain=[]) == 0
    message = house.refusal("res.partner", "read", by="portal", ids=[1], fields=["name"])[2]
    assert message.startswith("Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Portal (id=")
    assert "doesn't have 'read' access to:\n- Contact (res.partner)\n" in message


def test_system_parameters_are_the_administrators(house: House) -> None:
    """System parameters are read and set by administrators alone; setting one returns what it was."""
    assert house.refusal("ir.config_parameter", "search_read", by="auditor") == refused(
        "access", "System Parameter", "ir.config_parameter", "\n\t- Role / Administrator"
    )
    assert house.refusal("ir.config_parameter", "set_param", by="auditor", key="x", value="y")[0] == 403
    assert house.call("ir.config_parameter", "get_param", key="x") is False
    assert [house.call("ir.config_parameter", "set_param", key="x", value=value) for value in ("a", 5, False)] == [
        False,
        "a",
        "5",
    ]
    assert house.call("ir.config_parameter", "get_param", key="x", default="none") == "none"


def test_users_do_not_write_each_other(house: House) -> None:
    """A user changes neither others nor their own password through `write`, but may change it with the old one."""
    group = "\n\t- Access Rights"
    for login in ("admin", "employee"):
        named = {"ids": [house.uids[login]], "vals": {"password": "x"}}
        assert house.refusal("res.users", "write", by="employee", **named) == refused(
            "modify", "User", "res.users", group
        )
    change = {"old_passwd": "wrong", "new_passwd": "x"}
    assert house.refusal("res.users", "change_password", by="employee", **change)[2] == "Access Denied"
    empty = {"old_passwd": "employee", "new_passwd": ""}
    message = "Setting empty passwords is not allowed for security reasons!"
    assert house.refusal("res.users", "change_password", by="employee", **empty) == (
        422,
        "odoo.exceptions.UserError",
        message,
    )


def test_passwords_are_never_read(house: House) -> None:
    """A password reads as an empty text, for administrators, too."""
    assert house.read("res.users", house.uids["employee"], "password", "new_password") == {
        "id": house.uids["employee"], "password": "", "new_password": "",
    }  # fmt: skip


def test_nobody_locks_themselves_out(house: House) -> None:
    """An administrator neither archives themselves nor deletes the administrator."""
    message = "You cannot deactivate the user you're currently logged in as."
    assert house.refusal("res.users", "write", ids=[2], vals={"active": False}) == (
        422,
        "odoo.exceptions.UserError",
        message,
    )
    assert house.refusal("res.users", "unlink", ids=[1])[2].startswith("You can not remove the admin user")
    assert house.refusal("res.users", "unlink", ids=[2])[2].startswith("You cannot delete the admin user")


def test_groups_imply_groups(house: House) -> None:
    """A user is in every group that one of theirs implies, and an outsider in none of the insiders'."""

    def is_in(login: str, xmlid: str) -> object:
        return house.call("res.users", "has_group", ids=[house.uids[login]], group_ext_id=xmlid)

    assert is_in("admin", "account.group_account_readonly") is True
    assert is_in("auditor", "base.group_user") is True
    assert is_in("auditor", "account.group_account_invoice") is False
    assert is_in("portal", "base.group_user") is False
    assert is_in("employee", "no.such_group") is False
    assert house.read("res.users", house.uids["portal"], "share") is True
    assert house.read("res.users", house.uids["employee"], "share") is False
    refusal = (500, "builtins.ValueError", "Expected singleton: res.users()")
    assert house.refusal("res.users", "has_group", group_ext_id="base.group_user") == refusal


def test_new_rights_count_at_once(house: House) -> None:
    """A user who is put into a group may do what it allows with the next call."""
    assert house.refusal("account.move", "search", by="employee", domain=[])[0] == 403
    groups = [[4, house.group("account.group_account_readonly")]]
    house.call("res.users", "write", ids=[house.uids["employee"]], vals={"group_ids": groups})
    assert house.call("account.move", "search", by="employee", domain=[]) == []
    house.call(
        "res.groups",
        "write",
        ids=[house.group("base.group_user")],
        vals={"implied_ids": [[4, house.group("account.group_account_invoice")]]},
    )
    assert house.create("account.move", by="employee")


@pytest.mark.parametrize("lang", ["xx_XX", "fr_FR", 5, True])
def test_a_language_must_be_installed(house: House, lang: object) -> None:
    """A context with a language that is not installed is refused; an empty one does not count."""
    context = {"lang": lang}
    refused_ = (422, "odoo.exceptions.UserError", f"Invalid language code: {lang}")
    assert house.refusal("res.partner", "read", ids=[1], fields=["name"], context=context) == refused_
    for empty in (False, "", {}, None, "en_US"):
        assert house.call("res.partner", "read", ids=[1], fields=["name"], context={"lang": empty}) == [
            {"id": 1, "name": "Acme BV"}
        ]
