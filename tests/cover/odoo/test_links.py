"""Links: what commands say to fields that list other records."""

from __future__ import annotations

from typing import Any

import pytest

from .support import House

COMMANDS: list[tuple[Any, str]] = [
    ([[6, 0, ["a"]]], "a"),
    ([[6, 0, []]], ""),
    ([[5]], ""),
    ([[5, 0, 0]], ""),
    ([[4, "c"]], "abc"),
    ([[4, "a", 0]], "ab"),
    ([[3, "a"]], "b"),
    ([[3, "c"]], "ab"),
    ([[5], [4, "c"]], "c"),
    (["a", "c"], "ac"),
    ([], "ab"),
    (False, ""),
    ([[9, 9, 9]], "ab"),
    ([[2, "a"]], "b"),
    ([[1, "a", {"name": "renamed"}]], "ab"),
]


@pytest.mark.parametrize(("said", "left"), COMMANDS)
def test_commands_for_links(house: House, said: Any, left: str) -> None:
    """Commands create, change, delete, unlink, link, clear and set the links of a field; unknown ones do nothing."""
    groups = {name: house.create("res.groups", name=name) for name in "abc"}
    user = house.create("res.users", name="x", login="x", group_ids=[[6, 0, [groups["a"], groups["b"]]]])

    def numbered(value: Any) -> Any:
        return (
            [numbered(item) for item in value]
            if isinstance(value, list)
            else groups.get(value, value)
            if isinstance(value, str)
            else value
        )

    house.call("res.users", "write", ids=[user], vals={"group_ids": numbered(said)})
    assert sorted(house.read("res.users", user, "group_ids")) == sorted(groups[name] for name in left)
    there = house.call("res.groups", "search_count", domain=[["id", "in", list(groups.values())]])
    assert there == (2 if said == [[2, "a"]] else 3)
    renamed = house.call("res.groups", "search_count", domain=[["name", "=", "renamed"]])
    assert renamed == (1 if said and "renamed" in str(said) else 0)


def test_a_link_to_a_new_record(house: House) -> None:
    """Command 0 makes the record that it links."""
    user = house.create("res.users", name="x", login="x", group_ids=[[6, 0, []], [0, 0, {"name": "made"}]])
    [group] = house.read("res.users", user, "group_ids")
    assert house.read("res.groups", group, "name") == "made"
    assert user in house.read("res.groups", group, "user_ids")


def test_commands_for_lines(house: House) -> None:
    """Lines of an entry are made, changed, deleted and replaced by commands; those that are let go are deleted."""
    entry = house.entry(("customers", 100), ("sales", -60), ("purchases", -40))
    a, b, c = sorted(house.read("account.move", entry, "line_ids"))
    vals = [[1, a, {"debit": 60}], [2, c], [1, b, {"name": "x"}]]
    house.call("account.move", "write", ids=[entry], vals={"line_ids": vals})
    assert sorted(house.read("account.move", entry, "line_ids")) == [a, b]
    assert house.read("account.move.line", a, "debit") == 60.0
    assert house.read("account.move.line", b, "name") == "x"
    assert house.call("account.move.line", "search_count", domain=[["id", "=", c]]) == 0
    house.call(
        "account.move", "write", ids=[entry], vals={"line_ids": [[5], [0, 0, {"account_id": house.ids["bank"]}]]}
    )
    [new] = house.read("account.move", entry, "line_ids")
    assert new > c
    assert house.call("account.move.line", "search", domain=[["move_id", "=", entry]]) == [new]
