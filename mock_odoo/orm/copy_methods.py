"""The public methods that make records from others or from a mere name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.orm import access, translations
from mock_odoo.orm.arguments import mapping
from mock_odoo.orm.copying import copied_values
from mock_odoo.orm.environment import SOURCE_LANGUAGE, Environment
from mock_odoo.orm.public import public
from mock_odoo.orm.schema import Schema


class CopyMethods:
    """What every model can do to make a record without being told all of its values."""

    model_name: ClassVar[str]
    rec_name: ClassVar[str] = "name"  # the field that `name_create` fills
    renames_copies: ClassVar[bool] = False  # whether a copy is called so, unless it is given a name (observed)
    env: Environment
    ids: tuple[int, ...]
    schema: Schema

    @public(observed("parity conversation copies", date="2026-11-23"))
    def copy(self, default: Any = None) -> list[int]:
        """Copy the records, with the values of `default` instead of their own, and return the ids of the copies."""
        if not self.ids:
            return []
        access.look(self.env, self.model_name, self.ids)
        self._check_copying(default)
        access.check_access(self.env, self.model_name, "create")
        given = {name: value for name, value in mapping(default or {}).items() if self._heeds(name, value)}
        return self._copy(given)

    @public(observed("parity conversation copies", date="2026-11-23"), model=True)
    def name_create(self, name: Any) -> list[Any]:
        """Create a record that is called `name` and return `[id, display name]`."""
        [id_] = self.env[self.model_name].create(self._named(name))
        [record] = self.env.model(self.model_name, (id_,)).read(["display_name"])
        return [id_, record["display_name"]]

    def _check_copying(self, default: Any) -> None:
        """Raise what speaks against copies with the values of `default` before anybody asks for the right to them."""

    def _heeds(self, name: str, value: Any) -> bool:
        """Tell whether a copy has a value that it is given instead of its own."""
        del name, value
        return True

    def _copy(self, default: Mapping[str, Any]) -> list[int]:
        """Create the copies, all at once."""
        english = self.env.with_context(lang=SOURCE_LANGUAGE).model(self.model_name)
        copies: list[int] = english.create([english._copied(id_, default) for id_ in self.ids])
        for id_, copied in zip(self.ids, copies, strict=True):
            translations.copy(self.env, self.schema, id_, copied, default)
        return copies

    def _copied(self, id_: int, default: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a record's copy."""
        values = {**copied_values(self.env, self.schema, id_, default), **default}
        if self.renames_copies and "name" not in default:
            values["name"] = f"{values['name']} (copy)"
        return values

    def _named(self, name: Any) -> dict[str, Any]:
        """Return the values of a record of which only the name is known."""
        return {self.rec_name: name}
