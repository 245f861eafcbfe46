"""Parity: how far a target agrees with the recorded answers of a real Odoo, and how those were recorded.

from twinledger.parity import Target, compare
print(compare(Target(url, database, login, password, key), this_database_may_be_destroyed=database))
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twinledger.parity.agreement import Agreement as Agreement
    from twinledger.parity.agreement import Difference as Difference
    from twinledger.parity.agreement import Listed as Listed
    from twinledger.parity.agreement import Report as Report
    from twinledger.parity.comparing import compare as compare
    from twinledger.parity.comparing import compared as compared
    from twinledger.parity.comparing import record as record
    from twinledger.parity.comparing import replay as replay
    from twinledger.parity.comparing import replayed as replayed
    from twinledger.parity.copies import own_copy as own_copy
    from twinledger.parity.fake import prepared_fake as prepared_fake
    from twinledger.parity.safety import NotComparableError as NotComparableError
    from twinledger.parity.safety import NotOursError as NotOursError
    from twinledger.parity.safety import mark as mark
    from twinledger.parity.target import Target as Target

_MODULES = {
    "agreement": ("Agreement", "Difference", "Listed", "Report"),
    "comparing": ("compare", "compared", "record", "replay", "replayed"),
    "copies": ("own_copy",),
    "fake": ("prepared_fake",),
    "safety": ("NotComparableError", "NotOursError", "mark"),
    "target": ("Target",),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}
__all__ = sorted(_HOMES)  # noqa: PLE0605 - the one list there is


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
