"""Due lines: the lines of an invoice on the partner's account, one for each part of its payment terms (observed)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.invoice_lines import Move, lines_of, moves, rows
from mock_odoo.accounting.kinds import SALES
from mock_odoo.accounting.terms import Discount, Due, Sums, TermLine, dues
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal, to_column

SEQUENCE = 12000
REFERRED = ("in_invoice", "in_refund")  # their own reference is enough
Key = tuple[str | None, str | None]
Told = Mapping[int, Collection[str]]  # the fields that somebody writes to lines, by line
TEXTS = ("line_section", "line_subsection", "line_note")
NOT_COUNTED = (*TEXTS, "payment_term")
INVOICED = (*TEXTS, "product")


@dataclass(frozen=True)
class Head:
    """What an invoice says about when and by whom it is to be paid; `parts`: how many its terms have."""

    terms: int | None
    due: str | None
    reference: str | None
    parts: int


@dataclass(frozen=True)
class Plan:
    """What becomes of the due lines of an invoice: some keep a part, some are free, and some parts have no line."""

    move: Move
    kept: Sequence[tuple[int, Due]]
    free: Sequence[int]
    wanting: Sequence[Due]


def fingerprint(env: Environment, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return what decides on the due lines of invoices, so that a change shows."""
    return {move.id: _deciding(env, move) for move in moves(env, ids) if move.is_invoice}


def references(env: Environment, ids: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """Return what decides on the names of due lines alone, by entry."""
    found = env.database.store.all(
        "SELECT id, payment_reference, ref FROM account_move WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    return {id_: (told, own) for id_, told, own in found}


def _deciding(env: Environment, move: Move) -> tuple[Any, ...]:
    lines, head = rows(env, move.id), _head(env, move)
    alone = not any(line["display_type"] in INVOICED for line in lines)
    return (move.currency, bool(head.terms), alone, _needed(env, move, head, lines))


def refresh(env: Environment, changed: Sequence[Move], told: Told) -> None:
    """Bring the due lines of invoices in line with their other lines.

    A part that no line keeps takes one that is free, the last part the last line, be it one of another of these
    invoices; what is taken or new is named again, and so is what stands beside what is new. What lines are `told`
    themselves is not replaced by what they have usually, nor is anything of one that is as it is wanted (observed).
    """
    plans = [plan for move in changed for plan in _plans(env, move)]
    for plan in plans:
        for line, due in plan.kept:
            _book(env, line, _values(due))
    free = [line for plan in plans for line in plan.free]
    wanting = [(plan.move, due) for plan in plans for due in plan.wanting]
    taken = []
    while free and wanting:
        (move, due), line = wanting.pop(), free.pop()
        taken.append(line)
        usual = {"currency_id": move.currency, "quantity": 0, "sequence": SEQUENCE}
        _book(env, line, {**_whose(env, line, move), **_values(due)}, **_untold(told, line, usual))
    lines_of(env, free)._drop()
    for move, due in wanting:
        lines_of(env)._add([{**_new(env, move), **_values(due)}])
    beside = {move.id for move, _ in wanting}
    for plan in plans:
        name(env, plan.move, None if plan.move.id in beside else taken)


def _untold(told: Told, line: int, usual: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in usual.items() if name not in told.get(line, ())}


def _whose(env: Environment, line: int, move: Move) -> dict[str, Any]:
    """Return what a line gets that comes from another invoice; one of the same may be somebody else's (observed)."""
    if lines_of(env, [line])._moves() == [move.id]:
        return {}
    return {"move_id": move.id, "partner_id": move.partner or False}


def _book(env: Environment, line: int, vals: Mapping[str, Any], **usual: Any) -> None:
    """Change a due line that has not all of `vals`, and to what is `usual` then, too.

    Other amounts end what it was set off against.
    """
    mine, fields = lines_of(env, [line]), env.schema("account.move.line").fields
    [now] = mine._lines(*vals)
    if any(to_column(fields[name], now[name]) != to_column(fields[name], value) for name, value in vals.items()):
        mine._come_apart({name: vals[name] for name in ("balance", "amount_currency")})
        mine._put({**usual, **vals})


def name(env: Environment, move: Move, lines: Sequence[int] | None = None) -> None:
    """Name due lines, or some of them, by the reference of their invoice and their place among its days (observed).

    Without either they keep the names that they have.
    """
    head = _head(env, move)
    due = [line for line in rows(env, move.id) if line["display_type"] == "payment_term"]
    for number, line in enumerate(sorted(due, key=lambda line: line["date_maturity"] or date.max.isoformat()), 1):
        part = f"installment #{number}" if head.parts > 1 else ""
        found = " ".join(filter(None, (head.reference, part)))
        if found and (lines is None or line["id"] in lines):
            lines_of(env, [line["id"]])._put({"name": found})


def _plans(env: Environment, move: Move) -> Iterator[Plan]:
    lines, head = rows(env, move.id), _head(env, move)
    there = [line for line in lines if line["display_type"] == "payment_term"]
    if not all(line["date_maturity"] or line["amount_currency"] for line in there):
        return  # somebody's own due line
    if not any(line["display_type"] in INVOICED for line in lines):
        lines_of(env, [line["id"] for line in there])._drop()
        return
    needed = _needed(env, move, head, lines)
    yield _plan(move, there, {_key(due.day, due.discount_date): due for due in needed}, by_day=bool(head.terms))


def last_day(env: Environment, move: Move) -> date | None:
    """Return the last day on which an invoice is due by its terms; None without any, or if nothing is invoiced."""
    head, lines = _head(env, move), rows(env, move.id)
    invoiced = any(line["display_type"] in INVOICED for line in lines)
    needed = _needed(env, move, head, lines) if head.terms and invoiced else []
    return max((due.day for due in needed if due.day), default=None)


def _plan(move: Move, there: Sequence[Mapping[str, Any]], needed: Mapping[Key, Due], *, by_day: bool) -> Plan:
    """Terms find the line that is due that day, the last if there are several; without terms, none (observed)."""
    keys = {line["id"]: _key(line["date_maturity"], line["discount_date"]) for line in there if by_day}
    by_key = {key: id_ for id_, key in keys.items()}
    return Plan(
        move,
        [(by_key[key], due) for key, due in needed.items() if key in by_key],
        [line["id"] for line in there if keys.get(line["id"]) not in needed],
        [due for key, due in needed.items() if key not in by_key],
    )


def _key(day: date | str | None, discount: date | str | None) -> Key:
    return (str(day) if day else None, str(discount) if discount else None)


def _head(env: Environment, move: Move) -> Head:
    row = env.database.store.one(
        "SELECT invoice_payment_term_id, invoice_date_due, payment_reference, ref, (SELECT count(*) FROM"
        " account_payment_term_line l WHERE l.payment_id = m.invoice_payment_term_id) FROM account_move m WHERE id = ?",
        (move.id,),
    )
    terms, due, told, own, count = row or (None, None, None, None, 0)
    parts = [own if own != told else None, told] if told else [own if move.kind in REFERRED else None]
    return Head(terms, due, " - ".join(filter(None, parts)) or None, count)


def _needed(env: Environment, move: Move, head: Head, lines: Sequence[Mapping[str, Any]]) -> list[Due]:
    """Return the parts that are due; one that somebody takes the day from has none (observed).

    In the company's currency as much is due as the lines amount to in whatever currency, not what they are booked for.
    """
    sums = _sums(lines, "amount_currency", move.digits)
    booked = "amount_currency" if move.currency == move.company_currency else "balance"
    company_sums = _sums(lines, booked, move.company_digits)
    if not head.terms:
        day = dates.day(head.due) if head.due else None
        return [Due(day, sums.total, company_sums.total)]
    parts, discount = _terms(env, move, head.terms)
    return dues(parts, discount, dates.day(move.day), sums, company_sums, _rate(move, sums, company_sums))


def _rate(move: Move, sums: Sums, company_sums: Sums) -> Decimal | None:
    """Return the rate at which a document is booked as a whole, not that of its day; nothing has none (observed)."""
    if move.currency == move.company_currency:
        return Decimal(1)
    return abs(sums.total / company_sums.total) if sums.total and company_sums.total else None


def _sums(lines: Sequence[Mapping[str, Any]], name: str, digits: int) -> Sums:
    """Return what is owed for the lines and for their taxes: the other side of what was booked."""
    counted = [line for line in lines if line["display_type"] not in NOT_COUNTED]
    tax = -sum((line[name] for line in counted if line["display_type"] == "tax"), Decimal(0))
    return Sums(-sum((line[name] for line in counted), Decimal(0)) - tax, tax, digits)


def _terms(env: Environment, move: Move, id_: int) -> tuple[list[TermLine], Discount | None]:
    """Return the terms for a document: its kind says on which side a fixed part stands, not its sum (observed)."""
    found = env.database.store.all(
        "SELECT value, value_amount, delay_type, nb_days, days_next_month FROM account_payment_term_line"
        " WHERE payment_id = ? ORDER BY id",
        (id_,),
    )
    lines = [
        TermLine(
            kind,
            decimal(amount) * (-move.sign if kind == "fixed" else 1),
            delay,
            days or 0,
            int(day) if str(day or "").isdecimal() else 0,
        )
        for kind, amount, delay, days, day in found
    ]
    row = env.database.store.one(
        "SELECT discount_percentage, discount_days, early_pay_discount_computation FROM account_payment_term"
        " WHERE id = ? AND early_discount",
        (id_,),
    )
    return lines, Discount(decimal(row[0]), row[1] or 0, row[2]) if row else None


def _values(due: Due) -> dict[str, Any]:
    return {
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
    own = own_account(env, partner, company, sale=sale)
    if own:
        return own
    kind = "asset_receivable" if sale else "liability_payable"
    found = env.sudo()["account.account"].search(
        [("account_type", "=", kind), ("company_ids", "in", [company]), ("non_trade", "=", False)], limit=1
    )
    return found[0] if found else None


def own_account(env: Environment, partner: Any, company: int, *, sale: bool) -> int | None:
    """Return the account that a partner has for debts or claims in a company."""
    name = "property_account_receivable_id" if sale else "property_account_payable_id"
    row = env.database.store.one(
        f"SELECT json_extract(p.{name}, ?) FROM res_partner p WHERE p.id = ?", (f'$."{company}"', partner or 0)
    )
    return int(row[0]) if row and row[0] else None


def accounts(env: Environment, move: Move, due: Sequence[Mapping[str, Any]]) -> dict[int, Any]:
    """Return the accounts of due lines for another partner.

    Where that one has none of its own, the last of several lines goes where the second stood; and no line goes anywhere
    if it is no other partner (observed).
    """
    own = own_account(env, move.partner, move.company, sale=move.kind in SALES)
    if not own and not any((line["partner_id"] or 0) != (move.partner or 0) for line in due):
        return {}
    usual = partner_account(env, move)
    found: dict[int, Any] = {line["id"]: usual for line in due}
    if not own and len(due) > 1:
        found[due[-1]["id"]] = due[1]["account_id"]
    return found
