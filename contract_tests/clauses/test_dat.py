"""DAT: what arrives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable

from twinledger.books import strategies
from twinledger.books.amounts import written
from twinledger.books.tale import Tale
from twinledger.drivers.sides import ODOO
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.verdicts import Failed
from twinledger.projection import Row

LEDGER = "contract: the projection, each posted line with an account"


@clause(
    "DAT-01",
    "M",
    "every posted line arrives exactly once",
    sources=(LEDGER,),
    adversary="Drawn ledgers, in which lines may be equal in everything but their id.",
    remedy="Tell lines apart by Odoo's id, and send every one of them.",
    mutant="merges_equal_lines",
    granularity="line",
)
def test_dat_01(case: Case) -> None:
    """Silverfin holds as many lines per account as Odoo."""
    case.for_all(strategies.ledgers(), _alike(case, lambda row: row.account, "lines"), small.TALES)


@clause(
    "DAT-02",
    "M",
    "amounts are exact to the currency's last digit; sums of thousands of lines too",
    sources=(LEDGER, "design: money is never a binary fraction"),
    adversary="Amounts that binary fractions get wrong, up to twelve billion: thirteen digits that all count.",
    remedy="Keep amounts as decimals from the wire on; never multiply, add or round floats.",
    mutant="cuts_off_cents",
    granularity="line",
)
def test_dat_02(case: Case) -> None:
    """The amounts in Silverfin are those in Odoo, whatever their side."""
    fixed = [*small.TALES, Tale((small.BILLIONS,))]
    case.for_all(strategies.ledgers(), _alike(case, lambda row: written(abs(row.amount)), "amounts"), fixed)


@clause(
    "DAT-03",
    "M",
    "the trial balance is equal per account and period",
    sources=(LEDGER,),
    adversary="Drawn ledgers over two financial years.",
    remedy="Compare the sum per account and month after a run; it is what the accountant sees.",
    mutant="moves_an_account",
)
def test_dat_03(case: Case) -> None:
    """Per account and month the sums are equal."""

    def check(tale: Tale) -> None:
        case.begin_synced(tale)
        difference = case.difference("account-month")
        if difference:
            raise Failed("The balance of an account in a month is not the same on both sides.", str(difference))

    case.for_all(strategies.ledgers(), check, small.TALES)


@clause(
    "DAT-04",
    "M",
    "debit and credit keep their sense",
    sources=(LEDGER, "silverfin-wire: debit positive"),
    adversary="Drawn ledgers with amounts of either sign on every kind of account.",
    remedy="Send Odoo's `balance` as it is: positive for debit, also on income and liabilities.",
    mutant="turns_income_around",
    granularity="line",
)
def test_dat_04(case: Case) -> None:
    """As many lines are debited and credited per account as in Odoo."""
    case.for_all(
        strategies.ledgers(), _alike(case, lambda row: (row.account, row.amount > 0), "debits and credits"), small.TALES
    )


@clause(
    "DAT-05",
    "M",
    "drafts never arrive",
    sources=("observed: drafts are rows of account.move.line like any other",),
    adversary="Drafts among the posted entries.",
    remedy="Ask for `parent_state = posted`.",
    mutant="takes_drafts",
    ends=(ODOO,),
)
def test_dat_05(case: Case) -> None:
    """No line of a draft is in Silverfin."""
    tales = (Tale((*small.LEDGER.entries, small.in_state("draft"))),)
    case.for_all(strategies.ledgers_with("draft"), _nothing_more(case, "Lines of drafts are in Silverfin."), tales)


@clause(
    "DAT-06",
    "M",
    "cancelled entries never arrive",
    sources=("observed: cancelled entries and their lines stay in the table with their amounts",),
    adversary="Cancelled entries among the posted ones.",
    remedy="Ask for `parent_state = posted`; `!= draft` is not enough.",
    mutant="takes_cancelled",
    ends=(ODOO,),
)
def test_dat_06(case: Case) -> None:
    """No line of a cancelled entry is in Silverfin."""
    tales = (Tale((*small.LEDGER.entries, small.in_state("cancel"))),)
    reason = "Lines of cancelled entries are in Silverfin."
    case.for_all(strategies.ledgers_with("cancel"), _nothing_more(case, reason), tales)


@clause(
    "DAT-07",
    "M",
    "section, subsection and note lines never arrive",
    sources=("observed: they are rows of account.move.line without account and amount",),
    adversary="Sections and notes between the lines of posted entries.",
    remedy="Ask for lines with an account, or leave the display types of sections and notes out.",
    mutant="takes_notes",
    ends=(ODOO,),
)
def test_dat_07(case: Case) -> None:
    """What only says something is not booked anywhere, and does no harm."""

    def check(tale: Tale) -> None:
        case.begin_synced(tale)
        wanted = sum(1 for entry in tale.entries for line in entry.lines if line.account)
        found = len(case.pair.file.lines())
        if found > wanted:
            raise Failed(f"Silverfin holds {found} lines, and only {wanted} in Odoo have an account.")
        case.agree("Beside sections and notes the ledgers are not equal.")

    case.for_all(strategies.ledgers_with_remarks(), check, (small.WITH_REMARKS,))


@clause(
    "DAT-08",
    "M",
    "the accounting date decides, not the invoice date, not the creation date",
    sources=("observed: account.move has date and invoice_date; lines keep a copy of both",),
    adversary="Entries whose document is a month older or younger than the period they belong to.",
    remedy="Send `date` of the line.",
    mutant="dates_by_document",
    ends=(ODOO,),
)
def test_dat_08(case: Case) -> None:
    """The lines stand on their accounting dates."""
    tales = (small.WITH_DOCUMENTS,)
    case.for_all(strategies.ledgers_with_documents(), _alike(case, lambda row: row.date, "dates"), tales)


def _alike(case: Case, part: Callable[[Row], Hashable], what: str) -> Callable[[Tale], None]:
    """Return a check that one part of all rows, at the claimed granularity, is the same on both sides."""

    def check(tale: Tale) -> None:
        case.begin_synced(tale)
        wanted, found = _parts(case.claimed(case.expected()), part), _parts(case.claimed(case.held()), part)
        if wanted != found:
            told = [f"  in Odoo and not in Silverfin: {_listed(wanted - found)}"] if wanted - found else []
            told += [f"  in Silverfin and not in Odoo: {_listed(found - wanted)}"] if found - wanted else []
            raise Failed(f"The {what} are not the same on both sides.", "\n".join([*told, str(case.difference())]))

    return check


def _nothing_more(case: Case, reason: str) -> Callable[[Tale], None]:
    """Return a check that Silverfin holds nothing but posted lines."""

    def check(tale: Tale) -> None:
        case.begin_synced(tale)
        difference = case.difference()
        if difference.surplus:
            raise Failed(reason, str(difference))

    return check


def _parts(rows: Counter[Row], part: Callable[[Row], Hashable]) -> Counter[Hashable]:
    parts: Counter[Hashable] = Counter()
    for row, count in rows.items():
        parts[part(row)] += count
    return parts


def _listed(parts: Counter[Hashable]) -> str:
    return ", ".join(f"{_shown(part)} ({count} times)" for part, count in parts.most_common(8))


def _shown(part: Hashable) -> str:
    if isinstance(part, tuple):
        return f"{'debit' if part[1] else 'credit'} of {part[0]}"
    return str(part)
