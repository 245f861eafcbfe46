"""Values: from what a client sends to what a column keeps, and from there to what a client reads.

Amounts are kept as integers of a ten-thousandth of their currency, so nothing is ever rounded by a float; a client
reads the nearest double, as from the real server.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import orjson

from mock_odoo import contents
from mock_odoo.errors import NotInFake, OdooError, ServerError, UserError, no_attribute, type_error, value_error
from mock_odoo.orm import arguments
from mock_odoo.orm.postgres import int32, text
from mock_odoo.orm.schema import Field

MONEY_SCALE = 10_000
MONEY_DIGITS = 4
LARGEST_ROUNDED = Decimal(2**53)  # beyond it doubles are no longer whole numbers apart
UNITS = ("bytes", "Kb", "Mb", "Gb")
LARGEST_AMOUNT = 10**13  # so that the sum of a ledger fits into 64 bits, in ten-thousandths
# Whose values the real server does not look at: it takes any language, duration, chart and source (observed).
UNCHECKED_SELECTIONS = ("bank_statements_source", "chart_template", "duration", "lang")
DISTRIBUTION = "analytic_distribution"  # what an amount is spread over, by ids of records with commas between
DATE = "%Y-%m-%d"
DATETIME = "%Y-%m-%d %H:%M:%S"

NO_IMAGE = "Image is not encoded in base64."
UNREADABLE_IMAGE = "This file could not be decoded as an image file."

Column = str | int | float | None


def to_column(field: Field, value: Any, digits: int = MONEY_DIGITS) -> Column:
    """Return what the field's column keeps of a value that a client sent.

    `digits` is the number of decimals of a monetary field's currency. Raises what the real server raises for a value
    that it cannot convert (observed: section "value conversion on write").
    """
    if isinstance(value, bytes) and field.type in ("char", "text", "html"):
        value = value.decode("latin-1")
    if isinstance(value, bytes):
        raise type_error("argument should be a bytes-like object or ASCII string, not 'Binary'")
    converter = _TO_COLUMN.get(field.type, _text)
    return money(value, digits) if field.type == "monetary" else converter(field, value)


def to_wire(field: Field) -> Callable[[Any], Any]:
    """Return the function that turns the field's column into what a client reads."""
    return _TO_WIRE.get(field.type, _false_if_none)


def empty(field: Field) -> Any:
    """Return what a client reads of a field that has no value."""
    return [] if field.type in ("one2many", "many2many") else to_wire(field)(None)


def money(value: Any, digits: int = MONEY_DIGITS) -> int:
    """Return an amount in ten-thousandths, rounded half up (away from zero) to `digits` decimals.

    Raises NotInFake for one that is too large, or that is left with more decimals than are kept.
    """
    amount = decimal(value)
    refuse_too_large(amount)
    scaled = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) * MONEY_SCALE
    if scaled != int(scaled):
        raise NotInFake(f"an amount with as many decimals as {value}")
    return int(scaled)


def refuse_too_large(amount: Decimal) -> None:
    """Raise NotInFake for an amount of which the real server loses cents (observed: from ten millions of millions)."""
    if abs(amount) >= LARGEST_AMOUNT:
        raise NotInFake(f"an amount as large as {amount}")


def decimal(value: Any) -> Decimal:
    """Return a number that a client sent, exactly as it wrote it; raise what Python's float raises if it is none."""
    if isinstance(value, Decimal):
        return value
    with arguments.arithmetic():
        int(arguments.real(value))  # refuses what is no number, or none that has an end
    return Decimal(repr(value) if isinstance(value, float) else value) if value else Decimal(0)


def money_to_wire(kept: int | None) -> float:
    """Return a kept amount as the double that a client reads."""
    return (kept or 0) / MONEY_SCALE


class UncutError(ServerError):
    """A mapping where a text is cut: what is missed is no text, and has no quotes."""

    @property
    def last_line(self) -> str:
        """The last line of the traceback that the real server would show."""
        return f"KeyError: {self.message}"


def day(value: Any) -> str | None:
    """Return a date as `YYYY-MM-DD`; raise what the real server raises for anything that is not one."""
    if not value:
        return None
    if isinstance(value, date):
        return date.isoformat(value)
    if isinstance(value, dict):
        raise UncutError("builtins.KeyError", "slice(None, 10, None)")
    if not isinstance(value, str | list):
        raise type_error(f"'{type(value).__name__}' object is not subscriptable")
    return _strptime(value[:10], DATE).date().isoformat()


def moment(value: Any) -> str | None:
    """Return a datetime (naive UTC) as it is kept, with microseconds."""
    if not value:
        return None
    if isinstance(value, datetime):
        return kept_moment(value)
    if not isinstance(value, str | list | dict):
        raise type_error(f"object of type '{type(value).__name__}' has no len()")
    return kept_moment(said_moment(value[:19] if isinstance(value, str) else value))


def said_moment(text: Any) -> datetime:
    """Return the moment that a text names, which may end before its seconds; raise what the real server raises."""
    return _strptime(text, DATETIME[: len(text) - 2])


def kept_moment(value: datetime) -> str:
    """Return a moment as columns keep it: naive UTC, microseconds."""
    return value.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _strptime(text: Any, form: str) -> datetime:
    if not isinstance(text, str):
        raise type_error(f"strptime() argument 1 must be str, not {type(text).__name__}")
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - dates have no zone, and Odoo's datetimes are UTC
    except ValueError as error:
        raise value_error(str(error)) from None


def _text(field: Field, value: Any) -> str | None:
    """Whatever is longer than its field is cut (observed)."""
    return None if value is None or value is False else text(str(value))[: field.facts.get("size")]


def _html(field: Field, value: Any) -> str | None:
    """Plain text becomes a paragraph; markup is kept (the real server also sanitises it).

    What begins with NUL ends there, elsewhere it is a space; blanks alone are the empty text.
    """
    if not isinstance(value, str) and value is not None and value is not False:
        return _no_markup(field, value)
    if value:
        value = "" if value.startswith("\0") or value.isspace() else value.replace("\0", " ")
    kept = _text(field, value)
    if not kept or kept.lstrip().startswith("<"):
        return kept
    escaped = kept.lstrip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{escaped}</p>"


def _no_markup(field: Field, value: Any) -> str:
    """Return what becomes of a value that is no text: PostgreSQL's word for nothing, or a sanitiser's (observed).

    Where markup is translated, nothing is a paragraph of what Python shows.
    """
    if field.translated and not value:
        return f"<p>{value}</p>"
    if value == {}:
        raise ServerError("psycopg2.ProgrammingError", "can't adapt type 'dict'")
    return "<p>Unknown error when sanitizing</p>" if value else str(value).replace("[]", "{}")


def _integer(field: Field, value: Any) -> int:
    del field
    return int32(arguments.integer(value))


def _float(field: Field, value: Any) -> float:
    number = decimal(value)
    digits = field.facts.get("digits")
    if isinstance(digits, list):
        if abs(number) > LARGEST_ROUNDED.scaleb(-digits[1]):
            raise NotInFake(f"how {value!r} in {field.model}.{field.name} is rounded, which a double cannot tell,")
        number = number.quantize(Decimal(1).scaleb(-digits[1]), ROUND_HALF_UP)
    return float(number)


def _boolean(field: Field, value: Any) -> int:
    del field
    return int(bool(value))


def _selection(field: Field, value: Any) -> str | None:
    checked = field.selection and field.name not in UNCHECKED_SELECTIONS
    if not (arguments.hashable(value) if checked else value):
        return None
    if checked and value not in field.selection:
        raise _wrong_value(field, value)
    return text(str(value))


def _many2one(field: Field, value: Any) -> int | None:
    """A whole number is an id; whatever else a client sends is silently empty (observed)."""
    del field
    return int32(value) if isinstance(value, int) and not isinstance(value, bool) and value else None


def _json(field: Field, value: Any) -> str | None:
    if field.name == DISTRIBUTION and value:
        value = _shares(field, value)
    try:
        return orjson.dumps(value).decode() if value else None
    except TypeError:
        raise NotInFake(f"{value!r} in {field.model}.{field.name}") from None


def _shares(field: Field, value: Any) -> dict[str, float]:
    """Return what an amount is spread over, each share in per cent with two decimals (observed)."""
    if not isinstance(value, dict):
        raise no_attribute(value, "items")
    for share in value.values():
        if isinstance(share, str):
            raise type_error("can't multiply sequence by non-int of type 'float'")
        if not isinstance(share, int | float) or not abs(share) < LARGEST_AMOUNT:
            raise NotInFake(f"a share of {share!r} in {field.model}.{field.name}")
    return {key: float(decimal(share).quantize(Decimal("0.01"), ROUND_HALF_UP)) for key, share in value.items()}


def _binary(field: Field, value: Any) -> str | None:
    """Base64 is kept as it is; of an image the fake looks at the beginning alone, which says of which kind it is."""
    is_image = field.name.startswith("image")
    if not value or (is_image and isinstance(value, str) and value.isspace()):
        return None
    try:
        content = base64.b64decode(value)
    except (TypeError, ValueError) as error:
        if is_image:
            raise UserError(NO_IMAGE) from None
        raise ServerError(f"{type(error).__module__}.{type(error).__name__}", str(error)) from None
    if is_image and not contents.is_image(content):
        raise UserError(UNREADABLE_IMAGE)
    return str(value)


def size_shown(kept: str | None) -> str | bool:
    """Return how large a binary is, as a client reads it that asks for sizes alone (observed: `70.00 bytes`)."""
    if not kept:
        return False
    size = len(base64.b64decode(kept))
    unit = min(max(size.bit_length() - 1, 0) // 10, len(UNITS) - 1)
    return f"{size / 1024**unit:.2f} {UNITS[unit]}"


def _wrong_value(field: Field, value: Any) -> OdooError:
    return value_error(f"Wrong value for {field.model}.{field.name}: {value!r}")


def _false_if_none(value: Any) -> Any:
    return False if value is None else value


_TO_COLUMN: Mapping[str, Callable[[Field, Any], Column]] = {
    "integer": _integer,
    "many2one_reference": _integer,
    "float": _float,
    "boolean": _boolean,
    "date": lambda _, value: day(value),
    "datetime": lambda _, value: moment(value),
    "selection": _selection,
    "many2one": _many2one,
    "json": _json,
    "properties": _json,
    "properties_definition": _json,
    "html": _html,
    "binary": _binary,
}

_TO_WIRE: Mapping[str, Callable[[Any], Any]] = {
    "integer": lambda value: value or 0,
    "many2one_reference": lambda value: value or 0,
    "float": lambda value: value or 0.0,
    "monetary": money_to_wire,
    "boolean": bool,
    "date": lambda value: value.lstrip("0") if value else False,  # years have no zeros before them (observed)
    "datetime": lambda value: value[:19].lstrip("0") if value else False,
    "json": lambda value: orjson.loads(value) if value else False,
    "properties": lambda value: orjson.loads(value) if value else [],
    "properties_definition": lambda value: orjson.loads(value) if value else [],
}
