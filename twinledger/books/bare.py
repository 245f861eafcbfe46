"""Companies that have not begun yet: chart and journals, nobody to deal with, no entry; made without Faker."""

from __future__ import annotations

from dataclasses import replace

from twinledger.books.book import Book, Company
from twinledger.books.chart import chart_of

COMPANIES = {
    "be": Company("", "BE0477472701", "Testlaan 1", "1000", "Brussel", "BE"),
    "lu": Company("", "LU22490603", "Rue du Test 1", "L-1111", "Luxembourg", "LU"),
    "fr": Company("", "FR96259880003", "1 rue du Test", "75011", "Paris", "FR"),
    "nl": Company("", "NL227904006B23", "Teststraat 1", "1015 CJ", "Amsterdam", "NL"),
    "gb": Company("", "GB299850001", "1 Test Street", "EC1A 1BB", "London", "GB", "GBP", 2, 3, 31),
    "vn": Company("", "2279040065", "1 Lê Lợi", "700000", "Thành phố Hồ Chí Minh", "VN", "VND", 0),
    "generic": Company("", "", "1 Test Street", "02110", "Boston", "", "USD"),
}


def bare_company(company: str | Company = "Acme BV", country: str = "be") -> Book:
    """Return the book of a company, with chart and journals of a country and nothing else.

    A company that only a name is given of is one of that country.
    """
    if isinstance(company, str):
        company = replace(COMPANIES[country], name=company)
    chart = chart_of(country)
    return Book(company, chart.accounts, chart.journals, (), ())
