"""Keeping failures: a story that ended badly becomes a file beside the manifest, and is told first the next time."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from twinledger.drivers.outcome import printable
from twinledger.stories.writing import as_yaml

if TYPE_CHECKING:
    from twinledger.judge.case import Case
    from twinledger.judge.options import Options
    from twinledger.judge.verdicts import Finding

FOLDER = "regressions"
REMARKS = """{clause}: {statement}.

{reason}

{evidence}

To see it again: twinledger scenario run {path}
What to do: {remedy}"""


def keep(finding: Finding, case: Case, options: Options) -> Path:
    """Write the story of a failure into the memory and return its file; the same story has the same file."""
    assert finding.story is not None
    assert options.memory is not None
    folder = options.memory / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    manifest = os.path.relpath(Path(options.manifest_path).absolute(), folder.absolute())
    where = {"connector": Path(manifest).as_posix(), "odoo_version": case.database.version.series}
    story = finding.story.model_copy(update=where)
    happened = story.model_dump_json(exclude={"title", "about"})
    name = f"{case.clause.id.lower()}-{hashlib.sha256(happened.encode()).hexdigest()[:8]}.yaml"
    remarks = REMARKS.format(
        clause=case.clause.id,
        statement=case.clause.statement,
        reason=finding.reason,
        evidence=finding.evidence,
        path=folder / name,
        remedy=case.clause.remedy,
    )
    path = folder / name
    path.write_text(as_yaml(story, _plain(remarks)), encoding="utf-8")
    return path


def _plain(text: str) -> str:
    """Return a text without the characters that no YAML file may hold, or that a terminal would obey."""
    return re.sub(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", printable(text))
