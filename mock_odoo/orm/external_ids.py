"""External ids: the names by which records are known outside of a database, as `ir.model.data` keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Schema

MODEL = "ir.model.data"
EXPORTED, IMPORTED = "__export__", "__import__"
IMPORTING = "_import_current_module"


def of_records(env: Environment, model: str, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return by record the external ids it has, each with `xmlid` and `noupdate`, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = {id_: [] for id_ in ids}
    env.schema(MODEL)
    for id_, name, noupdate in env.database.store.all(
        "SELECT res_id, module || '.' || name, noupdate FROM ir_model_data WHERE model = ?"
        " AND res_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (model, env.database.json_list(ids)),
    ):
        found[id_].append({"xmlid": name, "noupdate": bool(noupdate)})
    return found


def record(env: Environment, name: str) -> tuple[str, int] | None:
    """Return model and id of the record with an external id, or None."""
    module, _, rest = name.partition(".")
    env.schema(MODEL)
    row = env.database.store.one(
        "SELECT model, res_id FROM ir_model_data WHERE module = ? AND name = ?", (module, rest)
    )
    return (row[0], row[1]) if row else None


def number(env: Environment, name: str) -> int:
    """Return the id of an external id's own record, 0 if there is none."""
    module, _, rest = name.partition(".")
    row = env.database.store.one("SELECT id FROM ir_model_data WHERE module = ? AND name = ?", (module, rest))
    return row[0] if row else 0


def complete(env: Environment, name: str) -> str:
    """Return an external id with the module that an import gives to one without (observed)."""
    return name if "." in name else f"{env.context.get(IMPORTING) or IMPORTED}.{name}"


def give(env: Environment, model: str, id_: int, name: str) -> None:
    """Give a record an external id."""
    module, _, rest = name.partition(".")
    env.sudo()[MODEL].create([{"module": module, "name": rest, "model": model, "res_id": id_}])


def ensured(env: Environment, schema: Schema, ids: Sequence[int]) -> dict[int, str]:
    """Return an external id of each record, made up where there is none, as an export does (observed)."""
    names = {}
    for id_, known in of_records(env, schema.model, ids).items():
        if not known:
            chance = env.database.dice.token_hex("odoo external id", 8)
            name = f"{EXPORTED}.{schema.table}_{id_}_{chance}"
            give(env, schema.model, id_, name)
        names[id_] = known[0]["xmlid"] if known else name
    return names
