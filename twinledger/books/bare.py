"""A company that has not begun yet: chart and journals, nobody to deal with, no entry; made without Faker."""

from __future__ import annotations

from twinledger.books.book import Book, Company
from twinledger.books.chart import belgian_chart, belgian_journals


def bare_company(name: str = "Acme BV") -> Book:
    """Return the book of a Belgian company with its chart of accounts and journals, and nothing else."""
    company = Company(name, "BE0477472701", "Testlaan 1", "1000", "Brussel", "BE")
    return Book(company, belgian_chart(), belgian_journals(), (), ())
