"""Clauses: what each one states, demands and rests on, beside the function that checks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge.verdicts import Level

EDITIONS = ("2026.1",)  # of the contract, the oldest first
Check = TypeVar("Check", bound=Callable[..., Any])


@dataclass(frozen=True)
class Clause:
    """One clause of the contract.

    `sources` say on what the statement rests, `adversary` what the harness does, `remedy` what to do about a failure,
    `mutant` which faulty connector breaks it. `feature` is the claim without which it is unsupported; `granularity`
    the coarsest comparison of ledgers at which it still means something. What is `assumed` rests on a meaning of
    Silverfin's wire that nobody outside knows: it counts as one that should hold. `ends` are those without
    which a connector does not meet it. `since` is the edition in which it came,
    `why` says why it matters where that is not what its chapter is about.
    """

    id: str
    level: Level
    statement: str
    sources: tuple[str, ...]
    adversary: str
    remedy: str
    mutant: str
    feature: str = ""
    granularity: str = "account-month"
    assumed: bool = False
    ends: tuple[str, ...] = ()
    since: str = EDITIONS[0]
    why: str = ""

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the contract."""
        return list(CHAPTERS).index(self.chapter), self.id.partition("-")[2]

    @property
    def stake(self) -> str:
        """Why it matters, in its own words or those of its chapter."""
        return self.why or STAKES[self.chapter]

    def worded(self, words: Callable[[str], str]) -> Clause:
        """Return the same with what it says put into other words."""
        statement, adversary, remedy, why = map(words, (self.statement, self.adversary, self.remedy, self.why))
        return replace(self, statement=statement, adversary=adversary, remedy=remedy, why=why)

    @property
    def chapter(self) -> str:
        """The chapter that it is part of: the letters of its id."""
        return self.id.partition("-")[0]


CHAPTERS = {  # in the order of the contract
    "CON": "connecting with the four documented inputs",
    "KEY": "the life of a key",
    "SEC": "secrets",
    "DAT": "what arrives",
    "PAG": "reading page after page",
    "INC": "running again",
    "RES": "when things break",
    "SIL": "manners towards Silverfin",
    "ODO": "manners towards Odoo",
    "VER": "versions of Odoo",
    "EXP": "what nobody thought of",
}
STAKES = {  # why a chapter matters, to somebody who reads of a failure
    "CON": "What a person types in is wrong sooner or later; a connector that does not say what is wrong is given up, "
    "and one that goes on all the same reads the wrong books.",
    "KEY": "Every key ends: it expires, it is removed, its user leaves. Who takes that for an empty ledger empties the "
    "other one, and who does not come back with a new key stays out of date.",
    "SEC": "Whoever has the key has the books. A secret in a log, an address or a file is read by people who should "
    "never have had it.",
    "DAT": "Somebody closes a year on these figures. A line that is missing, doubled or changed is money that nobody "
    "finds by looking at one side.",
    "PAG": "Real books have more lines than one answer holds. What goes wrong between two pages goes wrong in every "
    "larger company, and in none that is tried out.",
    "INC": "Books are corrected every day. What a later run misses stays wrong until somebody compares by hand.",
    "RES": "Networks fail every night, and nobody watches. A run that repeats what was done, or says that it did what "
    "was lost, is not noticed before the figures are used.",
    "SIL": "Others work in the same client file, under the same limits. What disturbs it is refused one day, or undoes "
    "the work of an accountant.",
    "ODO": "Odoo serves the people of a company meanwhile, and changes with every version. What leans on it where it "
    "promises nothing breaks with the next one.",
    "VER": "A company upgrades when it likes, and on the day after nobody has changed the connector.",
    "EXP": "Nobody thinks of every order in which things happen, and a year has most of them.",
}
ENDS = {**dict.fromkeys(("CON", "KEY", "PAG", "ODO", "VER"), (ODOO,)), "SIL": (SILVERFIN,)}  # of a whole chapter
GRANULARITIES = ("line", "entry", "account-month")  # from fine to coarse


def clause(  # noqa: PLR0913 - each is part of a clause
    id: str,  # noqa: A002 - what it is called in the contract
    level: str,
    statement: str,
    *,
    sources: tuple[str, ...],
    adversary: str,
    remedy: str,
    mutant: str,
    feature: str = "",
    granularity: str = "account-month",
    assumed: bool = False,
    ends: tuple[str, ...] | None = None,
    since: str = EDITIONS[0],
    why: str = "",
) -> Callable[[Check], Check]:
    """Mark the function that checks a clause; the ends that it needs are those of its chapter unless it says more."""
    needed = ENDS.get(id.partition("-")[0], ()) if ends is None else ends
    found = Clause(
        *(id, Level(level), statement, sources, adversary, remedy, mutant),
        *(feature, granularity, assumed, needed, since, why),
    )

    def mark(check: Check) -> Check:
        check.clause = found  # type: ignore[attr-defined]
        return check

    return mark


def clause_of(check: Any) -> Clause | None:
    """Return the clause that a function checks, or None."""
    found = getattr(check, "clause", None)
    return found if isinstance(found, Clause) else None
