"""Defaults: what a new record has of what nobody says, and what a dialog shows of that beforehand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import type_error
from mock_odoo.orm import beginnings, gaps
from mock_odoo.orm.arguments import items
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.public import public
from mock_odoo.orm.schema import X2MANY, Field, Schema

PREFIX = "default_"


class DefaultMethods:
    """What every model can say of its new records."""

    model_name: ClassVar[str]
    not_defaults: ClassVar[frozenset[str]] = frozenset()  # what a new record gets, but no dialog beforehand (observed)
    env: Environment
    schema: Schema

    @public(observed("section 10, default_get"), model=True)
    def default_get(self, fields: Any) -> dict[str, Any]:
        """Return the values that a new record would have for some of `fields`."""
        for name in items(fields):
            if not isinstance(name, str):
                raise type_error(f'can only concatenate str (not "{type(name).__name__}") to str')
        gaps.refuse_in_dialogs(self.model_name, list(fields), len(self.schema.fields))
        unasked = self.schema.fields.keys() - set(fields)
        own = {**self._shown_defaults(), **self._defaults()}
        shown = {name: value for name, value in own.items() if name not in self.not_defaults}
        defaults = {**shown, **self._context_defaults(unasked)}
        asked = {name: defaults[name] for name in fields if name in defaults}
        return {name: _as_commands(self.schema.fields[name], value) for name, value in asked.items()}

    def _defaults(self) -> dict[str, Any]:
        """Return the values of fields that a creation leaves out."""
        return self._of_the_schema({"active": True, **beginnings.KEPT.get(self.model_name, {})})

    def _shown_defaults(self) -> dict[str, Any]:
        """Return the values that a dialog shows besides before the record is created."""
        return self._of_the_schema(beginnings.SHOWN.get(self.model_name, {}))

    def _of_the_schema(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in self.schema.fields}

    def _context_defaults(self, given: Collection[str] = ()) -> dict[str, Any]:
        """Return the values that the context gives as `default_<field>` to fields that are not given."""
        said = {key.removeprefix(PREFIX): value for key, value in self.env.context.items() if key.startswith(PREFIX)}
        fields = self.schema.fields
        return {
            name: beginnings.of_the_context(fields[name], value)
            for name, value in said.items()
            if name in fields and name not in given
        }


def _as_commands(field: Field, value: Any) -> Any:
    """Return a default as a dialog fills it in: days and moments as texts, links as the commands that make them."""
    if isinstance(value, date):
        return value.isoformat()
    return beginnings.as_commands(field, value) if field.type in X2MANY else value
