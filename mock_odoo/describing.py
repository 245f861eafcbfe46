"""What the server says about itself to who may read its documentation: its models, their fields and methods.

Names, signatures and defaults are recorded. What the real server derives from source code (explanations, kinds and
types of parameters, the module of a field or method) is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from mock_odoo import facts, messages
from mock_odoo.errors import AccessError, HttpError
from mock_odoo.orm import access
from mock_odoo.orm.environment import Environment

READERS = "api_doc.group_allow_doc"


def index(env: Environment) -> dict[str, Any]:
    """Return the installed modules, and every model that the user may read with its fields' labels and methods."""
    _check(env)
    readable = [model for model in sorted(env.registry.schemas) if access.has_access(env, model, "read")]
    return {
        "modules": facts.load(env.database.version.series, "modules"),
        "models": [_briefly(env, model) for model in readable],
    }


def model(env: Environment, name: str) -> dict[str, Any]:
    """Return everything about one model; raise HttpError if there is none of that name."""
    _check(env)
    if name not in env.registry.schemas:
        raise HttpError("NotFound", 404, messages.NO_SUCH_URL)
    schema = env.schema(name)
    return {
        "model": name,
        "name": schema.label,
        "doc": None,
        "fields": env[name].fields_get(),
        "methods": {method: _method(known) for method, known in sorted(schema.methods.items())},
    }


def parameters(signature: str) -> dict[str, dict[str, Any]]:
    """Return the parameters that a signature names, each with its default if it has one.

    What follows a default and has none takes all other named arguments: recorded signatures have lost its asterisks.
    """
    found: dict[str, dict[str, Any]] = {}
    for part in _parts(signature[1 : signature.rindex(")")]):
        name, has_default, default = part.partition("=")
        if has_default:
            found[name] = {"default": _literal(default)}
        else:
            found[name] = {"kind": "VAR_KEYWORD"} if any(found.values()) else {}
    return found


def _check(env: Environment) -> None:
    if not env.in_group(READERS):
        group = env.database.group_name(env.database.group_id(READERS)).rpartition("/")[2]
        raise AccessError(messages.for_others_only(group))


def _briefly(env: Environment, name: str) -> dict[str, Any]:
    schema = env.schema(name)
    labels = env[name].fields_get(attributes=["string"])
    return {
        "model": name,
        "name": schema.label,
        "fields": dict(sorted(labels.items())),
        "methods": sorted(schema.methods),
    }


def _method(known: dict[str, Any]) -> dict[str, Any]:
    signature = known["signature"]
    _, returns, annotation = signature.rpartition(" -> ")
    described: dict[str, Any] = {"signature": signature, "parameters": parameters(signature.partition(" -> ")[0])}
    if returns:
        described["return"] = {"annotation": annotation}
    if known["api"]:
        described["api"] = known["api"]
    return {**described, "model": known["model"]}


def _parts(inside: str) -> Iterator[str]:
    """Yield what stands between the commas that are in no brackets."""
    depth, start = 0, 0
    for place, character in enumerate(inside):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            yield inside[start:place].strip()
            start = place + 1
    if rest := inside[start:].strip():
        yield rest


def _literal(text: str) -> Any:
    """Return a default as JSON has it; a tuple is a list there, and what is no literal stays a text."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    return list(value) if isinstance(value, tuple) else value
