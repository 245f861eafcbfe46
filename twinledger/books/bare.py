"""A company that has not begun yet: chart and journals, nobody to deal with, no entry; made without Faker."""

from __future__ import annotations

from twinledger.books.book import Book, Company
from twinledger.books.chart import belgian_chart, belgian_journals


def bare_company(company: str | Company = "Acme BV") -> Book:
    """Return the book of a company, a Belgian one if only its name is given, with chart and journals and nothing else.

    The chart of accounts is the Belgian one.
    """
    if isinstance(company, str):
        company = Company(company, "BE0477472701", "Testlaan 1", "1000", "Brussel", "BE")
    return Book(company, belgian_chart(), belgian_journals(), (), ())
