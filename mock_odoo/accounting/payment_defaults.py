"""Payment defaults: by which journal, method and accounts a payment goes that does not say so (observed)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mock_odoo.accounting import bank_accounts
from mock_odoo.accounting.due_lines import usual_account
from mock_odoo.errors import UserError
from mock_odoo.orm import writing
from mock_odoo.orm.environment import Environment

MONEY = ("bank", "cash", "credit")
OUTSTANDING = {
    "inbound": "account_journal_payment_debit_account_id",
    "outbound": "account_journal_payment_credit_account_id",
}
NO_OUTSTANDING = "No outstanding account could be found to make the payment"


def completed(env: Environment, vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a new payment with those that it leaves out."""
    complete = dict(vals)
    own = complete.get("company_id") or env.company_id
    complete.setdefault("journal_id", next(iter(journals(env, own)), False))
    company, currency = _of_journal(env, complete["journal_id"])
    if company and not env.su and company not in env.company_ids:  # a payment of a company that is not chosen has none
        raise writing.missing(env.schema("account.payment"), env.schema("account.payment").fields["company_id"])
    complete["company_id"] = company or own
    complete["currency_id"] = complete.get("currency_id") or currency
    complete.setdefault("partner_bank_id", next(iter(bank_accounts.of_a_payment(env, complete)), False))
    return {**complete, **accounts(env, complete)}


def accounts(env: Environment, payment: Mapping[str, Any]) -> dict[str, Any]:
    """Return the method and the two accounts of a payment, as far as it does not name them."""
    offered = lines(env, payment["journal_id"], payment["payment_type"])
    method = payment.get("payment_method_line_id") or next(iter(offered), False)
    return {
        "payment_method_line_id": method,
        "outstanding_account_id": payment.get("outstanding_account_id")
        or (outstanding(env, payment["company_id"], payment["payment_type"], method) if method and offered else False),
        "destination_account_id": payment.get("destination_account_id")
        or usual_account(
            env, payment.get("partner_id"), payment["company_id"], sale=payment["partner_type"] == "customer"
        ),
    }


def journals(env: Environment, company: int) -> list[int]:
    """Return the journals of a company that offer payments, in their order."""
    wanted = [("type", "in", list(MONEY)), ("company_id", "=", company)]
    return [id_ for id_ in env.sudo()["account.journal"].search(wanted) if _offers(env, id_)]


def lines(env: Environment, journal: Any, kind: Any) -> list[int]:
    """Return the method lines of a journal in one direction, in their order."""
    wanted = [("journal_id", "=", journal or 0), ("payment_type", "=", kind)]
    return env.sudo()["account.payment.method.line"].search(wanted)


def outstanding(env: Environment, company: int, kind: str, line: int) -> int:
    """Return where a payment waits for the bank: as its method says, else where the chart does, or on transfers.

    Raises UserError if there is none.
    """
    row = env.database.store.one(
        "SELECT COALESCE(l.payment_account_id, (SELECT x.res_id FROM ir_model_data x WHERE x.module = 'account'"
        " AND x.name = ?), c.transfer_account_id) FROM account_payment_method_line l, res_company c"
        " WHERE l.id = ? AND c.id = ?",
        (f"{env.database.root_company(company)}_{OUTSTANDING[kind]}", line, company),
    )
    if not row or not row[0]:
        raise UserError(NO_OUTSTANDING)
    return int(row[0])


def _offers(env: Environment, journal: int) -> bool:
    return bool(env.database.store.one("SELECT 1 FROM account_payment_method_line WHERE journal_id = ?", (journal,)))


def _of_journal(env: Environment, journal: Any) -> tuple[int, int]:
    row = env.database.store.one(
        "SELECT c.id, COALESCE(j.currency_id, c.currency_id) FROM account_journal j"
        " JOIN res_company c ON c.id = j.company_id WHERE j.id = ?",
        (journal or 0,),
    )
    return row or (0, 0)
