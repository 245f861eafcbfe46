"""Analytic lines: what posted lines are spread over, one line for each share; the two follow each other (observed).

Amounts are doubles that are rounded as the real server rounds them: each share by itself, and what the rounding of all
makes differ by the cent goes to the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson

from mock_odoo.accounting import plans
from mock_odoo.accounting.invoice_lines import lines_of_entries
from mock_odoo.accounting.kinds import INVOICES, SALES
from mock_odoo.errors import ValidationError
from mock_odoo.orm import writing
from mock_odoo.orm.arguments import arithmetic
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.values import MONEY_SCALE

LINE, ITEM = "account.analytic.line", "account.move.line"
FOLLOWS = "analytic_lines_follow"  # in a context: lines are made after their items, which need not follow them
NOT_WHOLE = "One or more lines require a 100% analytic distribution."
ITEMS = (
    "SELECT l.id, l.name, l.ref, l.date, l.balance, l.quantity, l.account_id, l.partner_id, l.product_id,"
    " l.product_uom_id, l.company_id, l.analytic_distribution, m.move_type, m.invoice_user_id, c.currency_id, p.name"
    " FROM account_move_line l JOIN account_move m ON m.id = l.move_id JOIN res_company c ON c.id = l.company_id"
    " LEFT JOIN res_partner p ON p.id = l.partner_id WHERE l.analytic_distribution IS NOT NULL AND m.state = 'posted'"
)
NAMES = (
    "id", "name", "ref", "date", "balance", "quantity", "account", "partner", "product", "unit", "company",
    "distribution", "kind", "salesperson", "currency", "partner_name",
)  # fmt: skip
Item = Mapping[str, Any]


def of_entries(env: Environment, entries: Sequence[int]) -> None:
    """Make the analytic lines of entries that are posted."""
    _make(env, f"{ITEMS} AND l.move_id IN (SELECT value FROM json_each(?)) ORDER BY l.move_id, l.id", entries)


def again(env: Environment, items: Sequence[int]) -> None:
    """Make the analytic lines of journal items anew, as far as their entries are posted."""
    _remove(env, "move_line_id", items)
    _make(env, f"{ITEMS} AND l.id IN (SELECT value FROM json_each(?)) ORDER BY l.id", items)


def remove(env: Environment, entries: Sequence[int]) -> None:
    """Delete the analytic lines of entries that do not count any more."""
    _remove(env, "move_line_id", lines_of_entries(env, entries))


def _remove(env: Environment, column: str, ids: Sequence[int]) -> None:
    rows = env.database.store.all(
        f"SELECT id FROM account_analytic_line WHERE {column} IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    writing.delete(env, env.schema(LINE), [id_ for (id_,) in rows]) if rows else None


def _make(env: Environment, query: str, ids: Sequence[int]) -> None:
    rows = env.database.store.all(query, (env.database.json_list(ids),))
    items = [dict(zip(NAMES, row, strict=True)) for row in rows]
    lines = [line for item in items for line in _lines(env, item)]
    if lines:
        env.sudo().with_context(**{FOLLOWS: True})[LINE]._create(lines)


def _lines(env: Environment, item: Item) -> Iterator[dict[str, Any]]:
    """Yield the analytic lines of one journal item."""
    shares = list(_shares(env, orjson.loads(item["distribution"])))
    amounts = [-item["balance"] / MONEY_SCALE * share / 100.0 for share, _ in shares]
    digits = env.database.digits(item["currency"])
    for (_, places), amount in zip(shares, _settled(amounts, digits), strict=True):
        if amount:
            yield {**_described(env, item), **places, "amount": amount}


def _shares(env: Environment, distribution: Mapping[str, float]) -> Iterator[tuple[float, dict[str, int]]]:
    """Yield each share with the fields of its accounts, in the order in which PostgreSQL keeps keys."""
    for key in sorted(distribution, key=lambda key: (len(key), key)):
        known = plans.of_accounts(env, _ids(key))
        if known:
            yield distribution[key], {plans.column(env, plan): account for account, plan in known.items()}


def _ids(key: str) -> list[int]:
    with arithmetic():
        return [int(part) for part in key.split(",")]


def _settled(amounts: Sequence[float], digits: int) -> list[float]:
    each = [_rounded(amount, digits) for amount in amounts]
    rest = _rounded(sum(amounts) - sum(each), digits)
    unit = 10.0**-digits
    for place in range(min(len(each), round(abs(rest) / unit))):
        each[place] = _rounded(each[place] + (unit if rest > 0 else -unit), digits)
    return each


def _rounded(amount: float, digits: int) -> float:
    return float(Decimal(repr(amount)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _described(env: Environment, item: Item) -> dict[str, Any]:
    kind = item["kind"]
    sale = "invoice" if kind in SALES else "vendor_bill" if kind in INVOICES else "other"
    return {
        "name": item["name"] or item["ref"] or f"/ -- {item['partner_name'] or '/'}",
        "date": item["date"],
        "partner_id": item["partner"],
        "unit_amount": item["quantity"],
        "product_id": item["product"],
        "product_uom_id": item["unit"],
        "general_account_id": item["account"],
        "ref": item["ref"],
        "move_line_id": item["id"],
        "user_id": item["salesperson"] or env.uid,
        "company_id": item["company"],
        "category": sale,
    }


def follow(env: Environment, items: Sequence[int]) -> None:
    """Spread journal items over what is left of their analytic lines."""
    for id_, balance in env.database.store.all(
        "SELECT id, balance FROM account_move_line WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(items),),
    ):
        distribution: dict[str, float] = {}
        names = plans.columns(env)
        for line in env.sudo()[LINE].search_read([("move_line_id", "=", id_)], ["amount", *names], load=None):
            key = ",".join(str(line[name]) for name in names if line[name])
            share = -line["amount"] * MONEY_SCALE / balance * 100 if balance else 0.0
            distribution[key] = round(distribution.get(key, 0.0) + share, 2)
        kept = orjson.dumps(distribution).decode() if distribution else None
        writing.update(env, env.schema(ITEM), [id_], {"analytic_distribution": kept})


def check(env: Environment, entries: Sequence[int]) -> None:
    """Raise ValidationError if a line is not wholly spread over the accounts of a plan that is mandatory.

    A plan that has none is never asked for (observed).
    """
    lines = env.sudo()[ITEM].search_read(
        [("move_id", "in", list(entries)), ("display_type", "=", "product")],
        ["analytic_distribution", "move_type", "account_id", "product_id", "company_id"],
        load=None,
    )
    for line in lines:
        for plan in plans.in_use(env):
            if _applicability(env, plan, line) == "mandatory" and _of_plan(env, plan, line) != 100:
                raise ValidationError(NOT_WHOLE)


def _of_plan(env: Environment, plan: int, line: Item) -> float:
    distribution = line["analytic_distribution"] or {}
    shares = [share for key, share in distribution.items() if plan in plans.of_accounts(env, _ids(key)).values()]
    return round(float(sum(shares)), 2)


def _applicability(env: Environment, plan: int, line: Item) -> str:
    """Return whether a plan must be used for a line: what the rule says that fits it best, else the plan."""
    kind = line["move_type"]
    about = "invoice" if kind in SALES else "bill" if kind in INVOICES else "general"
    there = env.sudo().with_context(allowed_company_ids=[line["company_id"]])
    wanted = [("analytic_plan_id", "=", plan), ("business_domain", "=", about)]
    wanted += [("company_id", "in", [False, line["company_id"]])]
    names = ["applicability", "account_prefix", "product_categ_id"]
    scores = [
        (score, rule["applicability"])
        for rule in there["account.analytic.applicability"].search_read(wanted, names, load=None)
        for score in [_score(there, rule, line)]
        if score >= 0
    ]
    if scores:
        return str(max(scores, key=lambda found: found[0])[1])
    [record] = there.model(plans.PLAN, (plan,)).read(["default_applicability"])
    return str(record["default_applicability"])


def _score(env: Environment, rule: Item, line: Item) -> int:
    """Return how much of a line a rule asks for, -1 if the line is another."""
    score = 0
    if rule["account_prefix"]:
        [account] = env.model("account.account", (line["account_id"],)).read(["code"])
        prefixes = tuple(rule["account_prefix"].replace(" ", "").replace(";", ",").split(","))
        if not (account["code"] or "").startswith(prefixes):
            return -1
        score += 1
    if rule["product_categ_id"]:
        products = env.model("product.product", (line["product_id"],) if line["product_id"] else ()).read(
            ["categ_id"], load=None
        )
        if [product["categ_id"] for product in products] != [rule["product_categ_id"]]:
            return -1
        score += 1
    return score
