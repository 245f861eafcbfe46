"""What a test holds in its hands: firms, people, applications and client files of a fake Silverfin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from mock_silverfin.core import Core
from mock_silverfin.ledger import accounts, audit, balances, companies, lines, years
from mock_silverfin.ledger.accounts import KnownAccount
from mock_silverfin.ledger.audit import Change
from mock_silverfin.ledger.balances import Standing
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.lines import LedgerLine
from mock_silverfin.ledger.years import Year
from mock_silverfin.oauth import Wish, new_secret
from mock_silverfin.sync import links
from mock_silverfin.webhooks import hooks, outbox
from mock_silverfin.webhooks.hooks import Webhook
from mock_silverfin.workpapers import records, templates
from mock_silverfin.workpapers.records import Kind
from mock_silverfin.workpapers.templates import Custom, Holder


@dataclass(frozen=True)
class User:
    """A person."""

    id: int
    email: str


@dataclass(frozen=True)
class Grant:
    """What an application got when a person authorised it for a firm."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    firm_id: int


@dataclass(frozen=True)
class ClientFile:
    """A client file of a firm; the API calls it a company. Amounts are minor units of its currency, debit positive."""

    _core: Core = field(repr=False)
    _firm_id: int = field(repr=False)
    id: int
    name: str

    @property
    def sync_point(self) -> str | None:
        """The sync point of the last submit, None before the first one."""
        return companies.get(self.books, self.id).sync_point

    @property
    def sync_start_at(self) -> date | None:
        """The day before which nothing is taken, None for none."""
        return companies.get(self.books, self.id).sync_start_at

    @property
    def retained_earnings(self) -> str | None:
        """The number of the account that collects the results of earlier years, None before one was named."""
        return companies.get(self.books, self.id).retained_earnings

    @property
    def extra_field_labels(self) -> tuple[str, ...]:
        """What the lines' extra fields are called."""
        return companies.get(self.books, self.id).extra_field_labels

    def link(self, application: Application, reference: str, sync_start_at: date | None = None) -> None:
        """Link the file to an application, as the accountant does; whatever lines it held are gone afterwards.

        Raise LockedPeriodError if one of them stands in a locked period.
        """
        links.link(self.books, self.id, application.id, reference, sync_start_at)

    def unlink(self) -> None:
        """End the link; the figures stay."""
        links.unlink(self.books, self.id)

    def request_sync(self) -> None:
        """Ask the application for a synchronisation, as the sync arrows do; raise NotLinkedError if there is none."""
        links.request(self.books, self.id)

    def lock_until(self, day: date | None) -> None:
        """Lock every figure up to and including `day`; None unlocks."""
        companies.remember_lock(self.books, self.id, day)

    def lines(self) -> list[LedgerLine]:
        """Return the lines by date, then by id."""
        return lines.all_of(self.books, self.id)

    def accounts(self) -> list[KnownAccount]:
        """Return the accounts by number."""
        return accounts.all_of(self.books, self.id)

    def years(self) -> list[Year]:
        """Return the financial years, oldest first."""
        return years.all_of(self.books, self.id)

    def trial_balance(self, until: date | None = None) -> dict[str, int]:
        """Return the balance per account number at the end of `until`, or of the last financial year.

        Openings are in it as `mock_silverfin.ledger.balances.roll_forward` says; accounts at zero are not.
        """
        return balances.at(self.books, self.id, until)

    def standing(self, until: date) -> dict[str, Standing]:
        """Return how every account stands at the end of `until`: opening, debit and credit of the financial year."""
        return balances.standing(self.books, self.id, until)

    def off_by(self, until: date | None = None) -> int:
        """Return what the trial balance adds up to: 0, unless it is unbalanced."""
        return balances.off_by(self.books, self.id, until)

    def changes(self) -> list[Change]:
        """Return everything that changed the file, oldest first, with who did it and the number of its request."""
        return audit.all_of(self.books, self.id)

    def lines_brought(self, change: Change) -> list[LedgerLine]:
        """Return the lines that a change brought, as it brought them."""
        return lines.brought(self.books, change.number)

    def lines_taken(self, change: Change) -> list[LedgerLine]:
        """Return the lines that a change removed or replaced, as they were before."""
        return lines.taken(self.books, change.number)

    def add_person(self, name: str, **said: object) -> int:
        """Add somebody who has to do with the client and return the id; `said` are members of the API."""
        return records.add(self.books, Kind.PERSON, {"name": name, **said}, self.id).id

    def add_reconciliation(self, name: str, value: str = "0.00") -> int:
        """Add a reconciliation and return its id."""
        return records.add(self.books, Kind.RECONCILIATION, {"name": name, "value": value}, self.id).id

    def put_custom(
        self, namespace: str, key: str, value: object, period_id: int | None = None, about: int | None = None
    ) -> None:
        """Keep a custom value of the file; with a period, of the account or reconciliation whose id is `about`."""
        templates.put_custom(self.books, Holder(self.id, period_id, about), Custom(namespace, key, value))
        if period_id is None:
            outbox.tell(self.books, hooks.CUSTOM_UPDATED, self.id)

    def put_results(self, period_id: int, about: int, results: Mapping[str, str]) -> None:
        """Let the template of an account or a reconciliation, by its id, have results in a period."""
        templates.put_results(self.books, Holder(self.id, period_id, about), results)

    def add_workflow(self, name: str, reconciliations: Sequence[int] = ()) -> int:
        """Add a workflow of reconciliations, by their ids, and return its id.

        Raise NotFoundError for one that the file does not have.
        """
        for id_ in reconciliations:
            records.get(self.books, Kind.RECONCILIATION, id_, self.id)
        said = {"name": name, "reconciliations": list(reconciliations)}
        return records.add(self.books, Kind.WORKFLOW, said, self.id).id

    def add_budget(self, name: str, entries: Sequence[tuple[int, date, str]] = ()) -> int:
        """Add a budget and return its id; an entry says the id of an account, a day and a decimal, debit positive."""
        said = {"name": name, "entries": [(account_id, str(day), value) for account_id, day, value in entries]}
        return records.add(self.books, Kind.BUDGET, said, self.id).id

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let every call that wants to change the file find another one in progress."""
        taken = self._core.turns.take(self.id)
        try:
            yield
        finally:
            if taken:
                self._core.turns.give_back(self.id)

    @property
    def books(self) -> Books:
        """The books of the firm, where the file is kept."""
        return self._core.books(self._firm_id)


@dataclass(frozen=True)
class Firm:
    """An accounting firm."""

    _core: Core = field(repr=False)
    id: int
    name: str

    def add_user(self, email: str, password: str, admin: bool = False) -> User:
        """Add a person; only an admin may authorise synchronisations.

        A known e-mail address is that same person, who now belongs to this firm, too; raise ValueError if the password
        is another.
        """
        return User(self._core.directory.add_user(self.id, email, password, admin=admin), email)

    def add_mapping_list(self, name: str, mappings: Mapping[str, str]) -> int:
        """Add a list of numbers, with their names, that accounts are mapped to, and return its id."""
        said = {"name": name, "marketplace_template_id": None, "mappings": dict(mappings)}
        return records.add(self._core.books(self.id), Kind.MAPPING_LIST, said).id

    def add_company(self, name: str, currency: str = "EUR", decimals: int = 2) -> ClientFile:
        """Add a client file that keeps its figures in `currency`, which has so many decimals."""
        return ClientFile(self._core, self.id, companies.add(self._core.books(self.id), name, currency, decimals), name)


@dataclass(frozen=True)
class Application:
    """An application of somebody who synchronises; its secrets are shown here once.

    Only the two tokens that webhooks are signed with are kept in clear.
    """

    _core: Core = field(repr=False)
    id: int
    name: str
    client_id: str
    redirect_uri: str
    client_secret: str = field(repr=False)
    webhook_signing_token_1: str = field(repr=False)
    webhook_signing_token_2: str = field(repr=False)

    @classmethod
    def register(cls, core: Core, name: str, redirect_uri: str, scopes: Sequence[str]) -> Application:
        """Register an application; raise ValueError for a scope that Silverfin does not have."""
        secret = new_secret(core.dice, "silverfin client secret")
        registered = core.directory.add_application(name, redirect_uri, scopes, secret)
        signing = [core.new_signing_token(registered.id, number) for number in (1, 2)]
        return cls(core, registered.id, name, registered.client_id, redirect_uri, secret, *signing)

    @property
    def known(self) -> dict[str, Any]:
        """Everything that is known of it but the platform, secrets included."""
        return {name: value for name, value in vars(self).items() if name != "_core"}

    def authorize(self, user: User, firm: Firm, scopes: Sequence[str] = ()) -> Grant:
        """Authorise the application as the pages do, and fetch its first tokens; without `scopes` for all it may have.

        Raise NotAMemberError or NotAnAdminError as the pages would refuse the person.
        """
        oauth = self._core.oauth
        registration = self._core.directory.application(self.client_id)
        code = oauth.grant(
            Wish(registration, self.redirect_uri, tuple(scopes) or registration.scopes), user.id, firm.id
        )
        pair = oauth.exchange(registration, firm.id, code, self.redirect_uri)
        return Grant(pair.access_token, pair.refresh_token, firm.id)

    def rotate_signing_token(self, number: Literal[1, 2]) -> str:
        """Sign webhooks with a new token in place of the first or the second, and return it.

        Whoever verifies with the other one notices nothing; with both rotated, nobody who knows the old ones is told
        anything that they could believe.
        """
        return self._core.new_signing_token(self.id, number)

    def add_webhook(self, user: User, firm: Firm, url: str, events: Sequence[str] = hooks.EVENTS) -> Webhook:
        """Register a webhook as the API does for that person, for events of the SyncAPI or for core ones.

        Raise InvalidError for a URL or events that are none.
        """
        known = hooks.CORE_EVENTS if set(events) & set(hooks.CORE_EVENTS) else hooks.EVENTS
        return hooks.add(self._core.books(firm.id), (self.id, user.id), url, events, self._core.webhook_hosts, known)

    def webhooks(self, firm: Firm) -> list[Webhook]:
        """Return the webhooks that it has in a firm, oldest first, those that expired included."""
        return hooks.all_of(self._core.books(firm.id), self.id)

    def revoke(self, user: User, firm: Firm) -> None:
        """Take back, as the person can, everything that was granted to the application for the firm."""
        self._core.oauth.revoke(self.id, user.id, firm.id)
