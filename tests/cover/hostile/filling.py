"""What is there to be attacked: something of every kind in both systems, so that good calls of every kind are taken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from mock_odoo.orm.environment import Environment
from twinledger.books.bookkeeper import ADMINISTRATOR
from twinledger.world import World

from . import bodies, calls

Post = Callable[[str], Any]  # a path below the firm, with the good body of that path
Get = Callable[[str], Any]


def fill_odoo(world: World, known: dict[str, str]) -> None:
    """Fill the database of the first pair; note the ids by the names that calls have for them."""
    database = world.odoo.database(world.pair.database)
    env = database.environment(ADMINISTRATOR)

    def made(name: str, model: str, vals: dict[str, Any]) -> int:
        [id_] = env[model].create([vals])
        known[name] = str(id_)
        return int(id_)

    def first(name: str, model: str, *domain: Any) -> int:
        [id_] = env.with_context(active_test=False)[model].search([*domain], limit=1, order="id")
        known[name] = str(id_)
        return int(id_)

    with database.store.transaction():
        made("category", "res.partner.category", {"name": "c"})
        made("partner", "res.partner", {"name": "Client"})
        made("parent", "res.partner", {"name": "Group", "is_company": True})
        made("attachment", "ir.attachment", {"name": "a", "datas": "aGk="})
        made("plan", "account.analytic.plan", {"name": "Plan"})
        first("dollar", "res.currency", ("name", "=", "USD"))
        for name, kind in (("journal", "general"), ("sale_journal", "sale"), ("bank_journal", "bank")):
            first(name, "account.journal", ("type", "=", kind))
        for name, kind in (("claim", "asset_receivable"), ("income", "income")):
            first(name, "account.account", ("account_type", "=", kind))
        made("spare", "account.account", {"code": "888888", "name": "Spare", "account_type": "asset_current"})
        _let_the_bank_pay(env, int(known["bank_journal"]))
        group = made("tax_group", "account.tax.group", {"name": "Group"})
        made("tax", "account.tax", {"name": "T", "amount": 21.0, "type_tax_use": "sale", "tax_group_id": group})
        _fill_books(env, known, made)


def _let_the_bank_pay(env: Environment, journal: int) -> None:
    [account] = env["account.account"].create(
        [{"code": "777777", "name": "Suspense", "account_type": "asset_current", "reconcile": True}]
    )
    env.model("account.journal", (journal,)).write({"suspense_account_id": account})
    methods = env["account.payment.method.line"].search([("journal_id", "=", journal)])
    env.model("account.payment.method.line", tuple(methods)).write({"payment_account_id": account})


def _fill_books(env: Environment, known: dict[str, str], made: Callable[[str, str, dict[str, Any]], int]) -> None:
    invoice, entry = (with_ids(one, known) for one in (calls.INVOICE, calls.ENTRY))
    for name in ("draft", "other_draft", "posted", "own"):
        made(name, "account.move", invoice)
    env.model("account.move", (int(known["posted"]),)).action_post()  # type: ignore[attr-defined]
    of_own = [("move_id", "=", int(known["own"])), ("display_type", "=", "product")]
    known["own_line"] = str(env["account.move.line"].search(of_own, limit=1)[0])
    for name, sides in (("open_line", (1.0, 0.0)), ("paid_line", (0.0, 1.0))):
        lines = [[0, 0, {**line[2]}] for line in entry["line_ids"]]
        for (_, _, vals), (debit, credit) in zip(lines, (sides, sides[::-1]), strict=True):
            vals.update(debit=debit, credit=credit, amount_currency=debit - credit)
        id_ = made("entry", "account.move", {**entry, "line_ids": lines})
        env.model("account.move", (id_,)).action_post()  # type: ignore[attr-defined]
        [line_id] = env["account.move.line"].search([("move_id", "=", id_), ("account_id", "=", int(known["claim"]))])
        known[name] = str(line_id)


def with_ids(value: Any, known: Mapping[str, str]) -> Any:
    """Return a value in which names in angle brackets became the ids of what is there."""
    return json.loads(ids_in(json.dumps(value).encode(), known))


def ids_in(text: bytes, known: Mapping[str, str]) -> bytes:
    """Return a text in which names in quotes and angle brackets became the ids of what is there."""
    return re.sub(rb'"<(\w+)>"', lambda part: known[part[1].decode()].encode(), text)


def fill_silverfin(world: World, known: dict[str, str], post: Post, get: Get) -> None:
    """Fill the file of the first pair; note the ids by the names that routes have for them."""
    file = world.pair.file
    known["unsynced_id"] = str(world.firm.add_company("Unsynced").id)
    known["person_id"] = str(file.add_person("Ada"))
    known["reconciliation_id"] = str(file.add_reconciliation("Banks"))
    post(bodies.SETTINGS)
    post(bodies.TRANSACTIONS)
    known["period_id"] = str(get("companies/<company_id>/periods")[0]["id"])
    accounts = {one["number"]: one["id"] for one in get("companies/<company_id>/accounts")}
    known["account_id"] = str(accounts["400000"])
    known["adjustment_id"] = str(post(bodies.ADJUSTMENTS)["id"])
    known["webhook_id"] = str(post(bodies.WEBHOOKS)["id"])
