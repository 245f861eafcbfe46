"""`python -m tests.mutation [AREA…]`: which survivors are not explained, and which explanations are not needed."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .session import Area, Mutant, Session
from .survivors import Explained, judge


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


def _tried(area: Area, explained: Sequence[Explained]) -> list[Mutant]:
    session = Session(area)
    session.run()
    mutants = list(session.mutants())
    alive = sum(mutant.survived for mutant in mutants)
    open_ = len(judge(mutants, explained)[0])
    print(
        f"{area.name}: {len(mutants)} mutants, {len(mutants) - alive} killed, {alive - open_} explained, {open_} open"
    )
    return mutants


def main(names: Sequence[str]) -> int:
    """Return 0 if each survivor in these areas (all, if none is named) is explained and each explanation needed."""
    areas = {name: Area(name, **given) for name, given in _read("areas.toml").items()}
    chosen = [areas[name] for name in names or areas]
    explained = [Explained(**given) for given in _read("survivors.toml").get("survivor", [])]
    mutants = [mutant for area in chosen for mutant in _tried(area, explained)]
    unexplained, unneeded = judge(mutants, explained)
    for mutant in unexplained:
        print(f"not explained: {mutant}")
    stale = [one for one in unneeded if any(area.holds(one.function) for area in chosen)]
    for one in stale:
        print(f"not needed: {one}")
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
