"""The report for programs: one JSON document, with a published schema, from which the report can be read again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from twinledger.drivers.manifest import Waiver
from twinledger.drivers.outcome import printable
from twinledger.judge.clauses import Clause
from twinledger.judge.exhibits import Exhibit, LedgerRow, Request
from twinledger.judge.options import Options
from twinledger.judge.planning import Cost, Plan
from twinledger.judge.report import Report
from twinledger.judge.reports.parts import ClausePart, ExhibitPart, Part, PlanPart, VerdictPart
from twinledger.judge.verdicts import Verdict

FORMAT = "twinledger-report-1"


class ReportFileError(ValueError):
    """A file is no report; the text says why."""


class ReportFile(Part):
    """The report of a session."""

    format: Literal["twinledger-report-1"] = "twinledger-report-1"
    """The format of this file."""
    connector: str
    """The connector's name."""
    edition: str
    """The edition of the contract."""
    profile: str
    """How thoroughly it was judged: quick, default or thorough."""
    seed: int
    """What ledgers were drawn."""
    strict: bool
    """Whether clauses that should hold count, too."""
    wanted: tuple[str, ...]
    """The clauses that were asked for; all, if none is named."""
    shard: tuple[int, int]
    """The number of this part of the session, and how many there are."""
    began: dt.datetime
    """When it began."""
    seconds: float
    """How long it took."""
    program: str
    """What judged it."""
    clauses: tuple[ClausePart, ...]
    """The contract, in its order."""
    verdicts: tuple[VerdictPart, ...]
    """What each clause came to; in a part of a session waivers are not applied."""
    waivers: tuple[Waiver, ...]
    """What the manifest waives."""
    plan: PlanPart
    """What was planned before it began."""
    exit_code: int = Field(ge=0, le=2)
    """0: nothing counts against the connector. 1: something does. 2: it was not judged."""

    @classmethod
    def of(cls, report: Report) -> ReportFile:
        """Return the file of a report."""
        options = report.options
        return cls(
            connector=printable(report.connector),
            edition=report.edition,
            profile=options.profile,
            seed=options.seed,
            strict=options.strict,
            wanted=tuple(sorted(options.wanted)),
            shard=options.shard,
            began=report.began,
            seconds=report.seconds,
            program=report.program,
            clauses=tuple(_clause(clause) for clause in report.clauses),
            verdicts=tuple(_verdict(verdict) for verdict in report.verdicts),
            waivers=report.waivers,
            plan=PlanPart.model_validate(report.plan, from_attributes=True),
            exit_code=report.exit_status,
        )

    @property
    def report(self) -> Report:
        """The report that the file holds."""
        options = Options(self.wanted, self.strict, self.profile, self.seed, shard=self.shard)
        return Report(
            self.connector,
            options,
            tuple(_clause_of(part) for part in self.clauses),
            tuple(_verdict_of(part) for part in self.verdicts),
            self.waivers,
            self.edition,
            _plan_of(self.plan),
            self.began,
            self.seconds,
            self.program,
        )


def as_json(report: Report) -> dict[str, Any]:
    """Return the document."""
    return ReportFile.of(report).model_dump(mode="json")


def read(path: Path) -> Report:
    """Return the report in a file; raise ReportFileError."""
    try:
        return ReportFile.model_validate_json(path.read_bytes()).report
    except OSError as error:
        raise ReportFileError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"])) or "the file"
        raise ReportFileError(f"{path} is no report of {FORMAT}: {where}: {problem['msg']}") from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the document."""
    found = ReportFile.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "Report"}


def dumped(report: Report) -> bytes:
    """Return the document as the bytes of a file."""
    return (json.dumps(as_json(report), indent=1) + "\n").encode()


def _clause(clause: Clause) -> ClausePart:
    known = {name: getattr(clause, name) for name in ClausePart.model_fields}
    return ClausePart(**{**known, "statement": printable(clause.statement)})


def _clause_of(part: ClausePart) -> Clause:
    return Clause(**part.model_dump(), mutant="")


def _verdict(verdict: Verdict) -> VerdictPart:
    texts = {name: printable(getattr(verdict, name)) for name in ("reason", "evidence", "replay", "story", "version")}
    return VerdictPart(
        clause=verdict.clause,
        level=verdict.level,
        verdict=verdict.kind,
        seconds=verdict.seconds,
        advance=verdict.advance,
        exhibit=None if verdict.exhibit is None else ExhibitPart.model_validate(verdict.exhibit, from_attributes=True),
        **texts,
    )


def _verdict_of(part: VerdictPart) -> Verdict:
    known = part.model_dump(exclude={"verdict", "exhibit"})
    return Verdict(kind=part.verdict, exhibit=None if part.exhibit is None else _exhibit_of(part.exhibit), **known)


def _exhibit_of(part: ExhibitPart) -> Exhibit:
    return Exhibit(
        tuple(LedgerRow(**row.model_dump()) for row in part.rows),
        part.rows_left_out,
        tuple(Request(**request.model_dump()) for request in part.requests),
        part.requests_left_out,
        part.other,
    )


def _plan_of(part: PlanPart) -> Plan:
    chosen, dropped = (tuple(Cost(**cost.model_dump()) for cost in costs) for costs in (part.chosen, part.dropped))
    return Plan(chosen, dropped, part.seconds_per_run, part.workers, part.budget)
