"""What belongs to a company: balances of its branches, codes, users and years, and nothing that is another one's."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House


def test_a_company_has_what_its_branches_have(house: House) -> None:
    """A balance counts the branches that are in view; what a partner owes is owed to all of them."""
    company = house.create("res.company", name="Root")
    branch = house.create("res.company", name="Branch", parent_id=company)
    [stock, owed] = (
        house.create(
            "account.account", name=code, code=code, account_type=kind, context={"allowed_company_ids": [company]}
        )
        for code, kind in (("300000", "asset_current"), ("400000", "asset_receivable"))
    )
    partner = house.create("res.partner", name="Debtor")
    for here, there, amount in ((company, branch, 10), (branch, company, 5)):
        context = {"allowed_company_ids": [here, there]}
        journal = house.create("account.journal", name="M", code="M", type="general", context=context)
        lines = [
            [0, 0, {"account_id": stock, "balance": -amount}],
            [0, 0, {"account_id": owed, "balance": amount, "partner_id": partner}],
        ]
        entry = house.create("account.move", journal_id=journal, line_ids=lines, context=context)
        house.call("account.move", "action_post", ids=[entry], context=context)
    for companies, balance in (([company, branch], 15), ([branch, company], 5), ([company], 10)):
        seen = {"allowed_company_ids": companies}
        assert house.read("account.account", owed, "current_balance", **seen) == balance
        assert house.read("res.partner", partner, "credit", **seen) == 15
        owing = [["id", "=", partner], ["credit", ">", 14]]
        assert house.call("res.partner", "search", domain=owing, context=seen) == [partner]


def test_codes_are_looked_for_in_the_company_of_the_journal(second: House) -> None:
    """A new journal, or a copy, gets the first code that is free in its company, archived journals included."""
    company = second.ids["second"]
    both = {"allowed_company_ids": [1, company]}
    theirs = {"name": "New", "type": "general", "company_id": company}
    codes = [
        second.read("account.journal", second.create("account.journal", context=both, **theirs), "code", **both)
        for _ in range(2)
    ]
    assert codes == ["MISC1", "MISC2"]
    for code in ("MISC1", "MISC2"):
        [copy] = second.call("account.journal", "copy", ids=[second.ids["MISC"]], context=both)
        assert second.read("account.journal", copy, "code", **both) == code
        second.call("account.journal", "write", ids=[copy], vals={"active": False})


def test_an_archived_account_has_its_code_besides(house: House) -> None:
    """The code of an archived account is free, and stays its own when it comes back."""
    values = {"name": "Old", "code": "611000", "account_type": "expense"}
    old = house.create("account.account", **values)
    taken = house.refusal("account.account", "create", vals_list=[values])
    assert taken[2].endswith("these duplicate codes: 611000")
    house.call("account.account", "write", ids=[old], vals={"active": False})
    house.create("account.account", **values)
    house.call("account.account", "write", ids=[old], vals={"active": True})
    assert house.refusal("account.account", "create", vals_list=[values])[2] == f"{taken[2]}, 611000"


@pytest.mark.parametrize(
    ("day", "month", "is_one"), [(0, "12", 0), (32, "12", 0), (31, "4", 0), (30, "2", 0), (29, "2", 1)]
)
def test_a_financial_year_ends_on_a_day_that_there_is(house: House, day: int, month: str, *, is_one: int) -> None:
    """The last day of a year is one of its month, at least in leap years."""
    vals = {"fiscalyear_last_day": day, "fiscalyear_last_month": month}
    for reply in (
        house.json2("res.company", "write", ids=[1], vals=vals),
        house.json2("res.company", "create", vals_list=[{"name": "New", **vals}]),
    ):
        assert (reply.status == 200) == bool(is_one)
        assert is_one or reply.error[1:] == ("odoo.exceptions.ValidationError", "Invalid fiscal year last day")


def test_what_is_of_one_company_refers_to_nothing_of_another(second: House) -> None:
    """Journals, entries and payments are refused with what each of their fields leads to that is another company's."""
    company, own = second.ids["second"], second.ids["own"]
    both = {"allowed_company_ids": [1, company]}
    theirs = second.create("res.partner", name="Theirs", company_id=company)
    product = second.create("product.product", name="Widget", company_id=company, context=both)
    journal = {"name": "New", "code": "NEW", "type": "cash", "default_account_id": second.ids["bank"]}
    entry = {"journal_id": second.ids["MISC"]}
    line = {"account_id": second.ids["sales"], "product_id": product, "product_uom_id": 1}
    accounts = {"profit_account_id": own, "loss_account_id": own}
    for model, values, told in (
        ("account.journal", {**journal, **accounts}, ["Profit Account", "Loss Account"]),
        ("account.move", {**entry, "partner_id": theirs}, ["Partner", "Commercial Entity"]),
        ("account.move", {**entry, "line_ids": [[0, 0, line]]}, ["Product"]),
    ):
        status, _, message = second.refusal(model, "create", vals_list=[values], context=both)
        assert status == 422
        assert [row.partition(" while “")[2].partition("”")[0] for row in message.splitlines()[1:-1]] == told
    name = second.read("account.account", own, "display_name", **both)
    refused = second.refusal(
        "account.journal", "write", ids=[second.ids["MISC"]], vals={"default_account_id": own}, context=both
    )
    assert refused[2].splitlines()[1] == (
        f"- “Misc” belongs to company “Acme BV” while “Default Account” (default_account_id: {name!r}) "
        "belongs to another company."
    )
    debtor = {"name": "Debtor", "property_account_receivable_id": own}
    refused = second.refusal("res.partner", "create", vals_list=[debtor], context=both)
    assert "“Debtor” belongs to company “” while “Account Receivable”" in refused[2]
    second.create("res.partner", context={"allowed_company_ids": [company, 1]}, **debtor)
    shared = {"default_account_id": second.ids["customers"]}
    second.call("account.journal", "write", ids=[second.ids["MISC"]], vals=shared, context=both)


def test_the_company_of_a_user_is_one_of_theirs(second: House) -> None:
    """Who is in use works in a company that they may work in."""
    company, uid = second.ids["second"], second.uids["employee"]

    def refused(**vals: Any) -> str:
        return second.refusal("res.users", "write", ids=[uid], vals=vals)[2]

    message = "Company {} is not in the allowed companies for user Employee ({})."
    assert refused(company_id=company) == message.format("Second NV", "Acme BV")
    assert refused(company_ids=[[6, 0, [company]]]) == message.format("Acme BV", "Second NV")
    second.call("res.users", "write", ids=[uid], vals={"company_ids": [[4, company]], "company_id": company})
    assert refused(company_ids=[[3, company]]) == message.format("Second NV", "Acme BV")
    second.call("res.users", "write", ids=[uid], vals={"company_ids": [[3, company]], "active": False})


def test_a_journal_with_entries_stays_with_its_company(second: House) -> None:
    """An empty journal may be given to another company; one that has entries may not."""
    company, journal = second.ids["second"], second.ids["INV"]
    for owner in (company, 1):
        second.call("account.journal", "write", ids=[journal], vals={"company_id": owner})
    second.entry()
    refused = second.refusal("account.journal", "write", ids=[second.ids["MISC"]], vals={"company_id": company})
    assert refused[2].startswith("You can't change the company of your journal")
    second.call("account.journal", "write", ids=[second.ids["MISC"]], vals={"company_id": 1})


def test_what_stands_off_the_balance_sheet(house: House) -> None:
    """Such an account is not reconciled and has no taxes."""
    group = house.create("account.tax.group", name="VAT")
    tax = house.create("account.tax", name="T", tax_group_id=group)
    account = {"name": "Off", "code": "090000", "account_type": "off_balance"}
    for values, refusal in (({"reconcile": True}, "be reconcilable"), ({"tax_ids": [[6, 0, [tax]]]}, "have taxes")):
        refused = house.refusal("account.account", "create", vals_list=[{**account, **values}])
        assert refused[1:] == ("odoo.exceptions.UserError", f"An Off-Balance account can not {refusal}")


def test_countries_are_told_apart(house: House) -> None:
    """Neither the name nor the code of a country is another one's, however the code is written."""
    for values, name in (({"name": "Belgium", "code": "ZQ"}, "name"), ({"name": "Zed", "code": "be"}, "code")):
        refused = house.refusal("res.country", "create", vals_list=[values])
        assert refused[2].endswith(f"The {name} of the country must be unique!")
