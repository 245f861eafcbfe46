"""Lists of lines: what is said of those of an entry, in one of its three lists or in another (observed)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mock_odoo.orm import commands

LINE_LISTS = ("line_ids", "journal_line_ids", "invoice_line_ids")
WHOLE = (commands.CLEAR, commands.SET)  # what is said of a list as a whole


def as_one(vals: Mapping[str, Any]) -> dict[str, Any]:
    """The three lists of lines of a plain entry are one; what is said to any of them is said to `line_ids`."""
    lists = [vals[name] or [] for name in LINE_LISTS if name in vals]
    rest = {name: value for name, value in vals.items() if name not in LINE_LISTS}
    if not lists:
        return rest
    wrong = [said for said in lists if not isinstance(said, list | tuple)]
    return {**rest, "line_ids": wrong[0] if wrong else [command for said in lists for command in said]}


def of_members(vals: Mapping[str, Any], read: Callable[[str], list[dict[str, Any]]]) -> dict[str, Any]:
    """Return what is said of all priced lines as deletions: it spares what follows from them (observed).

    `read` reads a field of the entries.
    """
    said = vals.get("invoice_line_ids")
    if not isinstance(said, list) or not any(_is_whole(command) for command in said):
        return {}
    members = [line for entry in read("invoice_line_ids") for line in entry["invoice_line_ids"]]
    return {"invoice_line_ids": [one for command in said for one in _of_members(command, members)]}


def _is_whole(command: Any) -> bool:
    return isinstance(command, list | tuple) and commands.part(command, 0) in WHOLE


def _of_members(command: commands.Command, members: Sequence[int]) -> list[commands.Command]:
    kept = commands.ids(command) if _is_whole(command) and command[0] == commands.SET else []
    if not _is_whole(command):
        return [command]
    gone = [[commands.DELETE, line] for line in members if line not in kept]
    return [*gone, *([commands.LINK, line] for line in kept if line not in members)]


def without_deletions(vals: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without the lines that are deleted: several entries are told so, and it happens once (observed)."""
    return {
        name: [command for command in value if list(command[:1]) != [commands.DELETE]]
        if name in LINE_LISTS and isinstance(value, list)
        else value
        for name, value in vals.items()
    }
