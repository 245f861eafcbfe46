"""Moments: the ledgers that Silverfin may hold after a run, and what it means if it holds another.

A run that says that it synchronised has brought the ledger of some moment between its start and its end. One that says
that it did not may have brought a part of it, and left a part of what there was; nothing else, and nothing twice.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from twinledger.drivers.leaks import leaked, secrets_in
from twinledger.projection import Row

if TYPE_CHECKING:
    from twinledger.drivers.outcome import Outcome
    from twinledger.drivers.trial import Trial


class Surprise(Exception):  # noqa: N818 - what a story is told for
    """Something else happened than the story says.

    `gravity` says how bad that is: nothing is worse than 0. `evidence` are the requests of the run, a line each.
    """

    gravity = 5
    evidence = ""


class RowsMissing(Surprise):
    """It said that it synchronised, and rows are missing."""

    gravity = 0


class RowsTooMany(Surprise):
    """It said that it synchronised, and Silverfin holds rows that Odoo does not have, or has less often."""

    gravity = 1


class LeftWrong(Surprise):
    """It said that it did not synchronise, and left rows behind that are wrong, repeated or somebody else's."""

    gravity = 2


class Told(Surprise):
    """It gave a secret away."""

    gravity = 2


class Stopped(Surprise):
    """It did not synchronise, and nothing was in its way."""

    gravity = 3


@dataclass
class Moments:
    """The ledgers of the moments that a connector could have seen, at the granularity that it claims."""

    trial: Trial
    since_it_was_right: list[Counter[Row]] = field(default_factory=list)
    of_this_run: list[Counter[Row]] = field(default_factory=list)

    def begin_run(self) -> None:
        """Note that a run begins."""
        self.of_this_run = []
        self.note()

    def note(self) -> None:
        """Note the ledger as it is now."""
        self.of_this_run.append(self.trial.claimed(self.trial.expected()))

    def judge(self, outcome: Outcome) -> None:
        """Raise the Surprise that a run is, if it is one."""
        self._judge_words(outcome)
        held = self.trial.claimed(self.trial.held())
        if outcome.synchronised:
            self._judge_success(held)
            self.since_it_was_right = [held]
        else:
            self._judge_rest(held)
            self.since_it_was_right += self.of_this_run

    def _judge_words(self, outcome: Outcome) -> None:
        secrets = secrets_in(self.trial.inputs())
        told = {"its output": outcome.output.encode(), **{f"the file {name}": text for name, text in outcome.logs}}
        for place, text in told.items():
            for name in leaked(text, secrets):
                raise Told(f"{name} can be read in {place}.")

    def _judge_success(self, held: Counter[Row]) -> None:
        if held in self.of_this_run:
            return
        difference = self.trial.difference()
        if self.of_this_run[-1] - held:
            raise RowsMissing(f"The connector said that it synchronised, and rows are missing:\n{difference}")
        raise RowsTooMany(f"The connector said that it synchronised, and there are rows too many:\n{difference}")

    def _judge_rest(self, held: Counter[Row]) -> None:
        """After a failed run each row may be as it was, as it is, or not there."""
        allowed: Counter[Row] = Counter()
        for rows in (*self.since_it_was_right, *self.of_this_run):
            allowed |= rows
        wrong = held - allowed
        if self.trial.claims.granularity != "line":  # sums may be those of a part of the lines, but not of other lines
            known = {(row.account, row.date) for row in allowed}
            wrong = Counter({row: count for row, count in wrong.items() if (row.account, row.date) not in known})
        if wrong:
            told = "\n".join(f"  {row.date}  {row.account:<10} {row.amount} (minor units)" for row in wrong.elements())
            raise LeftWrong(f"The connector failed and left rows in Silverfin that never were in Odoo:\n{told}")
