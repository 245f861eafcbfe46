"""The OpenAPI 3.1 document of what is served, drawn from the routes, the operations and the shapes of their JSON.

Every operation, parameter, member and status says in `x-provenance` what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic.json_schema import models_json_schema

from mock_kit.provenance import Provenance
from mock_silverfin import errors
from mock_silverfin.errors import SilverfinError
from mock_silverfin.routes import Route
from mock_silverfin.wire.members import ID_SCHEMA, Shape
from mock_silverfin.wire.operation import Operation, Parameter
from mock_silverfin.wire.operations import OPERATIONS, assumed_parts, is_withheld
from mock_silverfin.wire.refusals import shape_of
from mock_silverfin.wire.served import Wire
from mock_silverfin.wire.translation import parts, provenance

Json = dict[str, Any]

JSON = "application/json"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def document(wire: Wire) -> Json:
    """Return the document of a wire."""
    served = [route for route in wire.routes if route.operation in OPERATIONS]
    paths: Json = {}
    for route in served:
        paths.setdefault(_template(route.path), {})[route.method.lower()] = _operation(route, wire)
    shapes = {shape for route in served for shape in shapes_of(OPERATIONS[route.operation])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Silverfin, as the fake serves it",
            "version": "v4",
            "description": "Each part says in x-provenance what it rests on; what is assumed is ours.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(shapes, wire),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def source(rests: Provenance) -> Json:
    """Return what something rests on, as JSON."""
    return {"kind": rests.kind.value, "source": rests.source}


def _operation(route: Route, wire: Wire) -> Json:
    operation = OPERATIONS[route.operation]
    found: Json = {
        "operationId": route.operation,
        "summary": operation.summary,
        "parameters": [*_path_parameters(route), *(_parameter(one, route, wire) for one in operation.query)],
        "responses": dict(_responses(operation, route, wire)),
        "security": [] if route.scopes is None else [{"token": list(route.scopes)}],
        "x-provenance": source(route.provenance),
    }
    if operation.body is not None:
        kinds = (JSON, *FORMS) if operation.forms else (JSON,)
        content = {kind: {"schema": _reference(operation.body)} for kind in kinds}
        found["requestBody"] = {"required": not operation.forms, "content": content}
    return found


def _path_parameters(route: Route) -> Iterator[Json]:
    for name in re.findall(r"<(\w+)>", route.path):
        rests = source(route.provenance)
        yield {"name": name, "in": "path", "required": True, "schema": ID_SCHEMA, "x-provenance": rests}


def _parameter(found: Parameter, route: Route, wire: Wire) -> Json:
    theirs = wire.parameters.get(route.operation, {})
    named = wire.source if wire.source and found.name in theirs else found.rests
    return {
        "name": theirs.get(found.name, found.name),
        "in": "query",
        "schema": dict(found.schema),
        "description": found.description,
        "x-provenance": source(named),
    }


def _responses(operation: Operation, route: Route, wire: Wire) -> Iterator[tuple[str, Json]]:
    """Yield each status with what is answered; refusals of one status are described together."""
    by_status: dict[int, list[type[SilverfinError]]] = {}
    if wire.strict:
        by_status[errors.NotInFakeError.status] = [errors.NotInFakeError]
    for refusal in operation.refusals:
        by_status.setdefault(wire.status(refusal), []).append(refusal)
    if not any(assumed_parts(route, wire)):
        yield str(route.status), _success(operation)
    for status, refusals in sorted(by_status.items()):
        yield str(status), _refusal(refusals)


def _success(operation: Operation) -> Json:
    found: Json = {"description": "Done.", "x-provenance": source(operation.rests)}
    if operation.answer is None:
        return found
    schema = _reference(operation.answer)
    listed = {"type": "array", "items": schema} if operation.many else schema
    return {**found, "description": _first_line(operation.answer), "content": {JSON: {"schema": listed}}}


def _refusal(refusals: Iterable[type[SilverfinError]]) -> Json:
    listed = list(dict.fromkeys(refusals))
    shapes = list(dict.fromkeys(_reference(shape_of(refusal))["$ref"] for refusal in listed))
    schema: Json = {"$ref": shapes[0]} if len(shapes) == 1 else {"anyOf": [{"$ref": shape} for shape in shapes]}
    return {
        "description": " ".join(dict.fromkeys(map(_first_line, listed))),
        "content": {JSON: {"schema": schema}},
        "x-provenance": [source(rests) for rests in dict.fromkeys(refusal.rests for refusal in listed)],
    }


def _schemas(shapes: Iterable[type[Shape]], wire: Wire) -> Json:
    every = sorted(shapes, key=lambda shape: shape.__name__)
    _, made = models_json_schema(
        [(shape, "validation") for shape in every], ref_template="#/components/schemas/{model}"
    )
    return {shape.__name__: _schema(shape, made["$defs"][shape.__name__], wire) for shape in every}


def _schema(shape: type[Shape], made: Json, wire: Wire) -> Json:
    """Return a shape's schema by the names of the wire, without what a strict one does not serve."""
    names = wire.members.get(shape.__name__, {})
    kept = {
        name: wire.rests(shape.__name__, name, rests)
        for name, rests in provenance(shape).items()
        if not is_withheld(shape, name, wire)
    }
    properties = {
        names.get(name, name): {**_plain(made["properties"][name]), "x-provenance": source(rests)}
        for name, rests in kept.items()
    }
    required = [names.get(name, name) for name in made.get("required", ()) if name in kept]
    rest = {key: value for key, value in made.items() if key not in ("properties", "required", "title")}
    return {**rest, "properties": properties, **({"required": required} if required else {})}


def _plain(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key not in ("title", "default")}


def shapes_of(operation: Operation) -> Iterator[type[Shape]]:
    """Yield every shape that an operation takes or answers, and those inside them."""
    refusals = map(shape_of, (*operation.refusals, errors.NotInFakeError))
    for shape in filter(None, (operation.answer, operation.body, *refusals)):
        yield from _with_parts(shape)


def _with_parts(shape: type[Shape]) -> Iterator[type[Shape]]:
    yield shape
    for inner in parts(shape).values():
        yield from _with_parts(inner)


def _reference(shape: type[Shape]) -> Json:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _template(path: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _first_line(documented: type[Any]) -> str:
    return str(documented.__doc__).partition("\n")[0].partition(". ")[0].rstrip(".") + "."
