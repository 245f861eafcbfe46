"""Identity: which numbers of an answer are ids, and of which model, so that they can be told from mere numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mock_odoo import facts
from twinledger.parity.places import SERIES

IDS = frozenset({"create", "search", "copy", "name_search", "name_create"})  # alone, in lists, or beside their labels
RECORDS = frozenset({"read", "search_read", "web_read", "web_save", "default_get"})
USER = "res.users"


@dataclass(frozen=True)
class Id:
    """How an answer refers to a record; `value` is a whole number, or a float where the server echoes one."""

    model: str
    value: int | float


@cache
def relations(model: str) -> Mapping[str, str]:
    """Return by field the model that a field of `model` refers to; empty for a model without recorded facts."""
    try:
        fields = facts.load(SERIES, model)["fields"]
    except KeyError:
        return {}
    return {name: field["relation"] for name, field in fields.items() if field.get("relation")}


def identified(result: Any, model: str, method: str) -> Any:
    """Return a method's result with its ids marked as such."""
    if method in IDS:
        return _ids(result, model)
    if method in RECORDS:
        return _records(result, model)
    if not isinstance(result, dict):
        return result
    return _of_a_user(_action(_with_records_inside(result, model)))


def user(result: Any) -> Any:
    """Return the result of a sign-in with the user's id marked."""
    return _of_a_user(result) if isinstance(result, dict) else _ids(result, USER)


def suggestion(error: Any) -> Any:
    """Return the description of an error with the company marked that the user is advised to switch to."""
    context = error.get("context", {}) if isinstance(error, dict) else {}
    if "suggested_company" not in context:
        return error
    company = _records(context["suggested_company"], "res.company")
    return {**error, "context": {**context, "suggested_company": company}}


def _ids(value: Any, model: str) -> Any:
    if isinstance(value, list):
        return [_ids(item, model) for item in value]
    return Id(model, value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _records(value: Any, model: str) -> Any:
    if isinstance(value, list):
        return [_records(item, model) for item in value]
    if not isinstance(value, dict):
        return value
    related = {"id": model, **relations(model)}
    return {name: _referring(member, related[name]) if name in related else member for name, member in value.items()}


def _referring(value: Any, model: str) -> Any:
    """Mark what a relational field shows: an id, `[id, label]`, ids, or records."""
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _records(value, model)
    return _ids(value, model)


def _with_records_inside(result: dict[str, Any], model: str) -> dict[str, Any]:
    """Mark the records of `web_search_read`, and the one that `onchange` fills in."""
    inside: dict[str, Any] = {name: _records(result[name], model) for name in ("records", "value") if name in result}
    return {**result, **inside}


def _action(result: dict[str, Any]) -> dict[str, Any]:
    """Mark the record that an action of the web client opens."""
    if isinstance(result.get("res_model"), str) and "res_id" in result:
        return {**result, "res_id": _ids(result["res_id"], result["res_model"])}
    return result


def _of_a_user(result: dict[str, Any]) -> dict[str, Any]:
    """Mark the user that a session or a context is about."""
    marked = {**result, "uid": _ids(result["uid"], USER)} if "uid" in result else result
    inner = marked.get("user_context")
    return {**marked, "user_context": _of_a_user(inner)} if isinstance(inner, dict) else marked
