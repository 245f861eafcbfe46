"""What every part of a story is made of: names, amounts, journal items, and the step that all steps are."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema

from twinledger.books.amounts import plain, read

LANGUAGES = ("en", "nl", "fr", "vi")


def _minor_units(value: Any) -> int:
    """Read an amount in the company's currency, which has two decimals in a story."""
    if isinstance(value, float):
        raise ValueError('an amount stands in quotes, so that it stays exact: "1234.05"')
    return read(str(value))


def _written(units: int) -> str:
    """Return an amount as it stands in a story; pydantic tells whoever takes a second argument more than the value."""
    return plain(units)


Amount = Annotated[
    int,
    BeforeValidator(_minor_units),
    PlainSerializer(_written, str),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,2})?$"}, {"type": "integer"}]}),
]
Name = Annotated[str, StringConstraints(min_length=1)]


class Part(BaseModel):
    """A part of a story; what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Texts(Part):
    """What people read, in several languages; a text alone is English, and stands for the languages that lack one."""

    en: Name
    """In English."""
    nl: str = ""
    """In Dutch."""
    fr: str = ""
    """In French."""
    vi: str = ""
    """In Vietnamese."""

    def __str__(self) -> str:
        return self.en

    def said(self, language: str) -> str:
        """Return the text in `en`, `nl`, `fr` or `vi`."""
        return str(getattr(self, language)) or self.en

    @model_validator(mode="before")
    @classmethod
    def _in_english(cls, given: Any) -> Any:
        return {"en": given} if isinstance(given, str) else given

    @model_serializer(mode="plain")
    def _plain(self) -> str | dict[str, str]:
        known = {language: getattr(self, language) for language in LANGUAGES if getattr(self, language)}
        return self.en if set(known) == {"en"} else known

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        mapping = handler(schema)
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(mapping)]}


class Line(Part):
    """A journal item, with a debit or a credit."""

    account: Name
    """The code of the account."""
    debit: Amount = 0
    """What the line debits, in quotes."""
    credit: Amount = 0
    """What the line credits, in quotes."""
    label: str = ""
    """What the line says."""

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if bool(self.debit) == bool(self.credit):
            raise ValueError("a line has either a debit or a credit")
        return self


class Step(Part):
    """One thing that happens; `do` says which, `tell` is what a trainer says about it, `minutes` how long it takes."""

    do: str
    """What happens."""
    tell: Texts | None = None
    """What a trainer says about it."""
    minutes: Annotated[float, Field(gt=0, le=600)] | None = None
    """How many minutes a class needs for it."""
