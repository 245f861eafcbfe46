"""Posting: entries get their dates, names and references, and count from then on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from mock_odoo.accounting import (
    analytics,
    balance,
    due_dates,
    invoices,
    locks,
    ranks,
    references,
    sequence_gaps,
    sequences,
    statement_entries,
)
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

if TYPE_CHECKING:
    from mock_odoo.models.account_move import AccountMove

MODEL = "account.move"


def post(env: Environment, ids: Sequence[int], marks: writing.Row, *, due_told: bool = False) -> None:
    """Give entries their names and let them count; `marks` is what else posting leaves on them.

    `due_told`: whether somebody tells them along with it when they are due.
    """
    date_sales(env, ids)
    entries = _entries(env, ids, "name", "journal_id", "date", "ref")
    numbers = sequences.Numbers(env)
    with sequence_gaps.following(env, ids):
        for entry in sorted(entries, key=lambda entry: (entry["date"], entry["ref"] or "", entry["id"])):
            kind = sequences.kind_of(env, entry["id"])
            name = numbers.name_for(entry["journal_id"], entry["date"], entry["name"], kind)
            row = {"name": name, **marks, "state": "posted", "checked": 1}
            writing.update(env, env.schema(MODEL), [entry["id"]], {**row, **sequences.parts(name)})
            sequences.check_unique(env, entry["journal_id"], name)
    balance.check(env, ids)  # what was changed through other entries was not asked before (observed)
    analytics.of_entries(env, ids)
    _refer(env, ids)
    if not due_told:
        due_dates.fill(env, ids)  # the days of their lines stay as they are (observed)
    ranks.count(env, ids)
    statement_entries.refresh(env, ids)


def date_sales(env: Environment, ids: Sequence[int]) -> None:
    """A sale that is posted without a date is of today."""
    undated = [
        entry["id"]
        for entry in _entries(env, ids, "move_type", "invoice_date")
        if entry["move_type"] in SALES and not entry["invoice_date"]
    ]
    if undated:
        sales = cast("AccountMove", env.model(MODEL, tuple(undated)))
        sales._in_peace()._write_quietly({"invoice_date": env.today})


def leave_locked_periods(env: Environment, ids: Sequence[int]) -> None:
    """An entry that would fall into a locked period is booked on the first open day or period's end (observed)."""
    for entry in _entries(env, ids, "name", "journal_id"):
        day = locks.open_day(env, entry["id"])
        if day is not None:
            fits = sequences.fits(env, entry["journal_id"], day, entry["name"])
            row: writing.Row = {"date": day} if fits else {"date": day, "name": None, **sequences.parts(None)}
            writing.update(env, env.schema(MODEL), [entry["id"]], row)


def _refer(env: Environment, ids: Sequence[int]) -> None:
    """Customers are told what to write on their payments."""
    entries = _entries(env, ids, "move_type", "payment_reference", "name")
    documents = [entry["id"] for entry in entries if entry["move_type"] in INVOICES]
    with invoices.following(env, documents):
        for entry in entries:
            if entry["move_type"] == "out_invoice" and not entry["payment_reference"]:
                reference = references.payment_reference(env, entry["id"], entry["name"])
                writing.update(env, env.schema(MODEL), [entry["id"]], {"payment_reference": reference or None})


def _entries(env: Environment, ids: Sequence[int], *fields: str) -> list[dict[str, Any]]:
    return env.sudo().model(MODEL, tuple(ids)).read(list(fields), load=None)
