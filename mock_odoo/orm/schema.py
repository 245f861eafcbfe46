"""Schemas: what the recorded facts say about a model and its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from mock_odoo import facts

X2MANY = ("one2many", "many2many")
KNOWN_AS = {("account.analytic.line", "account_id"): "Project Account"}
BY_NUMBER = ("integer", "many2one", "many2one_reference")  # whose columns stand before all others (observed)


@dataclass(frozen=True, eq=False)
class Field:
    """One field of a model, as `fields_get` describes it."""

    model: str
    name: str
    type: str
    facts: Mapping[str, Any]

    @cached_property
    def label(self) -> str:
        """What a person reads."""
        return str(self.facts["string"])

    @cached_property
    def known_as(self) -> str:
        """What refusals call it: a plan gives its name to the label of its field, and to that alone (observed)."""
        return KNOWN_AS.get((self.model, self.name), self.label)

    @cached_property
    def store(self) -> bool:
        """Whether the real server keeps the value in its database."""
        return bool(self.facts.get("store"))

    @cached_property
    def column(self) -> bool:
        """Whether the value stands in a column of the model's own table."""
        return self.store and self.type not in X2MANY

    @cached_property
    def readonly(self) -> bool:
        """Whether a form would refuse to edit it."""
        return bool(self.facts.get("readonly"))

    @cached_property
    def required(self) -> bool:
        """Whether it may not be empty."""
        return bool(self.facts.get("required"))

    @cached_property
    def relation(self) -> str:
        """The model on the other side; empty for a plain value."""
        return str(self.facts.get("relation") or "")

    @cached_property
    def inverse(self) -> str:
        """For a one2many the many2one on the other side; empty where there is none."""
        return str(self.facts.get("relation_field") or "")

    @cached_property
    def members(self) -> tuple[Any, ...]:
        """The domain that the records of an x2many field fulfil beside being linked, e.g. the lines of an invoice."""
        domain = self.facts.get("domain")
        return tuple(domain) if self.type in X2MANY and self.store and isinstance(domain, list) else ()

    @cached_property
    def shows_archived(self) -> bool:
        """Whether an x2many field has archived records among its own, whatever the context asks for."""
        context = self.facts.get("context")
        return isinstance(context, dict) and context.get("active_test") is False

    @cached_property
    def kept_name(self) -> str:
        """What the fake calls it in its tables: its name in the latest version."""
        return str(self.facts.get("renamed_from") or self.name)

    @cached_property
    def related(self) -> str:
        """The path whose value this field shows, e.g. `move_id.date`; empty for a field of its own."""
        return str(self.facts.get("related") or "")

    @cached_property
    def company_dependent(self) -> bool:
        """Whether the value differs by company."""
        return bool(self.facts.get("company_dependent"))

    @cached_property
    def translated(self) -> bool:
        """Whether the value differs by language."""
        return bool(self.facts.get("translate")) and self.column and not self.company_dependent

    @cached_property
    def currency_field(self) -> str:
        """For a monetary field the many2one that names its currency."""
        return str(self.facts.get("currency_field") or "")

    @cached_property
    def groups(self) -> str:
        """External ids of the groups that may see it, comma-separated; empty for everybody."""
        return str(self.facts.get("groups") or "")

    @cached_property
    def selection(self) -> frozenset[Any]:
        """The keys of a selection."""
        return frozenset(key for key, _ in self.facts.get("selection") or ())


@dataclass(frozen=True, eq=False)
class Schema:
    """One model: its label, its default order, its fields and the names of its public methods.

    `hidden` are fields of later versions: no client sees them, but what the fake keeps in them has its place.
    """

    model: str
    label: str
    order: str
    fields: Mapping[str, Field]
    methods: Mapping[str, Any]
    hidden: tuple[Field, ...]
    access: Mapping[int, tuple[bool, bool, bool, bool]]

    @property
    def table(self) -> str:
        """The name of the model's table."""
        return self.model.replace(".", "_")

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The fields that stand in columns, the id first."""
        return tuple(field for field in self.fields.values() if field.column)

    @cached_property
    def mandatory(self) -> tuple[Field, ...]:
        """The columns that may not be empty, those that copy another record's aside, as PostgreSQL looks at them."""
        found = [field for field in self.columns if field.required and not field.related]
        return tuple(sorted(found, key=lambda field: (field.type not in BY_NUMBER, field.translated)))

    @cached_property
    def copies(self) -> tuple[Field, ...]:
        """The columns that keep a copy of a field one step away, e.g. a line's date."""
        return tuple(field for field in self.columns if field.related.count(".") == 1)

    @cached_property
    def copy_levels(self) -> tuple[tuple[Field, ...], ...]:
        """The copies, and after them those that go through a copy: the tax group of a line's tax."""
        names = {field.name for field in self.copies}
        first = tuple(field for field in self.copies if field.related.split(".")[0] not in names)
        return (first, tuple(field for field in self.copies if field not in first))


@cache
def load(series: str, model: str) -> Schema:
    """Return the recorded schema of `model`; raise KeyError if there is none."""
    recorded = facts.load(series, model)
    return Schema(
        model=model,
        label=recorded["name"],
        order=recorded["order"],
        fields={name: Field(model, name, fact["type"], fact) for name, fact in recorded["fields"].items()},
        methods=recorded["methods"],
        hidden=tuple(Field(model, name, fact["type"], fact) for name, fact in recorded.get("hidden", {}).items()),
        access={int(group): tuple(rights) for group, rights in recorded["access"].items()},
    )


@cache
def model_names(series: str) -> Mapping[str, Mapping[str, Any]]:
    """Return every model the real server had, by technical name."""
    return {row["model"]: row for row in facts.load(series, "models")}
