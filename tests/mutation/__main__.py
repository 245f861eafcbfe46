"""`python -m tests.mutation [AREA…]`: which survivors are not explained, and which explanations are stale."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .session import Area, Session
from .survivors import Explained, judge


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def _report(area: Area, explained: Sequence[Explained]) -> bool:
    session = Session(area)
    session.run()
    mutants = list(session.mutants())
    unexplained, stale = judge(mutants, [one for one in explained if area.holds(one.function)])
    for mutant in unexplained:
        print(f"not explained: {mutant}")
    for one in stale:
        print(f"did not survive: {one}")
    alive = sum(mutant.survived for mutant in mutants)
    killed, known = len(mutants) - alive, alive - len(unexplained)
    print(f"{area.name}: {len(mutants)} mutants, {killed} killed, {known} explained, {len(unexplained)} open")
    return not (unexplained or stale)


def main(names: Sequence[str]) -> int:
    """Return 0 if each survivor in these areas (all, if none is named) is explained and each explanation needed."""
    areas = {name: Area(name, **given) for name, given in _read("areas.toml").items()}
    explained = [Explained(**given) for given in _read("survivors.toml").get("survivor", [])]
    reports = [_report(areas[name], explained) for name in names or areas]
    return 0 if all(reports) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
