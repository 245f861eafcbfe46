"""Grids: what the Belgian VAT return says, read from the tags on journal items, and the entry that settles it.

The numbers of the grids are those of the return (form 625). A grid counts debits or credits as positive; since 19.0 the
tag does not say which.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_odoo.orm.environment import Environment

Grids = dict[str, Decimal]

MISC_JOURNAL = "MISC"
VAT_ACCOUNTS = ("411000", "451000", "451055", "451056", "451057")
VAT_REFUND, VAT_PAYMENT = "411200", "451200"

DEBITS = frozenset({"48s44", "48s46L", "49", "59", "62", "64", "81", "82", "83", "86", "87", "88"})
DUE = ("54", "55", "56", "57", "61", "63")
DEDUCTIBLE = ("59", "62", "64")


def grids(env: Environment, first: date, last: date) -> Grids:
    """Return the grids of the posted items of a period, as amounts of the company's currency."""
    tags = {tag["id"]: tag["name"] for tag in env["account.account.tag"].search_read([], ["name"])}
    wanted = [
        ("parent_state", "=", "posted"),
        ("company_id", "=", env.company_id),
        ("date", ">=", str(first)),
        ("date", "<=", str(last)),
    ]
    found: Grids = {}
    for line in env["account.move.line"].search_read(wanted, ["balance", "tax_tag_ids"]):
        for tag in line["tax_tag_ids"]:
            sign = 1 if tags[tag] in DEBITS else -1
            found[tags[tag]] = found.get(tags[tag], Decimal(0)) + sign * Decimal(str(line["balance"]))
    return found


def due(found: Grids) -> Decimal:
    """Return what is to be paid (grid 71), below nothing what comes back (grid 72)."""
    return sum((found.get(grid, Decimal(0)) for grid in DUE), Decimal(0)) - sum(
        (found.get(grid, Decimal(0)) for grid in DEDUCTIBLE), Decimal(0)
    )


def settle(env: Environment, last: date) -> int:
    """Post the entry that moves what stands on the VAT accounts to the current account, and return it.

    Raises LookupError if there is nothing to settle.
    """
    balances = _balances(env, last)
    net = sum(balances.values())
    if not balances:
        raise LookupError(f"there is nothing on the VAT accounts up to {last}")
    lines: list[dict[str, Any]] = [{"account_id": id_, "balance": -balance} for id_, balance in balances.items()]
    if net:
        lines.append({"account_id": _account(env, VAT_REFUND if net > 0 else VAT_PAYMENT), "balance": net})
    journal = env["account.journal"].search([("code", "=", MISC_JOURNAL), ("company_id", "=", env.company_id)])[0]
    values = {"journal_id": journal, "date": last, "ref": f"VAT return {last:%m/%Y}"}
    [entry] = env["account.move"].create([{**values, "line_ids": [[0, 0, line] for line in lines]}])
    env.model("account.move", (entry,)).action_post()  # type: ignore[attr-defined]
    return int(entry)


def _balances(env: Environment, last: date) -> dict[int, Decimal]:
    found = {}
    for code in VAT_ACCOUNTS:
        account = _account(env, code)
        wanted = [("account_id", "=", account), ("parent_state", "=", "posted"), ("date", "<=", str(last))]
        lines = env["account.move.line"].search_read([*wanted, ("company_id", "=", env.company_id)], ["balance"])
        balance = sum((Decimal(str(line["balance"])) for line in lines), Decimal(0))
        if balance:
            found[account] = balance
    return found


def _account(env: Environment, code: str) -> int:
    return int(env["account.account"].search([("code", "=", code)])[0])
