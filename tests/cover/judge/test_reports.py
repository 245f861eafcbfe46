"""Reports: well-formed whatever a connector printed, and the same verdicts in every format."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twinledger.drivers.outcome import printable
from twinledger.judge.exhibits import Exhibit, LedgerRow, Request
from twinledger.judge.report import AGAINST, Report
from twinledger.judge.reports.escaping import for_terminals
from twinledger.judge.reports.html import as_html
from twinledger.judge.reports.json import as_json, dumped
from twinledger.judge.reports.junit import as_junit
from twinledger.judge.reports.sarif import SHOWN, as_sarif
from twinledger.judge.reports.summary import as_summary
from twinledger.judge.verdicts import Kind, Level, Verdict

from .support import a_report, a_verdict

NASTY = "\0\x01\x0b\x0c\x1b[31m\ud800 \udfff\ufffe\uffff😀 ]]> <script>alert(1)</script> & \"' \r\n\t\x7f\x85\u2028"
TEXTS = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
COMMANDS = re.compile("(?m)^\\s*(::|##\\[)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what a workflow or a terminal would obey
VERDICTS = st.builds(a_verdict, st.sampled_from(Kind), st.sampled_from(Level), TEXTS, TEXTS, TEXTS)


class _Page(HTMLParser):
    """What a browser makes of a page: tags, and text by the tag that it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def _nasty() -> Report:
    return a_report(a_verdict(Kind.FAIL, Level.MUST, NASTY, NASTY, NASTY), connector=NASTY, statement=NASTY)


def test_junit_is_well_formed_whatever_it_holds() -> None:
    """Characters that no XML document may hold are left out, the others are there."""
    document = as_junit(_nasty())
    root = ET.fromstring(document)
    failure = root.find(".//failure")
    assert failure is not None
    assert "<script>alert(1)</script> & \"'" in (failure.text or "")
    assert "😀" in failure.attrib["message"]
    assert not set("\x00\x01\x0b\x0c\x1b\ud800\udfff\ufffe\uffff") & set(document.decode())


def test_the_page_shows_texts_as_texts() -> None:
    """Nothing that a connector printed becomes part of the page, and every text can be sent."""
    page = as_html(_nasty())
    shown = _Page(page.encode().decode())
    assert "script" not in shown.tags
    assert shown.text.count("<script>alert(1)</script> & \"'") >= 6
    assert "default-src 'none'" in page


def test_the_page_shows_both_sides() -> None:
    """What differs is marked in words; each request stands with its fault; nothing that was sent is markup."""
    row = LedgerRow(NASTY, dt.date(2026, 1, 5), "1.15", 1, 0)
    request = Request(7, "odoo", 0.5, "POST", NASTY, NASTY, None, "reset", (NASTY,), True, NASTY, NASTY)
    exhibit = Exhibit((row, replace(row, odoo=1, silverfin=2), replace(row, odoo=0, silverfin=1)), 3, (request,), 4)
    failed = replace(a_verdict(Kind.FAIL, Level.MUST, "why"), exhibit=exhibit)
    page = as_html(a_report(failed))
    shown = _Page(page)
    assert "script" not in shown.tags
    told = ("missing in Silverfin", "repeated in Silverfin", "only in Silverfin", "3 more rows", "no answer", "fault: ")
    assert [text for text in told if text not in shown.text] == []
    elsewhere = replace(failed, exhibit=replace(exhibit, other="the extract"))
    assert "missing in the extract" in _Page(as_html(a_report(elsewhere))).text
    assert not set("\x00\x1b\u202e\ud800") & set(page)
    assert [word for word in ("<script", "<img", "<link", "href=", "src=", "url(", "@import") if word in page] == []


def test_json_is_json_whatever_it_holds() -> None:
    """The document is ASCII and says what was said."""
    text = dumped(_nasty()).decode("ascii")
    assert json.loads(text)["verdicts"][0]["reason"] == printable(NASTY)


@settings(deadline=None)
@given(st.lists(VERDICTS, max_size=4), TEXTS, TEXTS)
def test_no_text_breaks_a_report(found: list[Verdict], connector: str, statement: str) -> None:
    """Any characters anywhere: the formats stay what they are, with one row per verdict."""
    report = a_report(*found, connector=connector, statement=statement)
    assert len(ET.fromstring(as_junit(report)).findall(".//testcase")) == len(found)
    page = as_html(report).encode().decode()
    assert page.count('<tr class="clause">') == len(found)
    assert _Page(page).tags.count("script") == 0
    assert len(json.loads(dumped(report))["verdicts"]) == len(found)
    [run] = json.loads(as_sarif(report))["runs"]
    shown = sum(verdict.kind in SHOWN for verdict in found)
    assert (len(run["results"]), len(run["tool"]["driver"]["rules"])) == (shown, len(report.clauses))
    assert not COMMANDS.search(as_summary(report))


@pytest.mark.parametrize(
    ("kind", "element"),
    [
        (Kind.PASS, None),
        (Kind.FAIL, "failure"),
        (Kind.INCONCLUSIVE, "failure"),
        (Kind.STALE_WAIVER, "failure"),
        (Kind.ERROR, "error"),
        (Kind.UNSUPPORTED, "skipped"),
        (Kind.NOT_APPLICABLE, "skipped"),
        (Kind.WAIVED, "skipped"),
        (Kind.NOT_RUN, "skipped"),
    ],
)
def test_what_junit_calls_a_verdict(kind: Kind, element: str | None) -> None:
    """CI systems know four kinds; the exact one and its reason stand in the message."""
    root = ET.fromstring(as_junit(a_report(a_verdict(kind, Level.MUST, "why", "evidence", "replay"))))
    [case], [suite] = root.findall(".//testcase"), root.findall("testsuite")
    assert (case.attrib["classname"], case.attrib["name"]) == ("CON", "CON-01 it holds")
    assert [child.tag for child in case] == ([element] if element else [])
    counts = {name: suite.attrib[name] for name in ("failures", "errors", "skipped")}
    wanted = {"failure": "failures", "error": "errors", "skipped": "skipped"}.get(element or "")
    assert counts == {name: "1" if name == wanted else "0" for name in counts}
    if element:
        assert (case[0].attrib["message"], case[0].text) == (f"{kind.value}: why", "evidence\nreplay")


def test_the_sums_of_junit_are_right() -> None:
    """Numbers and seconds of the suite are those of its cases."""
    found = [a_verdict(kind) for kind in Kind]
    root = ET.fromstring(as_junit(a_report(*found, Verdict("CON-02", Level.MUST, Kind.PASS, seconds=1.25))))
    suite = root.find("testsuite")
    assert suite is not None
    assert suite.attrib == {
        "name": "twinledger verify acme-sync",
        "tests": str(len(Kind) + 1),
        "failures": "3",
        "errors": "1",
        "skipped": "4",
        "time": "1.250",
    }


def test_json_says_what_programs_need() -> None:
    """Seed, profile, exit code, and of every clause its id, level, verdict, reason and replay."""
    report = a_report(a_verdict(Kind.FAIL, Level.SHOULD, "why", "evidence", "replay"))
    document = as_json(report)
    assert (document["seed"], document["profile"], document["exit_code"]) == (1, "default", 1)
    [verdict] = document["verdicts"]
    told = {"clause": "CON-01", "level": "S", "verdict": "fail", "reason": "why", "replay": "replay"}
    assert verdict.items() >= told.items()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_page_says_what_people_need(kind: Kind) -> None:
    """Verdict, statement and reason; of what counts also the evidence, what to do, and how to see it again."""
    report = a_report(a_verdict(kind, Level.MUST, "the reason", "the evidence", "the replay"))
    page = _Page(as_html(report))
    for text in ("acme-sync", f"1 {kind.value}", "it holds", "the reason"):
        assert text in page.text
    for text in ("the evidence", "mend it", "the replay"):
        assert (text in page.text) is (kind in AGAINST)
    assert f"Exit status {report.exit_status}, seed 1, profile default" in page.text


def test_a_page_without_failures_has_nothing_to_open() -> None:
    """What passed needs no evidence."""
    assert "details" not in _Page(as_html(a_report(a_verdict(Kind.PASS)))).tags


HOSTILE = "::error::owned\n##[group]x\n\x1b]0;title\x07\x1b[2J\n```\n"
HOSTILE += "# <img src=x onerror=alert(1)> [a](http://evil) @all \u202egnp"


def test_a_summary_shows_texts_as_texts() -> None:
    """No command of a workflow, no terminal code, no heading, link, image, mention or end of a block of code."""
    text = as_summary(a_report(a_verdict(Kind.FAIL, Level.MUST, HOSTILE, HOSTILE, HOSTILE), connector=HOSTILE))
    assert not COMMANDS.search(text)
    assert "\u202e" not in text
    outside = "".join(text.split("\n```")[::2])  # what is not in a block of code
    assert [word for word in ("<img", "](http", "@all") if re.search(rf"(?<!\\){re.escape(word)}", outside)] == []
    assert text.count("```") == 4
    assert "CON-01 fail" in text


def test_a_terminal_obeys_nothing() -> None:
    """Tabs and line breaks stay; what moves the cursor, hides, or turns text around is shown as a picture."""
    shown = for_terminals(HOSTILE + "\tend\r\n")
    assert not COMMANDS.search(shown)
    assert "\tend" in shown
    assert "␛[2J" in shown


def test_sarif_names_rule_and_reason() -> None:
    """One result per finding; a waived one is suppressed, an error of ours is none of the connector's."""
    kinds = (Kind.PASS, Kind.FAIL, Kind.WAIVED, Kind.ERROR)
    report = a_report(*(a_verdict(kind, Level.MUST, f"why {kind}", "evidence", "replay") for kind in kinds))
    [run] = json.loads(as_sarif(report))["runs"]
    failed, suppressed = run["results"]
    assert (failed["ruleId"], failed["level"], "suppressions" in failed) == ("CON-01", "error", False)
    assert failed["message"]["text"] == "fail: why fail\nevidence\nWhat to do: mend it\nTo see it again: replay"
    assert suppressed["suppressions"] == [{"kind": "external", "justification": "why waived"}]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "why error" in invocation["toolExecutionNotifications"][0]["message"]["text"]
