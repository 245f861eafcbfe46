"""INC, continued: accounts that change, memories that are lost, runs that meet, and files that are linked anew."""

from __future__ import annotations

import threading
from collections import Counter

from mock_kit.faults import Act, Fault, Phase, Trigger
from twinledger.drivers.outcome import Outcome
from twinledger.drivers.sides import SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.telling import tell
from twinledger.judge.verdicts import Failed, Inconclusive
from twinledger.projection import Row

AGAIN = "contract: the next undisturbed run makes both ledgers equal, nothing twice"
SECONDS_TO_MEET = 5.0


@clause(
    "INC-11",
    "M",
    "an account's code changed",
    sources=(AGAIN, "observed: an account's code is no field of its lines, whose write_date stays"),
    adversary="An account gets another code between two runs; then two accounts exchange theirs.",
    remedy="Compare the code with the one that you sent, too: all lines of the account move to the other number.",
    mutant="forgets_to_compare_codes",
)
def test_inc_11(case: Case) -> None:
    """The lines stand where the account stands now."""
    for book in case.some(("renumbered-account", "swapped-codes")):
        tell(case, book)


@clause(
    "INC-15",
    "M",
    "state directory lost (the harness supplies a fresh grant): converges without duplicates",
    sources=(AGAIN, "machines are replaced; what they kept beside the program is often not in the backup"),
    adversary="After a run the state directory is empty; an entry was deleted and another one posted meanwhile.",
    remedy="Without memory reset the file and send everything, or use ids that follow from Odoo's and delete the rest.",
    mutant="begins_again_beside_the_old",
)
def test_inc_15(case: Case) -> None:
    """A connector that remembers nothing repeats nothing, and leaves nothing behind."""
    case.begin_synced(small.LEDGER)
    case.keeper.delete(case.teller.posted[-1])
    case.teller.enter(small.ANOTHER)
    case.forget()
    case.renew_grant()
    case.sync()
    case.agree("The state directory was lost, and after the next run the ledgers are not equal.")


@clause(
    "INC-16",
    "M",
    "two runs at once: the second may refuse",
    sources=(AGAIN, "schedulers start a job although the one before is still running"),
    adversary="When a run first turns to Silverfin the books change, and a second run begins and ends.",
    remedy="Lock the state directory for as long as a run lasts, or name the sync point that a submit builds upon.",
    why="A night's run that takes long meets the next one, or somebody presses a button meanwhile.",
    mutant="reads_its_memory_once",
    ends=(SILVERFIN,),
)
def test_inc_16(case: Case) -> None:
    """Two runs that meet leave the ledger of one moment, and the next one makes all right."""
    case.begin(small.LEDGER)
    meeting = _Meeting(case)
    armed = case.world.faults.arm(Fault(Act(meeting.begin), Trigger(system=SILVERFIN), Phase.BEFORE))
    first = case.run()
    meeting.end()
    if not armed.fired:
        raise Inconclusive("the connector never asked Silverfin anything, so a second run could not begin meanwhile")
    if meeting.second is None:
        raise Inconclusive(f"the second run could not begin, or did not end: {meeting.trouble}")
    done = first.synchronised or meeting.second.synchronised
    if done and case.claimed(case.held()) not in meeting.moments:
        reason = "Two runs met, one said that it synchronised, and Silverfin holds the ledger of no moment."
        raise Failed(reason, str(case.difference()))
    case.sync()
    case.agree("Two runs met, and after a third one the ledgers are not equal.")


class _Meeting:
    """A second run, which begins in the middle of the first one, after the books have changed."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.moments: list[Counter[Row]] = [case.claimed(case.expected())]
        self.second: Outcome | None = None
        self.trouble = "it hangs"

    def begin(self) -> None:
        """Change the books and let the second run begin; wait for its end, unless it waits for the first one's."""
        case = self._case
        case.keeper.delete(case.teller.posted[-1])
        case.keeper.enter(small.ANOTHER)
        self.moments.append(case.claimed(case.expected()))
        self._thread.start()
        self._thread.join(SECONDS_TO_MEET)

    def end(self) -> None:
        """Wait for the end of the second run, if it began."""
        if self._thread.ident is not None:
            self._thread.join(self._case.bench.timeout)

    def _run(self) -> None:
        try:
            self.second = self._case.trial.run()
        except Exception as error:  # nobody else would hear of it in a thread
            self.trouble = f"{type(error).__name__}: {error}"


@clause(
    "INC-18",
    "M",
    "after the accountant re-links or resets the file everything arrives again",
    sources=(
        "Silverfin support, 101000378758: linking with `replace all data`",
        "Silverfin SyncAPI: sync_point is null before the first push",
    ),
    adversary="Between two runs the accountant links the file anew: its lines are gone and its sync point is null.",
    remedy="Ask where the file stands before anything else; a sync point that is null means that it holds nothing.",
    mutant="believes_its_own_memory",
    ends=(SILVERFIN,),
)
def test_inc_18(case: Case) -> None:
    """A file that was emptied is filled again."""
    case.begin_synced(small.LEDGER)
    case.begin_at(None)
    case.sync()
    case.agree("The accountant linked the file anew, and not everything arrived again.")


@clause(
    "INC-19",
    "M",
    "an account renamed or its type changed",
    sources=(AGAIN, "observed: name and account_type can be changed after an account was used"),
    adversary="Between two runs one account gets another name and another one another type; no line changes.",
    remedy="Compare accounts with what you sent of them, and send those that differ although no line does.",
    mutant="sends_accounts_once",
    ends=(SILVERFIN,),
)
def test_inc_19(case: Case) -> None:
    """Names and types are those of today."""
    case.begin_synced(small.LEDGER)
    case.keeper.wait(minutes=1)
    case.keeper.rename_account("400000", "Trade debtors")
    case.keeper.change_account_type("604000", "asset_current")
    case.sync()
    found = {account.number: account for account in case.pair.file.accounts()}
    if not {"400000", "604000"} <= found.keys():
        raise Failed("Accounts with lines on them are not in Silverfin.", f"There are: {', '.join(sorted(found))}")
    if "Trade debtors" not in found["400000"].names.values():
        raise Failed("The account 400000 was renamed in Odoo, and has its old name in Silverfin.")
    if found["604000"].type != "asset":
        raise Failed(f"The account 604000 is asset_current in Odoo by now, and {found['604000'].type} in Silverfin.")
    case.agree("An account was renamed, another one has another type, and the ledgers are not equal.")
