"""DAT, continued: accounts, their codes, names and types."""

from __future__ import annotations

from twinledger.books.balances import UNALLOCATED
from twinledger.books.book import Entry, Line
from twinledger.books.tale import Tale
from twinledger.drivers.sides import ODOO, SILVERFIN
from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.jobs import inputs_of
from twinledger.judge.openings import balances_agree
from twinledger.judge.verdicts import Failed, NotApplicable

TABLE = "observed: account.account has code (text), name (translated), account_type"
DUTCH = "nl_BE"
CODES = ("000400", "400", "4.00", "1e5", "A100")
NAMES = {"400000": "24 uur klanten", "700000": "Verkopen", "451000": "Te betalen btw"}
NOT_CARRIED = ("income", "expense")


@clause(
    "DAT-09",
    "M",
    "account codes stay text: leading zeros, dots, letters",
    sources=("observed: a code is letters, digits and dots", "silverfin-wire: an account number is text"),
    adversary="Accounts 000400, 400, 4.00, 1e5 and A100, each with one amount of its own.",
    remedy="Carry codes as text from end to end; never let a spreadsheet, a parser or a database read them as numbers.",
    mutant="reads_codes_as_numbers",
)
def test_dat_09(case: Case) -> None:
    """Codes that look like numbers arrive as they are written."""
    case.begin()
    for code in CODES:
        case.keeper.add_account(code, f"Account {code}", "asset_current")
    amounts = [Line(code, 100 + place) for place, code in enumerate(CODES)]
    case.teller.enter(Entry("MISC", small.JANUARY, (*amounts, Line("100000", -sum(line.amount for line in amounts)))))
    case.sync()
    case.agree("An account has another number in Silverfin than its code in Odoo.")


@clause(
    "DAT-10",
    "M",
    "account names arrive in the asked language and carry no code parsed out of a label",
    sources=(TABLE, "observed: without `lang` in the context names are English, whatever the user speaks"),
    adversary="Names in English and in Dutch, some of which begin with a number, and SYNC_LANGUAGE is nl_BE.",
    remedy="Send `lang` in the context of every call, and read `name`; a label is the code, a blank and the name.",
    mutant="speaks_english_only",
    ends=(SILVERFIN,),
)
def test_dat_10(case: Case) -> None:
    """An account is called in Silverfin what it is called in Odoo in that language."""
    case.begin(Tale((small.SALE,)))
    keeper = case.keeper
    keeper.install_language(DUTCH)
    for code, name in NAMES.items():
        keeper.translate("account.account", keeper.account(code), DUTCH, {"name": name})
    case.sync(SYNC_LANGUAGE=DUTCH)
    found = {account.number: account.names.get("nl") for account in case.pair.file.accounts()}
    wrong = {code: name for code, name in NAMES.items() if found.get(code) != name}
    if wrong:
        told = "\n".join(
            f"  {code}: {name!r} in Odoo, {found.get(code)!r} in Silverfin" for code, name in wrong.items()
        )
        raise Failed(f"Accounts are not called in Silverfin what they are called in Odoo in {DUTCH}.", told)


@clause(
    "DAT-13",
    "M",
    "(18.0 and later) a shared account has the code of the company being read",
    sources=("observed on 19.0: an account has a code in each of its companies; the context says which one is read",),
    adversary="An account that two companies share is 411000 in the one and 411999 in the one that is synchronised.",
    remedy="Read accounts with `allowed_company_ids` in the context, the company that is synchronised first.",
    mutant="reads_the_first_companys_codes",
    feature="multi-company",
    ends=(ODOO,),
)
def test_dat_13(case: Case) -> None:
    """The code is that of the company whose books are read."""
    if not case.database.version.accounts_are_shared:
        raise NotApplicable(f"no account is shared in Odoo {case.database.version.name}")
    case.begin(small.LEDGER)
    pair = case.world.add_pair(case.pair.database, name="Sister BV")
    there = case.world.bookkeeper(pair)
    case.keeper.share_account("411000", pair.company_id, "411999")
    there.enter(Entry("MISC", small.JANUARY, (Line("411999", 6_050), Line("700000", -6_050))))
    case.sync(when="two companies share an account under codes of their own", **inputs_of(pair))
    case.agree("A shared account arrived under the code of another company.", pair)


@clause(
    "DAT-14",
    "M",
    "entries on archived (19.0) or deprecated (before) accounts arrive",
    sources=("observed on 19.0: archived accounts are left out of searches unless `active_test` is false",),
    adversary="An account is put out of use after it was used.",
    remedy="Send `active_test: false` in the context when accounts are read.",
    mutant="overlooks_archived_accounts",
    ends=(ODOO,),
)
def test_dat_14(case: Case) -> None:
    """What stands on an account that is not used any more is part of the books."""
    case.begin(small.LEDGER)
    case.keeper.archive_account("604000")
    case.sync()
    case.agree("Lines on an account that is out of use did not arrive.")


@clause(
    "DAT-28",
    "S",
    "off-balance accounts follow the declared choice",
    sources=("observed: accounts of type off_balance have entries like any other", "contract: off_balance in [claims]"),
    adversary="An entry on two off-balance accounts.",
    remedy='Leave accounts of type off_balance out, or claim off_balance = "send".',
    mutant="takes_off_balance_along",
)
def test_dat_28(case: Case) -> None:
    """What the manifest says of off-balance accounts is what happens."""
    case.begin(small.LEDGER)
    for code, name in (("000001", "Guarantees given"), ("000002", "Creditors of guarantees")):
        case.keeper.add_account(code, name, "off_balance")
    case.teller.enter(Entry("MISC", small.JANUARY, (Line("000001", 5_000), Line("000002", -5_000))))
    case.sync()
    choice = case.bench.claims.off_balance
    case.agree(f'The manifest says off_balance = "{choice}", and off-balance entries do not follow it.')


@clause(
    "DAT-29",
    "M",
    "a renamed account keeps its entries",
    sources=(TABLE,),
    adversary="An account gets another name between two runs.",
    remedy="Tell accounts apart by id or code; a name is only a name.",
    mutant="knows_accounts_by_name",
)
def test_dat_29(case: Case) -> None:
    """Another name is no other account."""
    case.begin_synced(small.LEDGER)
    case.keeper.wait(minutes=1)
    case.keeper.rename_account("400000", "Trade debtors")
    case.sync()
    case.agree("An account was renamed, and its entries are not what they were.")


@clause(
    "DAT-30",
    "M",
    "each account arrives with its type, equity_unaffected so that Silverfin's opening of the next year equals Odoo's "
    "(Belgium has fifteen such accounts: 149000, 69x, 79x)",
    sources=(
        TABLE,
        "observed: income, expense and equity_unaffected have include_initial_balance false",
        "silverfin-wire: the type decides how a balance goes from year to year",
    ),
    adversary="A year with a profit, part of which an appropriation entry on 692000 and 693000 puts into reserves.",
    remedy="Send what stands before the first underscore of account_type; of equity_unaffected only the account that "
    "collects results is equity, the others begin every year at nothing.",
    mutant="carries_appropriations_forward",
    ends=(SILVERFIN,),
)
def test_dat_30(case: Case) -> None:
    """Every account has its type, and the new year opens as in Odoo."""
    case.begin_synced(small.APPROPRIATED)
    case.agree("The appropriation of the result did not arrive.")
    _types(case)
    new_year = small.SALE.date.replace(month=1, day=1)
    balances_agree(case, new_year, "The new year does not open in Silverfin with what it opens with in Odoo.")


def _types(case: Case) -> None:
    """Demand that every account with lines has the type that its `account_type` stands for."""
    kinds: dict[str, str] = dict(
        case.database.store.all(
            "SELECT json_extract(code_store, ?), account_type FROM account_account", (f'$."{case.pair.company_id}"',)
        )
    )
    used = {line.account_number for line in case.pair.file.lines()}
    collects = case.pair.file.retained_earnings
    for account in case.pair.file.accounts():
        kind = kinds.get(account.number, "")
        others = kind == UNALLOCATED and account.number != collects
        wanted = NOT_CARRIED if others else (kind.split("_")[0],)
        if account.number in used and account.type not in wanted:
            reason = f"The account {account.number} is {kind} in Odoo and arrived as {account.type}."
            raise Failed(reason, f"It should have arrived as {' or '.join(wanted)}.")
