"""Due lines: the lines of an invoice on the partner's account, one for each part of its payment terms (observed)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.invoice_lines import Move, lines_of, moves, rows
from mock_odoo.accounting.kinds import SALES
from mock_odoo.accounting.terms import Discount, Due, Sums, TermLine, dues
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal

SEQUENCE = 12000
REFERRED = ("in_invoice", "in_refund")  # their own reference is enough
NOT_COUNTED = ("line_section", "line_subsection", "line_note", "payment_term")


@dataclass(frozen=True)
class Head:
    """What an invoice says about when and by whom it is to be paid."""

    terms: int | None
    due: str | None
    reference: str | None


def fingerprint(env: Environment, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return what decides on the due lines of invoices, so that a change shows."""
    return {move.id: _deciding(env, move) for move in moves(env, ids) if move.is_invoice}


def _deciding(env: Environment, move: Move) -> tuple[Any, ...]:
    lines, head = rows(env, move.id), _head(env, move)
    alone = all(line["display_type"] == "payment_term" for line in lines)
    return (move.currency, head, alone, _needed(env, move, head, lines))


def refresh(env: Environment, move: Move) -> None:
    """Bring the due lines and the due date of an invoice in line with its other lines."""
    lines = rows(env, move.id)
    head = _head(env, move)
    dated = [
        line["date_maturity"] or line["amount_currency"] for line in lines if line["display_type"] == "payment_term"
    ]
    if not all(dated):
        return  # somebody's own due line
    if not any(line["display_type"] != "payment_term" for line in lines):
        lines_of(env, [line["id"] for line in lines if line["display_type"] == "payment_term"])._drop()
        return
    needed = _needed(env, move, head, lines)
    last = max((due.day for due in needed if due.day), default=None)
    if last and head.due:
        _set_due(env, move, head, last)
    there = [line for line in lines if line["display_type"] == "payment_term"]
    for number, (line, due) in enumerate(_matched(there, needed), 1):
        values = _values(due, number, len(needed), head)
        if line is None:
            lines_of(env)._add([{**_new(env, move), **values}])
        else:
            lines_of(env, [line["id"]])._put({**values, "currency_id": move.currency})
    lines_of(env, [line["id"] for line in _superfluous(there, needed)])._drop()


def _head(env: Environment, move: Move) -> Head:
    row = env.database.store.one(
        "SELECT invoice_payment_term_id, invoice_date_due, payment_reference, ref FROM account_move WHERE id = ?",
        (move.id,),
    )
    terms, due, told, own = row or (None, None, None, None)
    parts = [own if own != told else None, told] if told else [own if move.kind in REFERRED else None]
    return Head(terms, due, " - ".join(filter(None, parts)) or None)


def _needed(env: Environment, move: Move, head: Head, lines: Sequence[Mapping[str, Any]]) -> list[Due]:
    """Return the parts that are due; one that somebody takes the day from has none (observed)."""
    sums = _sums(lines, "amount_currency", move.digits)
    company_sums = _sums(lines, "balance", move.company_digits)
    if not head.terms:
        day = date.fromisoformat(head.due) if head.due else None
        return [Due(day, sums.total, company_sums.total)]
    parts, discount = _terms(env, head.terms)
    return dues(parts, discount, date.fromisoformat(move.day), sums, company_sums, move.rate)


def _sums(lines: Sequence[Mapping[str, Any]], name: str, digits: int) -> Sums:
    """Return what is owed for the lines and for their taxes: the other side of what was booked."""
    counted = [line for line in lines if line["display_type"] not in NOT_COUNTED]
    tax = -sum((line[name] for line in counted if line["display_type"] == "tax"), Decimal(0))
    return Sums(-sum((line[name] for line in counted), Decimal(0)) - tax, tax, digits)


def _terms(env: Environment, id_: int) -> tuple[list[TermLine], Discount | None]:
    found = env.database.store.all(
        "SELECT value, value_amount, delay_type, nb_days, days_next_month FROM account_payment_term_line"
        " WHERE payment_id = ? ORDER BY id",
        (id_,),
    )
    lines = [
        TermLine(kind, decimal(amount), delay, days or 0, int(day) if str(day or "").isdecimal() else 0)
        for kind, amount, delay, days, day in found
    ]
    row = env.database.store.one(
        "SELECT discount_percentage, discount_days, early_pay_discount_computation FROM account_payment_term"
        " WHERE id = ? AND early_discount",
        (id_,),
    )
    return lines, Discount(decimal(row[0]), row[1] or 0, row[2]) if row else None


def _matched(there: Sequence[Mapping[str, Any]], needed: Sequence[Due]) -> list[tuple[Mapping[str, Any] | None, Due]]:
    """Return each part with the line that keeps it: the one due that day, else one that is free, else a new one."""
    by_day = {line["date_maturity"]: line for line in there}
    if len(there) == 1 and not any(_iso(due) in by_day for due in needed):
        by_day = {_iso(needed[-1]): there[0]}
    free = [line for line in there if line not in [by_day.get(_iso(due)) for due in needed]]
    return [(by_day.get(_iso(due)) or (free.pop(0) if free else None), due) for due in needed]


def _iso(due: Due) -> str | None:
    return due.day.isoformat() if due.day else None


def _superfluous(there: Sequence[Mapping[str, Any]], needed: Sequence[Due]) -> list[Mapping[str, Any]]:
    used = [line["id"] for line, _ in _matched(there, needed) if line is not None]
    return [line for line in there if line["id"] not in used]


def _values(due: Due, number: int, count: int, head: Head) -> dict[str, Any]:
    part = f"installment #{number}" if count > 1 else ""
    return {
        "name": " ".join(filter(None, (head.reference, part))) or False,
        "date_maturity": due.day or False,
        "amount_currency": due.amount_currency,
        "balance": due.balance,
        "discount_date": due.discount_date,
        "discount_amount_currency": due.discount_amount_currency,
        "discount_balance": due.discount_balance,
    }


def _new(env: Environment, move: Move) -> dict[str, Any]:
    return {
        "move_id": move.id,
        "display_type": "payment_term",
        "account_id": partner_account(env, move),
        "partner_id": move.partner,
        "currency_id": move.currency,
        "sequence": SEQUENCE,
    }


def partner_account(env: Environment, move: Move) -> int | None:
    """Return the account on which a document is owed."""
    return usual_account(env, move.partner, move.company, sale=move.kind in SALES)


def usual_account(env: Environment, partner: Any, company: int, *, sale: bool) -> int | None:
    """Return the account of a partner's debts or claims, else the company's first of that kind."""
    name, kind = (
        ("property_account_receivable_id", "asset_receivable")
        if sale
        else ("property_account_payable_id", "liability_payable")
    )
    row = env.database.store.one(
        f"SELECT json_extract(p.{name}, ?) FROM res_partner p WHERE p.id = ?", (f'$."{company}"', partner or 0)
    )
    if row and row[0]:
        return int(row[0])
    found = env.sudo()["account.account"].search(
        [("account_type", "=", kind), ("company_ids", "in", [company]), ("non_trade", "=", False)], limit=1
    )
    return found[0] if found else None


def _set_due(env: Environment, move: Move, head: Head, last: date) -> None:
    if head.due != last.isoformat():
        env.database.store.execute(
            "UPDATE account_move SET invoice_date_due = ? WHERE id = ?", (last.isoformat(), move.id)
        )
