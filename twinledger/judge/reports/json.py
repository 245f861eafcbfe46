"""The report for programs."""

from __future__ import annotations

from typing import Any

from twinledger.judge.session import Report


def as_json(report: Report) -> dict[str, Any]:
    """Return seed, profile, verdicts and exit code."""
    return {
        "seed": report.options.seed,
        "profile": report.options.profile,
        "verdicts": [
            {
                "clause": verdict.clause,
                "level": verdict.level.value,
                "verdict": verdict.kind.value,
                "reason": verdict.reason,
                "replay": verdict.replay,
            }
            for verdict in report.verdicts
        ],
        "exit_code": report.exit_status,
    }
