"""The report as SARIF 2.1.0, which code hosts show beside the code: one rule per clause, one result per finding."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any

from twinledger.judge.clauses import Clause
from twinledger.judge.report import Report
from twinledger.judge.reports.escaping import for_terminals
from twinledger.judge.verdicts import Kind, Level, Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
HOME = "https://pypi.org/project/twinledger/"
SEVERITY = {Level.MUST: "error", Level.SHOULD: "warning", Level.INFORMATION: "note"}
SUPPRESSED = (Kind.WAIVED,)
SHOWN = (Kind.FAIL, Kind.INCONCLUSIVE, Kind.STALE_WAIVER, Kind.WAIVED)
MOST = 4_000  # characters of a message


def as_sarif(report: Report) -> bytes:
    """Return the document; findings stand at the manifest, for the connector's own code is not known here."""
    errors = [_notification(verdict) for verdict in report.verdicts if verdict.kind is Kind.ERROR]
    run = {
        "tool": {"driver": _driver(report)},
        "automationDetails": {"id": f"twinledger/{for_terminals(report.connector)}/"},
        "invocations": [{"executionSuccessful": not errors, "toolExecutionNotifications": errors}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, clause, verdict) for clause, verdict in report.rows if verdict.kind in SHOWN],
    }
    return (json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n").encode()


def _driver(report: Report) -> dict[str, Any]:
    return {
        "name": "Twinledger",
        "semanticVersion": version("twinledger"),
        "informationUri": HOME,
        "rules": [_rule(clause) for clause in report.clauses],
    }


def _rule(clause: Clause) -> dict[str, Any]:
    sources = "".join(f"\n- {source}" for source in clause.sources)
    return {
        "id": clause.id,
        "shortDescription": {"text": clause.statement},
        "fullDescription": {"text": f"{clause.statement}. {clause.adversary}"},
        "help": {"text": f"{clause.stake}\n\n{clause.remedy}\n\nThe statement rests on:{sources}"},
        "defaultConfiguration": {"level": SEVERITY[clause.level]},
        "properties": {"tags": [clause.id.partition("-")[0]]},
    }


def _result(report: Report, clause: Clause, verdict: Verdict) -> dict[str, Any]:
    place = f"{clause.id} {verdict.version} {report.connector}"
    result: dict[str, Any] = {
        "ruleId": clause.id,
        "level": SEVERITY[verdict.level],
        "message": {"text": _message(clause, verdict)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": report.options.manifest_path.replace("\\", "/").lstrip("/")},
                    "region": {"startLine": 1},
                }
            }
        ],
        "partialFingerprints": {"clause/v1": hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()},
        "properties": {"verdict": verdict.kind.value, "odoo": verdict.version},
    }
    if verdict.kind in SUPPRESSED:
        result["suppressions"] = [{"kind": "external", "justification": for_terminals(verdict.reason)}]
    return result


def _message(clause: Clause, verdict: Verdict) -> str:
    parts = [f"{verdict.kind.value}: {verdict.reason}", verdict.evidence, f"What to do: {clause.remedy}"]
    parts += [f"To see it again: {verdict.replay}"] if verdict.replay else []
    return for_terminals("\n".join(part for part in parts if part))[:MOST]


def _notification(verdict: Verdict) -> dict[str, Any]:
    text = for_terminals(f"{verdict.clause}: {verdict.reason}\n{verdict.evidence}")[:MOST]
    return {"level": "error", "message": {"text": text}}
