"""The host of the built-in integration: it tests what an admin types and synchronises on request and every night.

A run knows the platform only from outside: it holds no lock of a store and speaks to Silverfin's own HTTP API with
tokens of its connection's application. Secrets are kept in memory alone, unless there is a vault for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.errors import InvalidError, Problem
from mock_silverfin.integrations import connections
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.odoo.failures import SyncFailure
from mock_silverfin.integrations.odoo.inputs import OdooInputs
from mock_silverfin.ledger import companies as files
from mock_silverfin.oauth import OUT_OF_BAND, new_secret
from mock_silverfin.people_errors import KeyForgottenError
from mock_silverfin.scopes import SYNC
from mock_silverfin.sync import links
from mock_silverfin.sync.links import Reference


class WrongInputError(InvalidError):
    """One of the four inputs is wrong; `failure` says which and why."""

    def __init__(self, failure: SyncFailure) -> None:
        self.wrong = failure.wrong or "url"
        super().__init__([Problem(self.wrong, failure.message)])
        self.failure = failure


class NotAFirstDayError(InvalidError):
    """The synchronisation would start within the financial year from `first` to `last`."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__([Problem("sync_start_at", messages.not_a_first_day(str(first), str(last)))])
        self.first = first
        self.last = last


@dataclass(frozen=True)
class Secrets:
    """What opens both ends of a connection."""

    api_key: str = field(repr=False)
    client_secret: str = field(repr=False)


class Host:
    """Every connection of a platform. `ca_file` names the certificate authorities to trust; None: the usual ones.

    The `vault` holds the secrets by the connection's id.
    """

    def __init__(
        self, core: Core, ca_file: Path | None = None, vault: MutableMapping[int, Secrets] | None = None
    ) -> None:
        self.ca_file = ca_file
        self._core = core
        self._secrets = {} if vault is None else vault

    def connect(self, firm_id: int, user_id: int, inputs: Mapping[str, str], name: str = "") -> Connection:
        """Test the four inputs and keep them under a name; raise WrongInputError naming the one that is wrong."""
        typed, references = self._tested(inputs)
        books = self._core.books(firm_id)
        client_secret = new_secret(self._core.dice, "silverfin client secret")
        called = name.strip() or f"Odoo ({typed.database})"
        application = self._core.directory.add_application(called, OUT_OF_BAND, (SYNC,), client_secret)
        [id_] = books.ids.take()
        connection = Connection(
            id=id_,
            application_id=application.id,
            client_id=application.client_id,
            user_id=user_id,
            name=called,
            email=typed.email,
            url=typed.url,
            database=typed.database,
            entered_at=self._core.clock.now(),
        )
        self._keep(firm_id, connection, Secrets(typed.api_key, client_secret), references)
        return connection

    def connect_another(self, firm_id: int, user_id: int, known: int, inputs: Mapping[str, str]) -> Connection:
        """Connect another database with the e-mail address and the key of a known connection, as fiduciaries do.

        `inputs` holds url and database (documented: one key for all databases that a user manages on Odoo Online).
        """
        connection = connections.get(self._core.books(firm_id), known)
        same = {"email": connection.email, "api_key": self._of(known).api_key}
        return self.connect(firm_id, user_id, {**inputs, **same})

    def reconnect(self, firm_id: int, user_id: int, connection_id: int, inputs: Mapping[str, str]) -> Connection:
        """Test the four inputs anew and replace those of a connection; its client files stay linked."""
        old = connections.get(self._core.books(firm_id), connection_id)
        typed, references = self._tested(inputs)
        connection = replace(
            old,
            user_id=user_id,
            email=typed.email,
            url=typed.url,
            database=typed.database,
            entered_at=self._core.clock.now(),
            refused_at=None,
        )
        secrets = self._secrets.get(connection_id) or self._new_secrets(connection)
        self._keep(firm_id, connection, replace(secrets, api_key=typed.api_key), references)
        return connection

    def _new_secrets(self, connection: Connection) -> Secrets:
        """Return secrets in place of forgotten ones, yet without a key."""
        client_secret = new_secret(self._core.dice, "silverfin client secret")
        self._core.directory.replace_client_secret(connection.application_id, client_secret)
        return Secrets("", client_secret)

    def _of(self, connection_id: int) -> Secrets:
        """Return the secrets of a connection; raise KeyForgottenError if they are gone."""
        found = self._secrets.get(connection_id)
        if found is None:
            raise KeyForgottenError
        return found

    def with_the_same_key(self, firm_id: int, connection_id: int) -> list[Connection]:
        """Return the other connections of the firm that were made with the same e-mail address and key.

        Raise NotFoundError if the firm has no connection of that id.
        """
        books = self._core.books(firm_id)
        mine, key = connections.get(books, connection_id), self._secrets.get(connection_id)
        others = [one for one in connections.all_of(books) if one.id != mine.id and one.id in self._secrets]
        same = [one for one in others if one.email == mine.email]
        return [one for one in same if key is not None and self._secrets[one.id].api_key == key.api_key]

    def replace_key(self, firm_id: int, user_id: int, others: Iterable[Connection], key_of: int) -> list[Connection]:
        """Give other connections the e-mail address and key of one, and return those that they do not open."""
        good = connections.get(self._core.books(firm_id), key_of)
        same = {"email": good.email, "api_key": self._of(key_of).api_key}
        closed = []
        for other in others:
            try:
                self.reconnect(firm_id, user_id, other.id, {"url": other.url, "database": other.database, **same})
            except WrongInputError:
                closed.append(other)
        return closed

    def disconnect(self, firm_id: int, connection_id: int) -> None:
        """Forget a connection and its secrets; the figures of its client files stay."""
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        with books.store.transaction():
            for company in links.all_linked(books, connection.application_id):
                links.unlink(books, company.id)
            self._core.oauth.revoke(connection.application_id, connection.user_id, firm_id)
            connections.remove(books, connection_id)
        self._secrets.pop(connection_id, None)

    def references(self, firm_id: int, connection: Connection) -> list[Reference]:
        """Return the companies of a connection, as the accountant can choose them."""
        return links.references_of(self._core.books(firm_id), connection.application_id)

    def refresh(self, firm_id: int, connection_id: int) -> None:
        """Ask Odoo again which companies the key opens; raise WrongInputError if it opens none any more."""
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        inputs = self.odoo_inputs(connection)
        try:
            _, references = self._tested({**vars(inputs)})
        except WrongInputError:
            connections.remember_refusal(books, connection_id, self._core.clock.now())
            raise
        self._keep(firm_id, replace(connection, refused_at=None), self._of(connection_id), references)

    def link(
        self,
        firm_id: int,
        connection_id: int,
        company_id: int,
        reference: str,
        start: date | None,
        *,
        keeps_earlier: bool = False,
    ) -> None:
        """Link a client file to a company of a connection; the lines that it held go, those before the start may stay.

        Raise InvalidError for a company that the connection does not have, NotAFirstDayError for a start within a
        financial year (documented: support article 101000391341), WrongInputError if Odoo cannot be asked for its
        years, and LockedPeriodError if lines of a locked period would go.
        """
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        files.get(books, company_id)
        if reference not in [known.reference for known in self.references(firm_id, connection)]:
            raise InvalidError([Problem("reference", messages.UNKNOWN_REFERENCE)])
        if start is not None:
            self._refuse_within_a_year(connection, reference, start)
        links.link(books, company_id, connection.application_id, reference, start, keeps_earlier=keeps_earlier)

    def _refuse_within_a_year(self, connection: Connection, reference: str, start: date) -> None:
        from mock_silverfin.integrations.odoo.connecting import financial_year  # noqa: PLC0415 - as in `_tested`

        inputs, company = self.odoo_inputs(connection), connection.odoo_company(reference)
        try:
            first, last = financial_year(inputs, company, start, self.ca_file)
        except SyncFailure as failure:
            raise WrongInputError(failure) from None
        if first != start:
            raise NotAFirstDayError(first, last)

    def odoo_inputs(self, connection: Connection) -> OdooInputs:
        """Return the four inputs of a connection."""
        key = self._of(connection.id).api_key
        return OdooInputs(connection.email, key, connection.url, connection.database)

    def secrets(self, connection_id: int) -> list[str]:
        """Return what nothing that a person reads may quote about a connection."""
        found = self._secrets.get(connection_id)
        return [] if found is None else [found.api_key, found.client_secret]

    def client_secret(self, connection: Connection) -> str:
        """Return the secret of the application that stands for a connection."""
        return self._of(connection.id).client_secret

    def _tested(self, inputs: Mapping[str, str]) -> tuple[OdooInputs, list[tuple[int, str]]]:
        from mock_silverfin.integrations.odoo.connecting import companies  # noqa: PLC0415 - an HTTP client loads slowly

        try:
            typed = OdooInputs.typed(inputs["email"], inputs["api_key"], inputs["url"], inputs["database"])
            return typed, companies(typed, self.ca_file)
        except SyncFailure as failure:
            raise WrongInputError(failure) from None

    def _keep(self, firm_id: int, connection: Connection, secrets: Secrets, visible: list[tuple[int, str]]) -> None:
        books = self._core.books(firm_id)
        references = [Reference(connection.reference(id_), name) for id_, name in visible]
        links.replace_references(books, connection.application_id, references)
        connections.keep(books, connection)
        self._secrets[connection.id] = secrets

    def capture(self) -> Mapping[int, Secrets]:
        """Return the secrets by connection."""
        return dict(self._secrets)

    def restore(self, state: Mapping[int, Secrets]) -> None:
        """Bring the secrets back."""
        self._secrets.clear()
        self._secrets.update(state)
