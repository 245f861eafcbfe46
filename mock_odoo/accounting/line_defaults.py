"""Line defaults: account and taxes of an invoice's line that says nothing about them (observed)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import currency, fiscal_positions
from mock_odoo.accounting.kinds import INVOICES, OUTBOUND, SALES
from mock_odoo.orm.environment import Environment

YEARS_BACK = "-2 years"
DEFAULTS = {
    "display_type": "product",
    "quantity": 1.0,
    "sequence": 100,
    "deductible_amount": 100.0,
    "discount": 0.0,
    "price_unit": 0.0,
    "price_subtotal": 0.0,
    "price_total": 0.0,
}


@dataclass(frozen=True)
class Head:
    """What a line takes from its entry."""

    kind: str
    partner: int | None
    currency: int | None
    company: int
    company_currency: int | None
    journal: int | None
    day: str
    position: int | None = None

    @property
    def is_invoice(self) -> bool:
        """Whether the entry is more than a plain one."""
        return self.kind in INVOICES

    def rate(self, env: Environment, line_currency: int | None) -> Decimal:
        """Return the rate of a line's currency on the entry's day."""
        return currency.rate(env, line_currency or 0, self.company, self.day)


def head(env: Environment, entry: object) -> Head:
    """Return what lines take from the entry with that id."""
    row = env.database.store.one(
        "SELECT m.move_type, p.commercial_partner_id, m.currency_id, m.company_id, c.currency_id, m.journal_id,"
        " COALESCE(m.invoice_date, m.date), m.fiscal_position_id FROM account_move m"
        " JOIN res_company c ON c.id = m.company_id LEFT JOIN res_partner p ON p.id = m.partner_id WHERE m.id = ?",
        (entry,),
    )
    return Head(*row) if row else Head("entry", None, None, env.company_id, None, None, env.stamp[:10])


def of_an_invoice(env: Environment, entry: Head, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new invoice line with its account and its taxes; sides that are nothing say nothing."""
    silent = () if vals.get("debit") or vals.get("credit") else ("debit", "credit")
    complete = {"price_unit": 0.0, "discount": 0.0, **{name: vals[name] for name in vals if name not in silent}}
    if not complete.get("account_id"):
        complete["account_id"] = _last_account(env, complete.get("move_id")) or _usual_account(env, entry) or False
    if "tax_ids" not in complete:
        complete["tax_ids"] = [[6, 0, usual_taxes(env, entry, complete["account_id"])]]
    return complete


def _last_account(env: Environment, entry: object) -> int | None:
    """Return the account on which the last two lines of a document stand, if they stand on one (observed)."""
    found = env.database.store.all(
        "SELECT account_id FROM account_move_line WHERE move_id = ? AND display_type = 'product'"
        " ORDER BY id DESC LIMIT 2",
        (entry,),
    )
    return int(found[0][0]) if len(found) == 2 and found[0] == found[1] else None


def _usual_account(env: Environment, entry: Head) -> int | None:
    """Return the account that the partner's documents mostly had, else the journal's."""
    group = "expense" if entry.kind in OUTBOUND else "income"
    row = env.database.store.one(
        "SELECT l.account_id FROM account_move_line l JOIN account_account a ON a.id = l.account_id"
        " WHERE l.partner_id = ? AND l.company_id = ? AND l.display_type = 'product'"
        " AND a.active AND (a.account_type = ? OR a.account_type LIKE ?) AND l.date >= date(?, ?)"
        " GROUP BY l.account_id ORDER BY COUNT(*) DESC, l.account_id LIMIT 1",
        (entry.partner, entry.company, group, f"{group}_%", env.stamp[:10], YEARS_BACK),
    )
    if row:
        return int(row[0])
    row = env.database.store.one("SELECT default_account_id FROM account_journal WHERE id = ?", (entry.journal,))
    return int(row[0]) if row and row[0] else None


def usual_taxes(env: Environment, entry: Head, account: object) -> list[int]:
    """Return the account's taxes for that kind of document, else the company's, as the fiscal position has them."""
    use, name = ("sale", "account_sale_tax_id") if entry.kind in SALES else ("purchase", "account_purchase_tax_id")
    of_account = env.database.store.all(
        "SELECT t.id FROM account_account__tax_ids x JOIN account_tax t ON t.id = x.member"
        " WHERE x.owner = ? AND t.type_tax_use = ? AND t.company_id = ?",
        (account, use, entry.company),
    )
    if of_account:
        return fiscal_positions.mapped_taxes(env, entry.position, [id_ for (id_,) in of_account])
    row = env.database.store.one(f"SELECT {name} FROM res_company WHERE id = ?", (entry.company,))
    return fiscal_positions.mapped_taxes(env, entry.position, [row[0]] if row and row[0] else [])
