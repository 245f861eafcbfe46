"""Versions: fields, accounts, entries, users and keys of 17.0 and 18.0, as far as they are other than 19.0's (read)."""

from __future__ import annotations

import xmlrpc.client
from datetime import timedelta
from typing import Any

import pytest

from mock_odoo.orm.schema import X2MANY

from .support import ACME, Browser, House, fault, house_of


def test_fields_that_versions_have(any_version: House) -> None:
    """Each version has the fields of its own and says that it has no others."""
    version = any_version.odoo.version
    only = {
        "account.account": {
            "17.0": {"company_id", "deprecated"},
            "18.0": {"company_ids", "deprecated"},
            "19.0": {"company_ids", "active"},
        },
        "account.move": {"17.0": {"to_check", "payment_id"}, "18.0": {"checked"}, "19.0": {"checked"}},
        "account.move.line": {
            "17.0": {"blocked", "tax_tag_invert"}, "18.0": {"tax_tag_invert"}, "19.0": {"no_followup"},
        },
        "res.users": {"17.0": {"groups_id"}, "18.0": {"groups_id"}, "19.0": {"group_ids", "all_group_ids"}},
        "res.users.apikeys": {"17.0": set(), "18.0": {"expiration_date"}, "19.0": {"expiration_date"}},
        "res.company": {
            "17.0": {"period_lock_date"},
            "18.0": {"hard_lock_date", "check_account_audit_trail"},
            "19.0": {"hard_lock_date", "restrictive_audit_trail"},
        },
    }  # fmt: skip
    for model, fields in only.items():
        names = set(any_version.execute_kw(model, "fields_get", [], {"attributes": ["type"]}))
        assert set.union(*fields.values()) & names == fields[version], model


@pytest.mark.parametrize(
    ("model", "field", "choice", "since"),
    [
        ("account.account", "account_type", "expense_other", "19.0"),
        ("account.journal", "type", "credit", "18.0"),
        ("account.move", "payment_state", "blocked", "18.0"),
        ("account.move.line", "display_type", "line_subsection", "19.0"),
    ],
)
def test_choices_that_came_later(any_version: House, model: str, field: str, choice: str, since: str) -> None:
    """A selection offers what its version knows."""
    described = any_version.execute_kw(model, "fields_get", [[field]])[field]["selection"]
    assert (choice in dict(described)) == (any_version.odoo.version >= since)


def test_an_account_of_one_company(old: House) -> None:
    """In 17.0 an account has one company and one code, which is in everybody's label."""
    account = old.execute_kw(
        "account.account", "create", [{"code": "400000", "name": "Old", "account_type": "asset_cash"}]
    )
    read = old.execute_kw("account.account", "read", [[account], ["code", "company_id", "display_name", "deprecated"]])
    assert read == [
        {
            "id": account,
            "code": "400000",
            "company_id": [1, "Acme BV"],
            "display_name": "400000 Old",
            "deprecated": False,
        }
    ]
    assert old.execute_kw("account.account", "search", [[["company_id", "=", 1], ["code", "=", "400000"]]]) == [account]
    again = fault(old, "account.account", "create", {"code": "400000", "name": "x", "account_type": "asset_cash"})
    assert again[0] == 2
    old.execute_kw("account.account", "write", [[account], {"code": "400001", "deprecated": True}])
    assert old.execute_kw("account.account", "search", [[["code", "=", "400001"]]]) == [account]  # nothing is archived
    assert fault(old, "account.account", "search", [["active", "=", True]])[0] == 1


def test_a_biller_sees_codes_in_labels_before_19(any_version: House) -> None:
    """Only 19.0 keeps the code from who may not read the books."""
    groups = [any_version.group("base.group_user"), any_version.group("account.group_account_invoice")]
    field = "group_ids" if any_version.odoo.version == "19.0" else "groups_id"
    login = {"name": "Biller", "login": "biller", "password": "biller", field: [[6, 0, groups]]}
    uid = any_version.execute_kw("res.users", "create", [login])
    account = any_version.execute_kw(
        "account.account", "create", [{"code": "550000", "name": "Bank", "account_type": "asset_cash"}]
    )
    label = any_version.xmlrpc(
        "object", "execute_kw", ACME, uid, "biller", "account.account", "read", [[account], ["display_name"]]
    )[0]["display_name"]
    assert label == ("Bank" if any_version.odoo.version == "19.0" else "550000 Bank")
    assert any_version.execute_kw("res.users", "read", [[uid], [field]])[0][field] == sorted(groups, reverse=True)


def test_names_of_drafts(any_version: House) -> None:
    """A draft has no name since 18.0; in 17.0 it is `/`, or the first number of its journal's period."""
    journal = any_version.execute_kw("account.journal", "create", [{"code": "DR", "name": "Drafts", "type": "general"}])

    def names(*ids: int) -> list[Any]:
        return [entry["name"] for entry in any_version.execute_kw("account.move", "read", [[*ids], ["name"]])]

    first, second = (
        any_version.execute_kw("account.move", "create", [{"journal_id": journal, "date": "2026-03-01"}]) for _ in "ab"
    )
    if any_version.odoo.version != "17.0":
        assert names(first, second) == [False, False]
        return
    assert names(first, second) == ["DR/2026/03/0001", "/"]
    any_version.execute_kw("account.move", "write", [[second], {"date": "2026-04-01"}])
    assert names(second) == ["DR/2026/04/0001"]
    any_version.execute_kw("account.move", "write", [[second], {"date": "2026-03-01"}])
    assert names(second) == ["/"]


def test_back_to_draft_and_what_was_reconciled(any_version: House) -> None:
    """Taking an entry back to draft takes apart what it was reconciled with, until 19.0 left that as it is."""
    accounts = [
        {"code": f"40{n}10", "name": "R", "account_type": kind} for n, kind in ((1, "asset_receivable"), (2, "income"))
    ]
    receivable, income = any_version.execute_kw("account.account", "create", [accounts])
    journal = any_version.execute_kw("account.journal", "create", [{"code": "RC", "name": "R", "type": "general"}])
    entries = []
    for sign in (1, -1):
        lines = [
            [0, 0, {"account_id": account, "balance": amount}]
            for account, amount in ((receivable, 10 * sign), (income, -10 * sign))
        ]
        vals = {"journal_id": journal, "date": "2026-03-01", "line_ids": lines}
        entries.append(any_version.execute_kw("account.move", "create", [vals]))
    any_version.execute_kw("account.move", "action_post", [entries])
    items = any_version.execute_kw("account.move.line", "search", [[["account_id", "=", receivable]]])
    with pytest.raises(xmlrpc.client.Fault, match="cannot marshal None"):
        any_version.execute_kw("account.move.line", "reconcile", [items])
    with pytest.raises(xmlrpc.client.Fault, match="cannot marshal None"):
        any_version.execute_kw("account.move", "button_draft", [entries[:1]])
    read = any_version.execute_kw("account.move.line", "read", [items, ["reconciled"]])
    assert {line["reconciled"] for line in read} == {any_version.odoo.version == "19.0"}


def test_an_account_of_another_company(old: House) -> None:
    """In 17.0 an account is made in the current company, is not seen from another, and its code is free there."""
    second = old.execute_kw("res.company", "create", [{"name": "Second"}])
    there, here = {"context": {"allowed_company_ids": [second]}}, {"context": {"allowed_company_ids": [1]}}
    vals = {"code": "480000", "name": "Both", "account_type": "asset_cash"}
    first = old.execute_kw("account.account", "create", [vals], here)
    other = old.execute_kw("account.account", "create", [vals], there)
    same_code = [[["code", "=", "480000"]]]
    assert old.execute_kw("account.account", "search", same_code, here) == [first]
    assert old.execute_kw("account.account", "search", same_code, there) == [other]
    assert old.execute_kw("account.account", "search", same_code) == [first, other]
    [read] = old.execute_kw("account.account", "read", [[other], ["company_id", "display_name"]])
    assert (read["company_id"], read["display_name"]) == ([second, "Second"], "480000 Both")


def test_x2many_of_a_version_lead_back(old: House) -> None:
    """What is written to a user's groups is found from the groups, whatever the field is called."""
    schema = old.odoo.database(ACME).registry.schema("res.users")
    assert schema.fields["groups_id"].type in X2MANY
    group = old.group("base.group_system")
    assert 2 in old.execute_kw("res.groups", "read", [[group], ["user_ids"]])[0]["user_ids"]


# Keys -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["17.0", "18.0"])
def test_a_key_by_the_dialogs_of_an_earlier_version(version: str) -> None:
    """The password is written to the identity check, which forgets it; 17.0 asks for no duration, and keys stay."""
    with house_of(version) as house:
        browser = Browser(house)
        browser.sign_in("admin", "admin")
        check = browser.click("res.users", "api_key_wizard", [2])["res_id"]
        wrong = browser.refusal("res.users.identitycheck", "run_check", [check], context={"password": "admin"})
        assert wrong[0] == "odoo.exceptions.UserError"
        browser.call("res.users.identitycheck", "write", [check], {"password": "admin"})
        assert browser.click("res.users.identitycheck", "run_check", [check])["res_model"].endswith("description")
        assert browser.refusal("res.users.identitycheck", "run_check", [check])[0] == "odoo.exceptions.UserError"
        values = {"name": "old"} if version == "17.0" else {"name": "old", "duration": "1"}
        [made] = browser.call("res.users.apikeys.description", "web_save", [], values, specification={"name": {}})
        key = browser.click("res.users.apikeys.description", "make_key", [made["id"]])["context"]["default_key"]
        house.odoo.clock.advance(timedelta(days=1000))
        uid = house.xmlrpc("common", "authenticate", ACME, "admin", key, {})
        assert uid == (2 if version == "17.0" else False)


def test_what_is_posted_is_not_changed_before_18(old: House) -> None:
    """What 17.0 says to another day of an entry that counts was never observed."""
    journal = old.execute_kw("account.journal", "create", [{"name": "Diary", "code": "DIA", "type": "general"}])
    vals = {"name": "Cash", "code": "570100", "account_type": "asset_cash"}
    account = old.execute_kw("account.account", "create", [vals])
    lines = [[0, 0, {"account_id": account, "balance": balance}] for balance in (5, -5)]
    entry = old.execute_kw("account.move", "create", [{"journal_id": journal, "line_ids": lines}])
    old.execute_kw("account.move", "action_post", [[entry]])
    said = "writing date of a posted entry in Odoo 17.0 is not in the fake; docs/fidelity.md lists what is"
    assert fault(old, "account.move", "write", [entry], {"date": "2026-01-31"})[1].endswith(said)


def test_a_bank_gets_an_account_of_its_company(old: House) -> None:
    """A journal of money that names no account has one made for it, which in 17.0 belongs to one company."""
    journal = old.execute_kw("account.journal", "create", [{"name": "Savings", "code": "SAV", "type": "bank"}])
    [made] = old.execute_kw("account.journal", "read", [[journal]], {"fields": ["default_account_id", "company_id"]})
    [account] = old.execute_kw(
        "account.account", "read", [[made["default_account_id"][0]]], {"fields": ["name", "company_id", "account_type"]}
    )
    assert (account["name"], account["account_type"]) == ("Savings", "asset_cash")
    assert account["company_id"] == made["company_id"]
