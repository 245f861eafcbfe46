"""Lays the tests where nothing of the packages lies beside them: `python tests/away.py FOLDER`.

What is tried there is the wheel that is installed, as somebody has it who has no checkout. Everything goes along that
tests read: the manual, the examples, the settings.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PASSING = (".*", "__pycache__", "node_modules", "dist", "build")


def lay(folder: Path) -> None:
    """Copy the checkout, without what the wheel has, into a folder that is emptied before."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    inside = {*wheel["packages"], *wheel["force-include"]}
    left_out = shutil.ignore_patterns(*PASSING)

    def ignored(place: str, names: list[str]) -> set[str]:
        return left_out(place, names) | (inside & {*names} if Path(place) == ROOT else set())

    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT, folder, ignore=ignored)


if __name__ == "__main__":
    lay(Path(sys.argv[1]))
