"""Conversion: from the rows of one record to the values that `create` and `write` take (observed: imports)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mock_odoo.errors import NotInFake, ServerError, postgres_error, type_error
from mock_odoo.orm import external_ids
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.importing import references
from mock_odoo.orm.importing.cells import CellError, converted, label
from mock_odoo.orm.importing.tables import DATABASE_ID, EXTERNAL_ID, NAME, OWN_NAMES, Rows
from mock_odoo.orm.schema import Field, Schema

UNKNOWN_ID = "Unknown database identifier '{value}'"
CREATE, UPDATE, LINK, SET = 0, 1, 4, 6


@dataclass
class Record:
    """One record of a table, ready to be kept: its values and, if the table says so, who it is."""

    rows: dict[str, int]
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    external_id: str = ""
    id: int | None = None

    def message(self, text: str, **more: Any) -> dict[str, Any]:
        """Return what the importer says about the record."""
        return {"rows": self.rows, "type": "error", "record": self.number, "message": text, **more}


@dataclass(frozen=True)
class Conversion:
    """Converts the records of one table; `prepare` is told which model's names, or which external id, come next."""

    env: Environment
    schema: Schema
    say: Callable[[dict[str, Any]], None]
    prepare: Callable[[str, str], None]

    def record(self, number: int, rows: Rows) -> Record:
        """Return a record; what cannot be converted is said and left out."""
        made = Record({"from": rows.first, "to": rows.last}, number)
        self._identify(made, rows)
        for name in (*rows.cells, *rows.below):
            if name in (DATABASE_ID, EXTERNAL_ID):
                continue
            try:
                made.values[name] = self._value(made, self.schema.fields[name], rows)
            except CellError as error:
                self.say(self._told(made, self.schema.fields[name], error))
        return made

    def _identify(self, made: Record, rows: Rows) -> None:
        external_id = next(iter(rows.cells.get(EXTERNAL_ID, {}).values()), "")
        if external_id:
            made.external_id = external_ids.complete(self.env, _text(external_id))
            return
        id_ = next(iter(rows.cells.get(DATABASE_ID, {}).values()), "")
        if id_:
            made.id = self._own_id(made, id_)

    def _own_id(self, made: Record, value: Any) -> int | None:
        try:
            id_ = int(value)
        except ValueError:
            raise postgres_error(
                "InvalidTextRepresentation", f'invalid input syntax for type integer: "{value}"\n'
            ) from None
        except TypeError as error:
            raise type_error(str(error)) from None
        if self.env[self.schema.model].search([("id", "=", id_)]):
            return id_
        self.say(made.message(UNKNOWN_ID.format(value=value), field=DATABASE_ID))
        return None

    def _told(self, made: Record, of: Field, error: CellError) -> dict[str, Any]:
        more = {} if error.more is None else {"moreinfo": error.more}
        if error.names_field:
            more["field_name"] = label(self.env, of)
        return made.message(error.message, field=of.name, **more)

    def _value(self, made: Record, of: Field, rows: Rows) -> Any:
        def warn(template: str, **details: Any) -> None:
            text = template.format(field=label(self.env, of), **details)
            self.say({**made.message(text, field=of.name), "type": "warning"})

        if of.name in rows.below:
            return self._commands(of, rows.below[of.name], warn)
        return self._cell(of, rows.cells[of.name], warn)

    def _cell(self, of: Field, cells: dict[str, Any], warn: references.Warn) -> Any:
        try:
            if of.type == "many2one":
                way, value = references.the_one_way(cells)
                return self._reference(of, way, value, warn)
            if of.type == "many2many":
                way, value = references.the_one_way(cells)
                return [[SET, 0, [self._reference(of, way, piece, warn) for piece in references.pieces(value)]]]
            return converted(self.env, of, next(iter(cells.values())))
        except CellError as error:
            error.labels.insert(0, label(self.env, of))
            raise

    def _reference(self, of: Field, way: str, value: Any, warn: references.Warn) -> int | bool:
        if not value:
            return False
        if way == NAME:
            self.prepare(of.relation, "")
        if way == EXTERNAL_ID:
            self.prepare("", external_ids.complete(self.env, _text(value)))
        return references.found(self.env, of, way, value, warn)

    def _commands(self, of: Field, below: list[Rows], warn: references.Warn) -> Any:
        """Return what makes records below: they are created, or linked and changed if the table says who they are."""
        commands: list[list[Any]] = []
        for rows in below:
            try:
                commands += self._command(of, rows, warn)
            except CellError as error:
                error.labels.insert(0, label(self.env, of))
                raise
        return commands or False

    def _command(self, of: Field, rows: Rows, warn: references.Warn) -> list[list[Any]]:
        named = {way: next(iter(cells.values())) for way, cells in rows.cells.items() if way in OWN_NAMES}
        schema = self.env.schema(of.relation)
        values = {
            name: self._cell(schema.fields[name], cells, warn)
            for name, cells in rows.cells.items()
            if name not in OWN_NAMES
        }
        values |= {name: self._commands(schema.fields[name], inner, warn) for name, inner in rows.below.items()}
        id_ = self._below(of, named, warn)
        if not id_:
            return [[CREATE, 0, values]]
        return [[LINK, id_, 0], *([[UPDATE, id_, values]] if values else [])]

    def _below(self, of: Field, named: dict[str, Any], warn: references.Warn) -> int | bool:
        if not named:
            return False
        way, value = references.the_one_way(named)
        if value and way == EXTERNAL_ID and references.by_external_id(self.env, of, value, warn) is None:
            raise NotInFake("importing a new record below another one with an external id of its own")
        return self._reference(of, way, value, warn)


def _text(external_id: Any) -> str:
    if not isinstance(external_id, str):
        raise ServerError("builtins.TypeError", f"argument of type '{type(external_id).__name__}' is not iterable")
    return external_id
