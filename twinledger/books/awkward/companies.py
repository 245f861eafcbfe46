"""Several companies, or one without a past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from twinledger.books.awkward.plain import BANK, GOODS, RENT, SUPPLIERS, entry
from twinledger.books.awkward.registry import Moment, Setting, awkward
from twinledger.books.bare import bare_company
from twinledger.books.book import Company
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.books.loading import load

BELGIAN = Company("Acme Antwerpen BV", "BE0477472701", "Kaai 1", "2000", "Antwerpen", "BE")
SEES_ALL = "observed on 19.0: without `allowed_company_ids` a user reads the lines of all their companies"


def _add_company(keeper: Bookkeeper, name: str, **values: int) -> Bookkeeper:
    """Add a company with the usual chart to the database and return who keeps its books."""
    id_ = keeper.create("res.company", {"name": name, **values})
    load(replace(bare_company(name)), keeper.database, company=id_)
    return keeper.of(id_)


@awkward(
    "ten-companies",
    "Ten companies in one database",
    trap="Ten companies have the same chart and the same numbers of entries; a user of all reads all.",
    mistake="It does not say which company it means.",
    sources=(SEES_ALL,),
    clauses=("DAT-12",),
)
def _ten_companies(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(RENT, BANK, 1_000_00))
    for number in range(2, 11):
        _add_company(keeper, f"Acme {number} BV").enter(entry(RENT, BANK, number * 1_000_00))
    yield Moment("Ten companies have an entry each.")


@awkward(
    "second-company",
    "The company that is not the user's own",
    trap="What is to be read is the second company of the database; the user's own is the first.",
    mistake="It reads the company of its user.",
    sources=(SEES_ALL,),
    clauses=("DAT-12", "ODO-08"),
    setting=Setting(BELGIAN, beside=True),
)
def _second_company(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry(GOODS, SUPPLIERS, 20_00))
    keeper.of(1).enter(entry(RENT, BANK, 1_000_00))
    yield Moment("Both companies have an entry.")


@awkward(
    "no-entry",
    "A company without an entry",
    trap="There is a chart, there are journals, and nobody has posted anything; the company beside it has.",
    mistake="It takes an empty answer for a failure.",
    sources=("contract: a company with no entry is a success",),
    clauses=("DAT-26",),
)
def _no_entry(keeper: Bookkeeper) -> Iterator[Moment]:
    _add_company(keeper, "Acme Services BV").enter(entry())
    yield Moment("Nothing has been entered.")
    keeper.wait(days=1)
    keeper.enter(entry())
    yield Moment("The first entry is posted.")


@awkward(
    "all-gone",
    "A company without an entry any more",
    trap="All that was posted is deleted: the next answer is empty, and that is the truth.",
    mistake="It takes an empty answer for a failure, or for no news.",
    sources=("observed on 19.0: what was deleted is in no answer",),
    clauses=("INC-07", "DAT-26"),
)
def _all_gone(keeper: Bookkeeper) -> Iterator[Moment]:
    ids = keeper.enter_together([entry(), entry(GOODS, SUPPLIERS, 20_00)])
    yield Moment("Two entries are posted.")
    keeper.wait(hours=1)
    for id_ in ids:
        keeper.delete(id_)
    yield Moment("Both are deleted.")


@awkward(
    "branch",
    "A branch that uses its parent's accounts",
    trap="A branch is a company with a parent; its entries are on accounts that belong to the parent.",
    mistake="It takes all entries on the company's accounts for the company's.",
    sources=("observed on 19.0: accounts belong to a company and to those below it",),
    clauses=("DAT-12", "DAT-13"),
)
def _branch(keeper: Bookkeeper) -> Iterator[Moment]:
    branch = keeper.of(keeper.create("res.company", {"name": "Acme Gent", "parent_id": keeper.company}))
    branch.create("account.journal", {"name": "Miscellaneous", "code": "MISC", "type": "general"})
    keeper.enter(entry(RENT, BANK, 1_000_00))
    branch.enter(entry(RENT, BANK, 200_00))
    yield Moment("The company and its branch have an entry each, on the same accounts.")
