"""Patterns: what the rows of all entries of one journal and state have in common, learned from one that was created."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mock_odoo.accounting import sequence_gaps
from mock_odoo.orm.sql import quoted

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment
    from twinledger.books.book import State

MOVE, ITEM = "account_move", "account_move_line"
SAMPLE_DAY = date(2000, 1, 1)
REMARKS = ("line_section", "line_subsection", "line_note")

# The parameters of a row in their order: those of an entry begin with its head, before which a line has its own id.
HEAD = ("entry", "day", "document", "ref", "name", "moment")
OF_ENTRY = (*HEAD, "prefix", "number", "total", "booked", "gap")
OF_REMARK = ("line", *HEAD, "label")
OF_LINE = (*OF_REMARK, "account", "partner", "balance", "amount", "currency", "kept")

# What differs from row to row, by column, and how it follows from the parameters.
ENTRY = {
    "id": "entry",
    "date": "day",
    "invoice_date": "document",
    "ref": "ref",
    "name": "name",
    "create_date": "moment",
    "write_date": "moment",
    "invoice_date_due": "substr(moment, 1, 10)",
    "sequence_prefix": "prefix",
    "sequence_number": "number",
    "amount_total": "total",
    "amount_total_signed": "booked",
    "amount_total_in_currency_signed": "total",
}
REMARK = {
    "id": "line",
    "move_id": "entry",
    "date": "day",
    "invoice_date": "document",
    "ref": "ref",
    "move_name": "name",
    "create_date": "moment",
    "write_date": "moment",
    "name": "label",
}
LINE = {
    **REMARK,
    "account_id": "account",
    "partner_id": "partner",
    "balance": "balance",
    "debit": "max(balance, 0)",
    "credit": "max(-balance, 0)",
    "amount_currency": "amount",
    "price_subtotal": "amount",
    "price_total": "amount",
    "currency_id": "currency",
    "amount_residual": "balance * kept",
    "amount_residual_currency": "amount * kept",
    "reconciled": "kept AND balance = 0 AND amount = 0",
}


@dataclass(frozen=True)
class Pattern:
    """How entries of a journal and a state are inserted: statements, which take OF_ENTRY, OF_LINE and OF_REMARK.

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
        line, remark = partial(_statement, ITEM, OF_LINE, LINE), partial(_statement, ITEM, OF_REMARK, REMARK)
        kinds = {row["display_type"]: (line if row["account_id"] else remark)(row) for row in lines}
        gap = next(name for name in sequence_gaps.FIELDS if name in self._env.schema("account.move").fields)
        return Pattern(_statement(MOVE, OF_ENTRY, {**ENTRY, gap: "gap"}, entry), kinds)

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


def _statement(table: str, taken: Sequence[str], differing: Mapping[str, str], row: Mapping[str, Any]) -> str:
    """Return how rows are inserted that are as this one but in what differs, which follows from what is taken."""
    alike = {name: _literal(value) for name, value in row.items() if name not in differing and value is not None}
    values = {**{name: said for name, said in differing.items() if name in row}, **alike}
    names = ", ".join(quoted(name) for name in values)
    parameters = ", ".join(f"? AS {name}" for name in taken)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM (SELECT {parameters})"


def _literal(value: Any) -> str:
    """Return a value as SQL writes it."""
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"
