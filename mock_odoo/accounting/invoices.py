"""Invoices: the tax lines, the parts that are due and the totals follow from the lines that people write (observed)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import orjson

from mock_odoo.accounting import balance, cash_rounding, due_dates, due_lines, early_discounts, payment_state, totals
from mock_odoo.accounting.documents import Priced, Reckoned, TaxLine, reckoned
from mock_odoo.accounting.invoice_lines import Move, base_lines, fingerprint, lines_of, moves, rows, tax_keys
from mock_odoo.accounting.rounding import rounded
from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment

TAX_SEQUENCE = 10000
AS_GIVEN = "skip_invoice_sync"  # the real server's own context key: lines of a plain entry are kept as they are given
BALANCING = "Automatic Balancing Line"
WITHOUT_AMOUNT = ("line_section", "line_subsection", "line_note")


@dataclass(frozen=True)
class Before:
    """What lines of entries followed from before something was done: prices, what is due, and when all of it is."""

    priced: Mapping[int, Any] = field(default_factory=dict)
    due: Mapping[int, Any] = field(default_factory=dict)
    dated: Mapping[int, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, env: Environment, ids: Sequence[int], *, due_told: bool) -> Before:
        """Return what entries are like now; when they are due follows from nothing if somebody tells it."""
        dated = {} if due_told else due_dates.deciding(env, ids)
        return cls(fingerprint(env, ids), due_lines.fingerprint(env, ids), dated)


@contextmanager
def following(
    env: Environment,
    ids: Sequence[int],
    *,
    at_another_rate: bool = False,
    due_told: bool = False,
    told: due_lines.Told | None = None,
) -> Iterator[None]:
    """Reckon entries again, as far as what is done meanwhile changes what their lines follow from.

    A rate that somebody chose (`at_another_rate`) also changes what taxes of drafts say of their bases; one of another
    day does not (observed). `due_told`: whether somebody tells them when they are due; `told` is what is written to
    lines themselves.
    """
    before, names = Before.of(env, ids, due_told=due_told), due_lines.references(env, ids)
    yield
    synchronise(env, ids, before, told or {})
    renamed = {id_ for id_, now in due_lines.references(env, ids).items() if now != names.get(id_)}
    for move in moves(env, ids) if renamed or at_another_rate else ():
        if move.is_invoice and move.id in renamed:
            due_lines.name(env.sudo(), move)
        if at_another_rate and move.is_draft:
            _restate_bases(env.sudo(), move)


def synchronise(env: Environment, ids: Sequence[int], before: Before, told: due_lines.Told) -> None:
    """Bring tax lines, due lines and totals of entries in line with the lines that people wrote.

    What people wrote to due lines stays until something else is due than before (observed).
    """
    quiet = env.sudo()
    found = _to_reckon(env, ids)
    _follow_prices(env, found, before.priced)
    due_dates.follow(env, before.dated)
    by_id = {move.id: move for move in found if move.is_invoice}
    documents = [by_id[id_] for id_ in dict.fromkeys(ids) if id_ in by_id]
    now = due_lines.fingerprint(env, [move.id for move in documents])
    due_lines.refresh(quiet, [move for move in documents if now[move.id] != before.due.get(move.id)], told)
    for move in found:
        if move.is_invoice:
            totals.refresh_invoice(env, move)
            payment_state.refresh(env, [move.id])
        else:
            _balance(quiet, move)


def begin(env: Environment, ids: Sequence[int]) -> None:
    """Bring new entries in line with their lines; their payment references name what is due (observed)."""
    synchronise(env, ids, Before(), {})
    told = [id_ for id_, (reference, _) in due_lines.references(env, ids).items() if reference]
    for move in moves(env, told):
        if move.is_invoice:
            due_lines.name(env.sudo(), move)


def refresh_elsewhere(env: Environment, lines: Sequence[int], entries: Sequence[int], dated: Mapping[int, Any]) -> None:
    """Show prices of `lines` and totals of `entries` that were changed through another entry; nothing else follows.

    Their taxes and due lines stay as they are, and they need not balance (observed); but they get due dates as far as
    what decides on these is not what it was, `dated`.
    """
    due_dates.follow(env, dated)
    for move in moves(env, entries):
        if move.is_invoice:
            _show_prices(env.sudo(), move, lines)
            totals.refresh_invoice(env, move)
    payment_state.refresh(env, entries)
    balance.refresh_totals(env, entries)


def _follow_prices(env: Environment, found: Sequence[Move], before: Mapping[int, Any]) -> None:
    """Bring tax lines and what cash rounds off in line with the prices of entries, as far as they changed."""
    quiet, changed = env.sudo(), fingerprint(env, [move.id for move in found])
    for move in found:
        (now, rate), (then, old_rate) = changed[move.id], before.get(move.id, (None, None))
        if then and move.is_invoice and move.is_draft and _adds_amounts(env, move, then, now):
            _show_prices(quiet, move, [line[0] for line in now[-1]])
        elif now and now != then and (move.is_draft or _loses_lines(then, now)):
            _reckon(quiet, move)
        elif move.is_invoice and rate != old_rate:
            _convert(quiet, move)
        if move.is_invoice:
            cash_rounding.refresh(quiet, move)


def _loses_lines(then: tuple[Any, ...] | None, now: tuple[Any, ...]) -> bool:
    """Tell whether a line went, of whose taxes also a cancelled entry is rid (observed)."""
    return bool(then) and not {line[0] for line in (then or ((),))[-1]} <= {line[0] for line in now[-1]}


def _adds_amounts(env: Environment, move: Move, then: tuple[Any, ...], now: tuple[Any, ...]) -> bool:
    """Tell whether nothing changed but that lines without taxes came, at least one with an amount of its own.

    Their amounts stay as they were given until something else of the draft is reckoned again (observed).
    """
    known = {line[0] for line in then[-1]}
    new = [line for line in now[-1] if line[0] not in known]
    if any(line[-1] for line in new) or (*now[:-1], tuple(line for line in now[-1] if line[0] in known)) != then:
        return False
    ids = {line[0] for line in new}
    return any(line["amount_currency"] or line["balance"] for line in rows(env, move.id) if line["id"] in ids)


def _to_reckon(env: Environment, ids: Sequence[int]) -> list[Move]:
    found = moves(env, ids)
    if not env.context.get(AS_GIVEN):
        return found
    if any(move.is_invoice for move in found):
        raise NotInFake(f"invoices of which nothing is reckoned ({AS_GIVEN})")
    return []


def _reckon(env: Environment, move: Move) -> None:
    lines = rows(env, move.id)
    result = _write_bases(env, move, [line for line in lines if line["display_type"] != "epd"])
    if early_discounts.refresh(env, move):
        result = _write_bases(env, move, rows(env, move.id))
    _replace_tax_lines(env, move, lines, result.tax_lines)


def _write_bases(env: Environment, move: Move, lines: Sequence[Mapping[str, Any]]) -> Reckoned:
    """Write what lines amount to, as far as that follows from their prices; return all that follows from them."""
    result = reckoned(base_lines(env, move, lines), move.terms)
    for priced in result.lines:
        if priced.line.on_top:
            lines_of(env, [priced.line.id])._put(_tags(priced))
        else:
            _write_base(env, priced)
    return result


def price(env: Environment, lines: Sequence[int]) -> None:
    """Set the prices of lines that nothing else follows from: of plain entries, and of documents that are no drafts.

    They have their taxes in them; a change of amounts alone does not set them (observed).
    """
    balance.refresh_prices(env, lines)
    for move in moves(env, lines_of(env, lines)._moves()):
        if not (move.is_invoice and move.is_draft):
            _show_prices(env, move, lines)


def _show_prices(env: Environment, move: Move, lines: Sequence[int]) -> None:
    """Set what lines show of their prices, whatever amounts they have."""
    for priced in reckoned(base_lines(env, move, rows(env, move.id)), move.terms).lines:
        if priced.line.id in lines:
            lines_of(env, [priced.line.id])._put(_shown(move, priced))


def _shown(move: Move, priced: Priced) -> dict[str, Any]:
    if move.is_invoice:
        return {"price_subtotal": priced.subtotal, "price_total": priced.total}
    return {"price_total": priced.line.sign * priced.total}


def _restate_bases(env: Environment, move: Move) -> None:
    """Say on tax lines what their bases are at the rate of the document; those that stand elsewhere are made anew."""
    lines = rows(env, move.id)
    there, needed = dict(tax_keys(env, lines)), reckoned(base_lines(env, move, lines), move.terms).tax_lines
    kept = {there[line.key]["id"]: line.base for line in needed if line.key in there}
    for id_, base in kept.items():
        lines_of(env, [id_])._put({"tax_base_amount": base})
    others = [line for line in lines if line["id"] not in kept]
    _replace_tax_lines(env, move, others, [line for line in needed if line.key not in there])


def _tags(priced: Priced) -> dict[str, Any]:
    line = priced.line
    tags = dict.fromkeys(tag for tax in line.taxes for tag in tax.tags(refund=line.refund))
    return {"tax_tag_ids": [[6, 0, list(tags)]]}


def _write_base(env: Environment, priced: Priced) -> None:
    lines_of(env, [priced.line.id])._put(
        {
            "price_subtotal": priced.subtotal,
            "price_total": priced.total,
            "balance": priced.balance,
            "amount_currency": priced.amount_currency,
            "currency_id": priced.line.currency,
            **_tags(priced),
        }
    )


def _replace_tax_lines(
    env: Environment, move: Move, lines: Sequence[Mapping[str, Any]], needed: Sequence[TaxLine]
) -> None:
    """Keep the tax lines whose key is still needed, with new amounts; make and delete the others (observed)."""
    there = dict(tax_keys(env, lines))
    wanted = {line.key: line for line in needed if line.amount_currency or line.balance}
    lines_of(env, [line["id"] for key, line in there.items() if key not in wanted])._drop()
    for key, line in wanted.items():
        amounts = {
            "amount_currency": line.amount_currency,
            "balance": line.balance,
            "tax_base_amount": line.base,
            "currency_id": key[3],
            "name": line.tax.label,
        }
        if key in there:
            lines_of(env, [there[key]["id"]])._put(amounts)
        else:
            lines_of(env)._add([{**_new_tax_line(move, line), **amounts}])


def _new_tax_line(move: Move, line: TaxLine) -> dict[str, Any]:
    part, account, partner, _, group, analytic, taxes, tags = line.key
    return {
        "move_id": move.id,
        "display_type": "tax",
        "tax_repartition_line_id": part,
        "account_id": account,
        "partner_id": partner,
        "group_tax_id": group or False,
        "analytic_distribution": _json(analytic),
        "tax_ids": [[6, 0, list(taxes)]],
        "tax_tag_ids": [[6, 0, list(tags)]],
        "sequence": TAX_SEQUENCE,
    }


def _json(kept: str | None) -> Any:
    return orjson.loads(kept) if kept else False


def _convert(env: Environment, move: Move) -> None:
    """Book lines at another rate; each line by itself, and the bases of tax lines stay (observed)."""
    for line in rows(env, move.id):
        fixed = line["display_type"] in ("payment_term", *WITHOUT_AMOUNT)
        if not fixed and line["currency_id"] != move.company_currency:
            balance = rounded(line["amount_currency"] / move.rate, move.company_digits)
            lines_of(env, [line["id"]])._put(
                {"balance": balance, "amount_currency": line["amount_currency"], "currency_id": line["currency_id"]}
            )


def _balance(env: Environment, move: Move) -> None:
    """What taxes leave open on a draft falls to a line, known by its name (observed).

    It stands on the account of the journal, else on the company's suspense account, and has no amount in another
    currency.
    """
    row = env.database.store.one(
        "SELECT COALESCE(j.default_account_id, c.account_journal_suspense_account_id) FROM account_move m"
        " JOIN account_journal j ON j.id = m.journal_id JOIN res_company c ON c.id = m.company_id"
        " WHERE m.id = ? AND m.state != 'posted'",
        (move.id,),
    )
    if row is None:
        return
    there = env.database.store.all(
        "SELECT id FROM account_move_line WHERE move_id = ? AND name = ?", (move.id, BALANCING)
    )
    own = [id_ for (id_,) in there]
    left = -sum((line["balance"] for line in rows(env, move.id) if line["id"] not in own), Decimal(0))
    in_currency = left if move.currency == move.company_currency else Decimal(0)
    amounts = {"balance": left, "amount_currency": in_currency, "currency_id": move.currency}
    if own:
        lines_of(env, own)._put(amounts)
    elif left:
        lines_of(env)._add([{"move_id": move.id, "account_id": row[0] or False, "name": BALANCING, **amounts}])
