"""Changes of lines: to whom a line belongs decides who may change it, and what it has already is not written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from mock_odoo.accounting.kinds import INVOICES
from mock_odoo.accounting.rounding import rounded
from mock_odoo.orm import access, commands
from mock_odoo.orm.environment import Environment

LINE = "account.move.line"
AMOUNTS = ("debit", "credit")


def refuse_documents(env: Environment, moves: Sequence[int]) -> None:
    """Raise AccessError unless the user may change the documents whose lines are changed; plain entries may (observed).

    Whatever happens to a line of a document, the document itself is written first.
    """
    documents = [("id", "in", list(moves)), ("move_type", "in", sorted(INVOICES))]
    if env.sudo()["account.move"].search(documents, limit=1):
        access.check_access(env, "account.move", "write")


def elsewhere(env: Environment, moves: Sequence[int], said: Any) -> tuple[list[int], list[int]]:
    """Return the lines of other entries than `moves` that commands name, and those entries."""
    found = env.database.store.all(
        "SELECT id, move_id FROM account_move_line WHERE id IN (SELECT value FROM json_each(?))"
        " AND move_id NOT IN (SELECT value FROM json_each(?))",
        (env.database.json_list(_named(said)), env.database.json_list(moves)),
    )
    return [line for line, _ in found], sorted({move for _, move in found})


def _named(said: Any) -> list[int]:
    """Return the ids in commands, whatever else is said."""
    listed = [command for command in said if isinstance(command, list | tuple)] if isinstance(said, list) else []
    parts = [part for command in listed for part in command[1:]]
    ids = [id_ for part in parts for id_ in (part if isinstance(part, list) else [part])]
    return [id_ for id_ in ids if isinstance(id_, int)]


def is_changed(env: Environment, line: Mapping[str, Any], vals: Mapping[str, Any]) -> bool:
    """Tell whether values are other ones than those of a line, as the real server compares them (observed).

    What is said to a line of a document is always written.
    """
    return line.get("move_type") in INVOICES or is_new(env, line, vals)


def is_new(env: Environment, line: Mapping[str, Any], vals: Mapping[str, Any]) -> bool:
    """Tell whether one of the values is another one than a line's, whatever the line is of."""
    return any(_is_other(env, line, name, value) for name, value in _net(vals).items() if name in line)


def _net(vals: Mapping[str, Any]) -> Mapping[str, Any]:
    """A debit and a credit, and be it one of them, say a balance."""
    if not any(name in vals for name in AMOUNTS):
        return vals
    rest = {name: value for name, value in vals.items() if name not in AMOUNTS}
    return {"balance": _number(vals.get("debit")) - _number(vals.get("credit")), **rest}


def _is_other(env: Environment, line: Mapping[str, Any], name: str, written: Any) -> bool:
    kept, kind = line[name], env.schema(LINE).fields[name].type
    if kind == "monetary":
        return _is_other_amount(env, line["id"], name, _number(kept), _number(written))
    if kind == "float":
        return _number(kept) != _number(written)
    if kind in ("date", "datetime"):
        return kept is not False or written is not False
    return differs(kept, written)


def _is_other_amount(env: Environment, line: int, name: str, kept: Decimal, written: Decimal) -> bool:
    """Amounts are other ones if their difference, as floats have it, is something in their currency (observed)."""
    difference = Decimal(float(kept) - float(written))
    if not difference or difference.is_nan() or abs(difference) >= 1:
        return bool(difference)
    row = env.database.store.one(
        "SELECT l.currency_id, c.currency_id FROM account_move_line l JOIN res_company c ON c.id = l.company_id"
        " WHERE l.id = ?",
        (line,),
    )
    own, of_the_company = row or (0, 0)
    return bool(rounded(difference, env.database.digits(own if name == "amount_currency" else of_the_company)))


def _number(value: Any) -> Decimal:
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal("NaN" if value else 0)


def differs(kept: Any, written: Any) -> bool:
    """Tell whether a value is another one than the one that is kept."""
    if isinstance(kept, list):
        return set(kept) != all_of(written)
    return bool(kept != (float(written) if isinstance(written, Decimal) else written))


def all_of(value: Any) -> set[int] | None:
    """Return what an x2many is set to as a whole; None if the commands add and remove."""
    match value or []:
        case []:
            return set()
        case [[commands.SET, _, [*ids]]] if all(isinstance(id_, int) for id_ in ids):
            return set(ids)
    return None
