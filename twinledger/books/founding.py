"""Founding: makes the company of a book in the fake Odoo, in a new database or beside others in one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_odoo.server import MockOdoo
    from twinledger.books.book import Company

ADMINISTRATOR = 2
LOGIN, PASSWORD = "admin@example.com", "admin"


def found(company: Company, odoo: MockOdoo, database: str, *, login: str = LOGIN, password: str = PASSWORD) -> int:
    """Make a company and return its id; the administrator of a new database gets that login and password."""
    if database not in odoo.odoo.databases:
        codes = {"currency": company.currency, "country": company.country_code}
        odoo.create_database(database, company={**_values(company), **codes}, login=login, password=password)
        return 1
    where = odoo.database(database)
    with where.store.transaction():
        env = where.environment(ADMINISTRATOR, {"active_test": False})
        [currency] = env["res.currency"].search([("name", "=", company.currency)])
        env.model("res.currency", (currency,)).write({"active": True})
        country = next(iter(env["res.country"].search([("code", "=", company.country_code)])), False)  # or nowhere
        [id_] = env["res.company"].create([{**_values(company), "currency_id": currency, "country_id": country}])
    return int(id_)


def _values(company: Company) -> dict[str, Any]:
    return {
        "name": company.name,
        "vat": company.vat,
        "street": company.street,
        "zip": company.zip,
        "city": company.city,
        "fiscalyear_last_month": str(company.fiscal_year_last_month),
        "fiscalyear_last_day": company.fiscal_year_last_day,
    }
