"""The registry: the models that the fake has in one version, their schemas, and who refers to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mock_odoo import facts
from mock_odoo.errors import NotInFake
from mock_odoo.orm import schema as schemas
from mock_odoo.orm.schema import Field, Schema

if TYPE_CHECKING:
    from mock_odoo.orm.model import BaseModel
    from mock_odoo.versions import Version

# Two many2many fields that look at one set of links from both sides.
PAIRS = {
    ("res.company", "user_ids"): ("res.users", "company_ids"),
    ("res.groups", "user_ids"): ("res.users", "group_ids"),
    ("res.groups", "implied_by_ids"): ("res.groups", "implied_ids"),
    ("account.move", "matched_payment_ids"): ("account.payment", "invoice_ids"),
    ("account.tax", "replacing_tax_ids"): ("account.tax", "original_tax_ids"),
    ("account.fiscal.position", "tax_ids"): ("account.tax", "fiscal_position_ids"),
    ("res.country", "country_group_ids"): ("res.country.group", "country_ids"),
    ("res.groups", "rule_groups"): ("ir.rule", "groups"),
    ("res.partner.category", "partner_ids"): ("res.partner", "category_id"),
    ("account.move", "adjusting_entries_move_ids"): ("account.move", "adjusting_entry_origin_move_ids"),
}


@dataclass(frozen=True)
class Copy:
    """A column `name` of `model` that keeps the field `source` of the record that `link` points at."""

    model: str
    name: str
    link: str
    source: str


@dataclass(frozen=True)
class LinkTable:
    """The table of links of a many2many field, with a row per link: `owner` has the field, `member` is listed in it."""

    name: str
    owner_model: str
    member_model: str


class Registry:
    """The models of one version; it never changes and all databases of that version share it."""

    def __init__(self, version: Version, models: Mapping[str, type[BaseModel]]) -> None:
        self.version = version
        known = schemas.model_names(version.series)
        self._models = models
        self._loaded: dict[str, type[BaseModel]] = {}
        self.schemas = {name: schemas.load(version.series, name) for name in models if name in known}
        # Models of later versions: no client sees them, but whoever works with the tables finds theirs, empty.
        self.hidden = tuple(schemas.load(version.series, name) for name in models if name not in known)

    def __contains__(self, model: str) -> bool:
        return model in self.schemas

    def model(self, name: str) -> type[BaseModel]:
        """Return a model; raise NotInFake if the fake does not have it."""
        if name not in self._loaded:
            self.schema(name)
            self._loaded[name] = self._models[name]
        return self._loaded[name]

    def schema(self, model: str) -> Schema:
        """Return a model's schema; raise NotInFake if the fake does not have that model."""
        if model not in self.schemas:
            raise NotInFake(f"the model {model}")
        return self.schemas[model]

    @cached_property
    def copies(self) -> Mapping[str, tuple[Copy, ...]]:
        """By model: the columns elsewhere that copy one of its fields."""
        found: dict[str, list[Copy]] = {model: [] for model in self.schemas}
        for schema in self.schemas.values():
            for field in schema.copies:
                link, source = field.related.split(".")
                target = schema.fields[link].relation
                found[target].append(Copy(schema.model, field.name, link, source))
        return {model: tuple(copies) for model, copies in found.items()}

    @cached_property
    def references(self) -> Mapping[str, tuple[tuple[Schema, Field], ...]]:
        """By model: the columns anywhere that refer to its records, copies aside that do not keep them."""
        keeping = facts.load(self.version.series, "on_delete")["restrict"]
        return self._referring(
            lambda schema, field: (
                not field.company_dependent and not (field.related and f"{schema.model}.{field.name}" not in keeping)
            )
        )

    @cached_property
    def references_by_company(self) -> Mapping[str, tuple[tuple[Schema, Field], ...]]:
        """By model: the columns anywhere that refer to its records in each company."""
        return self._referring(lambda _, field: field.company_dependent)

    def _referring(self, is_wanted: Callable[[Schema, Field], bool]) -> Mapping[str, tuple[tuple[Schema, Field], ...]]:
        found: dict[str, list[tuple[Schema, Field]]] = {model: [] for model in self.schemas}
        for schema in self.schemas.values():
            for field in schema.columns:
                if field.type == "many2one" and field.relation in self and is_wanted(schema, field):
                    found[field.relation].append((schema, field))
        return {model: tuple(fields) for model, fields in found.items()}

    @cached_property
    def link_tables(self) -> tuple[LinkTable, ...]:
        """The tables of links between models that the fake has."""
        return tuple(
            LinkTable(link_table(field), schema.model, field.relation)
            for schema in self.schemas.values()
            for field in (*schema.fields.values(), *schema.hidden)
            if field.type == "many2many" and field.store and field.relation in self and not is_turned(field)
        )


def link_table(field: Field) -> str:
    """Return the name of a many2many field's table of links."""
    model, name = PAIRS.get((field.model, field.name), (field.model, field.kept_name))
    return f"{model.replace('.', '_')}__{name}"


def is_turned(field: Field) -> bool:
    """Tell whether a many2many field looks at another field's links from their other side."""
    return (field.model, field.name) in PAIRS
