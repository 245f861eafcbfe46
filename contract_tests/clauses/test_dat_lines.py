"""DAT, continued: what stands on lines beside their account."""

from __future__ import annotations

from dataclasses import replace

from twinledger.books.book import Entry, Line
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge import acts, small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.details import analysis_agrees, open_items_agree
from twinledger.judge.telling import tell
from twinledger.judge.verdicts import Failed, NotApplicable

COMPANIES = "observed: without `allowed_company_ids` a user reads the lines of all their companies"
CURRENCY = "observed on 19.0: `balance` is in company currency, `amount_currency` in that of the line"
TEXTS = (
    "Café “Zürich” & Øst",
    "Rechnung für Straße 5 – 3 % Skonto",  # noqa: RUF001 - that it looks like another one is the point
    "🧾 paid in full 👍🏽",
    "שלום עולם",
    "فاتورة رقم ٧",  # noqa: RUF001 - see above
    "発注書 第七号",
    '<script>alert("3 > 2")</script> &amp;',
    "C:\\temp\\new; DROP TABLE line; -- 100%",
    "x" * 500,
)


@clause(
    "DAT-11",
    "M",
    "lines in a foreign currency arrive in company currency",
    sources=(CURRENCY,),
    adversary="An invoice in dollars in books that are kept in euros, then what is left when the rate has changed.",
    remedy="Send `balance`; `amount_currency` is for information.",
    mutant="sends_foreign_amounts",
    ends=(ODOO,),
)
def test_dat_11(case: Case) -> None:
    """Whatever a line was invoiced in, the ledger is kept in one currency."""
    for book in case.some(("foreign-currency", "exchange-difference")):
        tell(case, book)


@clause(
    "DAT-12",
    "M",
    "one company's lines only",
    sources=(COMPANIES,),
    adversary="Several companies in one database, one of which is synchronised; all of them have entries.",
    remedy="Ask for `company_id = SYNC_COMPANY`, and send that company alone as `allowed_company_ids`.",
    mutant="takes_every_company",
    feature="multi-company",
    ends=(ODOO,),
)
def test_dat_12(case: Case) -> None:
    """What belongs to another company stays where it is."""
    for book in case.some(("second-company", "ten-companies", "branch")):
        tell(case, book)


@clause(
    "DAT-15",
    "M",
    "entries of archived partners and journals arrive",
    sources=("observed: archived records are left out of searches, and of searches through them, unless asked for",),
    adversary="The customer, then the journal, of posted entries is archived.",
    remedy="Never look for lines through partners or journals; read those with `active_test: false`.",
    mutant="overlooks_archived_journals",
    ends=(ODOO,),
)
def test_dat_15(case: Case) -> None:
    """A partner who is gone leaves their entries behind."""
    for book in case.some(("archived-journal", "archived-partner")):
        tell(case, book)


@clause(
    "DAT-16",
    "M",
    "lines of amount zero, without partner, label or reference do no harm; zero lines may be left out",
    sources=("observed on 19.0: lines and entries of zero are posted like any other; what is not said reads false",),
    adversary="Lines of zero beside others, an entry of nothing but zero, an entry that says nothing.",
    remedy="Expect every text and every reference to be false, and every amount to be zero.",
    why="One odd line that a person never sees must not keep all others from arriving.",
    mutant="stumbles_over_zero",
)
def test_dat_16(case: Case) -> None:
    """What is empty in Odoo does not stop anything."""
    for book in case.some(("zero-lines", "nothing-said")):
        tell(case, book)


@clause(
    "DAT-17",
    "M",
    "text survives as far as the wire has the field and Odoo's protocol carries it: accents, emoji, right-to-left, 500 "
    "characters, markup",
    sources=("observed: labels are text of any length", "silverfin-wire: description, at most 10,000 characters"),
    adversary="Nine lines whose labels are in nine scripts, and each with an amount of its own.",
    remedy="Decode and encode UTF-8 everywhere, cut nothing off, and leave escaping to your JSON or XML library.",
    why="People recognise an entry by its words; a name that arrives as question marks is one that they cannot check.",
    mutant="speaks_ascii",
    granularity="line",
    ends=(SILVERFIN,),
)
def test_dat_17(case: Case) -> None:
    """The label of a line is somewhere in what Silverfin holds of it, letter for letter."""
    case.begin()
    lines = tuple(Line("612000", 1_000 + place, text) for place, text in enumerate(TEXTS))
    case.teller.enter(Entry("MISC", small.JANUARY, (*lines, Line("550001", -sum(line.amount for line in lines)))))
    case.sync()
    case.agree("Lines with texts in many scripts did not all arrive.")
    held = {
        line.value: (line.description, line.document_number, line.journal, line.partner, *line.extra_fields)
        for line in case.pair.file.lines()
    }
    lost = [line.label for line in lines if not any(line.label in text for text in held[line.amount])]
    if not any(any(texts) for texts in held.values()):
        raise NotApplicable("it sends no texts")
    if lost:
        told = "\n".join(f"  {text[:60]!r}" for text in lost)
        raise Failed(f"Of {len(lines)} labels {len(lost)} did not arrive as they are.", told)


@clause(
    "DAT-22",
    "S",
    "(analytic) analytic distribution, comma-joined keys and totals other than 100 included",
    sources=(
        "observed on 19.0: an object with keys of ids, comma-joined where there are several plans",
        "observed on 19.0: nothing says that shares add up to 100",
        "Silverfin SyncAPI: analytical dimensions, a limited number per transaction",
    ),
    adversary="Lines on one analytic account, on two plans at once, and in shares of 60, 40, 120 and -20 per cent.",
    remedy="Split a key at its commas: each id is an analytic account of another plan, hence another dimension. Send a "
    "line per share, and one for what the shares leave of the amount.",
    mutant="takes_a_key_for_an_id",
    feature="analytic",
    ends=(ODOO, SILVERFIN),
)
def test_dat_22(case: Case) -> None:
    """What Odoo spreads over an analytic account is on its code in Silverfin."""
    case.begin(small.LEDGER)
    keeper = case.keeper
    north, south, alpha = [
        acts.add_analytic_account(keeper, plan, name)
        for plan, name in (("Regions", "North"), ("Regions", "South"), ("Projects", "Alpha"))
    ]
    shares = (
        {str(north): 100.0},
        {f"{north},{alpha}": 60.0, str(south): 40.0},
        {str(north): 120.0, str(south): -20.0, str(alpha): 33.33},
    )
    for number, distribution in enumerate(shares, 1):
        move = keeper.enter(
            replace(small.ANOTHER, lines=(Line("612000", number * 1_001), Line("550001", -number * 1_001)))
        )
        first = min(keeper.find("account.move.line", ("move_id", "=", move)))
        keeper.write("account.move.line", first, {"analytic_distribution": distribution})
    case.sync()
    case.agree("Lines that are spread over analytic accounts did not arrive with their whole amounts.")
    names = {north: "North", south: "South", alpha: "Alpha"}
    analysis_agrees(case, names, "An analytic account has not in Silverfin what Odoo spreads over it.")


@clause(
    "DAT-23",
    "S",
    "(open-items) open items arrive as payable or receivable with what is left of them",
    sources=(
        "observed on 19.0: `amount_residual` is what is left of a line",
        "observed on 19.0: the accounts with the VAT office have the types of trade accounts, and `non_trade`",
        "Silverfin SyncAPI: an open transaction has a value and a category, payable or receivable",
    ),
    adversary="An invoice that is paid in part, one that is not paid, and what is open with the VAT office.",
    remedy="Send the absolute `amount_residual` of lines on receivable and payable accounts that are not `non_trade`: "
    "receivable if it is positive, else payable.",
    mutant="sends_all_of_it_as_open",
    feature="open-items",
    ends=(ODOO, SILVERFIN),
)
def test_dat_23(case: Case) -> None:
    """What is open in Odoo is open in Silverfin, and as much of it."""
    for book in case.some(("partly-paid", "no-trade")):
        tell(case, book)
        open_items_agree(case, "What is unpaid in Odoo is not what is unpaid in Silverfin.")


@clause(
    "DAT-24",
    "M",
    "reversals and negative (storno) amounts",
    sources=(
        "observed on 19.0: a reversed entry stays posted, beside its reversal",
        "read: with storno accounting a reversal has negative debits and credits; balance = debit - credit holds",
    ),
    adversary="An entry and its reversal, with exchanged sides, then with negative amounts on the same sides.",
    remedy="Send `balance`, or debit minus credit; both may be negative.",
    mutant="takes_every_amount_as_positive",
)
def test_dat_24(case: Case) -> None:
    """A reversal takes away what it reverses, however it is written."""
    for book in ("reversal", "storno"):
        tell(case, book)


@clause(
    "DAT-25",
    "M",
    "currencies with 0 and 3 decimals",
    sources=("recorded: VND has 0 decimal places, KWD has 3",),
    adversary="Books that are kept in Kuwaiti dinars, then in dong.",
    remedy="Ask how many decimals the currency has (`res.currency.decimal_places`), or send decimals as they come.",
    mutant="knows_cents_only",
)
def test_dat_25(case: Case) -> None:
    """Not every currency has hundredths."""
    for book in case.some(("three-decimals", "no-decimals")):
        tell(case, book)
