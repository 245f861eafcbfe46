"""Places: where the conversations, their recordings and the listed differences stand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from twinledger import content

SERIES = "19.0"  # the version of Odoo whose answers are recorded


@dataclass(frozen=True)
class Place:
    """A folder with `conversations/`, `recordings/` and `differences.yaml`."""

    folder: Path

    @property
    def conversations(self) -> Path:
        """The folder of the conversations; what they begin with stands in its `set_up/`."""
        return self.folder / "conversations"

    @property
    def recordings(self) -> Path:
        """The folder of the recordings, one file per conversation."""
        return self.folder / "recordings" / SERIES

    @property
    def differences(self) -> Path:
        """The file of the listed differences."""
        return self.folder / "differences.yaml"


def shipped() -> Place:
    """Return the place that comes with the project."""
    return Place(content.folder("contract_tests") / "parity")
