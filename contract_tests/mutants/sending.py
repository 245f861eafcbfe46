"""Mistakes in remembering and in sending."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from mock_silverfin.integrations.odoo import picture, synchronise, target
from mock_silverfin.integrations.odoo.http import retrying
from mock_silverfin.integrations.odoo.ledger import Ledger, Line
from mock_silverfin.integrations.odoo.picture import Item
from mock_silverfin.integrations.odoo.state import State
from mock_silverfin.integrations.odoo.target import Limits, Target
from twinledger.judge.mutants import Surgery, mutant

Work = Iterator[tuple[str, Item | None]]


@mutant("DAT-02")
def cuts_off_cents(surgery: Surgery) -> None:
    """Counts cents with binary fractions and cuts off what they get wrong."""
    line = picture.line_item

    def cut(found: Line) -> Item:
        return {**line(found), "value": f"{int(float(found.amount) * 100) / 100:.2f}"}

    surgery.replace(picture, "line_item", cut)


@mutant("SIL-01")
def sends_all_at_once(surgery: Surgery) -> None:
    """Never looks how many actions a request may carry."""
    surgery.replace(target.Target, "limits", lambda _self: Limits(1_000_000, 4))


@mutant("SIL-02")
def submits_in_parallel(surgery: Surgery) -> None:
    """Submits two batches at a time to be done sooner."""

    def send(ledger: Ledger, to: Target, state: State, language: str, _progress: Any) -> None:
        start = to.info().sync_start_at
        day = date.fromisoformat(start) if start else None
        wanted = picture.picture(ledger, language, day, synchronise._span(ledger, state, day), 4)
        to.send_settings(wanted.settings)
        accounts, lines = list(wanted.accounts.values()), list(wanted.lines.values())
        batches = [lines[place : place + 500] for place in range(0, len(lines), 500)]

        def submit(numbered: tuple[int, list[Item]]) -> None:
            number, batch = numbered
            body = {
                "sync_point": f"batch-{number}",
                "actions": [{"upsert": line} for line in batch],
                "accounts": accounts,
            }
            retrying()(lambda: to._json_once("submit", body))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(submit, enumerate(batches)))

    surgery.replace(synchronise, "_send", send)
