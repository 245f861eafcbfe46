"""The runner: lets client files take their figures from Odoo, when a person asks for it and every night."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mock_kit.secrets import redact
from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.errors import ConflictError, SilverfinError
from mock_silverfin.integrations import connections, runs
from mock_silverfin.integrations.connections import Connection
from mock_silverfin.integrations.host import Host, Secrets
from mock_silverfin.integrations.night_watch import NightWatch
from mock_silverfin.integrations.odoo.failures import Reason, SyncFailure
from mock_silverfin.integrations.odoo.inputs import ANY, Inputs, SilverfinInputs
from mock_silverfin.integrations.queue import BusyFileError, Counts, Queue
from mock_silverfin.integrations.runs import AskedBy, Failure, Progress, Run
from mock_silverfin.ledger.books import Books
from mock_silverfin.oauth import OUT_OF_BAND, TokenPair, Wish
from mock_silverfin.people_errors import ConsentError
from mock_silverfin.scopes import SYNC
from mock_silverfin.sync import links
from mock_silverfin.webhooks import hooks, nights, outbox
from mock_silverfin.wire.served import OURS, Wire

LANGUAGE = "en_US"
LONGEST_GOODBYE = 5.0


@dataclass(frozen=True)
class RunnerState:
    """The secrets of connections, and what connectors remember, by path."""

    secrets: Mapping[int, Secrets]
    memory: Mapping[str, bytes]


@dataclass(frozen=True)
class Place:
    """Where a run is at home: its firm's books, and the client file's connection."""

    firm_id: int
    books: Books
    connection_id: int
    company_id: int


class ForgottenError(Exception):
    """The books were put back to a time without the run."""


class Runner:
    """The runs of a platform that serves a wire. What a connector remembers between them is in a folder of its own.

    That is `memory` if it is given, else one that is gone in the end.
    """

    def __init__(self, core: Core, host: Host, wire: Wire = OURS, memory: Path | None = None) -> None:
        self.host = host
        self._wire = wire
        self._core = core
        self._queue = Queue()
        self._silverfin_url = ""  # where whoever asked last found Silverfin; nights go there, too
        self._kept = memory
        self._folder: TemporaryDirectory[str] | None = None
        self._is_closed = False
        self._codes: set[str] = set()  # whose tokens runs have that are under way
        self._nights = NightWatch(core.clock, self.run_overnight)
        self._forget_what_nobody_carries_out()

    def start(self, firm_id: int, connection_id: int, company_id: int, silverfin_url: str) -> Run:
        """Let a client file synchronise with the Silverfin at that URL, as soon as there is room.

        Raise NotLinkedError if the file is not linked to the connection, ConflictError if it has a run already.
        """
        place = Place(firm_id, self._core.books(firm_id), connection_id, company_id)
        self._connection(place)
        self.serve_at(silverfin_url)
        return self._take_on(place, AskedBy.PERSON)

    def _take_on(self, place: Place, asked_by: AskedBy, count: int = 1) -> Run:
        """Queue so many runs of a file, one after the other, and return the first."""
        with place.books.store.transaction():
            run = self._noted(place, asked_by)
            try:
                begins = self._queue.take(
                    place.company_id, lambda counts: self._carry_out_all(place, run, count, counts)
                )
            except BusyFileError:
                raise ConflictError(messages.RUN_UNDER_WAY) from None
        return replace(run, state=Progress.RUNNING, started_at=run.queued_at) if begins else run

    def _noted(self, place: Place, asked_by: AskedBy) -> Run:
        [id_] = place.books.ids.take()
        now = self._core.clock.now()
        run = Run(id_, place.company_id, place.connection_id, asked_by, Progress.QUEUED, now)
        runs.add(place.books, run)
        return run

    def serve_at(self, silverfin_url: str) -> None:
        """Take part in the nights from now on, with the Silverfin at that URL."""
        self._silverfin_url = silverfin_url
        self._nights.wake()

    # Nights -----------------------------------------------------------------------------------------------------------

    def run_overnight(self) -> None:
        """Start the nightly runs of every firm, one for each night that has passed; a file has one after the other."""
        for firm_id, _ in self._core.directory.firms():
            books = self._core.books(firm_id)
            count = len(nights.passed(books, "night_of_integrations"))
            if count and self._silverfin_url:
                self._start_nightly(firm_id, books, count)

    def _start_nightly(self, firm_id: int, books: Books, count: int) -> None:
        for connection in connections.all_of(books):
            for file in links.all_linked(books, connection.application_id):
                if not self._queue.has(file.id):
                    self._take_on(Place(firm_id, books, connection.id, file.id), AskedBy.NIGHT, count)

    def settle(self, timeout: float = 60.0) -> None:
        """Wait until every run has ended; raise TimeoutError after so many seconds of real time."""
        self._queue.settle(timeout)

    # One run ----------------------------------------------------------------------------------------------------------

    def _carry_out_all(self, place: Place, run: Run, count: int, counts: Counts) -> None:
        """Carry out a run and those that follow it, unless the books are put back to a time without it."""
        with suppress(sqlite3.ProgrammingError):  # the books are closed: their firm came after that time
            while self._carry_out(place, run, counts) and (count := count - 1) and not self._is_closed:
                run = self._noted(place, run.asked_by)

    def _carry_out(self, place: Place, run: Run, counts: Counts) -> bool:
        """Run to the end and tell whether the books know of it.

        A failure of our own is told like any other, for nobody waits for this thread.
        """
        from mock_silverfin.integrations.odoo import synchronise  # noqa: PLC0415 - an HTTP client loads slowly
        from mock_silverfin.integrations.partner_words import PartnerWords  # noqa: PLC0415 - so does pydantic

        current = replace(run, state=Progress.RUNNING, started_at=self._core.clock.now())

        def progress(sent: int, actions: int) -> None:
            nonlocal current
            current = replace(current, sent=sent, actions=actions)
            if not _follow(place, current, counts):
                raise ForgottenError

        failure: Failure | None = None
        try:
            progress(0, 0)
            words = None if self._wire is OURS else PartnerWords(self._wire)
            with self._tokens(place) as tokens:
                synchronise.run(self._inputs(place, tokens), ANY, progress, words)
        except ForgottenError:
            return False
        except SyncFailure as told:
            failure = self._told(place, told)
        except SilverfinError as refused:
            reason = Reason.AUTHENTICATION if isinstance(refused, ConsentError) else Reason.CONFLICT
            failure = Failure(reason.value, refused.message, refused.message)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
            failure = Failure(Reason.INTERNAL.value, text, text)
        return self._end(place, current, failure, counts)

    def _end(self, place: Place, run: Run, failure: Failure | None, counts: Counts) -> bool:
        state = Progress.DONE if failure is None else Progress.FAILED
        now = self._core.clock.now()
        with place.books.store.transaction():
            is_known = _follow(place, replace(run, state=state, ended_at=now, failure=failure), counts)
            if is_known:
                how = "completed" if failure is None else "failed"
                outbox.tell(place.books, hooks.SYNC_STATE, place.company_id, state=how, changed=run.sent > 0)
            if is_known and (failure is None or failure.reason == Reason.AUTHENTICATION.value):
                connections.remember_refusal(place.books, place.connection_id, None if failure is None else now)
        return is_known

    def _told(self, place: Place, failure: SyncFailure) -> Failure:
        """Return why a run failed, without the key that a server may have quoted."""
        secrets = self.host.secrets(place.connection_id)
        facts = {name: redact(fact, secrets) for name, fact in failure.facts.items()}
        message, text = redact(failure.message, secrets), redact(failure.text, secrets)
        return Failure(failure.reason.value, message, text, facts, failure.wrong)

    def _connection(self, place: Place) -> Connection:
        """Return the connection that a client file is linked to; raise NotFoundError or NotLinkedError."""
        connection = connections.get(place.books, place.connection_id)
        links.linked(place.books, connection.application_id, place.company_id)
        return connection

    @contextmanager
    def _tokens(self, place: Place) -> Iterator[TokenPair]:
        """Yield tokens that are granted for one run."""
        connection = self._connection(place)
        application = self._core.directory.application(connection.client_id)
        wish = Wish(application, OUT_OF_BAND, (SYNC,))
        code = self._core.oauth.grant(wish, connection.user_id, place.firm_id)
        self._codes.add(code)
        try:
            yield self._core.oauth.exchange(application, place.firm_id, code, OUT_OF_BAND)
        finally:
            self._codes.discard(code)

    def _inputs(self, place: Place, tokens: TokenPair) -> Inputs:
        """Return what the connector needs."""
        connection = self._connection(place)
        file = links.linked(place.books, connection.application_id, place.company_id)
        return Inputs(
            odoo=self.host.odoo_inputs(connection),
            odoo_company=connection.odoo_company(file.reference or ""),
            language=LANGUAGE,
            silverfin=SilverfinInputs(
                url=self._silverfin_url,
                firm_id=str(place.firm_id),
                company_id=str(place.company_id),
                client_id=connection.client_id,
                client_secret=self.host.client_secret(connection),
                redirect_uri=OUT_OF_BAND,
                access_token=tokens.access_token,
                refresh_token=tokens.refresh_token,
            ),
            state_dir=self._state_dir() / str(place.connection_id),
            ca_file=self.host.ca_file,
        )

    def _state_dir(self) -> Path:
        if self._kept is not None:
            self._kept.mkdir(mode=0o700, exist_ok=True)
            return self._kept
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="twinledger-odoo-")
        return Path(self._folder.name)

    # State ------------------------------------------------------------------------------------------------------------

    def capture(self) -> RunnerState:
        """Return what is not in the books. What a run is writing at this moment is left out."""
        return RunnerState(self.host.capture(), self._memory())

    def forget(self) -> None:
        """Let runs that wait never begin, and runs under way count for nothing."""
        self._queue.forget()

    def restore(self, state: RunnerState) -> None:
        """Bring back what was captured; a run under way counts for nothing and ends without its tokens."""
        self.host.restore(state.secrets)
        self._queue.forget()
        for code in list(self._codes):
            self._core.oauth.withdraw(code)
        self._forget_what_nobody_carries_out()
        self._forget_what_was_sent()
        for name, content in state.memory.items():
            path = self._state_dir() / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)

    def _forget_what_nobody_carries_out(self) -> None:
        """Forget runs that nobody will end, and ask for the inputs of connections whose key is not known any more."""
        for firm_id, _ in self._core.directory.firms():
            books = self._core.books(firm_id)
            runs.forget_unfinished(books)
            for connection in connections.all_of(books):
                if connection.refused_at is None and not self.host.secrets(connection.id):
                    connections.remember_refusal(books, connection.id, self._core.clock.now())

    def _memory(self) -> dict[str, bytes]:
        if self._folder is None and self._kept is None:
            return {}
        folder = self._state_dir()
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.glob("*/*.sqlite")
            if not self._queue.has(int(path.stem.rpartition("-")[2]))
        }

    def close(self) -> None:
        """Start nothing any more, wait a little for what is running, then forget all that is not kept."""
        self._is_closed = True
        self._nights.close()
        self._queue.close(LONGEST_GOODBYE)
        if self._kept is None:
            self._forget_what_was_sent()

    def _forget_what_was_sent(self) -> None:
        if self._kept is not None:
            shutil.rmtree(self._kept, ignore_errors=True)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _follow(place: Place, run: Run, counts: Counts) -> bool:
    """Keep how far a run has come; return False if the books were put back to a time without it."""
    with place.books.store.transaction():
        return counts() and runs.follow(place.books, run)
