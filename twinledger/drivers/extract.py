"""Where a connector that ends elsewhere (profile odoo-side) leaves what it read, and what its columns are called."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

STREAMS = ("singer", "jsonl")  # formats that may come on standard output


class Part(BaseModel):
    """A part of a manifest; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Columns(Part):
    """What the columns of a journal item are called; dots lead into objects, as in `record.data.date`."""

    account: str
    """The account's code; or its id, if `accounts` says where its code stands. Of Odoo's pairs the id is taken."""
    date: str
    """The accounting date: 2026-12-31, with or without a time after it."""
    amount: str | None = None
    """The amount in company currency, debit positive."""
    debit: str | None = None
    """The debit, where debit and credit stand apart; both are positive."""
    credit: str | None = None
    """The credit, where debit and credit stand apart."""
    id: str | None = None
    """What tells journal items apart, so that one that comes again takes the place of the one before."""
    deleted: str | None = None
    """A column that holds something if the journal item is gone."""

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        apart = self.debit is not None and self.credit is not None
        if (self.amount is not None) == apart or (self.debit is None) != (self.credit is None):
            raise ValueError("say where the amount stands: amount, or debit and credit")
        return self


class Accounts(Part):
    """Where the accounts stand, if journal items have only their ids."""

    stream: str
    """The stream or table of the accounts; for CSV the path of their file."""
    id: str = "id"
    """The column of the id."""
    code: str = "code"
    """The column of the code."""


class Extract(Part):
    """What a run extracts, and where it is found.

    Paths are relative to the state directory of the connector (CONNECTOR_STATE_DIR), or to its folder if there is no
    such file.
    """

    format: Literal["singer", "jsonl", "csv", "sqlite"]
    """Singer messages, JSON lines, a CSV file with a header, or an SQLite file."""
    path: str | None = None
    """The file; without one, Singer messages and JSON lines are read from standard output."""
    stream: str | None = None
    """The Singer stream or the table of the journal items; of JSON lines, those whose `stream_field` says so."""
    stream_field: str = "stream"
    """Where a JSON line says which stream it belongs to."""
    columns: Columns
    """What the columns of a journal item are called."""
    accounts: Accounts | None = None
    """Where the codes of the accounts stand, if not beside the journal items."""
    where: dict[str, str | int | bool] = Field(default_factory=dict)
    """Only rows whose columns hold these values are journal items that count, e.g. `{ parent_state = "posted" }`."""
    each_run: Literal["everything", "changes"] = "everything"
    """Whether each run extracts the whole ledger, or what has changed since the last one, told apart by `id`."""
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    """What stands between two values of a CSV file."""

    @model_validator(mode="after")
    def _found_somewhere(self) -> Self:
        if self.path is None and self.format not in STREAMS:
            raise ValueError(f'say which file: path = "…" ({self.format} is not read from standard output)')
        if self.stream is None and self.format in ("singer", "sqlite"):
            raise ValueError('say which stream or table holds the journal items: stream = "…"')
        if self.each_run == "changes" and self.columns.id is None:
            raise ValueError('each_run = "changes" needs columns.id, which tells what changed')
        return self
