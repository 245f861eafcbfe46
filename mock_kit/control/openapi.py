"""The OpenAPI 3.1 document of the control API, drawn from the signatures of what can be asked for."""

from __future__ import annotations

from collections.abc import Sequence
from types import NoneType
from typing import Any

from pydantic import TypeAdapter

from mock_kit.control.operation import Operation

REFERENCES = "#/components/schemas/{model}"
REFUSAL = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
REFUSALS = {
    "401": "The token is missing or wrong.",
    "403": "It came from another machine, or from a web page.",
    "411": "It came in chunks.",
    "413": "That is more than any operation takes.",
    "415": "It is not JSON.",
    "422": "It is not done, and why is said.",
}


def document(operations: Sequence[Operation], prefix: str) -> dict[str, Any]:
    """Return the document; paths begin with `prefix`."""
    shapes = [(one.id, "validation", TypeAdapter(one.takes)) for one in operations]
    shapes += [(one.id, "serialization", TypeAdapter(one.answers)) for one in operations if one.answers is not NoneType]
    schemas, shared = TypeAdapter.json_schemas(shapes, ref_template=REFERENCES)  # type: ignore[arg-type]
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        answer = schemas.get((one.id, "serialization"), {"type": "object"})
        takes = shared["$defs"][one.takes.__name__]
        paths.setdefault(prefix + one.path, {})[one.method.lower()] = _described(one, takes, answer)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Twinledger's control API", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {**shared["$defs"], "Refusal": REFUSAL},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _described(operation: Operation, takes: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    summary, _, more = operation.about.partition("\n\n")
    needed = takes.get("required", [])
    arguments = takes.get("properties", {})
    refusal = {"application/json": {"schema": {"$ref": REFERENCES.format(model="Refusal")}}}
    described: dict[str, Any] = {
        "operationId": operation.id,
        "summary": summary,
        "description": more,
        "responses": {
            "200": {"description": "It is done.", "content": {"application/json": {"schema": answer}}},
            **{status: {"description": why, "content": refusal} for status, why in REFUSALS.items()},
        },
    }
    if operation.method == "GET":
        described["parameters"] = [
            {"name": name, "in": "query", "required": name in needed, "schema": schema}
            for name, schema in arguments.items()
        ]
    else:
        body = {"$ref": REFERENCES.format(model=operation.takes.__name__)}
        described["requestBody"] = {"required": bool(needed), "content": {"application/json": {"schema": body}}}
    return described
