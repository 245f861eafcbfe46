"""Mistakes about what Silverfin says at the door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mock_silverfin.integrations.odoo import listening, synchronise
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import Inputs
from mock_silverfin.webhooks.hooks import ADDED, REMOVED
from twinledger.judge.mutants import Surgery, mutant


@mutant("SIL-11", listens=True)
def opens_to_whoever_rings(surgery: Surgery) -> None:
    """Takes every message for Silverfin's, since nobody else knows the address."""
    surgery.replace(listening, "is_genuine", lambda *_: True)


@mutant("SIL-12", listens=True)
def believes_what_came_last(surgery: Surgery) -> None:
    """Knows from messages whether the file is linked, and asks nobody."""
    hear, run = listening.hear, synchronise.run

    def noting(config: Mapping[str, str], headers: Any, body: bytes, sync: Any) -> int:
        status = hear(config, headers, body, sync)
        event, removed = json.loads(body)["event"], _removed(Path(config["CONNECTOR_STATE_DIR"]))
        if event == REMOVED:
            removed.touch(mode=0o600)
        elif event == ADDED:
            removed.unlink(missing_ok=True)
        return status

    def trusting(inputs: Inputs, *arguments: Any) -> None:
        if _removed(inputs.state_dir).exists():
            raise SyncFailure(Reason.CONFLICT, "The file is not linked any more.")
        run(inputs, *arguments)

    surgery.replace(listening, "hear", noting)
    surgery.replace(synchronise, "run", trusting)


def _removed(folder: Path) -> Path:
    return folder / "removed"
