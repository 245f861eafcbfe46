"""A case: what the check of one clause has in its hands — a world, the connector, and the ways to ask both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mock_silverfin.oauth import ACCESS_TOKEN_LIFE, REFRESH_TOKEN_LIFE
from twinledger.drivers.fixed_hosts import can_lead_to
from twinledger.drivers.trial import Trial
from twinledger.judge import evidence
from twinledger.judge.beginnings import Beginnings
from twinledger.judge.clauses import Clause
from twinledger.judge.ends import Ends
from twinledger.judge.examples import Counterexample, Drawing, Explorer, to_word
from twinledger.judge.first_runs import FirstRuns
from twinledger.judge.verdicts import Failed, Finding, Inconclusive, Level, NotApplicable
from twinledger.world import ODOO_LOGIN

if TYPE_CHECKING:
    from datetime import date

    from hypothesis.strategies import SearchStrategy

    from twinledger.books.bookkeeper import Bookkeeper
    from twinledger.books.tale import Tale
    from twinledger.books.teller import Teller
    from twinledger.drivers.manifest import Claims
    from twinledger.drivers.outcome import Driver, Outcome
    from twinledger.drivers.watch import Watch
    from twinledger.world import World

ASSUMED = "it rests on what is assumed about Silverfin"
BIG = 2100
ZONES = Path("/usr/share/zoneinfo")  # where the C library looks for what TZ names
Way = TypeVar("Way")


@dataclass
class Bench:
    """What all cases of a run share: the world, the connector and how it is to be tried.

    `drawing` says how many tales are drawn per clause, and how.
    """

    world: World
    driver: Driver
    claims: Claims
    timeout: float
    drawing: Drawing
    profile: str = "default"  # how thoroughly: quick, default or thorough
    memory: Path | None = None  # the folder in which failures are kept
    webhook: str | None = None  # where the connector listens
    beginnings: Beginnings = field(init=False, repr=False)
    first_runs: FirstRuns = field(init=False, repr=False, default_factory=FirstRuns)

    def __post_init__(self) -> None:
        self.beginnings = Beginnings(self.world)


class Case(Ends):
    """One clause, being checked. `level` can be lowered when an observation shows that less is demanded."""

    def __init__(self, bench: Bench, clause: Clause, replay: Tale | None = None) -> None:
        super().__init__(Trial(bench.world, bench.driver, bench.claims, bench.timeout))
        self.bench = bench
        self.clause = clause
        self.level: Level = Level.SHOULD if clause.assumed and clause.level is Level.MUST else clause.level
        self.replay_word = ""
        self.remarks: list[str] = [ASSUMED] if clause.assumed else []  # what a reader must know in any case
        self._replay = replay
        self.teller: Teller

    # The world --------------------------------------------------------------------------------------------------------

    @property
    def state_dir(self) -> Path:
        """The folder that the connector keeps between its runs."""
        return self.trial.state_dir

    @property
    def login(self) -> str:
        """The e-mail address that the connector is given."""
        return ODOO_LOGIN

    @property
    def keeper(self) -> Bookkeeper:
        """Somebody who keeps the company's books."""
        return self.world.bookkeeper()

    def inputs(self, **changes: str) -> dict[str, str]:
        """Return what the connector is given, with some of it changed."""
        return self.trial.inputs(**changes)

    def claims(self, feature: str) -> bool:
        """Tell whether the connector claims a feature."""
        return self.trial.claims.covers(feature)

    def begin(self, tale: Tale | None = None) -> None:
        """Start anew: a fresh world, no memory of the connector's, and the tale's ledger in the books."""
        self.teller = self.bench.beginnings.small(tale.entries if tale else ())
        self.forget()
        self._stay_authorised()

    def begin_synced(self, tale: Tale) -> Outcome:
        """Start anew with the tale's ledger, run the connector for the first time, and demand that it synchronises.

        A first run over the same ledger, which another clause made, is brought back instead of being made again.
        """
        self.begin(tale)
        known = self.bench.first_runs.bring_back(self.trial, tale.entries)
        if known is not None:
            self._stay_authorised()
            return known
        outcome = self.sync()
        self.bench.first_runs.keep(self.trial, tale.entries, outcome)
        return outcome

    def begin_big(self, lines: int = BIG) -> None:
        """Start anew with a ledger of so many lines that few connectors read it in one page."""
        self.teller = self.bench.beginnings.big(lines)
        self.forget()
        self._stay_authorised()

    def begin_at(self, day: date | None) -> None:
        """Let the accountant link the file anew, with a day from which on Silverfin wants the books."""
        self.pair.file.link(self.world.application, self.pair.reference, day)

    def forget(self) -> None:
        """Give the connector an empty state directory, as if it had never run."""
        self.trial.forget()

    @contextmanager
    def in_zone(self, zone: str) -> Iterator[None]:
        """Let the connector's machine be in a time zone while it is begun with and run.

        Raises NotApplicable for a connector that runs where nobody can say so, and where the system has no such zone.
        """
        driver = self.bench.driver
        if not driver.can_be_moved:
            raise NotApplicable("it runs where the harness cannot set the time zone of its machine")
        if not (ZONES / zone).is_file():
            raise NotApplicable(f"this system knows no time zones; there is no {ZONES / zone}")
        with driver.in_zone(zone):
            yield

    def close(self) -> None:
        """Delete what the connector kept."""
        self.trial.close()

    def give_time(self, times: int) -> None:
        """Let every run of this case take so many times as long as the manifest grants."""
        self.trial.timeout *= times

    # The connector ----------------------------------------------------------------------------------------------------

    def run(self, **changes: str) -> Outcome:
        """Run the connector once, with some of its inputs changed, and return what came of it.

        Raises HarnessError if the harness failed meanwhile, Inconclusive if the connector asked for something that the
        fake does not have.
        """
        return self._run(None, changes)

    def run_once(self, **changes: str) -> Outcome:
        """Do the same, without a second try for a run that does not end in time."""
        return self._run(None, changes, again=False)

    def run_watched(self, watch: Watch, **changes: str) -> Outcome:
        """Do the same, while `watch` hears what it tries to reach beside the two fakes."""
        return self._run(watch, changes)

    def _run(self, watch: Watch | None, changes: Mapping[str, str], *, again: bool = True) -> Outcome:
        self._refuse_what_is_built_in(changes)
        before = len(self.world.journal)
        outcome = self.trial.run(watch, **changes)
        if outcome.timed_out and again:
            outcome = self.trial.run(watch, **changes)
        evidence.refuse_to_judge(self.exchanges(before))
        return outcome

    def _refuse_what_is_built_in(self, changes: Mapping[str, str]) -> None:
        for system in self.bench.driver.fixed_hosts:
            url = changes.get(f"{system.upper()}_URL")
            if url is not None and not can_lead_to(url):
                raise NotApplicable(f"the address of {system} is built into it, so {url} cannot be tried")

    def sync(self, *, when: str = "", **changes: str) -> Outcome:
        """Run the connector and demand that it synchronises; `when` says what the situation is, if not a plain one."""
        outcome = self.run(**changes)
        if not outcome.synchronised:
            way = f"{when}, which is no reason to fail" if when else "nothing was in its way"
            raise Failed(f"The connector {outcome.summary}; {way}.", self.printed(outcome))
        return outcome

    def refused(self, *reasons: str, although: str, **changes: str) -> Outcome:
        """Run the connector and demand that it fails for one of the reasons, if it gives one.

        `although` says what was in its way.
        """
        outcome = self.run(**changes)
        if outcome.synchronised:
            raise Failed(f"The connector said that it synchronised, although {although}.", self.printed(outcome))
        if outcome.timed_out:
            raise Failed(f"The connector {outcome.summary} instead of failing.")
        self.has_reason(outcome, *reasons)
        return outcome

    def spared(self, outcome: Outcome, design: str) -> Finding:
        """Return what it comes to that what was to happen in a run never did: by its `design`, or it failed before."""
        if outcome.synchronised:
            return NotApplicable(design)
        return Failed(f"The connector {outcome.summary}; nothing was in its way yet.", self.printed(outcome))

    def has_reason(self, outcome: Outcome, *reasons: str) -> None:
        """Demand that the reason the connector gives, if it gives one, is one of these."""
        if outcome.reason is not None and outcome.reason not in reasons:
            expected = " or ".join(reasons)
            raise Failed(f"The connector {outcome.summary}; the reason is {expected}.", self.printed(outcome))

    # Keys -------------------------------------------------------------------------------------------------------------

    def new_key(self) -> str:
        """Make another key for the same user and database."""
        return self.trial.new_key()

    def remove_key(self, key: str) -> None:
        """Remove a key, and clear the server's memory of it as a restart does."""
        self.trial.remove_key(key)

    def renew_grant(self, *scopes: str) -> None:
        """Let the firm's admin authorise the application anew, for all it may have or for these scopes alone.

        The runs that follow are given the new tokens.
        """
        self.trial.renew_grant(*scopes)

    def keep_grant(self) -> None:
        """Give a connector new tokens if those that it has may have expired through no fault of its own.

        That is so if it does not claim to refresh them, or if it was not run for longer than a refresh token lives.
        """
        last = self.trial.ran_at
        rested = last is not None and self.world.clock.now() - last >= REFRESH_TOKEN_LIFE
        if rested or not self.claims("token-refresh"):
            self.renew_grant()

    def _stay_authorised(self) -> None:
        """Give a connector that does not refresh tokens new ones before the session has lasted as long as they live.

        They are as old as the world: on a running clock the time that really passed is not taken back.
        """
        age = self.world.clock.now() - datetime.fromisoformat(self.world.made.began)
        if age > ACCESS_TOKEN_LIFE / 2 and not self.claims("token-refresh"):
            self.renew_grant()

    def printed(self, outcome: Outcome) -> str:
        """Return the end of what the connector printed, without its secrets."""
        return self.trial.printed(outcome)

    def some(self, ways: Sequence[Way], *, quick: int = 1) -> Sequence[Way]:
        """Return all the ways there are to try something, in the profile `quick` only the first ones."""
        return ways[:quick] if self.bench.profile == "quick" else ways

    # Many examples ----------------------------------------------------------------------------------------------------

    def for_all(self, tales: SearchStrategy[Tale], check: Callable[[Tale], None], fixed: Sequence[Tale] = ()) -> None:
        """Check on fixed and on drawn tales; a failure is reported with the smallest tale that shows it."""
        explorer = Explorer(check)
        if self._replay is not None:
            found = explorer.explore(tales, [self._replay], drawing=None)
        else:
            found = explorer.explore(tales, fixed, drawing=self.bench.drawing.under(self.clause.id))
        if found is not None:
            self._confirm(found, check)

    def _confirm(self, found: Counterexample, check: Callable[[Tale], None]) -> None:
        """Try the smallest tale once more: what does not fail twice is unstable."""
        self.bench.first_runs.forget()
        try:
            check(found.tale)
        except Failed as failure:
            self.replay_word = to_word(found.tale)
            told = f"The smallest ledger that shows it:\n{evidence.indented(str(found.tale))}"
            raise Failed(failure.reason, f"{told}\n{failure.evidence}".strip()) from None
        reason = f"unstable: one run failed and the next one did not ({found.failure.reason})"
        raise Inconclusive(reason, found.failure.evidence)
