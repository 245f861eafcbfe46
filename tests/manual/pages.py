"""Pages of the manual: the files and the commands that stand on them.

A block with a title is a file of that name. Blocks of `sh` are commands; they are run in order, in one shell, in a
folder that has these files. Blocks of `console` only show something.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MANUAL = Path(__file__).parents[2] / "docs"
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PATIENCE = 240  # seconds
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
STRICT = "set -eu -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"


@dataclass(frozen=True)
class Page:
    """A page of the manual."""

    path: Path

    @property
    def files(self) -> dict[str, str]:
        """The files that stand on it, by their names."""
        return {title: text for _, title, text in self._blocks if title}

    @property
    def commands(self) -> str:
        """What is typed, as one script."""
        return "".join(text for language, title, text in self._blocks if language == "sh" and not title)

    @property
    def shown(self) -> list[str]:
        """What stands in blocks that are not run."""
        return [text for language, title, text in self._blocks if language == "console" and not title]

    @property
    def _blocks(self) -> list[tuple[str, str, str]]:
        return BLOCK.findall(self.path.read_text(encoding="utf-8"))


def follow(page: Page, folder: Path, commands: str = "") -> str:
    """Write the page's files into a folder, run its commands there, and return what they print; fail if one fails."""
    for name, text in page.files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    known = {name: os.environ[name] for name in ("GOCACHE", "GOFLAGS", "LANG") if name in os.environ}
    ran = subprocess.run(
        ["bash", "-c", STRICT + (commands or page.commands)],
        check=False,
        cwd=folder,
        env={"PATH": PATH, "HOME": str(folder), "PYTHONHASHSEED": "0", **known},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, f"{page.path.name}: exit status {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran.stdout
