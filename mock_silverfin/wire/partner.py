"""A partner's file: what somebody with Silverfin's partner documentation knows better, and the wire that follows.

It names routes, members, parameters and statuses; what it names rests on it. docs/wire.md shows one.
"""

from __future__ import annotations

import difflib
import importlib.util
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mock_kit.provenance import Kind, Provenance, documented
from mock_silverfin.errors import SilverfinError
from mock_silverfin.routes import API, SERVED, Route
from mock_silverfin.sync.turns import WhenBusy
from mock_silverfin.wire.members import Shape
from mock_silverfin.wire.openapi import shapes_of
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.served import Names, Translation, Wire

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
METHODS: tuple[str, ...] = get_args(Method)
READ, ANSWER, ROUTES = "read_", "answer_", "ROUTES"


class WireFileError(ValueError):
    """A partner's file that says something impossible; the text says what and where."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class RouteEntry(_Strict):
    """Another method or path for an operation, and the status of its answer."""

    method: Method | None = None
    path: str | None = None
    status: int | None = Field(default=None, ge=200, le=299)


class BusyEntry(_Strict):
    """How a second request for one company is refused."""

    status: Literal[429, 409] = 429
    retry_after: int | None = Field(default=None, ge=0)


class WireFile(_Strict):
    """Everything that a partner's file can say."""

    source: str
    kind: Literal["documented", "observed"] = "documented"
    routes: dict[str, RouteEntry] = {}
    members: dict[str, dict[str, str]] = {}
    parameters: dict[str, dict[str, str]] = {}
    statuses: dict[str, int] = {}
    busy: BusyEntry = BusyEntry()
    mapping: str | None = None


def wire_of(said: Any, folder: Path, *, strict: bool = False) -> Wire:
    """Return the wire of what a file says; `folder` is where its Python mapping is looked for.

    Raise WireFileError, which names the place, for anything that the fake does not have.
    """
    file = _read(said)
    source = Provenance(Kind(file.kind), file.source)
    for operation in file.routes:
        _refuse_unknown(operation, OPERATIONS, "routes")
    mapping = _mapping(folder / file.mapping) if file.mapping else None
    routes = [replace(route, **_changes(route, file, source)) for route in SERVED]
    routes += [replace(route, provenance=source) for route in (mapping[1] if mapping else ())]
    _refuse_doubles(routes)
    return Wire(
        routes=tuple(routes),
        members=_checked(file.members, {name: set(shape.model_fields) for name, shape in _shapes().items()}, "members"),
        parameters=_checked(file.parameters, _parameters(), "parameters"),
        statuses=dict(_statuses(file.statuses)),
        when_busy=WhenBusy(file.busy.status, file.busy.retry_after),
        source=source,
        mapping=mapping[0] if mapping else Translation(),
        strict=strict,
    )


def _read(said: Any) -> WireFile:
    if not isinstance(said, Mapping):
        raise WireFileError("the file should name what differs, beginning with source: where that is known from")
    try:
        return WireFile.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise WireFileError(f"{place}: {first['msg']}") from None


def _shapes() -> dict[str, type[Shape]]:
    return {shape.__name__: shape for operation in OPERATIONS.values() for shape in shapes_of(operation)}


def _parameters() -> dict[str, set[str]]:
    return {name: {one.name for one in operation.query} for name, operation in OPERATIONS.items() if operation.query}


def _changes(route: Route, file: WireFile, source: Provenance) -> dict[str, Any]:
    """Return what a file changes about a route of the API; the document of it counts for what it only confirms, too."""
    entry = file.routes.get(route.operation)
    if entry is None:
        return {}
    said: dict[str, Any] = entry.model_dump(exclude_none=True)
    if entry.path is not None:
        said["path"] = _path(entry.path, route)
    return {**said, "provenance": source}


def _path(written: str, route: Route) -> str:
    """Return a path with its ids as ours are written; one that does not begin with /api or /f is below the firm."""
    whole = _below_firm(written)
    wanted, found = (sorted(re.findall(r"<(\w+)>", one)) for one in (route.path, whole))
    if wanted != found:
        needed = ", ".join(f"{{{name}}}" for name in wanted)
        raise WireFileError(f"routes.{route.operation}.path: it needs the ids {needed}, each once; got {written}")
    return whole


def _below_firm(written: str) -> str:
    path = re.sub(r"\{(\w+)\}", r"<\1>", written)
    return path if path.startswith(("/api/", "/f/")) else f"{API}/{path.lstrip('/')}"


def _refuse_doubles(routes: Collection[Route]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for route in routes:
        place = route.method, re.sub(r"<\w+>", "<>", route.path)
        if place in seen:
            raise WireFileError(f"routes.{route.operation}: {route.method} {route.path} is {seen[place]} already")
        seen[place] = route.operation


def _checked(given: Names, known: Mapping[str, Collection[str]], place: str) -> Names:
    for name, entries in given.items():
        _refuse_unknown(name, known, place)
        for member in entries:
            _refuse_unknown(member, known[name], f"{place}.{name}")
        names = [entries.get(member, member) for member in known[name]]
        if doubled := {one for one in names if names.count(one) > 1}:
            raise WireFileError(f"{place}.{name}: two members would be called {min(doubled)!r}")
    return given


def _statuses(given: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    meanings = {kind.meaning for kind in kinds_of(SilverfinError)} - {"", "busy", "oauth", "not_in_fake"}
    for meaning, status in given.items():
        _refuse_unknown(meaning, meanings, "statuses")
        if not 400 <= status < 500:
            raise WireFileError(f"statuses.{meaning}: {status} is no status of a refusal")
        yield meaning, status


def kinds_of(error: type[SilverfinError]) -> Iterator[type[SilverfinError]]:
    """Yield an error and every kind of it."""
    yield error
    for kind in error.__subclasses__():
        yield from kinds_of(kind)


def _refuse_unknown(name: str, known: Collection[str], place: str) -> None:
    if name not in known:
        close = difflib.get_close_matches(name, known, 1)
        hint = f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(sorted(known))}"
        raise WireFileError(f"{place}: the fake has no {name!r}{hint}")


# Python ---------------------------------------------------------------------------------------------------------------


def _mapping(path: Path) -> tuple[Translation, list[Route]]:
    """Return what a partner's Python maps, and the routes that it adds."""
    module = _module(path)
    readers = dict(_named(module, READ, path))
    answerers = dict(_named(module, ANSWER, path))
    added: Mapping[str, Callable[..., Any]] = getattr(module, ROUTES, {})
    routes = [_added(place, handler, path.name) for place, handler in added.items()]
    handlers = dict(zip((route.operation for route in routes), added.values(), strict=True))
    if len(handlers) < len(routes):
        raise WireFileError(f"{path.name}: {ROUTES}: each route needs a function of its own, with a name of its own")
    return Translation(readers, answerers, handlers), routes


def _added(place: str, handler: Callable[..., Any], file: str) -> Route:
    """Return a route that a partner's Python adds; raise WireFileError for one that cannot be served."""
    method, _, written = place.partition(" ")
    operation, path = getattr(handler, "__name__", ""), _below_firm(written)
    if method not in METHODS or "<firm_id>" not in path:
        hint = f"write one of {', '.join(METHODS)}, a blank, and a path that has the firm in it or is below it"
        raise WireFileError(f"{file}: {ROUTES}: {place!r} is no route; {hint}")
    if operation in OPERATIONS:
        raise WireFileError(f"{file}: {ROUTES}: the fake has an operation {operation!r}; call it otherwise")
    if not operation.isidentifier():
        raise WireFileError(f"{file}: {ROUTES}: what answers {place!r} is a function with a name")
    return Route(operation, method, path, documented(file))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise WireFileError(f"mapping: there is no Python in {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _named(module: ModuleType, prefix: str, path: Path) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in vars(module).items():
        if name.startswith(prefix) and callable(value):
            operation = name.removeprefix(prefix)
            _refuse_unknown(operation, OPERATIONS, f"{path.name}: {name}")
            yield operation, value
