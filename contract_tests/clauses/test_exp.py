"""EXP: what nobody thought of. The clauses before try one thing each; these try everything in any order."""

from __future__ import annotations

from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.exploring.judging import judge_lives, judge_regressions, judge_sweep

AFTER = "contract: after the event the run fails and says so, or it brought the ledger of a moment; the next one heals"


@clause(
    "EXP-01",
    "M",
    "what failed once does not fail again",
    sources=("contract: failures are kept as stories and told again first",),
    adversary="Every story in .twinledger/regressions beside the manifest.",
    remedy="Play the story with `twinledger scenario run`, step by step, and look where the ledgers part.",
    why="What failed once was mended because somebody saw it; nobody looks at it a second time.",
    mutant="",
)
def test_exp_01(case: Case) -> None:
    """Stories of earlier failures end well now."""
    judge_regressions(case)


@clause(
    "EXP-02",
    "M",
    "whichever request is struck by whichever fault, nothing is lost, repeated or wrong for longer than a run",
    sources=(AFTER, "design: a fault has a phase, a point and an effect"),
    adversary="The requests of a first and of a later run, each struck by each fault of the model; in the profile "
    "thorough all of them, else a sample that covers requests and faults.",
    remedy="Find the request in the list, and ask of it: is it known whether it was carried out? If not, look before "
    "doing it again.",
    mutant="no_accounts_no_lines",
)
def test_exp_02(case: Case) -> None:
    """Whatever breaks, the run says so or brought everything, and the next run heals it."""
    judge_sweep(case)


@clause(
    "EXP-03",
    "M",
    "in whichever order things happen, nothing is lost, repeated or wrong for longer than a run",
    sources=(AFTER,),
    adversary="Lives drawn by Hypothesis: edits and late commits in the books, keys and tokens, time, faults, the file "
    "unlinked and linked anew, the state directory lost, and runs in between.",
    remedy="Play the story that was found; its last step is where the ledgers part.",
    mutant="what_was_gone_stays_gone",
)
def test_exp_03(case: Case) -> None:
    """A whole life long both ledgers agree after every run that says so."""
    judge_lives(case)
