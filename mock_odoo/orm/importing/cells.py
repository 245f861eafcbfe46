"""Cells: from the text of a table's cell to the value of a field (observed: parity conversation imports)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mock_odoo.errors import NotInFake, OdooError, no_attribute, type_error
from mock_odoo.orm import languages
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.schema import Field
from mock_odoo.orm.values import DATE, DATETIME, day, moment

NOT_AN_INTEGER = "'{value}' does not seem to be an integer for field '{field}'"
NOT_A_NUMBER = "'{value}' does not seem to be a number for field '{field}'"
NOT_A_DATE = "'{value}' does not seem to be a valid date for field '{field}'"
NOT_A_MOMENT = "'{value}' does not seem to be a valid datetime for field '{field}'"
NOT_A_BOOLEAN = "Unknown value '{value}' for boolean field '{field}'"
NOT_SELECTABLE = "Value '{value}' not found in selection field '{field}'"
NO_PROPERTIES = "Unable to import'{field}' Properties field as a whole, target individual property instead."
USE_THE_FORMAT = "Use the format '{}'"
A_MOMENT = datetime(2012, 12, 31, 23, 59, 59, tzinfo=UTC)
USE_DIGITS = "Use '1' for yes and '0' for no"
YES, NO = ("1", "true", "yes"), ("0", "false", "no")


class CellError(Exception):
    """A cell cannot be converted.

    `more` stands beside the message. The message names the field by its `labels`, from the outermost record inwards.
    """

    def __init__(self, template: str, *, more: Any = None, names_field: bool = True, **details: Any) -> None:
        super().__init__(template)
        self.template, self.more, self.names_field, self.details = template, more, names_field, details
        self.labels: list[str] = []

    @property
    def message(self) -> str:
        """What is wrong, in words."""
        return self.template.format(field="/".join(self.labels), **self.details)


def converted(env: Environment, field: Field, value: Any) -> Any:
    """Return the value of a field without relations, False for an empty cell; raise CellError if there is none."""
    if not value:
        return False
    converter = _CONVERTERS.get(field.type)
    return converter(env, field, value) if converter else str(value)


def label(env: Environment, field: Field) -> str:
    """Return what a person reads of a field, in the language of the context."""
    return str(languages.labelled(env, field)["string"])


def _integer(env: Environment, field: Field, value: Any) -> int:
    del env, field
    return int(_number(int, NOT_AN_INTEGER, value))


def _float(env: Environment, field: Field, value: Any) -> float:
    del env, field
    return _number(float, NOT_A_NUMBER, value)


def _number(kind: type[int | float], template: str, value: Any) -> float:
    try:
        return kind(value)
    except ValueError:
        raise CellError(template, value=value) from None
    except TypeError as error:
        raise type_error(str(error)) from None


def _boolean(env: Environment, field: Field, value: Any) -> bool:
    del field
    word = _lower(value)
    if word in YES or word in NO:
        return word in YES
    if env.database.installed_languages:
        raise NotInFake("words for yes and no in other languages than English")
    raise CellError(NOT_A_BOOLEAN, more=USE_DIGITS, value=value)


def _selection(env: Environment, field: Field, value: Any) -> Any:
    word = _lower(value)
    choices = languages.labelled(env, field)["selection"]
    for key, shown in choices:
        if word in (key.lower(), shown.lower()):
            return key
    raise CellError(NOT_SELECTABLE, more=[shown for _, shown in choices], value=value)


def _lower(value: Any) -> str:
    if not isinstance(value, str):
        raise no_attribute(value, "lower")
    return value.lower()


def _date(env: Environment, field: Field, value: Any) -> str | None:
    del env, field
    if not isinstance(value, str):
        raise type_error(f"'{type(value).__name__}' object is not subscriptable")
    try:
        return day(value)
    except OdooError:
        raise CellError(NOT_A_DATE, more=USE_THE_FORMAT.format(A_MOMENT.strftime(DATE)), value=value) from None


def _datetime(env: Environment, field: Field, value: Any) -> str:
    """A moment is the user's, and becomes one in UTC."""
    del field
    if not isinstance(value, str):
        raise type_error(f"object of type '{type(value).__name__}' has no len()")
    try:
        local = datetime.fromisoformat(moment(value) or "")
    except OdooError:
        raise CellError(NOT_A_MOMENT, more=USE_THE_FORMAT.format(A_MOMENT.strftime(DATETIME)), value=value) from None
    return local.replace(tzinfo=env.timezone or UTC).astimezone(UTC).strftime(DATETIME)


def _properties(env: Environment, field: Field, value: Any) -> Any:
    raise CellError(NO_PROPERTIES)


def _json(env: Environment, field: Field, value: Any) -> Any:
    raise NotInFake(f"importing {field.model}.{field.name}")


_CONVERTERS: Mapping[str, Callable[[Environment, Field, Any], Any]] = {
    "integer": _integer,
    "many2one_reference": _integer,
    "float": _float,
    "monetary": _float,
    "boolean": _boolean,
    "selection": _selection,
    "date": _date,
    "datetime": _datetime,
    "properties": _properties,
    "json": _json,
}
