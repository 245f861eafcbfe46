"""What differs between the versions of Odoo, as one table of named capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Version:
    """One version: how it names itself on the wire, and what it can do."""

    name: str
    info: tuple[Any, ...]
    jsonrpc_error_code: int
    has_json2: bool

    @property
    def common_version(self) -> dict[str, Any]:
        """The answer to `common.version` (observed)."""
        return {
            "server_version": self.name,
            "server_version_info": list(self.info),
            "server_serie": self.name,
            "protocol_version": 1,
        }


VERSIONS = {"19.0": Version("19.0", (19, 0, 0, "final", 0, ""), jsonrpc_error_code=0, has_json2=True)}


def version(name: str) -> Version:
    """Return the version called `name`; raise ValueError, naming those there are, if it is not one of them."""
    try:
        return VERSIONS[name]
    except KeyError:
        raise ValueError(f"Odoo {name!r} is not in the fake; choose one of {', '.join(VERSIONS)}") from None
