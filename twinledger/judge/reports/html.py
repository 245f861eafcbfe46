"""The report as a page that needs nothing but itself."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader

from twinledger.drivers.outcome import printable
from twinledger.judge.report import Report


def as_html(report: Report) -> str:
    """Return the page; whatever a connector printed stands in it as text."""
    environment = Environment(loader=PackageLoader("twinledger.judge", "reports"), autoescape=True, trim_blocks=True)
    rows = list(report.rows)
    page = environment.get_template("report.html").render(report=report, rows=rows, counts=report.counts)
    return printable(page)
