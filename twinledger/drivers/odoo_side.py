"""Connectors that end elsewhere: what they extract from Odoo is booked in the client file as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mock_silverfin.ledger import audit, companies, lines, money
from twinledger.drivers.extract import Extract
from twinledger.drivers.extraction import Item, UnreadableError, extracted
from twinledger.drivers.sides import ODOO, Side, pair_of

if TYPE_CHECKING:
    from twinledger.drivers.outcome import Outcome
    from twinledger.world import Pair, World

ONLY_THERE = "SILVERFIN_"
SILVERFIN_NAMED = re.compile(r"(?P<begins>(?<![^\n])|(?<=[.:?!] ))?\bSilverfin\b")


class OdooSide(Side):
    """Reads Odoo and writes somewhere; `extract` says where, relative to the state directory or to `folder`.

    A run that fails brings nothing, whatever it had extracted until then: whoever loads it waits for the end.
    """

    profile = "odoo-side"
    ends = (ODOO,)
    out_of_reach = (
        "analytic",
        "multi-database",
        "open-items",
        "opening-balance",
        "reset",
        "token-refresh",
        "webhooks",
    )

    def __init__(self, extract: Extract, folder: Path) -> None:
        self._extract = extract
        self._folder = folder

    note = "Profile odoo-side: the extract is what the connector left of Odoo's ledger after its runs."

    @property
    def reads_output(self) -> bool:
        """Whether it extracts to standard output."""
        return self._extract.path is None

    @classmethod
    def worded(cls, text: str) -> str:
        """Return a text with the extract where it says Silverfin."""
        return SILVERFIN_NAMED.sub(lambda named: "The extract" if named["begins"] is not None else "the extract", text)

    def given(self, world: World, inputs: Mapping[str, str]) -> Mapping[str, str]:
        """Return the inputs but those of Silverfin."""
        del world
        return {name: value for name, value in inputs.items() if not name.startswith(ONLY_THERE)}

    def carried_over(self, world: World, inputs: Mapping[str, str], outcome: Outcome) -> Outcome:
        """Book what a run extracted; one that left nothing that can be read did not synchronise."""
        if not outcome.synchronised:
            return outcome
        try:
            items = extracted(self._extract, (Path(inputs["CONNECTOR_STATE_DIR"]), self._folder), outcome.printed)
            _book(pair_of(world, inputs), items, anew=self._extract.each_run == "everything")
        except (UnreadableError, money.AmountError) as error:
            return replace(outcome, synchronised=False, unreadable=str(error))
        return outcome


def _book(pair: Pair, items: Sequence[Item], *, anew: bool) -> None:
    """Let the file hold these items: beside what it held, or in its place."""
    books, file = pair.file.books, companies.get(pair.file.books, pair.file.id)
    found = [_line(item, file) for item in items if not item.gone]
    gone = [item.id for item in items if item.gone]
    if anew:
        gone += {line.id for line in pair.file.lines()} - {line.id for line in found}
    with books.store.transaction():
        change = audit.begin(books, file.id, "submit", extracted=len(items))
        lines.put(books, file.id, found, change)
        lines.remove(books, file.id, gone, change)


def _line(item: Item, file: companies.Company) -> lines.LedgerLine:
    try:
        amount = money.to_minor(item.amount, file.currency, file.decimals)
    except money.AmountError as error:
        raise money.AmountError(f"the amount {item.amount} of {item.id} {error}") from None
    return lines.LedgerLine(item.id, item.account, item.date, amount)
