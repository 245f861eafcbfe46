"""The environment of one call: whose call it is, in which database, with which context and at which moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_odoo import messages
from mock_odoo.errors import AccessError, UserError, type_error
from mock_odoo.orm.arguments import hashable, items
from mock_odoo.orm.dates import zone
from mock_odoo.orm.postgres import INT32
from mock_odoo.orm.schema import Schema
from mock_odoo.orm.values import kept_moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from mock_odoo.database import Database
    from mock_odoo.keys.sessions import WebRequest
    from mock_odoo.orm.model import BaseModel
    from mock_odoo.orm.registry import Registry
    from mock_odoo.users import User
    from mock_odoo.versions import Version

SUPERUSER = 1
SOURCE_LANGUAGE = "en_US"


@dataclass(frozen=True)
class Environment:
    """All that a call depends on beside its arguments.

    `su` switches access rights and rules off, as the server itself does for its own work. `request` is the web request
    of a call that came over HTTP with one (the web client, JSON-2) and None over XML-RPC and /jsonrpc.
    """

    database: Database
    uid: int
    context: Mapping[str, Any]
    now: datetime
    su: bool = False
    request: WebRequest | None = None

    def __getitem__(self, model: str) -> BaseModel:
        return self.model(model)

    def model(self, name: str, ids: tuple[int, ...] = ()) -> BaseModel:
        """Return the records `ids` of a model; raise NotInFake if the fake does not have that model."""
        return self.registry.model(name)(self, ids)

    def schema(self, model: str) -> Schema:
        """Return a model's schema; raise NotInFake if the fake does not have that model."""
        return self.database.schema(model)

    def has(self, model: str) -> bool:
        """Tell whether the fake has records of that model."""
        return model in self.registry

    @property
    def registry(self) -> Registry:
        """The models of the database's version."""
        return self.database.registry

    @property
    def version(self) -> Version:
        """The version of Odoo, with what it can do."""
        return self.registry.version

    @property
    def stamp(self) -> str:
        """The start of the transaction, as `write_date` and `create_date` keep it."""
        return kept_moment(self.now)

    @cached_property
    def user(self) -> User:
        """Whose call it is."""
        return self.database.user(self.uid)

    @cached_property
    def company_ids(self) -> tuple[int, ...]:
        """The companies whose records are visible: those of the context, else all of the user's."""
        asked = self.context.get("allowed_company_ids")
        if not asked:
            return self.user.company_ids
        companies = _companies(asked)
        if not self.su and not set(companies) <= set(self.user.company_ids):
            raise AccessError(messages.INVALID_COMPANIES)
        return companies

    def check_companies(self) -> None:
        """Raise AccessError if the context names companies that are not the user's."""
        len(self.company_ids)

    @property
    def company_id(self) -> int:
        """The current company: the first of the context's, else the user's own."""
        asked = self.context.get("allowed_company_ids")
        return self.company_ids[0] if asked else self.user.company_id

    @property
    def language(self) -> str:
        """The language of labels and translated values: the context's, never the user's (observed).

        Raises UserError for one that is not installed.
        """
        checked_context(self.context, self.database.languages)
        return str(self.context.get("lang") or SOURCE_LANGUAGE)

    @property
    def translates(self) -> bool:
        """Whether values are asked for in another language than English."""
        return bool(self.context.get("lang")) and self.context["lang"] != SOURCE_LANGUAGE

    @cached_property
    def language_of_dates(self) -> str:
        """The language in which periods are called: the context's, else that of the company's partner (observed)."""
        asked = self.context.get("lang")
        return (
            str(asked)
            if asked in self.database.languages
            else self.database.company_language(self.company_id) or SOURCE_LANGUAGE
        )

    @cached_property
    def timezone(self) -> ZoneInfo | None:
        """The zone in which a day without a time begins: the context's, else the user's (None: UTC)."""
        return zone(self.context.get("tz") or self.user.tz)

    @property
    def today(self) -> date:
        """The day in the user's time zone: what dates that nobody gives are (observed)."""
        return self.now.astimezone(self.timezone or UTC).date()

    @cached_property
    def group_ids(self) -> frozenset[int]:
        """The user's groups with all that they imply."""
        return self.user.group_ids

    def in_group(self, xmlid: str) -> bool:
        """Tell whether the user is in the group with that external id."""
        return self.database.group_id(xmlid) in self.group_ids

    def sudo(self) -> Environment:
        """Return the same environment without access rights and rules."""
        return self if self.su else replace(self, su=True)

    def with_context(self, **changes: Any) -> Environment:
        """Return the same environment with some of the context changed."""
        return replace(self, context={**self.context, **changes})


def _companies(asked: Any) -> tuple[int, ...]:
    """Return the ids in a client's context; raise what the real server raises for what are none (observed)."""
    companies = [hashable(item) for item in items(asked)]
    if isinstance(asked, dict):
        raise type_error("unhashable type: 'dict'")
    for company in companies:
        if isinstance(company, bool | float):
            raise type_error(f"'{type(company).__name__}' object is not iterable")
    if not all(isinstance(company, int) and company in INT32 for company in companies):
        raise AccessError(messages.INVALID_COMPANIES)
    return tuple(companies)


def checked_context(context: Mapping[str, Any], languages: frozenset[str]) -> Mapping[str, Any]:
    """Return a client's context; raise UserError if it names a language that is not installed."""
    language = context.get("lang")
    if language and hashable(language) not in languages:
        raise UserError(f"Invalid language code: {language}")
    return context
