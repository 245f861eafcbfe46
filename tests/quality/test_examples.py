"""The example that was written from the contract and Silverfin's page alone: judged right, and wrong once it is broken.

Its author had seen none of the harness, and it shares no code with the fakes or with the reference connector.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twinledger.drivers.manifest import Manifest
from twinledger.judge.options import Options
from twinledger.judge.session import verify
from twinledger.judge.verdicts import Kind

EXAMPLE = Path(__file__).parents[2] / "examples" / "full_reload"
FAULTS = {
    "CON-03": ('3: "authentication"', '3: "source"'),
    "DAT-02": (":.15g", ":.1f"),
    "DAT-04": ("{line['balance']", "{-line['balance']"),
    "DAT-05": ('["parent_state", "=", "posted"]', '["parent_state", "!=", "cancel"]'),
    "PAG-01": ('page and page + rows(model, domain, fields, page[-1]["id"])', "page"),
    "SIL-01": ("actions[first : first + most]", "actions[first : first + most + 1]"),
}


def test_it_is_judged_right() -> None:
    """Nothing counts against it; what it does not claim, or never does, is not held against it.

    That it speaks XML-RPC, which 19.0 deprecates, is told and does not count; what takes minutes is left to `thorough`.
    """
    report = verify(Manifest.load(EXAMPLE / "connector.toml"), Options())
    assert report.exit_status == 0
    found = {verdict.clause: verdict.kind for verdict in report.verdicts}
    assert (found.pop("ODO-03"), found.pop("DAT-27")) == (Kind.FAIL, Kind.NOT_RUN)
    assert set(found.values()) == {Kind.PASS, Kind.UNSUPPORTED, Kind.NOT_APPLICABLE}


@pytest.mark.parametrize("clause", FAULTS)
def test_with_a_fault_in_one_line_it_is_judged_wrong(clause: str, tmp_path: Path) -> None:
    """The clause that the fault breaks says so."""
    right, wrong = FAULTS[clause]
    connector = Path(shutil.copytree(EXAMPLE, tmp_path / "connector"))
    program = connector / "sync.py"
    text = program.read_text()
    assert text.count(right) == 1
    program.write_text(text.replace(right, wrong))
    report = verify(Manifest.load(connector / "connector.toml"), Options(clauses=(clause,)))
    [verdict] = [verdict for verdict in report.verdicts if verdict.clause == clause]
    assert (verdict.kind, report.exit_status) == (Kind.FAIL, 1)
