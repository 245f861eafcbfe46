"""Invoice lines: what invoices keep of the documents that are reckoned, and how a change makes them reckon again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from mock_odoo.accounting import currency
from mock_odoo.accounting.documents import BaseLine, Terms
from mock_odoo.accounting.kinds import INVOICES, OUTBOUND, REFUNDS
from mock_odoo.accounting.tax_data import taxes_of
from mock_odoo.accounting.taxes import Tax
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE, decimal

if TYPE_CHECKING:
    from mock_odoo.models.account_move_line import AccountMoveLine

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Move:
    """What an entry's lines are reckoned with; `reduction`: the percentage of a discount that lowers taxes at once."""

    id: int
    kind: str
    currency: int
    company: int
    company_currency: int
    partner: int | None
    rate: Decimal
    day: str
    digits: int
    company_digits: int
    globally: bool
    reduction: Decimal
    is_draft: bool

    @property
    def sign(self) -> int:
        """What turns an amount that the document shows into one that is booked on its lines."""
        return 1 if self.kind in OUTBOUND else -1

    @property
    def is_invoice(self) -> bool:
        """Whether it is more than a plain entry."""
        return self.kind in INVOICES

    @property
    def terms(self) -> Terms:
        """How its lines are reckoned."""
        return Terms(self.digits, self.company_digits, self.rate, self.globally)


def moves(env: Environment, ids: Sequence[int]) -> list[Move]:
    """Return those of some entries of which something is reckoned: invoices, and entries with taxes on a line."""
    rows = env.database.store.all(
        "SELECT m.id, m.move_type, m.currency_id, m.company_id, c.currency_id, p.commercial_partner_id,"
        " m.invoice_currency_rate, COALESCE(m.invoice_date, m.date), c.tax_calculation_rounding_method,"
        " t.discount_percentage, m.state = 'draft' FROM account_move m JOIN res_company c ON c.id = m.company_id"
        " LEFT JOIN res_partner p ON p.id = m.partner_id LEFT JOIN account_payment_term t ON"
        " t.id = m.invoice_payment_term_id AND t.early_discount AND t.early_pay_discount_computation = 'mixed'"
        " WHERE m.id IN (SELECT value FROM json_each(?)) AND (m.move_type != 'entry' OR EXISTS (SELECT 1 FROM"
        " account_move_line l JOIN account_move_line__tax_ids t ON t.owner = l.id WHERE l.move_id = m.id) OR EXISTS"
        " (SELECT 1 FROM account_move_line l WHERE l.move_id = m.id AND l.tax_repartition_line_id IS NOT NULL))"
        " ORDER BY m.id",
        (env.database.json_list(ids),),
    )
    return [_move(env, row) for row in rows]


def _move(env: Environment, row: tuple[Any, ...]) -> Move:
    id_, kind, own, company, company_currency, partner, kept_rate, day, method, reduction, is_draft = row
    rate = decimal(kept_rate) if kept_rate else currency.rate(env, own, company, day)
    digits = env.database.digits
    return Move(
        id_, kind, own, company, company_currency, partner, rate, day, digits(own), digits(company_currency),
        method != "round_per_line", decimal(reduction or 0), bool(is_draft),
    )  # fmt: skip


LINE = (
    "id, display_type, price_unit, quantity, discount, account_id, partner_id, currency_id, analytic_distribution,"
    " amount_currency, balance, tax_repartition_line_id, group_tax_id, date_maturity, discount_date, tax_base_amount"
)
NAMES = tuple(name.strip() for name in LINE.split(","))


def lines_of(env: Environment, ids: Sequence[int] = ()) -> AccountMoveLine:
    """Return lines as the model that can write what follows, without asking for balance."""
    return cast("AccountMoveLine", env.model("account.move.line", tuple(ids)))


def lines_of_entries(env: Environment, entries: Iterable[int]) -> list[int]:
    """Return the lines of entries, the oldest first."""
    found = env.database.store.all(
        "SELECT id FROM account_move_line WHERE move_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (env.database.json_list(entries),),
    )
    return [id_ for (id_,) in found]


def rows(env: Environment, move: int) -> list[dict[str, Any]]:
    """Return the lines of an entry, amounts as Decimal."""
    found = env.database.store.all(f"SELECT {LINE} FROM account_move_line WHERE move_id = ? ORDER BY id", (move,))
    lines = [dict(zip(NAMES, row, strict=True)) for row in found]
    for line in lines:
        for name in ("amount_currency", "balance", "tax_base_amount"):
            line[name] = Decimal(line[name] or 0) / MONEY_SCALE
    return lines


def links(env: Environment, name: str, lines: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Return the ids in a many2many field of lines, by line."""
    found: dict[int, tuple[int, ...]] = {}
    for owner, member in env.database.store.all(
        f"SELECT owner, member FROM account_move_line__{name} WHERE owner IN (SELECT value FROM json_each(?))"
        " ORDER BY member",
        (env.database.json_list(lines),),
    ):
        found[owner] = (*found.get(owner, ()), member)
    return found


def base_lines(env: Environment, move: Move, lines: Sequence[Mapping[str, Any]]) -> list[BaseLine]:
    """Return the lines of an entry that taxes are reckoned of: those with prices, on plain entries those with taxes."""
    taxes = taxes_of(env, [line["id"] for line in lines])
    if move.is_invoice:
        return [
            priced(move, line, taxes.get(line["id"], ()))
            for line in lines
            for kind, priced in (("product", _priced), ("epd", _taken_off))
            if line["display_type"] == kind
        ]
    return [_booked(line, taxes[line["id"]]) for line in lines if taxes.get(line["id"]) and not _is_tax_line(line)]


def _is_tax_line(line: Mapping[str, Any]) -> bool:
    return line["tax_repartition_line_id"] is not None


def _priced(move: Move, line: Mapping[str, Any], taxes: tuple[Tax, ...]) -> BaseLine:
    quantity, discount = decimal(line["quantity"] or 0), decimal(line["discount"] or 0)
    price = decimal(line["price_unit"] or 0) * (1 - discount / HUNDRED) * quantity
    return BaseLine(
        line["id"], price, quantity, taxes, move.sign, move.kind in REFUNDS, line["account_id"], line["partner_id"],
        line["currency_id"], line["analytic_distribution"],
    )  # fmt: skip


def _taken_off(move: Move, line: Mapping[str, Any], taxes: tuple[Tax, ...]) -> BaseLine:
    """A line of an early discount: what it takes off or gives back is its price."""
    return BaseLine(
        line["id"], move.sign * line["amount_currency"], Decimal(1), taxes, move.sign, move.kind in REFUNDS,
        line["account_id"], line["partner_id"], line["currency_id"], line["analytic_distribution"], on_top=True,
    )  # fmt: skip


def _booked(line: Mapping[str, Any], taxes: tuple[Tax, ...]) -> BaseLine:
    """A line of a plain entry: its amount is the price, and its side tells a sale from its return (observed)."""
    amount = line["amount_currency"]
    sale = taxes[0].use == "sale"
    refund = amount > 0 if sale else amount < 0
    sign = -1 if amount < 0 else 1
    return BaseLine(
        line["id"], sign * amount, Decimal(1), taxes, sign, refund, line["account_id"], line["partner_id"],
        line["currency_id"], line["analytic_distribution"], on_top=True,
    )  # fmt: skip


def fingerprint(env: Environment, ids: Sequence[int]) -> dict[int, tuple[tuple[Any, ...], Decimal]]:
    """Return what decides on the tax lines of entries, and the rate they are booked at, so that a change shows."""
    return {move.id: (_deciding(env, move), move.rate) for move in moves(env, ids)}


def _deciding(env: Environment, move: Move) -> tuple[Any, ...]:
    """Return what decides on tax lines; nothing does on those of a document that is no draft (observed).

    Amounts of a plain entry's lines follow from no prices, and so neither do its taxes (observed).
    """
    if move.is_invoice and not move.is_draft:
        return ()
    lines = [line for line in rows(env, move.id) if line["display_type"] == "product" and not _is_tax_line(line)]
    taxes = links(env, "tax_ids", [line["id"] for line in lines])
    names = ("id", "account_id", "partner_id", "currency_id")
    amounts = ("price_unit", "quantity", "discount") if move.is_invoice else ("amount_currency", "balance")
    of_lines = tuple(
        (*(line[name] for name in (*names, "analytic_distribution", *amounts)), taxes.get(line["id"])) for line in lines
    )
    return (move.kind, move.currency, move.reduction, of_lines)


def tax_keys(
    env: Environment, lines: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Yield tax lines with what tells them from each other, as documents reckon it."""
    mine = [
        line for line in lines if line["tax_repartition_line_id"] is not None and line["display_type"] != "rounding"
    ]
    taxes, tags = (links(env, name, [line["id"] for line in mine]) for name in ("tax_ids", "tax_tag_ids"))
    for line in mine:
        yield (
            line["tax_repartition_line_id"], line["account_id"], line["partner_id"], line["currency_id"],
            line["group_tax_id"], line["analytic_distribution"], taxes.get(line["id"], ()), tags.get(line["id"], ()),
        ), line  # fmt: skip
