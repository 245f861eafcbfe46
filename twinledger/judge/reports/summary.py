"""The report as Markdown: a summary for whoever looks at a run in CI (GitHub's step summary, a comment)."""

from __future__ import annotations

from collections.abc import Iterator

from twinledger.judge.clauses import Clause
from twinledger.judge.report import Report
from twinledger.judge.reports.escaping import for_code, for_markdown
from twinledger.judge.verdicts import Kind, Verdict

MOST_EVIDENCE = 30  # lines
MARKS = {
    Kind.PASS: "✅",
    Kind.FAIL: "❌",
    Kind.ERROR: "💥",
    Kind.STALE_WAIVER: "⏰",
    Kind.INCONCLUSIVE: "❔",
    Kind.WAIVED: "🕊️",
}
LARGEST = 900_000  # bytes; GitHub takes a megabyte


def as_summary(report: Report) -> str:
    """Return the text: what it comes to, what speaks against the connector, and all verdicts."""
    text = "\n".join(_parts(report)) + "\n"
    cut = text.encode()[:LARGEST].decode("utf-8", "ignore")
    return text if cut == text else f"{cut}\n\n… the rest is left out; the page and the JSON report have it.\n"


def as_refusal(judged: str, why: str) -> str:
    """Return what is said instead of a connector, or parts of a session, that cannot be judged."""
    return f"## {for_markdown(judged)} cannot be judged\n\n```text\n{for_code(why)}\n```\n"


def _parts(report: Report) -> Iterator[str]:
    yield f"## {for_markdown(report.connector)} {report.told}"
    counts = ", ".join(f"{number} {kind.value}" for kind, number in report.counts.items())
    versions = ", ".join(report.versions)
    yield f"\n{counts}. Odoo {versions}, profile {report.options.profile}, seed {report.options.seed}."
    for clause, verdict in report.against:
        yield from _against(clause, verdict)
    yield "\n<details><summary>All clauses</summary>\n\n| clause | | verdict | what must hold |"
    yield "| --- | --- | --- | --- |"
    for clause, verdict in report.rows:
        if verdict.kind is not Kind.NOT_RUN:
            yield _row(clause, verdict)
    yield "\n</details>"


def _against(clause: Clause, verdict: Verdict) -> Iterator[str]:
    yield f"\n### {MARKS[verdict.kind]} {clause.id} {verdict.kind.value}: {for_markdown(clause.statement)}"
    yield f"\n{for_markdown(verdict.reason)}"
    if verdict.evidence:
        lines = verdict.evidence.splitlines()
        shown = "\n".join(lines[:MOST_EVIDENCE]) + ("\n…" if len(lines) > MOST_EVIDENCE else "")
        yield f"\n```text\n{for_code(shown)}\n```"
    yield f"\nWhat was tried: {for_markdown(clause.adversary)}"
    yield f"\nWhy it matters: {for_markdown(clause.stake)}"
    yield f"\nWhat to do: {for_markdown(clause.remedy)}"
    if verdict.replay:
        yield f"\nTo see it again:\n\n```sh\n{for_code(verdict.replay)}\n```"


def _row(clause: Clause, verdict: Verdict) -> str:
    said = for_markdown(clause.statement)
    reason = f"<br>{for_markdown(verdict.reason)}" if verdict.reason else ""
    mark = MARKS.get(verdict.kind, "")
    return f"| {clause.id} | {verdict.level} | {mark} {verdict.kind.value} | {said}{reason} |"
