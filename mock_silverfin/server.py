"""The public face of the fake: a Silverfin on a loopback socket."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mock_kit.clock import Clock
from mock_kit.control import Control
from mock_kit.dice import Dice
from mock_kit.faults import FaultPlan
from mock_kit.gateway import Gateway
from mock_kit.journal import Journal
from mock_kit.on_demand import OnDemand
from mock_kit.server import Server
from mock_silverfin.controls import Files, Webhooks
from mock_silverfin.core import Core, CoreState
from mock_silverfin.doors.turnstile import Turnstile
from mock_silverfin.errors import SilverfinError
from mock_silverfin.face import Application, ClientFile, Firm
from mock_silverfin.integrations.host import Host, Secrets
from mock_silverfin.integrations.runner import Runner, RunnerState
from mock_silverfin.ledger import companies
from mock_silverfin.oauth import SECRET_SHAPES
from mock_silverfin.page_routes import PAGES
from mock_silverfin.routes import describe
from mock_silverfin.scopes import ALL_SYNC_SCOPES
from mock_silverfin.sync.turns import WhenBusy
from mock_silverfin.webhooks.courier import Courier
from mock_silverfin.wire.served import OURS, Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from mock_kit.tls import Authority

SYSTEM = "silverfin"
LARGEST_BODY = 8 * 1024 * 1024


@dataclass(frozen=True)
class SilverfinState:
    """What a fake held when it was captured."""

    core: CoreState
    runner: RunnerState


class MockSilverfin:
    """A fake Silverfin. As a context manager it serves inside the block and is closed afterwards.

    What is not given is made: a clock that stands still, dice of seed 0, a journal that masks Silverfin's secrets, an
    empty fault plan. With an `authority` it speaks TLS alone. `wsgi` is the same fake without a socket. Webhooks go to
    this machine and to the hosts in `webhook_allow`, and nowhere else. `wire` is the fake's own unless one
    is given. With a `folder` everything is kept in files there, of which each request is in whole or not at all, except
    the secrets of connections to Odoo: those are forgotten unless there is a `vault` for them.
    """

    def __init__(  # noqa: PLR0913 - each has a default
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        known_as: str = "",
        clock: Clock | None = None,
        dice: Dice | None = None,
        journal: Journal | None = None,
        faults: FaultPlan | None = None,
        authority: Authority | None = None,
        webhook_allow: Collection[str] = (),
        wire: Wire = OURS,
        folder: Path | None = None,
        vault: MutableMapping[int, Secrets] | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.journal = Journal(SECRET_SHAPES) if journal is None else journal
        self.faults = faults or FaultPlan()
        self.wire = wire
        self._core = Core(self.clock, dice or Dice(), frozenset(webhook_allow), folder)
        self._core.turns.when_busy = wire.when_busy
        ca_file = None if authority is None else authority.ca_file
        memory = None if folder is None or vault is None else folder / "connectors"
        self.runner = Runner(self._core, Host(self._core, ca_file, vault), wire, memory)
        self.webhooks = Courier(self._core, self._note, ca_file)
        gateway = Gateway(
            OnDemand(self._build),
            system=SYSTEM,
            clock=self.clock,
            journal=self.journal,
            faults=self.faults,
            describe=functools.partial(describe, routes=(*wire.routes, *PAGES)),
            largest_body=LARGEST_BODY,
        )
        self.wsgi = Turnstile(gateway, self._core.turns, wire.routes)
        shared: dict[str, Any] = {"clock": self.clock, "journal": self.journal, "faults": self.faults}
        self.control = Control(self.wsgi, **shared, refusals=(SilverfinError,))
        self.control.add(Files(self, self._core), Webhooks(self, self._core))
        self._server = Server(self.control, host=host, port=port, known_as=known_as, authority=authority)

    def _note(self, name: str, details: Mapping[str, Any]) -> None:
        self.journal.events.note(SYSTEM, self.clock.now(), name, details)

    def _build(self) -> WSGIApplication:
        from mock_silverfin.doors.app import build  # noqa: PLC0415 - Flask and pydantic take longer than all the rest

        return build(self._core, self.runner, self.wire)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where it listens, without path and trailing slash; it has no meaning before `start`."""
        return self._server.url

    def start(self) -> None:
        """Listen and serve; raise PortInUseError if the port is taken."""
        self._server.start()
        self.runner.serve_at(self.url)

    def stop(self) -> None:
        """Stop serving; what is stored stays."""
        self._server.stop()

    def close(self) -> None:
        """Stop serving and forget everything; what is kept in a folder stays there."""
        self.runner.close()
        self.stop()
        self.webhooks.close()
        self._core.close()

    @property
    def when_busy(self) -> WhenBusy:
        """How a second call for a company in use is refused: 429 without `Retry-After` unless set otherwise."""
        return self._core.turns.when_busy

    @when_busy.setter
    def when_busy(self, answer: WhenBusy) -> None:
        self._core.turns.when_busy = answer

    @property
    def unknown_members(self) -> bool:
        """Whether answers have members that no client can know: Silverfin adds some without notice (documented)."""
        return self._core.switches.unknown_members

    @unknown_members.setter
    def unknown_members(self, wanted: bool) -> None:
        self._core.switches = replace(self._core.switches, unknown_members=wanted)

    @property
    def exports_fail(self) -> bool:
        """Whether exports that are asked for from now on end in an error."""
        return self._core.switches.exports_fail

    @exports_fail.setter
    def exports_fail(self, wanted: bool) -> None:
        self._core.switches = replace(self._core.switches, exports_fail=wanted)

    def add_firm(self, name: str) -> Firm:
        """Add an accounting firm."""
        return Firm(self._core, self._core.add_firm(name), name)

    def add_application(self, name: str, redirect_uri: str, scopes: Sequence[str] = ALL_SYNC_SCOPES) -> Application:
        """Register an application; raise ValueError for a scope that Silverfin does not have."""
        return Application.register(self._core, name, redirect_uri, scopes)

    def firm(self, firm_id: int) -> Firm:
        """Return the firm of that id, which exists."""
        return Firm(self._core, firm_id, self._core.directory.firm_name(firm_id))

    def known_application(self, **known: Any) -> Application:
        """Return an application that was registered here before, of which everything is known but the platform."""
        return Application(self._core, **known)

    def newest_tokens(self) -> list[tuple[str, datetime, bool]]:
        """Return for each application that has tokens its name, when the last were made, and if they are revoked."""
        return self._core.oauth.newest_tokens()

    def file(self, company_id: int) -> ClientFile:
        """Return the client file of that id; raise LookupError if no firm has it."""
        for file in self.files():
            if file.id == company_id:
                return file
        raise LookupError(f"no firm has a client file {company_id}")

    def same_file(self, file: ClientFile) -> ClientFile:
        """Return the client file of this fake that is like one of another fake, made in the same way."""
        return replace(file, _core=self._core)

    def files(self) -> list[ClientFile]:
        """Return the client files of every firm, oldest first."""
        return [
            ClientFile(self._core, firm_id, company.id, company.name)
            for firm_id, _ in self._core.directory.firms()
            for company in companies.all_of(self._core.books(firm_id))
        ]

    def capture(self) -> SilverfinState:
        """Return everything that is stored; raise RuntimeError inside a transaction."""
        return SilverfinState(self._core.capture(), self.runner.capture())

    def restore(self, state: SilverfinState) -> None:
        """Bring everything that is stored back to when `state` was captured."""
        self._forget_what_is_under_way()  # what ends meanwhile changes nothing in what comes back
        self._core.restore(state.core)
        self._forget_what_is_under_way()
        self.runner.restore(state.runner)

    def _forget_what_is_under_way(self) -> None:
        self.webhooks.forget()
        self.runner.forget()
