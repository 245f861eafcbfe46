"""Record the record rules off a real server: what it calls a domain, with a word for each value of the calling user."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Protocol

RIGHTS = ("read", "write", "create", "unlink")
# What rules call values of the calling user, and what stands for them in the facts.
WORDS = {
    "company_ids": "$companies",
    "company_ids + [False]": "$companies and none",
    "user.id": "$user",
    "user.commercial_partner_id.id": "$partner",
}


class Server(Protocol):
    """Who answers calls of a client."""

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Return what it answers to one call."""


def rules(server: Server, models: Sequence[str]) -> list[dict[str, Any]]:
    """Return the active rules of some models: model, domain, external ids of groups, and the rights they are about."""
    names = _names(server, "ir.model", "model")
    groups = _names(server, "ir.model.data", "complete_name", [["model", "=", "res.groups"]], "res_id")
    fields = ["model_id", "domain_force", "groups", *(f"perm_{right}" for right in RIGHTS)]
    rows = server.call("ir.rule", "search_read", domain=[["active", "=", True]], fields=fields, order="id")
    return [
        {
            "model": names[row["model_id"][0]],
            "domain": domain_of(row["domain_force"]),
            "groups": sorted(groups[id_] for id_ in row["groups"]),
            "rights": [right for right in RIGHTS if row[f"perm_{right}"]],
        }
        for row in rows
        if names[row["model_id"][0]] in models
    ]


def rights(server: Server) -> dict[str, dict[str, list[bool]]]:
    """Return, by model and by id of a group, whether the group gives each of the four rights."""
    names = _names(server, "ir.model", "model")
    fields = ["model_id", "group_id", *(f"perm_{right}" for right in RIGHTS)]
    rows = server.call("ir.model.access", "search_read", domain=[["group_id", "!=", False]], fields=fields, order="id")
    found: dict[str, dict[str, list[bool]]] = {}
    for row in rows:
        found.setdefault(names[row["model_id"][0]], {})[str(row["group_id"][0])] = [
            row[f"perm_{right}"] for right in RIGHTS
        ]
    return found


def domain_of(text: str) -> list[Any]:
    """Return a rule's domain, with words for the user's values; raise ValueError for one that asks for others."""
    domain: list[Any] = ast.literal_eval(_Words().visit(ast.parse(text.strip(), mode="eval")))
    return domain


class _Words(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Put the word in the place of an expression that has one."""
        word = WORDS.get(ast.unparse(node)) if isinstance(node, ast.expr) else None
        return ast.Constant(word) if word else super().generic_visit(node)


def _names(server: Server, model: str, field: str, domain: Sequence[Any] = (), key: str = "id") -> dict[int, str]:
    rows = server.call(model, "search_read", domain=list(domain), fields=[field, key])
    return {row[key]: row[field] for row in rows}
