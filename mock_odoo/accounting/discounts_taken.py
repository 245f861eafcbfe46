"""Discounts taken: the lines that a payment has for what a document gives to who pays early (observed).

A discount of the price alone, or one whose tax was lowered at once, goes to the company's account of discounts. One of
the whole is the difference to the document at lower prices, taxes included, with the tags of a refund; what rounding
leaves falls to one of the prices. What another rate makes of it is booked apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson

from mock_odoo.accounting import payment_entries
from mock_odoo.accounting.documents import BaseLine, reckoned
from mock_odoo.accounting.invoice_lines import HUNDRED, Move, base_lines, links, moves, rows, tax_keys
from mock_odoo.accounting.open_claims import Batch, Claim
from mock_odoo.accounting.tax_data import flattened
from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment

NAME = "Early Payment Discount"
ACCOUNTS = {
    "customer": "account_journal_early_pay_discount_loss_account_id",
    "supplier": "account_journal_early_pay_discount_gain_account_id",
}
EXCHANGE = {True: "expense_currency_exchange_account_id", False: "income_currency_exchange_account_id"}
Line = dict[str, Any]
Row = Mapping[str, Any]


def lines(env: Environment, batch: Batch, claims: Sequence[Claim], payment: Mapping[str, Any]) -> list[Line]:
    """Return the lines for the discounts that a payment takes on some claims of a batch."""
    found = [line for claim in claims for line in _of_a_claim(env, batch, claim)]
    found += _exchange(env, batch, payment, found)
    common = {"partner_id": batch.partner, "currency_id": batch.currency}
    return [{**common, **line} for line in found]


def _of_a_claim(env: Environment, batch: Batch, claim: Claim) -> list[Line]:
    amount, balance = claim.amount - claim.discounted, claim.balance - claim.discounted_balance
    percentage = _of_the_whole(env, claim)
    if percentage is None:
        return [_line(env, batch, {"amount_currency": batch.sign * amount, "balance": batch.sign * balance})]
    [move] = moves(env, [claim.entry])
    lines = rows(env, move.id)
    products = [line for line in lines if line["display_type"] == "product"]
    reduced = [replace(base, price=base.price * (1 - percentage / HUNDRED)) for base in base_lines(env, move, products)]
    bases = _bases(env, batch, move, products, reduced)
    found = [*bases, *_taxes(env, move, lines, reduced)]
    most = max(bases, key=lambda line: line["balance"])  # of bills, which are credited, the least (observed)
    for name, wanted in (("amount_currency", amount), ("balance", balance)):
        most[name] += batch.sign * wanted - sum(line[name] for line in found)
    return found


def _of_the_whole(env: Environment, claim: Claim) -> Decimal | None:
    """Return the percentage of a discount that is of prices and taxes alike; None if it is one of prices alone."""
    row = env.database.store.one(
        "SELECT t.discount_percentage FROM account_move m JOIN account_payment_term t"
        " ON t.id = m.invoice_payment_term_id WHERE m.id = ? AND t.early_pay_discount_computation = 'included'",
        (claim.entry,),
    )
    return Decimal(repr(row[0])) if row else None


def _line(env: Environment, batch: Batch, values: Line) -> Line:
    return {"name": NAME, "account_id": _account(env, batch, ACCOUNTS[batch.partner_type]), **values}


def _bases(
    env: Environment, batch: Batch, move: Move, products: Sequence[Row], reduced: Sequence[BaseLine]
) -> list[Line]:
    """Return what is taken off prices, rounded line by line: one line for each set of taxes, partner, distribution."""
    taxes = links(env, "tax_ids", [line["id"] for line in products])
    groups: dict[tuple[Any, ...], Line] = {}
    for line, base in zip(products, reduced, strict=True):
        mine = taxes.get(line["id"], ())
        key = (mine, line["partner_id"], line["analytic_distribution"])
        group = groups.setdefault(key, _line(env, batch, _of_a_base(base, mine)))
        [left] = reckoned([base], move.terms).lines
        group["amount_currency"] += left.amount_currency - line["amount_currency"]
        group["balance"] += left.balance - line["balance"]
    return list(groups.values())


def _of_a_base(base: BaseLine, taxes: Sequence[int]) -> Line:
    tags = dict.fromkeys(tag for tax in base.taxes for tag in tax.tags(refund=True))
    return {
        "amount_currency": Decimal(0),
        "balance": Decimal(0),
        "partner_id": base.partner or False,
        "tax_ids": [[6, 0, list(taxes)]],
        "tax_tag_ids": [[6, 0, list(tags)]],
        "analytic_distribution": orjson.loads(base.analytic) if base.analytic else False,
    }


def _taxes(env: Environment, move: Move, lines: Sequence[Row], reduced: Sequence[BaseLine]) -> Iterator[Line]:
    """Yield what lower prices take back of taxes, on the lines that their distributions have for refunds."""
    left = {line.key: line for line in reckoned(reduced, move.terms).tax_lines}
    for key, line in tax_keys(env, lines):
        label, part = _refund(env, line["tax_repartition_line_id"])
        later = links(env, "tax_ids", [line["id"]]).get(line["id"], ())
        known = flattened(env, later).values() if later else ()
        tags = [tag for _, taxes in known for tax in taxes for tag in tax.tags(refund=True)]
        yield {
            "amount_currency": (left[key].amount_currency if key in left else 0) - line["amount_currency"],
            "balance": (left[key].balance if key in left else 0) - line["balance"],
            "name": f"{NAME} ({label})",
            "account_id": part["account_id"] or line["account_id"],
            "tax_repartition_line_id": part["id"],
            "tax_ids": [[6, 0, list(later)]],
            "tax_tag_ids": [[6, 0, list(dict.fromkeys([*part["tag_ids"], *tags]))]],
        }


def _refund(env: Environment, part: int) -> tuple[str, Mapping[str, Any]]:
    """Return a tax's name and the line of its distribution that takes back what another one gave."""
    [given] = env.sudo().model("account.tax.repartition.line", (part,)).read(["tax_id"])
    tax, label = given["tax_id"]
    both = [
        env.sudo()["account.tax.repartition.line"].search_read(
            [("tax_id", "=", tax), ("document_type", "=", kind), ("repartition_type", "=", "tax")],
            ["account_id", "tag_ids"],
            order="sequence, id",
            load=None,
        )
        for kind in ("invoice", "refund")
    ]
    return label, next(back for there, back in zip(*both, strict=True) if there["id"] == part)


def _exchange(env: Environment, batch: Batch, payment: Mapping[str, Any], off: Sequence[Line]) -> list[Line]:
    """Return what remains because the claim as a whole is paid at another rate than its discount was booked at."""
    paid_amount, paid = payment_entries.booked(env, payment)
    whole = paid_amount + sum(line["amount_currency"] for line in off)
    rest = payment_entries.in_company_currency(env, payment, whole) - paid - sum(line["balance"] for line in off)
    if not rest:
        return []
    account = _account(env, batch, EXCHANGE[rest > 0])
    return [
        {"name": f"{NAME} (Exchange Difference)", "account_id": account, "amount_currency": Decimal(0), "balance": rest}
    ]


def _account(env: Environment, batch: Batch, name: str) -> int:
    [company] = env.sudo().model("res.company", (batch.company,)).read([name], load=None)
    if not company[name]:
        raise NotInFake(f"taking an early discount in a company without {name}")
    return int(company[name])
