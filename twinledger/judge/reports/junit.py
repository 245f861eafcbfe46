"""The report in JUnit's format, which every CI system shows."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from twinledger.judge.clauses import Clause
from twinledger.judge.report import Report
from twinledger.judge.verdicts import Kind, Verdict

FAILURES = (Kind.FAIL, Kind.INCONCLUSIVE, Kind.STALE_WAIVER)
ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SKIPPED = (Kind.UNSUPPORTED, Kind.NOT_APPLICABLE, Kind.WAIVED, Kind.NOT_RUN)


def as_junit(report: Report) -> bytes:
    """Return the XML document: one test case per clause, its chapter as the class."""
    kinds = Counter(_element(verdict) for verdict in report.verdicts)
    suite = ET.Element(
        "testsuite",
        name=_legal(f"twinledger verify {report.connector}"),
        tests=str(len(report.verdicts)),
        failures=str(kinds["failure"]),
        errors=str(kinds["error"]),
        skipped=str(kinds["skipped"]),
        time=f"{sum(verdict.seconds for verdict in report.verdicts):.3f}",
    )
    for clause, verdict in report.rows:
        suite.append(_case(clause, verdict))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _case(clause: Clause, verdict: Verdict) -> ET.Element:
    chapter, _, _ = clause.id.partition("-")
    name = f"{clause.id} {clause.statement}"
    place = f"{verdict.version}.{chapter}" if verdict.version else chapter  # e.g. 19.0.KEY
    case = ET.Element("testcase", classname=place, name=_legal(name), time=f"{verdict.seconds:.3f}")
    element = _element(verdict)
    if element:
        told = ET.SubElement(case, element, message=_legal(f"{verdict.kind}: {verdict.reason}"))
        told.text = _legal("\n".join(part for part in (verdict.evidence, verdict.replay) if part))
    return case


def _element(verdict: Verdict) -> str:
    if verdict.kind is Kind.ERROR:
        return "error"
    if verdict.kind in FAILURES:
        return "failure"
    return "skipped" if verdict.kind in SKIPPED else ""


def _legal(text: str) -> str:
    """Return a text without the characters that no XML document may hold."""
    return ILLEGAL.sub("", text)
