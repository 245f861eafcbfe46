"""Accounts: their codes, names and types, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator

from twinledger.books.awkward.plain import BANK, CUSTOMERS, FEES, GOODS, RENT, SALES, UTILITIES, entry
from twinledger.books.awkward.registry import Moment, Setting, awkward
from twinledger.books.book import Company
from twinledger.books.bookkeeper import Bookkeeper

EXPENSE, CURRENT = "expense", "asset_current"
SISTER = Company("Acme Holding NV", "BE0403170701", "Testlaan 3", "1000", "Brussel", "BE")
UNTOUCHED = "observed on 19.0: journal items refer to the account's id; no item is written"


@awkward(
    "odd-codes",
    "Codes with zeros in front, dots and letters",
    trap="Account codes are text: `000123`, `6100.10`, `4A0B`, and `610E2`, which looks like a number.",
    mistake="It reads codes as numbers.",
    sources=("observed on 19.0: codes are letters, digits and dots",),
    clauses=("DAT-09",),
)
def _odd_codes(keeper: Bookkeeper) -> Iterator[Moment]:
    for number, code in enumerate(("000123", "123", "6100.10", "6100.1", "4A0B", "610E2"), 1):
        keeper.add_account(code, f"Odd account {number}", EXPENSE)
        keeper.enter(entry(code, BANK, number * 10_00))
    yield Moment("Six accounts have codes of which some are the same number.")


@awkward(
    "renumbered-account",
    "An account gets another code",
    trap="The code of an account with entries is changed. Its items are not written: their `write_date` stays.",
    mistake="It asks for items that were written since, and keeps the old code on all others.",
    sources=(UNTOUCHED,),
    clauses=("INC-11",),
)
def _renumbered_account(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 500_00))
    keeper.enter(entry(FEES, BANK, 70_00))
    yield Moment(f"Account {RENT} has an entry.")
    keeper.wait(days=1)
    keeper.renumber_account(RENT, "610500")
    yield Moment(f"Account {RENT} has become 610500.")


@awkward(
    "swapped-codes",
    "Two accounts swap their codes",
    trap="Two accounts change places in the chart, by way of a third code.",
    mistake="It knows accounts by their codes, and so believes that nothing has changed.",
    sources=(UNTOUCHED,),
    clauses=("INC-11",),
)
def _swapped_codes(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 500_00))
    keeper.enter(entry(FEES, BANK, 70_00))
    yield Moment(f"Accounts {RENT} and {FEES} have an entry each.")
    keeper.wait(days=1)
    for code, new_code in ((RENT, "619999"), (FEES, RENT), ("619999", FEES)):
        keeper.renumber_account(code, new_code)
    yield Moment("Their codes are swapped; their names went with the accounts.")


@awkward(
    "renamed-account",
    "An account gets another name",
    trap="The name of an account is changed; its code and its entries stay.",
    mistake="It sends an account's name once, when it first meets the account.",
    sources=(UNTOUCHED,),
    clauses=("DAT-29", "INC-19"),
)
def _renamed_account(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(UTILITIES, BANK, 80_00))
    yield Moment("An account has an entry.")
    keeper.wait(days=1)
    keeper.rename_account(UTILITIES, "Energy & water")
    yield Moment("The account is called Energy & water.")


@awkward(
    "retyped-account",
    "An account becomes one of another type",
    trap="A current asset becomes an expense: what it holds does not go over into the next year any more.",
    mistake="It sends an account's type once, when it first meets the account.",
    sources=(UNTOUCHED,),
    clauses=("INC-19", "DAT-30"),
)
def _retyped_account(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.add_account("499900", "To be looked into", CURRENT)
    keeper.enter(entry("499900", BANK, 45_00))
    yield Moment("45.00 stand on an account for what is to be looked into.")
    keeper.wait(days=1)
    keeper.change_account_type("499900", EXPENSE)
    yield Moment("The account is one of expenses.")


@awkward(
    "archived-account",
    "An account out of use, with entries",
    trap="An account with posted items is archived (19.0), and so not found by a search that says nothing about it.",
    mistake="It takes over the accounts that a plain search finds, and leaves out items on others.",
    sources=("observed on 19.0: archived accounts are left out of searches unless `active_test` is off",),
    clauses=("DAT-14", "ODO-08"),
    setting=Setting(since="19.0"),
)
def _archived_account(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 500_00))
    keeper.enter(entry(FEES, BANK, 70_00))
    keeper.archive_account(FEES)
    yield Moment(f"Account {FEES} is out of use and has an entry.")


@awkward(
    "names-like-codes",
    "Names that begin with another account's code",
    trap=f"An account is called `{RENT} old rent`, another one `[X] 999 Fees - lawyers`. In 19.0 labels begin with the "
    "code for readers of accounting alone.",
    mistake="It takes the code of an account out of the label beside its id.",
    sources=("observed on 19.0: whoever only bills reads the bare name as label",),
    clauses=("DAT-10", "ODO-07"),
    setting=Setting(since="19.0"),
)
def _names_like_codes(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.add_account("6100.OLD", f"{RENT} old rent", EXPENSE)
    keeper.rename_account(FEES, "[X] 999 Fees - lawyers")
    keeper.enter(entry("6100.OLD", BANK, 11_00))
    keeper.enter(entry(FEES, BANK, 22_00))
    yield Moment("Two accounts have names in which there are numbers.")


@awkward(
    "names-in-two-languages",
    "Names in two languages",
    trap="An account is called Rent in English and Huur in Dutch: who asks without a language gets English.",
    mistake="It takes the name that it gets without saying in which language.",
    sources=("observed on 19.0: names are those of `lang` in the context, else English",),
    clauses=("DAT-10", "ODO-08"),
)
def _names_in_two_languages(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.install_language("nl_BE")
    keeper.translate("account.account", keeper.account(RENT), "nl_BE", {"name": "Huur van gebouwen"})
    keeper.enter(entry())
    yield Moment("The account for rent has a Dutch name.")


@awkward(
    "shared-account",
    "One account, two companies, two codes",
    trap="An account belongs to two companies and has another code in each; the reader's own company is the other one.",
    mistake="It asks for codes without saying for which company: it gets those of the user's, or none at all.",
    sources=("observed on 19.0: codes are those of the first of `allowed_company_ids`, else of the user's company",),
    clauses=("DAT-13", "DAT-12"),
    setting=Setting(SISTER, beside=True, since="18.0"),
)
def _shared_account(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.renumber_account(RENT, "R100")
    keeper.share_account("R100", 1, "S100")
    keeper.enter(entry("R100", BANK, 900_00))
    keeper.of(1).enter(entry("S100", BANK, 333_00))
    yield Moment("The account for rent is R100 in the company that is read, and S100 in another one.")


@awkward(
    "off-balance",
    "Accounts that are in no balance",
    trap="Guarantees are booked on accounts of type `off_balance`, against each other; Belgium's begin with 0.",
    mistake="It sends them among all others, whatever was agreed.",
    sources=("recorded: `off_balance` is a type of account; its internal group is `off`",),
    clauses=("DAT-28", "DAT-09"),
)
def _off_balance(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry())
    keeper.enter(entry("000000", "001000", 25_000_00, label="bank guarantee"))
    yield Moment("Beside an entry there is a guarantee of 25,000.00 off the balance sheet.")


@awkward(
    "no-trade",
    "Receivable and payable, and nobody trades on it",
    trap="The current accounts with the VAT office (411200, 451200) have the types of trade accounts.",
    mistake="It takes every open item on a receivable or payable account for an invoice.",
    sources=("observed on 19.0 with the Belgian chart",),
    clauses=("DAT-23",),
)
def _no_trade(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(CUSTOMERS, SALES, 100_00, label="open invoice"))
    keeper.enter(entry("411200", "411000", 850_00, label="VAT to be refunded"))
    keeper.enter(entry("451000", "451200", 430_00, label="VAT to be paid"))
    yield Moment("One invoice is open, and so are two items with the VAT office.")


@awkward(
    "several-result-accounts",
    "Fifteen accounts for the result",
    trap="Belgium has fifteen accounts of type `equity_unaffected`; two of them have a balance.",
    mistake="It takes one of them for the only one, and sends the others as equity or as expenses.",
    sources=("observed on 19.0 with the Belgian chart: 149000, 690000 to 697000, 790000 to 794000",),
    clauses=("DAT-30", "DAT-19"),
)
def _several_result_accounts(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(BANK, SALES, 1_000_00))
    keeper.enter(entry("693000", "140000", 600_00, label="profit to be carried forward"))
    keeper.enter(entry("694000", "471000", 400_00, label="dividends"))
    keeper.enter(entry(GOODS, BANK, 10_00))
    yield Moment("A profit was carried forward and distributed, on two accounts for the result.")
