"""Statements: what a bank statement says about its lines, and the balance of a journal after each line (observed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.sql import Sql, column, sql
from mock_odoo.orm.values import money_to_wire

NOT_CONTINUED = (
    "The starting balance doesn't match the ending balance of the previous statement, or an earlier statement is "
    "missing."
)
NOT_COMPLETE = "The running balance ({}) doesn't match the specified ending balance."

# The lines of journals, oldest first: their own id, journal, statement, index, amount and whether their entry counts.
_LINES = (
    "SELECT l.id, l.journal_id, l.statement_id, l.internal_index, l.amount, m.state = 'posted' AS counts"
    " FROM account_bank_statement_line l JOIN account_move m ON m.id = l.move_id"
)


def refresh(env: Environment, ids: Sequence[int]) -> None:
    """Set what follows from the lines of statements: journal, currency, day, balance at the end, completeness."""
    for id_ in ids:
        lines = env.database.store.all(f"{_LINES} WHERE l.statement_id = ? ORDER BY l.internal_index", (id_,))
        counting = [line for line in lines if line[5]]
        journal = lines[0][1] if lines else None
        env.database.store.execute(
            "UPDATE account_bank_statement SET journal_id = ?, first_line_index = ?, date = (SELECT m.date FROM"
            " account_bank_statement_line l JOIN account_move m ON m.id = l.move_id WHERE l.id = ?),"
            " balance_end = COALESCE(balance_start, 0) + ?, company_id = (SELECT company_id FROM account_journal"
            " WHERE id = ?), currency_id = (SELECT COALESCE(j.currency_id, c.currency_id) FROM account_journal j"
            " JOIN res_company c ON c.id = j.company_id WHERE j.id = ?) WHERE id = ?",
            (
                journal, lines[0][3] if lines else None, counting[-1][0] if counting else None,
                sum(line[4] or 0 for line in counting), journal, journal, id_,
            ),
        )  # fmt: skip
        env.database.store.execute(
            "UPDATE account_bank_statement SET is_complete = ? AND balance_end = COALESCE(balance_end_real, 0)"
            " WHERE id = ?",
            (bool(counting), id_),
        )


def of_entries(env: Environment, entries: Sequence[int]) -> list[int]:
    """Return the statements that the lines behind entries stand in."""
    rows = env.database.store.all(
        "SELECT DISTINCT l.statement_id FROM account_bank_statement_line l WHERE l.statement_id IS NOT NULL"
        " AND l.move_id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(entries),),
    )
    return [id_ for (id_,) in rows]


def balance_before(env: Environment, id_: int) -> int:
    """Return, in ten-thousandths, with what a statement begins: where the one before ended, and what came since."""
    row = env.database.store.one("SELECT journal_id, first_line_index FROM account_bank_statement WHERE id = ?", (id_,))
    journal, first = row or (None, None)
    lines = env.database.store.all(
        f"{_LINES} WHERE l.journal_id = ? AND l.internal_index < ? ORDER BY l.internal_index DESC", (journal, first)
    )
    since = 0
    for _, _, statement, _, amount, counts in lines:
        if statement:
            end = env.database.store.one(
                "SELECT balance_end_real FROM account_bank_statement WHERE id = ?", (statement,)
            )
            return since + int((end and end[0]) or 0)
        since += amount if counts else 0
    return since


def running_balances(env: Environment, ids: Sequence[int]) -> dict[int, float]:
    """Return what stands on the account after each line; where a statement begins, it says with what."""
    starts: dict[tuple[int, str], int] = {
        (statement, index): start or 0
        for statement, index, start in env.database.store.all(
            "SELECT id, first_line_index, balance_start FROM account_bank_statement"
        )
    }
    rows = env.database.store.all(
        f"{_LINES} WHERE l.journal_id IN (SELECT journal_id FROM account_bank_statement_line"
        " WHERE id IN (SELECT value FROM json_each(?))) ORDER BY l.journal_id, l.internal_index",
        (env.database.json_list(ids),),
    )
    balances: dict[int, int] = {}
    found: dict[int, float] = {}
    for id_, journal, statement, index, amount, counts in rows:
        before = starts.get((statement, index), balances.get(journal, 0))
        balances[journal] = before + (amount if counts else 0)
        found[id_] = money_to_wire(balances[journal])
    return {id_: found.get(id_, 0.0) for id_ in ids}


def is_valid(env: Environment, alias: str) -> Sql:
    """Whether a statement begins with what the one before ended with."""
    del env
    before = sql(
        "(SELECT COALESCE(p.balance_end_real, 0) FROM account_bank_statement AS p WHERE p.journal_id = {}"
        " AND p.first_line_index < {} ORDER BY p.first_line_index DESC LIMIT 1)",
        column(alias, "journal_id"),
        column(alias, "first_line_index"),
    )
    start = sql("COALESCE({}, 0)", column(alias, "balance_start"))
    return sql("(COALESCE({}, {}) = {})", before, start, start)


def has_invalid(env: Environment, alias: str) -> Sql:
    """Whether a journal has a statement that does not continue the one before, or is not complete."""
    return sql(
        "EXISTS (SELECT 1 FROM account_bank_statement AS s WHERE s.journal_id = {} AND NOT (s.is_complete AND {}))",
        column(alias, "id"),
        is_valid(env, "s"),
    )


def problems(env: Environment, ids: Sequence[int]) -> dict[int, Any]:
    """Return what is wrong with statements, as people are told."""
    names = ["is_valid", "is_complete", "balance_end", "currency_id"]
    records = env.sudo().model("account.bank.statement", tuple(ids)).read(names, load=None)
    return {record["id"]: _problem(env, record) for record in records}


def _problem(env: Environment, statement: dict[str, Any]) -> str | bool:
    if not statement["is_valid"]:
        return NOT_CONTINUED
    if not statement["is_complete"]:
        return NOT_COMPLETE.format(_shown(env, statement["balance_end"], statement["currency_id"]))
    return False


def _shown(env: Environment, amount: float, currency: Any) -> str:
    """Write an amount as people read it in English, with its currency's symbol."""
    row = env.database.store.one("SELECT symbol, position FROM res_currency WHERE id = ?", (currency or 0,))
    digits = env.database.digits(currency) if currency else 2
    number = f"{amount:,.{digits}f}"
    if not row:
        return number
    symbol, position = row
    return f"{symbol}\N{NO-BREAK SPACE}{number}" if position == "before" else f"{number}\N{NO-BREAK SPACE}{symbol}"
