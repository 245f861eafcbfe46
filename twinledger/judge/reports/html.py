"""The report as a page that needs nothing but itself."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader

from twinledger.drivers.outcome import printable
from twinledger.judge.session import Report
from twinledger.judge.verdicts import Kind


def as_html(report: Report) -> str:
    """Return the page; whatever a connector printed stands in it as text."""
    environment = Environment(loader=PackageLoader("twinledger.judge", "reports"), autoescape=True, trim_blocks=True)
    rows = list(zip(report.clauses, report.verdicts, strict=True))
    counts = {kind: sum(verdict.kind is kind for _, verdict in rows) for kind in Kind}
    page = environment.get_template("report.html").render(
        report=report, rows=rows, counts={kind: count for kind, count in counts.items() if count}
    )
    return printable(page)
