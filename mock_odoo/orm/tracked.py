"""Tracked dates: a change is noted as a moment, which the real server cannot read in years before 1000 (observed).

What it says depends on how long the year is. A caller's context puts that off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mock_odoo.errors import value_error
from mock_odoo.orm import dates
from mock_odoo.orm.environment import Environment

MOMENT = "%Y-%m-%d %H:%M:%S"
READABLE = len("2025-01-01 00:00:00")


@contextmanager
def noted(env: Environment, model: str, ids: Sequence[int], names: Sequence[str]) -> Iterator[None]:
    """Note what becomes of the dates `names` of records meanwhile; raise ValueError for one that cannot be noted."""
    notes = bool(names) and not env.context.get("tracking_disable")
    before = _kept(env, model, ids, names) if notes else {}
    yield
    for id_, now in (_kept(env, model, ids, names) if before else {}).items():
        for old, new in zip(before[id_], now, strict=True):
            for day in (new, old) if new != old else ():
                _refuse(day)


def _kept(env: Environment, model: str, ids: Sequence[int], names: Sequence[str]) -> dict[int, tuple[str | None, ...]]:
    rows = env.database.store.all(
        f"SELECT id, {', '.join(names)} FROM {env.schema(model).table} WHERE id IN (SELECT value FROM json_each(?))",
        (env.database.json_list(ids),),
    )
    return {id_: tuple(days) for id_, *days in rows}


def _refuse(day: str | None) -> None:
    found = dates.day(day) if day else None
    text = f"{found.year}-{found:%m-%d} 00:00:00" if found else MOMENT
    if found is None or len(text) == READABLE:
        return
    shape = MOMENT[: len(text) - 2]
    if shape.endswith("%"):
        raise value_error(f"stray % in format '{shape}'")
    raise value_error(f"time data '{text}' does not match format '{shape}'")
