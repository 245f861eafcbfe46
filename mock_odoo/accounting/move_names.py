"""Names of entries: what an entry with a name may not do, and when a draft loses its name (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mock_odoo.accounting import sequences
from mock_odoo.accounting.sequence_patterns import UNNAMED
from mock_odoo.errors import UserError
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

MODEL = "account.move"
ADMINISTRATORS = "account.group_account_manager"
JOURNAL_STAYS = (
    'You cannot edit the journal of an account move {}, unless the name is removed or set to "/". '
    "This might create a gap in the sequence."
)
POSTED_ONCE, NUMBERED = "if it has been posted once", "with a sequence number assigned"
NUMBER_IN_THE_MIDDLE = (
    "You cannot delete this entry, as it has already consumed a sequence number and is not the last one in the chain. "
    "You should probably revert it instead."
)


def refuse_journal(entry: Mapping[str, Any]) -> None:
    """Raise UserError if an entry cannot go to another journal with its name; a first number does not matter."""
    if entry["name"] not in UNNAMED and entry["posted_before"]:
        raise UserError(JOURNAL_STAYS.format(POSTED_ONCE))
    if entry["sequence_number"] > 1:
        raise UserError(JOURNAL_STAYS.format(NUMBERED))


def refuse_deletion(env: Environment, ids: Sequence[int]) -> None:
    """Raise UserError if a number would go from the middle of others, unless an accounting administrator wants it."""
    if not env.su and not env.in_group(ADMINISTRATORS) and not sequences.ends_the_chain(env, ids):
        raise UserError(NUMBER_IN_THE_MIDDLE)


def check_periods(env: Environment, ids: Sequence[int]) -> None:
    """Raise ValidationError if the name of a posted entry belongs to another period than its date."""
    for entry in _entries(env, ids, "state", "journal_id", "date", "name"):
        if entry["state"] == "posted":
            sequences.check_aligned(env, entry["journal_id"], entry["date"], entry["name"])


def check_unique(env: Environment, ids: Sequence[int]) -> None:
    """Raise BrokenConstraint if another posted entry of the journal has the name of one of them."""
    for entry in _entries(env, ids, "journal_id", "name"):
        sequences.check_unique(env, entry["journal_id"], entry["name"])


def clear(env: Environment, ids: Sequence[int], *, other_journal: bool) -> None:
    """Take the names of another period, or of another journal, from drafts that were never posted."""
    for entry in _entries(env, ids, "journal_id", "date", "state", "name", "posted_before"):
        never_posted = entry["state"] == "draft" and not entry["posted_before"]
        fits = sequences.fits(env, entry["journal_id"], entry["date"], entry["name"])
        if entry["name"] and never_posted and (other_journal or not fits):
            row: writing.Row = {"name": None, **sequences.parts(None)}
            writing.update(env, env.schema(MODEL), [entry["id"]], row)


def _entries(env: Environment, ids: Sequence[int], *fields: str) -> list[dict[str, Any]]:
    return env.sudo().model(MODEL, tuple(ids)).read(list(fields), load=None)
