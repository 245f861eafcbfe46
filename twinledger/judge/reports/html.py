"""The report as a page that needs nothing but itself: no script, no picture, nothing that is fetched."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template

from twinledger.judge.exhibits import LedgerRow
from twinledger.judge.report import Report
from twinledger.judge.reports.escaping import plain


def as_html(report: Report) -> str:
    """Return the page; whatever a connector printed stands in it as text, and turns no text around."""
    rows = list(report.rows)
    return _template().render(report=report, rows=rows, told_of=_told_of)


@cache
def _template() -> Template:
    loader = PackageLoader("twinledger.judge", "reports")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, finalize=_shown)
    return environment.get_template("report.html")


def _shown(value: Any) -> Any:
    """Return what stands on the page; what the templates themselves make is markup, and stays so."""
    return plain(value) if type(value) is str else value


def _told_of(row: LedgerRow, other: str) -> str:
    """Return what is wrong with a row, in words."""
    if row.odoo == row.silverfin:
        return ""
    if row.odoo > row.silverfin:
        return f"missing in {other}"
    return f"repeated in {other}" if row.odoo else f"only in {other}"
