"""The manual's page of what the harness costs, made of what `table.py` measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PROFILES = ("quick", "default")


@dataclass(frozen=True)
class Row:
    """A figure, in `unit`; `against` is the peer's in the same run, and the goal is for the figure or for the ratio."""

    what: str
    measured: float | str
    unit: str
    peer: str = ""
    against: float | None = None
    goal: str = ""
    kept: bool | None = None


def page(found: dict[str, Any]) -> str:
    """Return the manual's page of what was measured."""
    before, after = found["load"]
    lines = [
        "# What it costs",
        "",
        "Made by `python benchmarks/table.py`: each figure beside its peer in the same run, and with its goal if it",
        "has one. On a machine that does other things, times are longer; the ratios to peers still mean something.",
        "",
        f"{found['date']}, Python {found['python']}, {found['machine']}; load {before} before and {after} after.",
        "",
        "| what | measured | peer | of the peer | goal | kept |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in (Row(**row) for row in found["rows"]):
        ratio = "" if row.against is None else f"{float(row.measured) / row.against:.2f}"
        peer = "" if row.against is None else f"{row.peer}: {_shown(row.against)} {row.unit}"
        kept = {True: "yes", False: "**no**", None: ""}[row.kept]
        lines.append(f"| {row.what} | {_shown(row.measured)} {row.unit} | {peer} | {ratio} | {row.goal} | {kept} |")
    return "\n".join([*lines, *_clause_lines(found["clauses"])]) + "\n"


def _clause_lines(clauses: dict[str, dict[str, float]]) -> Iterator[str]:
    yield from (
        "",
        "## A clause",
        "",
        "Seconds to judge the reference connector by it, run as a function in one process.",
        "",
    )
    yield f"| clause | {' | '.join(PROFILES)} |"
    yield "| --- |" + " ---: |" * len(PROFILES)
    for clause, seconds in sorted(clauses.items()):
        yield f"| {clause} | " + " | ".join(_shown(seconds[profile]) for profile in PROFILES) + " |"
    sums = (sum(seconds[profile] for seconds in clauses.values()) for profile in PROFILES)
    yield "| all | " + " | ".join(map(_shown, sums)) + " |"


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
