"""Realistic, seeded accounting books; names are loaded when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .awkward import AwkwardBook, Moment, awkward_book, awkward_books
    from .bare import bare_company
    from .book import Account, Book, Company, Entry, Journal, Line, Partner, Rate, check
    from .chart import Chart, belgian_chart, belgian_journals, chart_of
    from .companies import company_book
    from .histories import history
    from .installing import install_chart
    from .loading import load
    from .tale import Edit, Tale
    from .teller import Teller

__all__ = [
    "Account",
    "AwkwardBook",
    "Book",
    "Chart",
    "Company",
    "Edit",
    "Entry",
    "Journal",
    "Line",
    "Moment",
    "Partner",
    "Rate",
    "Tale",
    "Teller",
    "awkward_book",
    "awkward_books",
    "bare_company",
    "belgian_chart",
    "belgian_journals",
    "chart_of",
    "check",
    "company_book",
    "history",
    "install_chart",
    "load",
]

_MODULES = {
    "AwkwardBook": "awkward",
    "Moment": "awkward",
    "awkward_book": "awkward",
    "awkward_books": "awkward",
    "Chart": "chart",
    "bare_company": "bare",
    "belgian_chart": "chart",
    "belgian_journals": "chart",
    "chart_of": "chart",
    "Edit": "tale",
    "Tale": "tale",
    "Teller": "teller",
    "history": "histories",
    "install_chart": "installing",
    "company_book": "companies",
    "load": "loading",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_MODULES.get(name, 'book')}", __name__)
    return getattr(module, name)
