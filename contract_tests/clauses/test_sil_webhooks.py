"""SIL, continued: messages of Silverfin, to connectors that listen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from mock_silverfin.webhooks.hooks import ADDED, REMOVED, REQUESTED
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.ringing import Door, Message
from twinledger.judge.verdicts import Failed, NotApplicable

SIGNED = "Silverfin documentation: two headers, HMAC-SHA256 over the raw body, keyed with the application's two tokens"
A_STRANGERS = "a token that is somebody else's"
IDLE = "a message that Silverfin signed makes it ask for nothing"


@clause(
    "SIL-11",
    "M",
    "(webhooks) signatures are checked, with either key",
    sources=(SIGNED, "Silverfin documentation: one match is enough, so that a token can be replaced"),
    adversary="Messages that ask for a synchronisation: signed with the first token alone, with the second alone; then "
    "with neither, with no header at all, and with the signature of another body.",
    remedy="Compute HMAC-SHA256 of the body as it came, before it is parsed, with both tokens; take the message if one "
    "of X-SF-SIGNATURE-1 and -2 is right, else answer 401 and do nothing.",
    why="The address at which a connector listens is known to everybody who looks; whoever rings sets it to work, or "
    "tells it that a file is gone.",
    mutant="opens_to_whoever_rings",
    feature="webhooks",
)
def test_sil_11(case: Case) -> None:
    """Whoever can show one of the two signatures is heard, and nobody else."""
    case.begin(small.LEDGER)
    door = Door(case)
    case.sync()
    for number, entry in enumerate((small.ANOTHER, small.BACKDATED)):
        case.teller.enter(entry)
        tokens = [token if place == number else A_STRANGERS for place, token in enumerate(door.tokens)]
        start = len(case.world.journal)
        status = door.ring(door.message(REQUESTED, tokens))
        begun = door.has_begun(start)
        door.settle()
        if not begun:
            if number == 0 and 200 <= status < 300:
                raise NotApplicable(IDLE)
            told = f"was answered with {status}" if status else "was not answered"
            raise Failed(
                f"A message that is signed with token {number + 1} alone {told}, and nothing was synchronised."
            )
        case.agree(f"A message signed with token {number + 1} asked for a synchronisation; the ledgers are not equal.")
    case.teller.enter(small.SALE)
    for told, forged in _forged(door).items():
        start = len(case.world.journal)
        door.ring(forged)
        door.settle()
        if case.exchanges(start):
            raise Failed(f"A message {told} set the connector to work.", case.requests(case.exchanges(start)))


@clause(
    "SIL-12",
    "M",
    "(webhooks) twice or out of order does no harm",
    sources=(
        "Silverfin documentation: a message that is not answered with success is sent again",
        "contract: nothing twice",
    ),
    adversary="A message that asks for a synchronisation comes twice at one moment. Later, when the file has been "
    "linked again, messages come that say that it was linked and that it is not.",
    remedy="Take a message for a reason to look, not for the news itself: ask Silverfin where the file stands, and run "
    "once at a time.",
    why="What is sent again because an answer was lost comes twice, and after what was sent later.",
    mutant="believes_what_came_last",
    feature="webhooks",
)
def test_sil_12(case: Case) -> None:
    """Messages are no more than a reason to look."""
    case.begin(small.LEDGER)
    door = Door(case)
    case.pair.file.unlink()
    case.pair.file.link(case.world.application, case.pair.reference)
    case.sync()
    case.teller.enter(small.ANOTHER)
    start = len(case.world.journal)
    wanted = door.message(REQUESTED, door.tokens)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(door.ring, [wanted, wanted]))
    if not door.has_begun(start):
        raise NotApplicable(IDLE)
    door.settle()
    case.agree("A message that asked for a synchronisation came twice; the ledgers are not equal.")
    for event in (ADDED, REMOVED):
        door.ring(door.message(event, door.tokens))
        door.settle()
    case.teller.enter(small.BACKDATED)
    case.sync(when="the file is linked, and a message that it is not came late")
    case.agree("A message came late that the file is not linked, which it is again; the ledgers are not equal.")


def _forged(door: Door) -> dict[str, Message]:
    """Return messages that Silverfin never sent, by what is wrong with them."""
    right = door.message(REQUESTED, door.tokens)
    other = Message(right.body + b" ", right.headers)
    return {
        "that is signed with tokens of somebody else's": door.message(REQUESTED, [A_STRANGERS, A_STRANGERS]),
        "without any signature": Message(right.body, {}),
        "with the signatures of another one": other,
    }
