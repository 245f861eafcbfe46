"""What a report in JSON is made of: the shapes of clauses, verdicts, exhibits and plan, a word about each member."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from twinledger.judge.verdicts import Kind, Level


class Part(BaseModel):
    """A part of the report; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ClausePart(Part):
    """What a clause demands."""

    id: str
    """Its id, which never changes."""
    level: Level
    """M: it must hold, S: it should, I: for information."""
    statement: str
    """What must hold."""
    sources: tuple[str, ...]
    """On what the statement rests."""
    adversary: str
    """What the harness does."""
    remedy: str
    """What to do about a failure."""
    feature: str
    """The claim without which it is unsupported."""
    assumed: bool
    """Whether it rests on what is assumed about Silverfin."""
    why: str = ""
    """Why it matters, where that is not what its chapter is about."""


class RowPart(Part):
    """A row of both ledgers."""

    account: str
    """The account's code."""
    date: dt.date
    """The accounting date, or the first day of the month where sums are compared."""
    amount: str
    """In company currency, debit positive, with thousands divided by commas."""
    odoo: int
    """How often Odoo has it, in what Silverfin must hold."""
    silverfin: int
    """How often Silverfin holds it."""


class RequestPart(Part):
    """A request and its answer, secrets masked."""

    number: int
    """Its number since the world began."""
    system: str
    """odoo or silverfin."""
    after: float
    """Seconds since the first request that is shown, by the world's clock."""
    method: str
    """GET, POST…"""
    path: str
    """Its path."""
    asked: str
    """What it asks for, in the words of the system."""
    status: int | None
    """The answer's status."""
    delivery: str
    """What reached the wire: whole, or what a fault made of it."""
    faults: tuple[str, ...]
    """The faults that struck at it."""
    reused: bool
    """Whether its connection had been used before."""
    sent: str
    """The beginning of its body."""
    answered: str
    """The beginning of the answer's body."""


class ExhibitPart(Part):
    """What both sides looked like at a failure."""

    rows: tuple[RowPart, ...]
    """The rows of both ledgers, those that differ first."""
    rows_left_out: int
    """How many are not shown."""
    requests: tuple[RequestPart, ...]
    """The requests, the last ones and those at which something was wrong."""
    requests_left_out: int
    """How many are not shown."""
    other: str = "Silverfin"
    """Where the ledger is that is compared with Odoo's: Silverfin, or the extract of who ends elsewhere."""


class VerdictPart(Part):
    """What a clause came to."""

    clause: str
    """The clause's id."""
    level: Level
    """How much it weighs here."""
    verdict: Kind
    """What it came to."""
    version: str
    """The version of Odoo."""
    reason: str
    """Why."""
    evidence: str
    """What was seen, as text for people; a leak is told with its place, never with the secret."""
    replay: str
    """A command that shows it again."""
    story: str
    """The file of a story that shows it step by step."""
    seconds: float
    """How long it took."""
    advance: bool
    """Whether it is of a later edition, and does not count."""
    exhibit: ExhibitPart | None
    """What both sides looked like, at a failure."""


class CostPart(Part):
    """What a clause was expected to cost."""

    clause: str
    """The clause's id."""
    runs: int
    """Runs of the connector."""
    seconds: float
    """Seconds beside the runs."""


class PlanPart(Part):
    """What was planned."""

    chosen: tuple[CostPart, ...]
    """What was to be run."""
    dropped: tuple[CostPart, ...]
    """What was left out because of a budget."""
    seconds_per_run: float
    """How long a plain run took."""
    workers: int
    """How many processes shared the work."""
    budget: str
    """What left something out."""
