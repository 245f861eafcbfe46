"""The charts of all countries, and what a company has once it has one."""

from __future__ import annotations

import pytest

from mock_odoo import MockOdoo
from mock_odoo.database import Database
from twinledger.books.chart import NAMES, Chart, chart_of
from twinledger.books.installing import install_chart

from .test_chart import TYPES

COUNTRIES = {"generic": "US"}
WIDTHS = {"vn": {4, 5}}  # the others have six digits


def _database(name: str, version: str = "19.0") -> Database:
    """A database of a company in the country of a chart, which has it."""
    found = chart_of(name)
    country = COUNTRIES.get(name, name.upper())
    company = {"name": found.title, "country": country, "currency": found.currency}
    odoo = MockOdoo(version)
    odoo.create_database("books", company=company)
    install_chart(found, odoo.database())
    return odoo.database()


@pytest.mark.parametrize("name", NAMES)
def test_codes_and_types_are_those_of_the_plan(name: str) -> None:
    """Codes are as wide as the plan's, once each and in order; types are Odoo's; one result account or Belgium's 15."""
    accounts = chart_of(name).accounts
    codes = [account.code for account in accounts]
    assert {len(code) for code in codes} == WIDTHS.get(name, {6})
    assert codes == sorted(set(codes))
    assert {account.type for account in accounts} <= TYPES
    unaffected = [account for account in accounts if account.type == "equity_unaffected"]
    assert len(unaffected) == (15 if name == "be" else 1)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_chart_names_is_in_it(name: str) -> None:
    """Accounts that taxes, journals and the company use are there, and so are the taxes that are usual."""
    found = chart_of(name)
    codes = {account.code for account in found.accounts}
    parts = [part for tax in found.taxes for part in (*tax.parts, *tax.refund_parts)]
    assert set(found.usual.values()) | {part.account for part in parts if part.account} <= codes
    assert {found.sale_tax} <= {tax.name for tax in found.taxes if tax.use == "sale"}
    assert {found.purchase_tax} <= {tax.name for tax in found.taxes if tax.use == "purchase"}


@pytest.mark.parametrize("name", NAMES)
def test_the_current_accounts_with_the_tax_office_are_no_trade(name: str) -> None:
    """Where taxes are settled on accounts of a trade type, these are marked as no trade items."""
    found = chart_of(name)
    accounts = {account.code: account for account in found.accounts}
    for role in ("tax_payable", "tax_receivable"):
        account = accounts[found.usual[role]]
        assert account.non_trade == (account.type in ("asset_receivable", "liability_payable"))
    assert not accounts[found.usual["receivable"]].non_trade
    assert not accounts[found.usual["payable"]].non_trade


@pytest.mark.parametrize(("name", "language"), [("be", "fr"), ("be", "nl"), ("lu", "fr"), ("fr", "fr"), ("vn", "vi")])
def test_names_in_the_languages_of_the_country(name: str, language: str) -> None:
    """Every account has a name in the country's own language, in its own words."""
    assert all(account.names[language] for account in chart_of(name).accounts)
    assert sum(account.names[language] != account.name for account in chart_of(name).accounts) > 70


@pytest.mark.parametrize("name", NAMES)
def test_an_invoice_in_a_company_that_has_a_chart(name: str) -> None:
    """With nothing but a partner and a price there are account, tax and the line that is due, in whole minor units."""
    database = _database(name)
    with database.store.transaction():
        env = database.environment(2)
        [partner] = env["res.partner"].create([{"name": "Customer"}])
        lines = [[0, 0, {"name": "Work", "price_unit": 1234567}]]
        invoice = {"move_type": "out_invoice", "partner_id": partner, "invoice_date": "2024-03-01"}
        [id_] = env["account.move"].create([{**invoice, "invoice_line_ids": lines}])
        wanted = [("move_id", "=", id_)]
        made = env["account.move.line"].search_read(wanted, ["account_id", "balance", "display_type"], order="id")
    by_type = {line["display_type"]: line for line in made}
    _check_amounts(chart_of(name), by_type)


def _check_amounts(found: Chart, lines: dict[str, dict[str, object]]) -> None:
    rate = next(tax.percent for tax in found.taxes if tax.name == found.sale_tax and tax.use == "sale")
    tax = round(1234567 * float(rate) / 100, 0 if found.currency == "VND" else 2)
    assert {kind: line["balance"] for kind, line in lines.items()} == {
        "product": -1234567,
        "tax": -tax,
        "payment_term": pytest.approx(1234567 + tax),
    }


@pytest.mark.parametrize("version", ["17.0", "18.0"])
def test_before_19_grids_are_left_out(version: str) -> None:
    """There they stand in pairs with signs, which nobody here knows."""
    database = _database("be", version)
    assert database.store.one("SELECT COUNT(*) FROM account_account_tag") == (0,)
    assert database.store.one("SELECT COUNT(*) FROM account_tax") == (len(chart_of("be").taxes),)


def test_names_of_accounts_where_languages_are_installed() -> None:
    """Clients that ask in French or Dutch get the names of the plan in these."""
    odoo = MockOdoo()
    odoo.create_database("books")
    database = odoo.database()
    with database.store.transaction():
        env = database.environment()
        for code in ("fr_BE", "nl_BE"):
            ids = env.with_context(active_test=False)["res.lang"].search([("code", "=", code)])
            [dialog] = env["base.language.install"].create([{"lang_ids": [[6, 0, ids]]}])
            env.model("base.language.install", (dialog,)).lang_install()  # type: ignore[attr-defined]
    account = install_chart(chart_of("be"), database)["400000"]
    env = database.environment(2)
    names = {lang: env.with_context(lang=lang).model("account.account", (account,)) for lang in ("fr_BE", "nl_BE")}
    assert {lang: record.read(["name"])[0]["name"] for lang, record in names.items()} == {
        "fr_BE": "Clients",
        "nl_BE": "Klanten",
    }


def test_a_company_of_another_currency_is_refused() -> None:
    """The error says what to do."""
    odoo = MockOdoo()
    odoo.create_database("books")
    with pytest.raises(ValueError, match="create the company with that currency"):
        install_chart(chart_of("gb"), odoo.database())


def test_an_unknown_chart_is_refused_by_name() -> None:
    """The error says which there are."""
    with pytest.raises(ValueError, match="there is no chart 'xx'; there are be, fr"):
        chart_of("xx")
