"""A database: its tables, its base data, and what the server remembers of it between calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.store import IN_MEMORY, Snapshot, Store
from mock_odoo import recorded_tables, users
from mock_odoo.hosting import CUSTOM, Plan
from mock_odoo.ids import Ids
from mock_odoo.keys import apikeys
from mock_odoo.orm import own_fields, postgres
from mock_odoo.orm.environment import SUPERUSER, Environment
from mock_odoo.orm.pages import Pages
from mock_odoo.orm.registry import Registry
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql
from mock_odoo.orm.values import MONEY_DIGITS
from mock_odoo.users import User
from mock_odoo.versions import Version

if TYPE_CHECKING:
    from mock_odoo.contention import Contention
    from mock_odoo.late_commits import LateCommit
    from mock_odoo.portal import Portal

Listener = Callable[[str, Mapping[str, Any]], None]
DAY = timedelta(days=1)


def unheard(name: str, details: Mapping[str, Any]) -> None:
    """Hear nothing, where nobody listens."""


@dataclass(frozen=True)
class DatabaseState:
    """A database at one moment."""

    content: Snapshot
    verified: frozenset[tuple[int, str]]
    used: frozenset[int]
    plan: Plan
    cleans_up: datetime
    set_up_anew: frozenset[str]


class Database:
    """One Odoo database: tables in a store of its own (in a `file` or in memory), and the caches of the one worker.

    `verified` is the credential cache of `execute_kw`: what was once right stays right until the cache is cleared
    (observed: a removed or expired key goes on working there). `used` are the keys that have opened something.
    `listener` hears what happens here; `portal` is the website whose accounts manage this database, if there is one;
    `own_methods` are those of models that no other database has. Unless it `remembers`, `execute_kw` looks every time.
    While `ties_fall_freely`, rows that are equal in what they are ordered by come in another order at every query.
    `set_up_anew` are the models whose fields the server has set up once more since it loaded the database: those that
    got a field of the database's own, and every model once such a field is deleted (observed: parity own_fields).
    """

    def __init__(self, name: str, registry: Registry, clock: Clock, dice: Dice, file: Path | None = None) -> None:
        self.name = name
        self.registry = registry
        self.clock = clock
        self.dice = dice
        path = IN_MEMORY if file is None else str(file)
        self.store = Store(path, prepare=postgres.prepare, rolled_back=self.forget)
        self.pages = Pages(self.store)
        self.ids = Ids(self.store)
        self.verified: set[tuple[int, str]] = set()
        self.used: set[int] = set()
        self.plan = CUSTOM
        self.remembers = True
        self._cleans_up = clock.now() + DAY
        self.portal: Portal | None = None
        self.listener: Listener = unheard
        self.contentions: list[Contention] = []
        self.late_commits: list[LateCommit | None] = []
        self.is_late = False
        self.ties_fall_freely = False
        self.own_methods: dict[tuple[str, str], Callable[..., Any]] = {}
        self._users: dict[int, User] = {}
        self._digits: dict[int, int] = {}
        self._roots: dict[int, int] = {}
        self._groups: dict[str, int] = {}
        self._group_names: dict[int, str] = {}
        self._languages: frozenset[str] = frozenset()
        self._filled: set[str] = set()
        self.set_up_anew: set[str] = set()
        self.rows_filled_in = 0

    @property
    def version(self) -> Version:
        """The version of Odoo."""
        return self.registry.version

    def environment(
        self,
        uid: int = SUPERUSER,
        context: Mapping[str, Any] | None = None,
        request: Any = None,
        now: datetime | None = None,
    ) -> Environment:
        """Return the environment of a call that starts `now`, by the clock. Once a day the server cleans up before."""
        now = now or self.clock.now()
        if now >= self._cleans_up:
            apikeys.collect(self)
            self.store.after_commit(partial(self._cleaned_up, now))
        return Environment(self, uid, context or {}, now, su=uid == SUPERUSER and request is None, request=request)

    def _cleaned_up(self, now: datetime) -> None:
        self._cleans_up = now + DAY

    def note(self, name: str, **details: Any) -> None:
        """Tell whoever listens what happened, once the transaction is through; never if it is rolled back."""
        self.store.after_commit(partial(self.tell, name, **details))

    def tell(self, name: str, **details: Any) -> None:
        """Tell whoever listens at once what happened, whatever becomes of the transaction: a refusal."""
        self.listener(name, {"database": self.name, **details})

    def schema(self, model: str) -> Schema:
        """Return a model's schema, its table filled with what every database has of it; raise NotInFake as ever."""
        found = self.registry.schema(model)
        if model in recorded_tables.MODELS and model not in self._filled:
            recorded_tables.fill(self, found)
            self.store.after_commit(partial(self._filled.add, model))
        return self._own_schemas.get(model, found)

    @cached_property
    def _own_schemas(self) -> dict[str, Schema]:
        """The schemas of those models that have fields of this database's own."""
        return own_fields.schemas(self)

    def own_references(self, model: str) -> list[tuple[Schema, Field]]:
        """Return the fields of this database's own that refer to records of a model."""
        return [
            (schema, field)
            for schema in self._own_schemas.values()
            for field in schema.columns
            if field.facts["manual"] and field.relation == model
        ]

    def own_rule(self, field: Field) -> str:
        """Return what the deletion of its record does to a reference of this database's own, as `on_delete` says."""
        row = self.store.one(
            "SELECT on_delete FROM ir_model_fields WHERE model = ? AND name = ?", (field.model, field.name)
        )
        return str(row[0]) if row else ""

    # What is asked again and again ------------------------------------------------------------------------------------

    def user(self, uid: int) -> User:
        """Return a user; raise MissingError if there is none with that id."""
        if uid not in self._users:
            self._users[uid] = users.load(self.store, uid)
        return self._users[uid]

    def group_id(self, xmlid: str) -> int:
        """Return the id of a group; 0, which no group has, if the external id is unknown."""
        if not self._groups:
            self._groups = {xmlid: id_ for id_, xmlid in self.store.all("SELECT id, xmlid FROM res_groups_xmlid")}
        return self._groups.get(xmlid, 0)

    def group_name(self, id_: int) -> str:
        """Return the name of a group as error messages have it."""
        if not self._group_names:
            rows = self.store.all(
                "SELECT g.id, x.privilege, g.name FROM res_groups g JOIN res_groups_xmlid x USING (id)"
            )
            self._group_names = {id_: f"{privilege}/{name}" if privilege else name for id_, privilege, name in rows}
        return self._group_names[id_]

    def digits(self, currency: int) -> int:
        """Return the decimals of a currency."""
        if not self._digits:
            self._digits = dict(self.store.all("SELECT id, decimal_places FROM res_currency"))
        return self._digits.get(currency, MONEY_DIGITS)

    def company_currency(self, company: int) -> int:
        """Return the id of a company's currency."""
        row = self.store.one("SELECT currency_id FROM res_company WHERE id = ?", (company,))
        return int(row[0]) if row else 0

    def company_language(self, company: int) -> str:
        """Return the language of a company's partner; empty if it has none."""
        row = self.store.one(
            "SELECT p.lang FROM res_company c JOIN res_partner p ON p.id = c.partner_id WHERE c.id = ?", (company,)
        )
        return str(row[0]) if row and row[0] else ""

    def root_company(self, company: int) -> int:
        """Return the company at the top of a company's branches; itself if it is none."""
        if not self._roots:
            parents: dict[int, int | None] = dict(self.store.all("SELECT id, parent_id FROM res_company"))
            for id_ in parents:
                root = id_
                while above := parents[root]:
                    root = above
                self._roots[id_] = root
        return self._roots.get(company, company)

    @property
    def languages(self) -> frozenset[str]:
        """The codes of the installed languages."""
        if not self._languages:
            self._languages = frozenset(code for (code,) in self.store.all("SELECT code FROM res_lang WHERE active"))
        return self._languages

    @property
    def installed_languages(self) -> frozenset[str]:
        """The codes of the languages that have labels and values of their own."""
        return frozenset(code for (code,) in self.store.all("SELECT lang FROM installed_language"))

    def parameter(self, key: str) -> str:
        """Return a system parameter; empty if nobody has set it."""
        row = self.store.one("SELECT value FROM ir_config_parameter WHERE key = ?", (key,))
        return str(row[0]) if row and row[0] else ""

    def clear_caches(self) -> None:
        """Forget everything, verified credentials included, as a restart of the server does."""
        self.verified.clear()
        self.forget()

    def forget(self) -> None:
        """Forget what was loaded of users, groups, currencies, companies and languages."""
        self._users, self._digits, self._roots, self._groups, self._group_names = {}, {}, {}, {}, {}
        self._languages = frozenset()
        self._filled = set()
        self.__dict__.pop("_own_schemas", None)

    # Ids --------------------------------------------------------------------------------------------------------------

    def next_ids(self, table: str, count: int) -> Sequence[int]:
        """Reserve `count` ids of a table."""
        return self.ids.take(table, count)

    @contextmanager
    def late(self, taken: Mapping[str, Sequence[int]]) -> Iterator[None]:
        """Let what is done meanwhile have these ids, and fail where somebody has changed the same rows since."""
        self.is_late = True
        try:
            with self.ids.reserving(taken):
                yield
        finally:
            self.is_late = False

    @staticmethod
    def json_list(ids: Iterable[int]) -> str:
        """Return ids as one parameter for `json_each`."""
        return postgres.json_array(list(ids))

    def id_list(self, ids: Iterable[int]) -> Sql:
        """Return ids as what stands behind IN, however many they are."""
        return Sql("(SELECT value FROM json_each(?))", (self.json_list(ids),))

    # State ------------------------------------------------------------------------------------------------------------

    def capture(self) -> DatabaseState:
        """Return the whole state."""
        return DatabaseState(
            self.store.snapshot(),
            frozenset(self.verified),
            frozenset(self.used),
            self.plan,
            self._cleans_up,
            frozenset(self.set_up_anew),
        )

    def restore(self, state: DatabaseState) -> None:
        """Make the state what it was when `state` was captured."""
        self.store.restore(state.content)
        self.forget()
        self.contentions.clear()
        self.late_commits.clear()
        self.ties_fall_freely = False
        self.verified = set(state.verified)
        self.used = set(state.used)
        self.plan = state.plan
        self._cleans_up = state.cleans_up
        self.set_up_anew = set(state.set_up_anew)
