"""Tax data: taxes as they are kept, made ready to reckon with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from mock_odoo.accounting.taxes import Repartition, Tax
from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import decimal

HUNDRED = Decimal(100)
Known = dict[int, tuple[tuple[int, int], tuple[Tax, ...]]]
COLUMNS = (
    "t.id, t.name, t.amount_type, t.amount, COALESCE(t.price_include_override, c.account_price_include),"
    " t.include_base_amount, t.is_base_affected, t.analytic, t.type_tax_use, t.sequence, t.invoice_label,"
    " t.tax_exigibility"
)


def taxes_of(env: Environment, owners: Iterable[int]) -> dict[int, tuple[Tax, ...]]:
    """Return the taxes of lines in the order in which they are reckoned, groups replaced by what is in them."""
    rows: list[tuple[int, int]] = env.database.store.all(
        "SELECT owner, member FROM account_move_line__tax_ids WHERE owner IN (SELECT value FROM json_each(?))",
        (env.database.json_list(owners),),
    )
    ordered = flattened(env, {tax for _, tax in rows}) if rows else {}
    found: dict[int, list[int]] = defaultdict(list)
    for owner, tax in rows:
        found[owner].append(tax)
    return {owner: in_order(ordered, taxes) for owner, taxes in found.items()}


def in_order(known: Known, taxes: Iterable[int]) -> tuple[Tax, ...]:
    """Return the taxes behind some ids, as `flattened` found them, by sequence and id.

    One that stands alone and in a group is reckoned once, as the group's (observed).
    """
    places = sorted((known[tax] for tax in taxes), key=lambda found: found[0])
    found: dict[int, Tax] = {}
    for tax in (tax for _, taxes_there in places for tax in taxes_there):
        if tax.id not in found or tax.group:
            found[tax.id] = tax
    return tuple(found.values())


def flattened(env: Environment, ids: Iterable[int]) -> Known:
    """Return for each tax its place in the order, and the taxes it stands for: itself, or those of the group."""
    wanted = env.database.json_list(ids)
    children: list[tuple[int, int]] = env.database.store.all(
        "SELECT owner, member FROM account_tax__children_tax_ids WHERE owner IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    rows = env.database.store.all(
        f"SELECT {COLUMNS} FROM account_tax t JOIN res_company c ON c.id = t.company_id WHERE t.id IN"
        " (SELECT value FROM json_each(?) UNION SELECT value FROM json_each(?))",
        (wanted, env.database.json_list(child for _, child in children)),
    )
    repartition = _repartition(env, [row[0] for row in rows])
    single = {row[0]: _tax(row, repartition[row[0]]) for row in rows if row[2] != "group"}
    places = {row[0]: (row[9] or 0, row[0]) for row in rows}
    found: Known = {id_: (places[id_], (tax,)) for id_, tax in single.items()}
    for group in (row[0] for row in rows if row[2] == "group"):
        inside = sorted((child for owner, child in children if owner == group), key=lambda child: places[child])
        found[group] = (places[group], tuple(replace(single[child], group=group) for child in inside))
    return found


def _tax(row: tuple[object, ...], parts: list[tuple[str, str, Repartition]]) -> Tax:
    id_, name, kind, amount, price, affects, affected, analytic, use, _, label, exigibility = row
    if exigibility == "on_payment":
        raise NotInFake("a tax that is due on payment")

    def tags(document: str) -> tuple[int, ...]:
        return tuple(tag for where, what, part in parts if (where, what) == (document, "base") for tag in part.tags)

    def lines(document: str) -> tuple[Repartition, ...]:
        return tuple(part for where, what, part in parts if (where, what) == (document, "tax"))

    return Tax(
        id=int(str(id_)), label=str(label or name), kind=str(kind), amount=decimal(amount),
        included=price == "tax_included", affects=bool(affects), affected=bool(affected), analytic=bool(analytic),
        use=str(use), group=None, invoice=lines("invoice"), refund=lines("refund"), invoice_tags=tags("invoice"),
        refund_tags=tags("refund"),
    )  # fmt: skip


def _repartition(env: Environment, taxes: Iterable[int]) -> Mapping[int, list[tuple[str, str, Repartition]]]:
    """Return by tax the lines of its distribution: kind of document, base or tax, and the line."""
    wanted = env.database.json_list(taxes)
    tags: dict[int, list[int]] = defaultdict(list)
    for owner, tag in env.database.store.all(
        "SELECT g.owner, g.member FROM account_tax_repartition_line__tag_ids g"
        " JOIN account_tax_repartition_line l ON l.id = g.owner"
        " WHERE l.tax_id IN (SELECT value FROM json_each(?)) ORDER BY g.member",
        (wanted,),
    ):
        tags[owner].append(tag)
    found: dict[int, list[tuple[str, str, Repartition]]] = defaultdict(list)
    for id_, tax, document, kind, percent, account, closing in env.database.store.all(
        "SELECT id, tax_id, document_type, repartition_type, factor_percent, account_id, use_in_tax_closing"
        " FROM account_tax_repartition_line WHERE tax_id IN (SELECT value FROM json_each(?)) ORDER BY sequence, id",
        (wanted,),
    ):
        part = Repartition(id_, decimal(percent) / HUNDRED, account, tuple(tags[id_]), bool(closing))
        found[tax].append((document, kind, part))
    return found
