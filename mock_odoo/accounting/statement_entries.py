"""Statement entries: the entry behind what the bank says, and how line and entry follow each other (observed)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_odoo.accounting import currency
from mock_odoo.accounting.rounding import rounded
from mock_odoo.errors import UserError
from mock_odoo.orm import access, writing
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.reading import labels
from mock_odoo.orm.values import decimal, to_column

LINE = "account.bank.statement.line"
FIELDS = (
    "move_id", "journal_id", "company_id", "currency_id", "foreign_currency_id", "amount", "amount_currency", "date",
    "partner_id", "payment_ref", "amount_residual", "is_reconciled", "sequence",
)  # fmt: skip
# Fields of a statement line from which the items of its entry follow.
PASSED_ON = frozenset({"payment_ref", "amount", "amount_currency", "foreign_currency_id", "partner_id"})
LONGEST_SEQUENCE = 2**31 - 1
NO_SUSPENSE = "You can't create a new statement line without a suspense account set on the {} journal."
INVALID = (
    "{} reached an invalid state regarding its related statement line.\n"
    "To be consistent, the journal entry must always have exactly one {}."
)
ONE_BANK_ITEM, ONE_SUSPENSE_ITEM = "journal item involving the bank/cash account", "suspense line"
Item = Mapping[str, Any]


def read(env: Environment, ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return statement lines with all that their entries follow from."""
    return env.sudo().model(LINE, tuple(ids)).read([*FIELDS], load=None)


def behind(env: Environment, entries: Iterable[int]) -> list[int]:
    """Return the statement lines of those entries that have one."""
    rows = env.database.store.all(
        "SELECT statement_line_id FROM account_move WHERE statement_line_id IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?)) ORDER BY statement_line_id",
        (env.database.json_list(entries),),
    )
    return [id_ for (id_,) in rows]


def suspense(env: Environment, journal: int) -> int:
    """Return where a journal books what is not matched yet; raise UserError if it says nothing, or is not there."""
    access.check_records(env.sudo(), "account.journal", [journal], "read")
    [record] = env.sudo().model("account.journal", (journal,)).read(["name", "suspense_account_id"], load=None)
    if not record["suspense_account_id"]:
        raise UserError(NO_SUSPENSE.format(record["name"]))
    return int(record["suspense_account_id"])


def items(env: Environment, line: Item, counterpart: int) -> list[dict[str, Any]]:
    """Return the two items of a statement line: on the bank's account, and on the other side.

    The amount is in the journal's currency; the other side has the foreign one, if the line names one.
    """
    amount, balance, foreign = _amounts(env, line)
    common = {"name": line["payment_ref"], "partner_id": line["partner_id"] or False}
    bank = {"account_id": _bank_account(env, line["journal_id"]), "currency_id": line["currency_id"]}
    other = {"account_id": counterpart, "currency_id": line["foreign_currency_id"] or line["currency_id"]}
    return [
        {**common, **bank, "amount_currency": amount, "balance": balance},
        {**common, **other, "amount_currency": -foreign, "balance": -balance},
    ]


def synchronise(env: Environment, ids: Iterable[int]) -> None:
    """Bring the entries of statement lines in line with them: the items for the bank and for what is open stay."""
    for line in read(env, ids):
        bank, open_items, others = _sorted(env, line)
        account = open_items[0]["account_id"] if open_items else suspense(env, line["journal_id"])
        for_bank, for_open = items(env, line, account)
        commands: list[list[Any]] = [[1, bank[0]["id"], for_bank]]
        commands += [[1, open_items[0]["id"], for_open]] if open_items else [[0, 0, for_open]]
        commands += [[2, item["id"], 0] for item in others]
        env.sudo().with_context(skip_readonly_check=True).model("account.move", (line["move_id"],)).write(
            {"partner_id": line["partner_id"], "currency_id": for_open["currency_id"], "line_ids": commands}
        )


def start_anew(env: Environment, line: Item) -> None:
    """Replace the items of an entry by those that it had in the beginning."""
    entry = env.sudo().with_context(skip_readonly_check=True, force_delete=True)
    fresh = items(env, line, suspense(env, line["journal_id"]))
    commands = [[5, 0, 0], *([0, 0, item] for item in fresh)]
    entry.model("account.move", (line["move_id"],)).write({"line_ids": commands})


def follow(env: Environment, entries: Iterable[int]) -> None:
    """Bring statement lines in line with the items of their entries that somebody changed.

    Raises UserError unless exactly one item is on the bank's account and at most one is open.
    """
    for line in read(env, behind(env, entries)):
        bank, open_items, _ = _sorted(env, line)
        if len(bank) != 1:
            label = _label(env, line)
            shown = label if label.startswith("Draft") else f"The journal entry {label}"
            raise UserError(INVALID.format(shown, ONE_BANK_ITEM))
        if len(open_items) > 1:
            raise UserError(INVALID.format(_label(env, line), ONE_SUSPENSE_ITEM))
        _write_changed(env, line, _told_by(line, bank[0], open_items))
    refresh(env, entries)


def refresh(env: Environment, entries: Iterable[int]) -> None:
    """Set what is left to match of the statement lines of entries."""
    for line in read(env, behind(env, entries)):
        left, done = _left(env, line)
        index = f"{str(line['date']).replace('-', '')}{LONGEST_SEQUENCE - line['sequence']:010d}{line['id']:010d}"
        _write_changed(env, line, {"amount_residual": left, "is_reconciled": done})
        env.database.store.execute(
            "UPDATE account_bank_statement_line SET internal_index = ? WHERE id = ?", (index, line["id"])
        )


def _left(env: Environment, line: Item) -> tuple[float, bool]:
    """Return what is not matched, and whether that is nothing; nobody looks at items before they are checked."""
    _, open_items, _ = _sorted(env, line)
    whole = line["amount_currency"] if line["foreign_currency_id"] else line["amount"]
    row = env.database.store.one("SELECT COALESCE(checked, 0) FROM account_move WHERE id = ?", (line["move_id"],))
    left = float(sum(decimal(item["amount_currency"]) for item in open_items)) if row and row[0] else -whole
    return left, not open_items or not left


def _told_by(line: Item, bank: Item, open_items: Sequence[Item]) -> dict[str, Any]:
    """Return what the items say of their statement line."""
    told: dict[str, Any] = {
        "payment_ref": bank["name"],
        "partner_id": bank["partner_id"],
        "amount": bank["amount_currency"],
    }
    for item in open_items:
        foreign = item["currency_id"] != line["currency_id"]
        told["foreign_currency_id"] = item["currency_id"] if foreign else False
        told["amount_currency"] = -item["amount_currency"] if foreign else 0.0
    return told


def _sorted(env: Environment, line: Item) -> tuple[list[dict[str, Any]], ...]:
    """Return the items of a line's entry: on the bank's account, on the journal's suspense account, and the others."""
    accounts = _bank_account(env, line["journal_id"]), _suspense_account(env, line["journal_id"])
    names = ["account_id", "amount_currency", "currency_id", "name", "partner_id"]
    found = env.sudo()["account.move.line"].search_read(
        [("move_id", "=", line["move_id"])], names, order="id", load=None
    )
    bank = [item for item in found if item["account_id"] == accounts[0]]
    open_items = [item for item in found if item["account_id"] == accounts[1] and item not in bank]
    return bank, open_items, [item for item in found if item["account_id"] not in accounts]


def _amounts(env: Environment, line: Item) -> tuple[Decimal, Decimal, Decimal]:
    """Return the amount in the journal's currency, in the company's, and in that of the other side."""
    amount, company = decimal(line["amount"]), line["company_id"]
    own, foreign = env.database.company_currency(company), line["foreign_currency_id"]
    in_foreign = decimal(line["amount_currency"]) if foreign else amount
    if foreign == own:
        return amount, in_foreign, in_foreign
    rate = currency.rate(env, line["currency_id"], company, line["date"])
    return amount, rounded(amount / rate, env.database.digits(own)), in_foreign


def foreign_amount(env: Environment, line: Item) -> Decimal:
    """Return what the amount of a line is worth in its foreign currency on its day."""
    company, day = line["company_id"], line["date"]
    rates = [currency.rate(env, line[name], company, day) for name in ("currency_id", "foreign_currency_id")]
    return rounded(decimal(line["amount"]) / rates[0] * rates[1], env.database.digits(line["foreign_currency_id"]))


def _write_changed(env: Environment, line: Item, told: Item) -> None:
    """Write what differs, with a stamp."""
    fields = env.schema(LINE).fields
    row: writing.Row = {name: to_column(fields[name], value) for name, value in told.items() if line[name] != value}
    if row:
        writing.update(env, env.schema(LINE), [line["id"]], row)


def _bank_account(env: Environment, journal: int) -> Any:
    return _of_journal(env, journal)[0]


def _suspense_account(env: Environment, journal: int) -> Any:
    return _of_journal(env, journal)[1]


def _of_journal(env: Environment, journal: int) -> tuple[Any, Any]:
    row = env.database.store.one(
        "SELECT default_account_id, suspense_account_id FROM account_journal WHERE id = ?", (journal,)
    )
    return row or (None, None)


def _label(env: Environment, line: Item) -> str:
    return labels(env, "account.move", [line["move_id"]])[line["move_id"]]
