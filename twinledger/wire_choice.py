"""Which wire a fake Silverfin speaks: its own, or what a partner's file says, with a few choices about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mock_silverfin.sync.turns import WhenBusy
from mock_silverfin.wire.served import OURS, Wire


class WireChoiceError(ValueError):
    """The file makes no sense; the text says why."""


@dataclass(frozen=True)
class WireChoice:
    """A partner's file or none, whether everything assumed is refused, and what a second call for a company gets."""

    file: Path | None = None
    strict: bool = False
    busy_status: int | None = None
    retry_after: int | None = None

    def wire(self) -> Wire:
        """Return the wire; raise WireChoiceError."""
        wire = replace(OURS, strict=self.strict) if self.file is None else self._read(self.file)
        busy = wire.when_busy
        status = busy.status if self.busy_status is None else self.busy_status
        retry_after = busy.retry_after if self.retry_after is None else self.retry_after
        return replace(wire, when_busy=WhenBusy(409 if status == 409 else 429, retry_after))

    def _read(self, path: Path) -> Wire:
        import yaml  # noqa: PLC0415 - few name a file

        from mock_silverfin.wire.partner import WireFileError, wire_of  # noqa: PLC0415 - pydantic loads slowly
        from twinledger import yaml_files  # noqa: PLC0415

        try:
            return wire_of(yaml_files.read(path), path.parent, strict=self.strict)
        except (WireFileError, yaml.YAMLError) as error:
            raise WireChoiceError(f"{path}: {error}") from None
