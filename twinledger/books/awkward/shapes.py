"""Lines of an unusual kind, and what hangs on lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from twinledger.books.awkward.plain import BANK, CUSTOMERS, GOODS, RENT, SALES, SUPPLIERS, UTILITIES, entry, sale
from twinledger.books.awkward.registry import Moment, awkward
from twinledger.books.book import Line
from twinledger.books.bookkeeper import Bookkeeper

ITEM, MOVE = "account.move.line", "account.move"


@awkward(
    "sections-and-notes",
    "Lines that only say something",
    trap="Sections and notes stand between the lines of an entry. They have no account, and no amount.",
    mistake="It takes every journal item for a line of the ledger.",
    sources=("observed on 19.0: they are rows of account.move.line like any other",),
    clauses=("DAT-07",),
)
def _sections_and_notes(keeper: Bookkeeper) -> Iterator[Moment]:
    kinds = ("line_section", "line_note", *(("line_subsection",) if _has_subsections(keeper) else ()))
    words = tuple(Line("", 0, f"a {kind.removeprefix('line_')}", display_type=kind) for kind in kinds)
    plain = sale(100_00)
    keeper.enter(replace(plain, lines=(*words, *plain.lines, *words)))
    yield Moment(f"A sale of three lines has {2 * len(words)} more that only say something.")


def _has_subsections(keeper: Bookkeeper) -> bool:
    return "line_subsection" in keeper.database.registry.schema(ITEM).fields["display_type"].selection


@awkward(
    "document-dates",
    "Documents of another month than their entries",
    trap="A bill of December is booked in January, an invoice dated February as well.",
    mistake="It dates lines by `invoice_date`.",
    sources=("observed on 19.0: lines keep a copy of both dates",),
    clauses=("DAT-08",),
)
def _document_dates(keeper: Bookkeeper) -> Iterator[Moment]:
    booked = date(2026, 1, 5)
    keeper.enter(replace(entry(GOODS, SUPPLIERS, 60_00, day=booked), invoice_date=date(2025, 12, 29)))
    keeper.enter(replace(entry(CUSTOMERS, SALES, 80_00, day=booked), invoice_date=date(2026, 2, 1)))
    yield Moment("Both were booked on 5 January.")


@awkward(
    "analytic-keys",
    "One amount on two plans at once",
    trap='`analytic_distribution` has text keys, and several ids in one of them: `{"4,7": 60.0, "5": 40.0}`.',
    mistake="It takes a key for the id of one analytic account.",
    sources=("observed on 19.0: an object with keys of ids, comma-joined where there are several plans",),
    clauses=("DAT-22",),
)
def _analytic_keys(keeper: Bookkeeper) -> Iterator[Moment]:
    _distribute(keeper, keeper.enter(entry(RENT, BANK, 100_00)), {"4,7": 60.0, "5": 40.0})
    _distribute(keeper, keeper.enter(entry(UTILITIES, BANK, 10_00)), {"5": 100.0})
    yield Moment("60 % of the rent are on two plans at once.")


@awkward(
    "analytic-totals",
    "Shares that are not a hundred per cent",
    trap="The shares of a line add up to 250 %, those of another one to 99.99 %, and one is negative.",
    mistake="It lets the last share be what is left of the amount.",
    sources=("observed on 19.0: nothing says that shares add up to 100",),
    clauses=("DAT-22",),
)
def _analytic_totals(keeper: Bookkeeper) -> Iterator[Moment]:
    for number, shares in enumerate(({"4": 100.0, "5": 150.0}, {"4": 33.33, "5": 66.66}, {"4": 120.0, "5": -20.5}), 1):
        _distribute(keeper, keeper.enter(entry(RENT, BANK, number * 100_00)), shares)
    yield Moment("The shares of three lines add up to 250, 99.99 and 99.5 %.")


def _distribute(keeper: Bookkeeper, id_: int, shares: dict[str, float]) -> None:
    """Spread the first line of an entry."""
    line = keeper.find(ITEM, ("move_id", "=", id_))
    keeper.write(ITEM, min(line), {"analytic_distribution": shares})


@awkward(
    "tax-lines",
    "An invoice's tax changes, and with it its lines",
    trap="A draft invoice is edited before it is posted: its tax lines and due lines are deleted and made anew.",
    mistake="It reads drafts as well, and keeps the ids of lines that are gone when the invoice is posted.",
    sources=("observed on 19.0: what follows from the lines that people write gets new ids",),
    clauses=("INC-17", "DAT-05"),
)
def _tax_lines(keeper: Bookkeeper) -> Iterator[Moment]:
    group = keeper.create("account.tax.group", {"name": "VAT"})
    tax = keeper.create("account.tax", {"name": "21%", "amount": 21.0, "type_tax_use": "sale", "tax_group_id": group})
    receivable = {"property_account_receivable_id": keeper.account(CUSTOMERS)}
    customer = keeper.create("res.partner", {"name": "Peeters", **receivable})
    line = {"name": "Advice", "account_id": keeper.account(SALES), "price_unit": 100.0, "tax_ids": [[6, 0, [tax]]]}
    head = {"move_type": "out_invoice", "partner_id": customer, "invoice_date": date(2026, 2, 3)}
    invoice = keeper.create(MOVE, {**head, "invoice_line_ids": [[0, 0, line]]})
    yield Moment("An invoice of 100.00 and VAT is a draft.")
    keeper.wait(hours=1)
    [product] = keeper.find(ITEM, ("move_id", "=", invoice), ("display_type", "=", "product"))
    for taxes in ([], [tax]):
        keeper.write(MOVE, invoice, {"invoice_line_ids": [[1, product, {"tax_ids": [[6, 0, taxes]]}]]})
    keeper.post(invoice)
    yield Moment("The tax was taken off and put on again, and the invoice is posted.")


@awkward(
    "partly-paid",
    "Open items of which something is paid",
    trap="An invoice of 100.00 is matched with a payment of 30.00: 70.00 are open, and the payment is not.",
    mistake="It sends the whole amount of whatever is not fully matched as open.",
    sources=("observed on 19.0: `amount_residual` is what is left of a line",),
    clauses=("DAT-23",),
)
def _partly_paid(keeper: Bookkeeper) -> Iterator[Moment]:
    ids = [keeper.enter(entry(CUSTOMERS, SALES, 100_00)), keeper.enter(entry(BANK, CUSTOMERS, 30_00))]
    keeper.reconcile(*keeper.find(ITEM, ("move_id", "in", ids), ("account_id", "=", keeper.account(CUSTOMERS))))
    keeper.enter(entry(CUSTOMERS, SALES, 55_00))
    yield Moment("Of two invoices one is paid in part.")
