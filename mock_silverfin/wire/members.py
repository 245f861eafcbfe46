"""Members: the kinds there are, what each rests on, and how a failure to read one is put into our words."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetPydanticSchema,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from mock_kit.provenance import Provenance
from mock_kit.store import LARGEST_NUMBER
from mock_silverfin import messages
from mock_silverfin.errors import InvalidError, Problem

LONGEST_ID = 255
LONGEST_TEXT = 10_000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = r"-?[0-9]{1,40}(\.[0-9]{1,40})?"


def _read_day(value: object) -> date:
    day = _day(value) if isinstance(value, str) else None
    if day is None:
        raise PydanticCustomError("day", messages.NOT_A_DATE)
    return day


@functools.lru_cache(4096)  # the lines of a ledger share few days
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _refuse_no_day(text: str) -> str:
    _read_day(text)
    return text


def _amount_schema(*_: object) -> CoreSchema:
    """Return how an amount is read, by pydantic's own code: a submit has hundreds of them."""
    text = core_schema.str_schema(pattern=f"^{_AMOUNT}$", strict=True)
    exact = core_schema.chain_schema([text, core_schema.no_info_plain_validator_function(Decimal)])
    number = core_schema.union_schema([core_schema.int_schema(strict=True), core_schema.is_instance_schema(Decimal)])
    return core_schema.custom_error_schema(
        core_schema.union_schema([exact, number], mode="left_to_right"),
        custom_error_type="amount",
        custom_error_message=messages.NOT_AN_AMOUNT,
    )


ID_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}
DAY_SCHEMA = {"type": "string", "format": "date", "examples": ["2026-01-31"]}
AMOUNT_SCHEMA = {"type": ["number", "string"], "pattern": f"^{_AMOUNT}$", "examples": ["-121.00"]}

# What is taken: a day is a date from then on, an amount an exact number.
Day = Annotated[date, PlainValidator(_read_day), WithJsonSchema(DAY_SCHEMA)]
Amount = Annotated[Decimal | int, GetPydanticSchema(_amount_schema), WithJsonSchema(AMOUNT_SCHEMA)]
Identifier = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Id = Annotated[int, Field(ge=ID_SCHEMA["minimum"], le=ID_SCHEMA["maximum"])]
WrittenDay = Annotated[str, AfterValidator(_refuse_no_day), WithJsonSchema(DAY_SCHEMA)]  # checked, and kept as it came

# What is answered: days, moments and figures are text already.
DayText = Annotated[str, WithJsonSchema(DAY_SCHEMA)]
MomentText = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Figure = Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{_AMOUNT}$"})]


class Shape(BaseModel):
    """A JSON object; members that it does not name are ignored, values are not converted.

    A member says by a Provenance in its annotation what it rests on; what says nothing rests on the `rests` that its
    class was made with.
    """

    model_config = ConfigDict(strict=True, frozen=True)
    rests: ClassVar[Provenance | None] = None

    def __init_subclass__(cls, rests: Provenance | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if rests is not None:
            cls.rests = rests

    @classmethod
    def provenance(cls) -> dict[str, Provenance | None]:
        """Return what each member rests on."""
        return {
            name: next((part for part in member.metadata if isinstance(part, Provenance)), cls.rests)
            for name, member in cls.model_fields.items()
        }


AnyShape = TypeVar("AnyShape", bound=Shape)

_WORDS: Mapping[str, str] = {
    "missing": messages.IS_MISSING,
    "string_type": messages.NOT_TEXT,
    "string_too_short": messages.IS_EMPTY,
    "list_type": messages.NOT_A_LIST,
    "dict_type": messages.NOT_AN_OBJECT,
    "model_type": messages.NOT_AN_OBJECT,
    "bool_type": messages.NOT_A_BOOLEAN,
    "int_type": messages.NOT_A_NUMBER,
    "less_than_equal": messages.NOT_AN_ID,
    "greater_than_equal": messages.NOT_AN_ID,
    "day": messages.NOT_A_DATE,
    "amount": messages.NOT_AN_AMOUNT,
    "one_of_two": messages.ONE_OF_TWO,
}


def read(shape: type[AnyShape], value: object) -> AnyShape:
    """Return the request that `value` is; raise InvalidError with a problem for every member that is wrong."""
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        raise InvalidError([_problem(details) for details in error.errors(include_url=False)]) from None


def read_day(text: str, field: str) -> date:
    """Return the day that a query parameter names; raise InvalidError about `field` if it names none."""
    try:
        return _read_day(text)
    except PydanticCustomError:
        raise InvalidError([Problem(field, messages.NOT_A_DATE)]) from None


def _problem(details: ErrorDetails) -> Problem:
    message = _message(details["type"], details.get("ctx", {}))
    match details["loc"]:
        case ("actions", int(action), "upsert" | "delete", *members):
            return Problem(_path(members), message, action)
        case ("actions", int(action), *members):
            return Problem(_path(members), message, action)
        case members:
            return Problem(_path(members), message)


def _message(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "too_long":
        return messages.too_many(context["max_length"])
    if kind == "string_too_long":
        return messages.too_long(context["max_length"])
    if kind == "literal_error":
        return messages.not_one_of(context["expected"])
    if kind == "string_pattern_mismatch":
        return messages.not_like(context["pattern"])
    return _WORDS.get(kind, messages.NOT_VALID)


def _path(members: Sequence[int | str]) -> str:
    return ".".join(str(member) for member in members if member != "[key]")  # a name that is wrong itself
