"""References: from names, ids and external ids in a table's cells to records (observed: conversation imports)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from mock_odoo.errors import NotInFake, no_attribute, type_error
from mock_odoo.orm import external_ids
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.importing.cells import CellError
from mock_odoo.orm.importing.tables import DATABASE_ID, EXTERNAL_ID, NAME, OWN_NAMES
from mock_odoo.orm.schema import Field

NO_MATCH = "No matching record found for {kind} '{value}' in field '{field}'"
INVALID_ID = "Invalid database id '{value}' for the field '{field}'"
KINDS = {NAME: "name", EXTERNAL_ID: "external id", DATABASE_ID: "database id"}
INDIRECTLY = "Can not create Many-To-One records indirectly, import the field separately"
AMBIGUOUS = "Ambiguous specification for field '{field}', only provide one of name, external id or database id"
OTHER_MODEL = "Invalid external ID {name}: expected model {model!r}, found {other!r}"
SEVERAL = 'Found multiple matches for value "{value}" in field "{field}" ({count} matches)'


class Warn(Protocol):
    """Who is told what a cell may not mean; the text names the field, and what else it has braces for."""

    def __call__(self, template: str, **details: Any) -> None:
        """Say it of the record that is converted."""


def the_one_way(cells: Mapping[str, Any]) -> tuple[str, Any]:
    """Return in which way a cell names its record (name, external id, database id) and the cell."""
    if any(way not in OWN_NAMES for way in cells):
        raise CellError(INDIRECTLY, names_field=False)
    if len(cells) > 1:
        raise CellError(AMBIGUOUS, names_field=False)
    [(way, value)] = cells.items()
    return way, value


def found(env: Environment, field: Field, way: str, value: Any, warn: Warn) -> int:
    """Return the id of the record that a cell names; raise CellError if there is none."""
    look = {NAME: _by_name, EXTERNAL_ID: by_external_id, DATABASE_ID: _by_id}[way]
    id_ = look(env, field, value, warn)
    if id_ is None:
        raise CellError(NO_MATCH, more=_possible(field, way), kind=KINDS[way], value=value)
    return id_


def pieces(value: Any) -> list[str]:
    """Return the names in one cell for several records."""
    if not value:
        return []
    if not isinstance(value, str):
        raise no_attribute(value, "split")
    if "" in value.split(","):
        raise NotInFake(f"importing nothing beside other records ({value})")
    return value.split(",")


def _by_name(env: Environment, field: Field, value: Any, warn: Warn) -> int | None:
    if isinstance(value, int | float):
        raise type_error(f"object of type '{type(value).__name__}' has no len()")
    if not isinstance(value, str):
        raise NotInFake(f"importing {value!r} as a name")
    matches = env[field.relation].name_search(name=value, operator="=")
    if len(matches) > 1:
        warn(SEVERAL, value=value, count=len(matches))
    return matches[0][0] if matches else None


def by_external_id(env: Environment, field: Field, value: Any, warn: Warn) -> int | None:
    """Return the id of the record that has an external id, or None; raise CellError if it is of another model."""
    del warn
    known = external_ids.record(env, external_ids.complete(env, str(value)))
    if known is None:
        return None
    if known[0] != field.relation:
        raise CellError(OTHER_MODEL, names_field=False, name=value, model=field.relation, other=known[0])
    return known[1]


def _by_id(env: Environment, field: Field, value: Any, warn: Warn) -> int | None:
    del warn
    try:
        id_ = int(value)
    except ValueError:
        raise CellError(INVALID_ID, more=_possible(field, DATABASE_ID), value=value) from None
    except TypeError as error:
        raise type_error(str(error)) from None
    there = env.with_context(active_test=False)[field.relation].search([("id", "=", id_)])
    return id_ if there else None


def _possible(field: Field, way: str) -> dict[str, Any]:
    """Return what shows the web client's user the records that could have been meant."""
    action: dict[str, Any] = {
        "name": "Possible Values",
        "type": "ir.actions.act_window",
        "target": "new",
        "view_mode": "list,form",
        "views": [[False, "list"], [False, "form"]],
        "context": {"create": False},
        "help": "See all possible values",
        "res_model": field.relation if way == NAME else external_ids.MODEL,
    }
    return action if way == NAME else {**action, "domain": [["model", "=", field.relation]]}
