"""Whether somebody changed an entry after it was made: everything does but posting it, and setting off plain entries.

Observed: parity conversation by_hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mock_odoo.orm.environment import Environment

FIELD = "is_manually_modified"


def unwritten(vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values to make an entry of: whatever they say, nobody has changed it yet."""
    return {name: value for name, value in vals.items() if name != FIELD}


def note(env: Environment, entries: Iterable[int]) -> None:
    """Note that entries were changed; their `write_date` stays."""
    env.database.store.execute(
        f"UPDATE account_move SET {FIELD} = 1 WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(entries),),
    )
