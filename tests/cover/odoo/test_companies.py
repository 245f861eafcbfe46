"""Several companies in one database: which records are seen, whose code an account shows, what a context asks for."""

from __future__ import annotations

import pytest

from .support import House

NO_COMPANY = (403, "odoo.exceptions.AccessError", "Access to unauthorized or invalid companies.")


def test_a_shared_account_has_a_code_in_each_company(second: House) -> None:
    """An account shows the code of the current company: the context's first, else the user's own."""
    shared, company = second.ids["customers"], second.ids["second"]
    assert second.read("account.account", shared, "code") == "400000"
    assert second.read("account.account", shared, "code", allowed_company_ids=[1, company]) == "400000"
    assert second.read("account.account", shared, "code", allowed_company_ids=[company]) == "400002"
    assert sorted(second.read("account.account", shared, "company_ids")) == [1, company]


def test_an_account_of_another_company_has_no_code_here(second: House) -> None:
    """Without a code here an account shows False, and a placeholder with the other company's name."""
    own, company = second.ids["own"], second.ids["second"]
    assert second.read("account.account", own, "code", "placeholder_code") == {
        "id": own, "code": False, "placeholder_code": "610000 (Second NV)",
    }  # fmt: skip
    assert second.read("account.account", own, "code", allowed_company_ids=[company]) == "610000"


def test_accounts_are_found_by_the_code_of_the_current_company(second: House) -> None:
    """A search for a code means the code in the current company."""
    both, found = {"allowed_company_ids": [second.ids["second"], 1]}, second.ids["customers"]
    assert second.call("account.account", "search", domain=[["code", "=", "400002"]]) == []
    assert second.call("account.account", "search", domain=[["code", "=", "400002"]], context=both) == [found]
    assert second.call("account.account", "search", domain=[["code", "=", "400000"]]) == [found]
    assert second.call("account.account", "search", domain=[["code", "=", False]]) == [second.ids["own"]]
    assert second.ids["own"] not in second.call("account.account", "search", domain=[["code", "!=", False]])


def test_a_code_is_written_for_the_current_company_alone(second: House) -> None:
    """A new code in one company leaves the other's as it is."""
    shared, company = second.ids["customers"], second.ids["second"]
    second.call("account.account", "write", ids=[shared], vals={"code": "400009"})
    assert second.read("account.account", shared, "code") == "400009"
    assert second.read("account.account", shared, "code", allowed_company_ids=[company]) == "400002"


def test_a_shared_account_needs_a_code_everywhere(second: House) -> None:
    """An account cannot belong to a company in which it has no code."""
    message = "The code must be set for every company to which this account belongs."
    refused = (422, "odoo.exceptions.ValidationError", message)
    assert (
        second.refusal(
            "account.account", "write", ids=[second.ids["sales"]], vals={"company_ids": [[4, second.ids["second"]]]}
        )
        == refused
    )


def test_a_code_is_unique_within_a_company(second: House) -> None:
    """The same code may stand in two companies, and only once in each."""
    vals = {"name": "x", "code": "400000", "account_type": "expense"}
    message = "Account codes must be unique. You can't create accounts with these duplicate codes: 400000"
    assert second.refusal("account.account", "create", vals_list=[vals])[2] == message
    assert second.create("account.account", **vals, context={"allowed_company_ids": [second.ids["second"]]})


def test_the_context_narrows_the_companies(second: House) -> None:
    """Without a context all of the user's companies are seen; with one, those it names."""
    company = second.ids["second"]
    everywhere = second.call("account.journal", "search", domain=[["code", "=", "MISC"]])
    assert sorted(everywhere) == sorted([second.ids["MISC"], second.ids["MISC2"]])
    for companies, name in (([1], "MISC"), ([company], "MISC2")):
        context = {"allowed_company_ids": companies}
        assert second.call("account.journal", "search", domain=[["code", "=", "MISC"]], context=context) == [
            second.ids[name]
        ]
    assert (
        len(
            second.call(
                "account.journal", "search", domain=[["code", "=", "MISC"]], context={"allowed_company_ids": []}
            )
        )
        == 2
    )


@pytest.mark.parametrize("companies", [[999], ["1"], "x", [1, 999], [10**30]])
def test_a_company_that_is_not_the_users_is_refused(house: House, companies: object) -> None:
    """A context that names a company which is not the user's is refused."""
    context = {"allowed_company_ids": companies}
    assert house.refusal("res.partner", "search_count", domain=[], context=context) == NO_COMPANY


@pytest.mark.parametrize(
    ("companies", "message"),
    [
        (5, "'int' object is not iterable"),
        ([True], "'bool' object is not iterable"),
        ([[1]], "unhashable type: 'list'"),
        ({"1": 1}, "unhashable type: 'dict'"),
    ],
)
def test_companies_of_a_wrong_type(house: House, companies: object, message: str) -> None:
    """What is no list of ids ends in what Python says."""
    context = {"allowed_company_ids": companies}
    assert house.refusal("res.partner", "search_count", domain=[], context=context) == (
        500,
        "builtins.TypeError",
        message,
    )


def test_a_company_of_others_is_hidden(second: House) -> None:
    """A user who is not in a company sees neither it nor its journals, accounts, entries and contacts."""
    company = second.ids["second"]
    second.create("res.partner", name="Theirs", company_id=company)
    second.post_entry(("own", 1), ("own", -1), journal="MISC2")
    for model, count in (
        ("res.company", 1),
        ("account.journal", 3),
        ("account.account", 5),
        ("account.move", 0),
        ("account.move.line", 0),
    ):
        assert second.call(model, "search_count", by="auditor", domain=[]) == count, model
    assert second.call("res.partner", "search_count", by="auditor", domain=[["name", "=", "Theirs"]]) == 0
    context = {"allowed_company_ids": [company]}
    assert second.refusal("account.move", "search", by="auditor", domain=[], context=context) == NO_COMPANY
    second.call("res.users", "write", ids=[second.uids["auditor"]], vals={"company_ids": [[4, company]]})
    assert second.call("account.move", "search_count", by="auditor", domain=[], context=context) == 1


def test_a_hidden_record_is_refused_by_name(second: House) -> None:
    """Reading a record of another company tells who may not read which kind of record."""
    entry = second.post_entry(("own", 1), ("own", -1), journal="MISC2")
    status, name, message = second.refusal("account.move", "read", by="auditor", ids=[entry], fields=["name"])
    assert (status, name) == (403, "odoo.exceptions.AccessError")
    assert (
        f"Sorry, Auditor (id={second.uids['auditor']}) doesn't have 'read' access to:\n- Journal Entry (account.move)\n"
        in message
    )


def test_an_entry_belongs_to_its_journals_company(second: House) -> None:
    """An entry takes company and currency from its journal, and its lines take them from the entry."""
    entry = second.entry(("own", 1), ("own", -1), journal="MISC2")
    company = second.ids["second"]
    assert second.read("account.move", entry, "company_id") == company
    lines = second.call(
        "account.move.line", "search_read", domain=[["move_id", "=", entry]], fields=["company_id"], load=None
    )
    assert {line["company_id"] for line in lines} == {company}


def test_names_are_counted_in_each_companys_journal(second: House) -> None:
    """Two journals with one code number their entries apart."""
    for journal in ("MISC", "MISC2", "MISC"):
        accounts = ("customers", "sales") if journal == "MISC" else ("own", "own")
        second.post_entry((accounts[0], 1), (accounts[1], -1), journal=journal)
    names = second.call("account.move", "search_read", domain=[], fields=["name", "journal_id"], order="id", load=None)
    assert [(record["name"], record["journal_id"]) for record in names] == [
        ("MISC/2026/03/0001", second.ids["MISC"]),
        ("MISC/2026/03/0001", second.ids["MISC2"]),
        ("MISC/2026/03/0002", second.ids["MISC"]),
    ]


def test_the_journal_of_a_new_entry_is_the_current_companys(second: House) -> None:
    """Without a journal an entry gets the current company's first one for miscellaneous operations, or is refused."""
    context = {"allowed_company_ids": [second.ids["second"]]}
    assert (
        second.read("account.move", second.create("account.move", context=context), "journal_id") == second.ids["MISC2"]
    )
    third = second.create("res.company", name="Third")
    message = "No journal could be found in company Third for any of those types: general"
    refused = (422, "odoo.exceptions.UserError", message)
    assert second.refusal("account.move", "create", vals_list=[{}], context={"allowed_company_ids": [third]}) == refused


def test_labels_of_accounts_carry_the_code_for_readers_of_accounting(second: House) -> None:
    """Who reads accounting sees the current company's code before the name; a biller sees the name alone."""
    shared, company = second.ids["customers"], second.ids["second"]
    assert second.read("account.account", shared, "display_name") == "400000 Customers"
    assert second.read("account.account", shared, "display_name", allowed_company_ids=[company]) == "400002 Customers"
    [read] = second.call("account.account", "read", by="auditor", ids=[shared], fields=["display_name"])
    assert read["display_name"] == "400000 Customers"
    [read] = second.call("account.account", "read", by="billing", ids=[shared], fields=["display_name", "code"])
    assert read == {"id": shared, "display_name": "Customers", "code": "400000"}


def test_balances_are_the_current_companys(second: House) -> None:
    """The balance of a shared account counts the posted items of the current company alone."""
    shared, company = second.ids["customers"], second.ids["second"]
    second.post_entry(("customers", 10), ("sales", -10))
    second.entry(("customers", 100), ("sales", -100))
    second.post_entry(("customers", 7), ("own", -7), journal="MISC2")
    assert second.read("account.account", shared, "current_balance") == 10.0
    assert second.read("account.account", shared, "current_balance", allowed_company_ids=[company]) == 7.0


def test_a_company_has_its_name_and_address_from_its_partner(house: House) -> None:
    """Name, address and VAT number of a company are those of its contact."""
    company = house.create("res.company", name="Third", street="Street 1", vat="BE0477472701")
    partner = house.read("res.company", company, "partner_id")
    assert house.read("res.partner", partner, "name", "street", "vat", "is_company") == {
        "id": partner, "name": "Third", "street": "Street 1", "vat": "BE0477472701", "is_company": True,
    }  # fmt: skip
    house.call("res.company", "write", ids=[company], vals={"name": "Renamed", "street": "Street 2"})
    assert house.read("res.partner", partner, "name", "street") == {
        "id": partner,
        "name": "Renamed",
        "street": "Street 2",
    }
    house.call("res.partner", "write", ids=[partner], vals={"street": "Street 3"})
    assert house.read("res.company", company, "street") == "Street 3"
    assert company in house.read("res.users", 2, "company_ids")


def test_accounts_that_are_made_together_follow_those_before_them(house: House) -> None:
    """Without a type they have that of the account before theirs; two with one code are refused."""
    house.create("account.account", code="998", name="Bank", account_type="asset_cash")
    twice = [{"code": "9981", "name": "A"}, {"code": "9981", "name": "B"}]
    status, _, message = house.refusal("account.account", "create", vals_list=twice)
    assert (status, message.rpartition(": ")[2]) == (422, "9981")
    ids = house.call("account.account", "create", vals_list=[{**twice[0], "code": "9982"}, twice[1]])
    found = house.call("account.account", "read", ids=ids, fields=["account_type"])
    assert [account["account_type"] for account in found] == ["asset_cash", "asset_cash"]
