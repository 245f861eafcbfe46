"""Copies of records, and records of which only the name is given."""

from __future__ import annotations

import pytest

from .support import House


@pytest.mark.parametrize(
    ("code", "copies"),
    [
        ("610000", ["610001", "610002"]),
        ("K600.1", ["K600.2", "K600.3"]),
        ("K6.A", ["K7.A", "K8.A"]),
        ("K99", ["K99.copy", "K99.copy2"]),
        ("KA", ["KA.copy", "KA.copy2"]),
        ("0008", ["0009", "0010"]),
    ],
)
def test_a_copied_account_has_the_next_code(house: House, code: str, copies: list[str]) -> None:
    """The last number of the code is counted on while its length allows, else the code says it is a copy."""
    account = house.create("account.account", code=code, name="Costs", account_type="expense")
    ids = [house.call("account.account", "copy", ids=[account])[0] for _ in copies]
    found = house.call("account.account", "read", ids=ids, fields=["code", "name", "account_type"])
    assert [record["code"] for record in found] == copies
    assert {(record["name"], record["account_type"]) for record in found} == {("Costs (copy)", "expense")}


def test_a_copied_user_has_a_partner_of_their_own(house: House) -> None:
    """A copy has another login and another partner, and the same groups."""
    [copy] = house.call("res.users", "copy", ids=[house.uids["auditor"]])
    fields = ["name", "login", "group_ids", "partner_id"]
    original, copied = house.call("res.users", "read", ids=[house.uids["auditor"], copy], fields=fields)
    assert (copied["name"], copied["login"]) == ("Auditor (copy)", "auditor (copy)")
    assert copied["group_ids"] == original["group_ids"]
    assert copied["partner_id"] != original["partner_id"]


def test_a_name_can_bring_its_address(house: House) -> None:
    """A partner's name may be an address, or have one behind it."""
    ids = [house.call("res.partner", "name_create", name=name)[0] for name in ("Nina <n@x.test>", "o@x.test", "Paul")]
    found = house.call("res.partner", "read", ids=ids, fields=["name", "email"])
    assert [(record["name"], record["email"]) for record in found] == [
        ("Nina", "n@x.test"),
        ("o@x.test", "o@x.test"),
        ("Paul", False),
    ]


def test_nobody_copies_what_they_may_not_make(house: House) -> None:
    """A copy needs the right to create, and the record."""
    assert house.refusal("res.partner", "copy", by="employee", ids=[1])[:2] == (403, "odoo.exceptions.AccessError")
    assert house.refusal("res.partner", "copy", ids=[99_999])[:2] == (404, "odoo.exceptions.MissingError")
