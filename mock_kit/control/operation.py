"""What can be asked of the control API: functions, whose signatures say what each takes and what it answers.

`Annotated[str, About("whose it is")]` describes an argument, or a member of an answer. What is sent is checked against
the signature before the function is called, and the OpenAPI document is drawn from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

from mock_kit.store import LARGEST_NUMBER

if TYPE_CHECKING:
    from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
    from pydantic_core import CoreSchema, ErrorDetails

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class About:
    """What an argument is, or a member of an answer."""

    text: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Return the schema with the text in it."""
        return {**handler(schema), "description": self.text}


class FitsIntoADatabase:
    """Of a whole number: it has at most 18 digits."""

    def __get_pydantic_core_schema__(self, source: type[int], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how pydantic checks it."""
        return {**handler(source), "ge": -LARGEST_NUMBER, "le": LARGEST_NUMBER}


Number = Annotated[int, FitsIntoADatabase()]


def get(path: str) -> Callable[[Function], Function]:
    """Let a method be asked for with GET, by a path below the prefix; its arguments come from the query."""
    return _asked("GET", path)


def post(path: str) -> Callable[[Function], Function]:
    """Let a method be asked for with POST, by a path below the prefix; its arguments come as JSON."""
    return _asked("POST", path)


def _asked(method: str, path: str) -> Callable[[Function], Function]:
    def mark(function: Function) -> Function:
        function.asked = method, path  # type: ignore[attr-defined]
        return function

    return mark


def operations_of(things: Iterable[object]) -> Iterator[Operation]:
    """Yield what can be asked of things: their methods that are marked so."""
    for thing in things:
        for name, function in (member for kind in type(thing).__mro__ for member in vars(kind).items()):
            if hasattr(function, "asked"):
                method, path = function.asked
                yield Operation(method, path, getattr(thing, name))


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for: its `method`, its `path` below the prefix, and the function that does it."""

    method: str
    path: str
    function: Callable[..., Any]

    def asked(self, sent: bytes | Mapping[str, str]) -> Any:
        """Do it with what was sent: an object as JSON, or the arguments of a query; return what it answers.

        Raises ValueError for arguments that it does not take, and whatever the function raises.
        """
        if not sent and not self.parameters:
            return self.function()  # without pydantic, which takes longer to load than a fake to start
        from pydantic import ValidationError  # noqa: PLC0415 - see above

        takes = self.takes
        try:
            given = (
                takes.model_validate_json(sent or b"{}")
                if isinstance(sent, bytes)
                else takes.model_validate_strings(sent)
            )
        except ValidationError as error:
            raise ValueError(self._words(error)) from None
        return self.function(**{name: getattr(given, name) for name in given.model_fields_set})

    @cached_property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        """What the function takes, by name."""
        return inspect.signature(self.function).parameters

    @cached_property
    def takes(self) -> type[BaseModel]:
        """The shape of its arguments."""
        from pydantic import ConfigDict, create_model  # noqa: PLC0415 - loads slowly

        hints = get_type_hints(self.function, include_extras=True)
        fields: dict[str, Any] = {
            name: (hints[name], ... if one.default is one.empty else one.default)
            for name, one in self.parameters.items()
        }
        name = "".join(word.capitalize() for word in self.id.split("_")) + "Arguments"
        return create_model(name, __config__=ConfigDict(extra="forbid", strict=True, allow_inf_nan=False), **fields)

    @property
    def answers(self) -> Any:
        """The shape of its answer; NoneType if it answers an object without members."""
        return get_type_hints(self.function, include_extras=True)["return"]

    @property
    def about(self) -> str:
        """What it does."""
        return inspect.getdoc(self.function) or ""

    @property
    def id(self) -> str:
        """A name of its own, of letters and underscores."""
        path = self.path.replace("/", "_").replace("-", "_").replace(".", "_")
        return path if self.method == "POST" else f"get_{path}"

    def _words(self, error: ValidationError) -> str:
        first, *_ = found = error.errors(include_url=False)
        match first["type"]:
            case "json_invalid":
                return f"that is no JSON: {first['ctx']['error']}"
            case "model_type":
                return "send an object, with the arguments by name"
            case "missing":
                return f"{first['loc'][0]!r} is missing"
            case "extra_forbidden":
                return (
                    f"{self.path} does not take {first['loc'][0]!r}; it takes {', '.join(self.parameters) or 'nothing'}"
                )
        same = [one for one in found if one["loc"][0] == first["loc"][0]]
        return f"{first['loc'][0]!r} {' or '.join(dict.fromkeys(_should(one) for one in same))}"


def _should(error: ErrorDetails) -> str:
    return error["msg"].removeprefix("Input ")
