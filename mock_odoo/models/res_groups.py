"""Access groups: what each implies, by which it is implied, and who is in it, directly or by others (observed)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from mock_odoo.orm.environment import Environment
from mock_odoo.orm.expressions import column_of
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.sql import Sql, column, sql

Links = dict[int, list[int]]


def _full_name(env: Environment, alias: str) -> Sql:
    privilege = sql("(SELECT x.privilege FROM res_groups_xmlid AS x WHERE x.id = {})", column(alias, "id"))
    return sql("COALESCE({} || ' / ', '') || {}", privilege, column_of(env, "res.groups", "name", alias))


def _all(here: str, there: str) -> Callable[[Environment, Sequence[int]], Links]:
    """The groups that one implies, or by which it is implied, itself first."""

    def groups(env: Environment, ids: Sequence[int]) -> Links:
        found = _closure(env, ids, here, there)
        return {id_: [id_, *sorted(other for other in others if other != id_)] for id_, others in found.items()}

    return groups


def _closure(env: Environment, ids: Sequence[int], here: str, there: str) -> Links:
    rows = env.database.store.all(
        "WITH RECURSIVE tree(start, id) AS (SELECT value, value FROM json_each(?)"
        f" UNION SELECT tree.start, i.{there} FROM tree JOIN res_groups__implied_ids i ON i.{here} = tree.id)"
        " SELECT start, id FROM tree",
        (env.database.json_list(ids),),
    )
    found: Links = {id_: [] for id_ in ids}
    for start, id_ in rows:
        found[start].append(id_)
    return found


def _ordered(env: Environment, links: Links) -> Links:
    """Put users in their own order; who is archived is left out."""
    wanted = sorted({id_ for ids in links.values() for id_ in ids})
    order = env.sudo()["res.users"].search([("id", "in", wanted)])
    return {owner: [id_ for id_ in order if id_ in ids] for owner, ids in links.items()}


def _users(env: Environment, ids: Sequence[int]) -> Links:
    """Who is in a group, directly or by another that implies it."""
    members: Links = {}
    for user, group in env.database.store.all("SELECT owner, member FROM res_users__group_ids"):
        members.setdefault(group, []).append(user)
    implying = _closure(env, ids, "member", "owner")
    return _ordered(
        env,
        {id_: [user for group in groups for user in members.get(group, ())] for id_, groups in implying.items()},
    )


def _count(env: Environment, ids: Sequence[int]) -> dict[int, int]:
    return {id_: len(users) for id_, users in _users(env, ids).items()}


class ResGroups(BaseModel):
    """Access groups."""

    model_name = "res.groups"
    searched_names = ("full_name", "name")
    sql_fields: ClassVar = {"display_name": _full_name, "full_name": _full_name}
    computed_fields: ClassVar = {
        "all_implied_ids": _all("owner", "member"),
        "all_implied_by_ids": _all("member", "owner"),
        "all_user_ids": _users,
        "all_users_count": _count,
    }

    def _changed(self, ids: Sequence[int], names: frozenset[str]) -> None:
        self.env.database.forget()
