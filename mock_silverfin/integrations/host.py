"""The host of the built-in integration: it tests what an admin types and synchronises on request, in threads.

A run knows the platform only from outside: it holds no lock of a store and speaks to Silverfin's own HTTP API with
tokens of its connection's application. Secrets are kept in memory alone.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.errors import ConflictError, InvalidError, NotLinkedError, Problem
from mock_silverfin.integrations import connections
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import ANY, Inputs, OdooInputs, SilverfinInputs
from mock_silverfin.ledger import companies as files
from mock_silverfin.oauth import OUT_OF_BAND, Wish, new_secret
from mock_silverfin.scopes import SYNC
from mock_silverfin.sync import links
from mock_silverfin.sync.links import Reference

LANGUAGE = "en_US"
LONGEST_GOODBYE = 5.0


class Progress(StrEnum):
    """How far a run has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Run:
    """The last run of a client file: moments in UTC, actions `sent` of `actions`, and why it failed, if it did."""

    company_id: int
    state: Progress
    started_at: datetime
    ended_at: datetime | None = None
    sent: int = 0
    actions: int = 0
    reason: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class Secrets:
    """What opens both ends of a connection."""

    api_key: str = field(repr=False)
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class HostState:
    """Secrets by connection, and runs that had ended by client file."""

    secrets: Mapping[int, Secrets]
    runs: Mapping[int, Run]


class Host:
    """Every connection of a platform. `ca_file` names the certificate authorities to trust; None: the usual ones."""

    def __init__(self, core: Core, ca_file: Path | None = None) -> None:
        self._core = core
        self._ca_file = ca_file
        self._secrets: dict[int, Secrets] = {}
        self._runs: dict[int, Run] = {}
        self._threads: dict[int, threading.Thread] = {}
        self._lock = threading.Lock()
        self._folder: TemporaryDirectory[str] | None = None

    # Connections ------------------------------------------------------------------------------------------------------

    def connect(self, firm_id: int, user_id: int, inputs: Mapping[str, str]) -> Connection:
        """Test the four inputs and keep them; raise InvalidError naming the one that is wrong."""
        typed, references = self._tested(inputs)
        books = self._core.books(firm_id)
        client_secret = new_secret(self._core.dice, "silverfin client secret")
        name = f"Odoo ({typed.database})"
        application = self._core.directory.add_application(name, OUT_OF_BAND, (SYNC,), client_secret)
        [id_] = books.ids.take()
        now = self._core.clock.now()
        connection = Connection(
            id_, application.id, application.client_id, user_id, typed.email, typed.url, typed.database, now
        )
        self._keep(firm_id, connection, Secrets(typed.api_key, client_secret), references)
        return connection

    def reconnect(self, firm_id: int, user_id: int, connection_id: int, inputs: Mapping[str, str]) -> Connection:
        """Test the four inputs anew and replace those of a connection; its client files stay linked."""
        old = connections.get(self._core.books(firm_id), connection_id)
        typed, references = self._tested(inputs)
        entered_at = self._core.clock.now()
        connection = replace(
            old, user_id=user_id, email=typed.email, url=typed.url, database=typed.database, entered_at=entered_at
        )
        secrets = replace(self._secrets[connection_id], api_key=typed.api_key)
        self._keep(firm_id, connection, secrets, references)
        return connection

    def disconnect(self, firm_id: int, connection_id: int) -> None:
        """Forget a connection and its secrets; the figures of its client files stay."""
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        for company in links.all_linked(books, connection.application_id):
            links.unlink(books, company.id)
        self._core.oauth.revoke(connection.application_id, connection.user_id, firm_id)
        connections.remove(books, connection_id)
        self._secrets.pop(connection_id, None)

    def references(self, firm_id: int, connection: Connection) -> list[Reference]:
        """Return the companies of a connection, as the accountant can choose them."""
        return links.references_of(self._core.books(firm_id), connection.application_id)

    def link(self, firm_id: int, connection_id: int, company_id: int, reference: str, start: date | None) -> None:
        """Link a client file to a company of a connection; whatever lines it held are gone afterwards."""
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        files.get(books, company_id)
        if reference not in [known.reference for known in self.references(firm_id, connection)]:
            raise InvalidError([Problem("reference", messages.UNKNOWN_REFERENCE)])
        links.link(books, company_id, connection.application_id, reference, start)

    def _tested(self, inputs: Mapping[str, str]) -> tuple[OdooInputs, list[tuple[int, str]]]:
        from mock_silverfin.integrations.odoo.connecting import companies  # noqa: PLC0415 - an HTTP client loads slowly

        try:
            typed = OdooInputs.typed(inputs["email"], inputs["api_key"], inputs["url"], inputs["database"])
            return typed, companies(typed, self._ca_file)
        except SyncFailure as failure:
            raise InvalidError([Problem(failure.wrong or "url", failure.message)]) from None

    def _keep(self, firm_id: int, connection: Connection, secrets: Secrets, visible: list[tuple[int, str]]) -> None:
        books = self._core.books(firm_id)
        references = [Reference(connection.reference(id_), name) for id_, name in visible]
        links.replace_references(books, connection.application_id, references)
        connections.keep(books, connection)
        self._secrets[connection.id] = secrets

    # Runs -------------------------------------------------------------------------------------------------------------

    def last_run(self, company_id: int) -> Run | None:
        """Return how the last run of a client file went, or goes."""
        return self._runs.get(company_id)

    def start(self, firm_id: int, connection_id: int, company_id: int, silverfin_url: str) -> Run:
        """Start a run of a client file against the Silverfin at that URL.

        Raise NotLinkedError if the file is not linked to the connection, ConflictError if a run is under way.
        """
        inputs = self._inputs(firm_id, connection_id, company_id, silverfin_url)
        with self._lock:
            thread = self._threads.get(company_id)
            if thread is not None and thread.is_alive():
                raise ConflictError(messages.RUN_UNDER_WAY)
            run = Run(company_id, Progress.RUNNING, self._core.clock.now())
            thread = threading.Thread(
                target=self._carry_out, args=(run, inputs), name=f"sync {company_id}", daemon=True
            )
            self._runs[company_id], self._threads[company_id] = run, thread
            thread.start()
        return run

    def _inputs(self, firm_id: int, connection_id: int, company_id: int, silverfin_url: str) -> Inputs:
        books = self._core.books(firm_id)
        connection = connections.get(books, connection_id)
        file = links.linked(books, connection.application_id, company_id)
        if file.reference is None:
            raise NotLinkedError
        secrets = self._secrets[connection_id]
        application = self._core.directory.application(connection.client_id)
        oauth = self._core.oauth
        code = oauth.grant(Wish(application, OUT_OF_BAND, (SYNC,)), connection.user_id, firm_id)
        tokens = oauth.exchange(application, firm_id, code, OUT_OF_BAND)
        return Inputs(
            odoo=OdooInputs(connection.email, secrets.api_key, connection.url, connection.database),
            odoo_company=connection.odoo_company(file.reference),
            language=LANGUAGE,
            silverfin=SilverfinInputs(
                url=silverfin_url,
                firm_id=str(firm_id),
                company_id=str(company_id),
                client_id=connection.client_id,
                client_secret=secrets.client_secret,
                redirect_uri=OUT_OF_BAND,
                access_token=tokens.access_token,
                refresh_token=tokens.refresh_token,
            ),
            state_dir=self._state_dir() / str(connection_id),
            ca_file=self._ca_file,
        )

    def _carry_out(self, run: Run, inputs: Inputs) -> None:
        """Run to the end. A failure of our own is told like any other, for nobody waits for this thread."""
        from mock_silverfin.integrations.odoo import synchronise  # noqa: PLC0415 - an HTTP client loads slowly

        current = run

        def progress(sent: int, actions: int) -> None:
            nonlocal current
            current = self._follow(current, replace(current, sent=sent, actions=actions))

        try:
            synchronise.run(inputs, ANY, progress)
            ended = replace(current, state=Progress.DONE)
        except SyncFailure as failure:
            ended = replace(current, state=Progress.FAILED, reason=failure.reason.value, message=failure.message)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            ended = replace(current, state=Progress.FAILED, reason=Reason.INTERNAL.value, message=text)
        self._follow(current, replace(ended, ended_at=self._core.clock.now()))

    def _follow(self, old: Run, new: Run) -> Run:
        """Show the next stage of a run, unless the platform was restored meanwhile to a time without it."""
        with self._lock:
            if self._runs.get(old.company_id) is old:
                self._runs[old.company_id] = new
        return new

    def _state_dir(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="twinledger-odoo-")
        return Path(self._folder.name)

    # State ------------------------------------------------------------------------------------------------------------

    def capture(self) -> HostState:
        """Return the secrets and the runs that have ended."""
        ended = {id_: run for id_, run in self._runs.items() if run.state is not Progress.RUNNING}
        return HostState(dict(self._secrets), ended)

    def restore(self, state: HostState) -> None:
        """Bring back what was captured. What was sent is found out anew; a run under way ends without its tokens."""
        with self._lock:
            self._secrets, self._runs = dict(state.secrets), dict(state.runs)
        self._forget_what_was_sent()

    def close(self) -> None:
        """Wait a little for what is running, then forget everything."""
        for thread in self._threads.values():
            thread.join(LONGEST_GOODBYE)
        self._forget_what_was_sent()

    def _forget_what_was_sent(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
