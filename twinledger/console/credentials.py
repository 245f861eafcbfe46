"""Credentials: which keys, tokens and connections there are and how they stand; never what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mock_odoo.orm.values import kept_moment
from mock_silverfin.integrations import connections
from mock_silverfin.oauth import ACCESS_TOKEN_LIFE

if TYPE_CHECKING:
    from mock_odoo.database import Database
    from twinledger.world import World

KEYS = (
    "SELECT k.name, u.login, k.expiration_date FROM res_users_apikeys k JOIN res_users u ON u.id = k.user_id"
    " ORDER BY k.id"
)


class State(StrEnum):
    """How a credential stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REMOVED = "removed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Credential:
    """A key of Odoo, or a connection of Silverfin, by its name and by whose it is; `until` is as the system says it."""

    name: str
    owner: str
    state: State
    until: str = ""


def keys_of(world: World) -> list[Credential]:
    """Return the API keys of every database that is paired, and those that were removed, the newest last."""
    databases = [world.odoo.database(name) for name in sorted({pair.database for pair in world.pairs})]
    there = [key for database in databases for key in _keys(database, kept_moment(world.clock.now()))]
    return [*_removed(world, {(key.name, key.owner) for key in there}), *there]


def _keys(database: Database, now: str) -> Iterator[Credential]:
    for name, login, until in database.store.all(KEYS):
        state = State.VALID if until is None or until > now else State.EXPIRED
        yield Credential(name, login, state, until or "")


def _removed(world: World, there: set[tuple[str, str]]) -> list[Credential]:
    """Return the keys that somebody removed and of whose name there is no other."""
    details = [event.details for event in world.journal.events.named("keys.removed")]
    gone = dict.fromkeys((str(one.get("key", "")), str(one.get("user", ""))) for one in details)
    return [Credential(*key, State.REMOVED) for key in gone if key not in there]


def connections_of(world: World) -> list[Credential]:
    """Return the connections of the firm to Odoo, oldest first, with whether one of the two ends refuses them."""
    return [
        Credential(one.name, one.email, State.VALID if one.refused_at is None else State.REFUSED)
        for one in connections.all_of(world.pair.file.books)
    ]


def tokens_of(world: World) -> list[Credential]:
    """Return the newest access token of every application, by the application's name."""
    return [
        Credential(name, "", _token_state(made_at + ACCESS_TOKEN_LIFE > world.clock.now(), is_revoked=revoked))
        for name, made_at, revoked in world.silverfin.newest_tokens()
    ]


def _token_state(is_young: bool, *, is_revoked: bool) -> State:
    if is_revoked:
        return State.REMOVED
    return State.VALID if is_young else State.EXPIRED
