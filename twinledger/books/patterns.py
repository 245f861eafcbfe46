"""Patterns: what the rows of all entries of one journal and state have in common, learned from one that was created."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mock_odoo.accounting import sequence_gaps
from mock_odoo.orm.sql import quoted

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import State

MOVE, ITEM = "account_move", "account_move_line"
SAMPLE_DAY = date(2000, 1, 1)
REMARKS = ("line_section", "line_subsection", "line_note")

# What differs from entry to entry, by column: the parameters of a row, and what follows from them.
ENTRY = {
    "id": "?1",
    "date": "?2",
    "invoice_date": "?3",
    "ref": "?4",
    "name": "?5",
    "create_date": "?6",
    "write_date": "?6",
    "invoice_date_due": "substr(?6, 1, 10)",
    "sequence_prefix": "?7",
    "sequence_number": "?8",
    "amount_total": "?9",
    "amount_total_signed": "?10",
    "amount_total_in_currency_signed": "?9",
}
# A line has an id before that and what follows of its entry, and its label behind.
REMARK = {
    "id": "?1",
    "move_id": "?2",
    "date": "?3",
    "invoice_date": "?4",
    "ref": "?5",
    "move_name": "?6",
    "create_date": "?7",
    "write_date": "?7",
    "name": "?8",
}
LINE = {
    **REMARK,
    "account_id": "?9",
    "partner_id": "?10",
    "balance": "?11",
    "debit": "max(?11, 0)",
    "credit": "max(-?11, 0)",
    "amount_currency": "?12",
    "price_subtotal": "?12",
    "price_total": "?12",
    "currency_id": "?13",
    "amount_residual": "?11 * ?14",
    "amount_residual_currency": "?12 * ?14",
    "reconciled": "?14 AND ?11 = 0 AND ?12 = 0",
}


@dataclass(frozen=True)
class Pattern:
    """How entries of a journal and a state are inserted: statements, whose parameters ENTRY, LINE and REMARK name.

    Those for lines stand by their `display_type`.
    """

    entry: str
    lines: Mapping[str, str]


class Patterns:
    """The patterns of a company, found when they are first asked for."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._known: dict[tuple[int, str], Pattern] = {}

    def of(self, journal: int, state: State) -> Pattern:
        """Return how entries of a journal (its id) and a state are inserted."""
        found = self._known.get((journal, state))
        if found is None:
            found = self._known[journal, state] = self._learned(journal, state)
        return found

    def _learned(self, journal: int, state: State) -> Pattern:
        """Create an entry with a line of each kind, look at its rows, and take it back."""
        try:
            with self._env.database.store.savepoint():
                id_ = self._sample(journal, state)
                [entry], lines = _rows(self._env, MOVE, "id", id_), _rows(self._env, ITEM, "move_id", id_)
                raise _TakenBack
        except _TakenBack:
            self._env.database.forget()
        kinds = {line["display_type"]: _statement(ITEM, line, LINE if line["account_id"] else REMARK) for line in lines}
        gap = next(name for name in sequence_gaps.FIELDS if name in self._env.schema("account.move").fields)
        return Pattern(_statement(MOVE, entry, {**ENTRY, gap: "?11"}), kinds)

    def _sample(self, journal: int, state: State) -> int:
        known = self._env.schema("account.move.line").fields["display_type"].selection
        [account] = self._env["account.account"].search([], limit=1)
        lines: list[dict[str, Any]] = [{"display_type": kind} for kind in REMARKS if kind in known]
        lines.append({"account_id": account, "balance": 0})
        values = {"journal_id": journal, "date": SAMPLE_DAY, "line_ids": [[0, 0, line] for line in lines]}
        [id_] = self._env["account.move"].create([values])
        entry: Any = self._env.model("account.move", (id_,))
        if state == "posted":
            entry.action_post()
        elif state == "cancel":
            entry.button_cancel()
        return int(id_)


class _TakenBack(Exception):  # noqa: N818 - never leaves this module
    """The entry was created for the sake of its rows alone."""


def _rows(env: Environment, table: str, column: str, id_: int) -> list[dict[str, Any]]:
    store = env.database.store
    names = [name for _, name, *_ in store.all(f"PRAGMA table_info({table})")]
    found = store.all(f"SELECT * FROM {table} WHERE {column} = ? ORDER BY id", (id_,))
    return [dict(zip(names, row, strict=True)) for row in found]


def _statement(table: str, row: Mapping[str, Any], differing: Mapping[str, str]) -> str:
    """Return how rows are inserted that are as this one but in what differs."""
    alike = {name: _literal(value) for name, value in row.items() if name not in differing and value is not None}
    values = {**{name: said for name, said in differing.items() if name in row}, **alike}
    names = ", ".join(quoted(name) for name in values)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(values.values())})"


def _literal(value: Any) -> str:
    """Return a value as SQL writes it."""
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
