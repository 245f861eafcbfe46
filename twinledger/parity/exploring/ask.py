"""Ask: one call that an exploration makes of both systems, through any door and by anybody, and what follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from twinledger.parity.conversation import Step

ADMIN = "admin"
DOORS = {  # by what they have to come in with
    ADMIN: ("json2", "xmlrpc", "jsonrpc", "web"),
    "accountant": ("json2", "xmlrpc", "jsonrpc", "web"),
    "biller": ("json2", "xmlrpc", "jsonrpc", "web"),
    "employee": ("xmlrpc", "jsonrpc", "web"),
}
ELSEWHERE = ("xmlrpc", "jsonrpc")  # the doors of everybody else, who has a password alone
PEOPLE = ("accountant", "biller", "employee", "reader", "accounts", "settings", "rights", "portal", "public")
LOOKING = frozenset(
    "search search_read search_count read read_group formatted_read_group name_search web_read web_search_read "
    "has_access default_get fields_get export_data context_get authenticate".split()
)
_STEP: TypeAdapter[Step] = TypeAdapter(Step)


@dataclass(frozen=True)
class Ask:
    """A call with named arguments; `ids` is None for a method of the model itself.

    `makes` are the names under which the ids of new records are captured, `then` is asked by the same person if both
    systems did the same. `head` says otherwise than the one who asks would choose through which door, or that a
    person clicks.
    """

    model: str
    method: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    ids: Any = None
    capture: Mapping[str, str] = field(default_factory=dict)
    makes: tuple[str, ...] = ()
    then: tuple[Ask, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether it changes records where it succeeds."""
        return self.method not in LOOKING

    def step(self, number: int, door: str = "json2", who: str = ADMIN) -> Step:
        """Return the call as a step of a conversation."""
        head = {"door": door, "as": who, "capture": dict(self.capture), **self.head}
        head = {"step": f"{number}, {self.method}", **head}
        if "path" in head or "service" in head:
            return _STEP.validate_python({name: value for name, value in head.items() if name != "as" or value})
        head.update({"model": self.model, "method": self.method})
        named = dict(self.arguments)
        if head["door"] == "json2":
            arguments = named if self.ids is None else {"ids": self.ids, **named}
            return _STEP.validate_python({**head, "arguments": arguments})
        args = [] if self.ids is None else [self.ids]
        if self.method == "create" and "vals_list" in named:
            args = [named.pop("vals_list")]
        return _STEP.validate_python({**head, "args": args, "kwargs": named})
