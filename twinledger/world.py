"""A world: a fake Odoo and a fake Silverfin on one clock, one seed and one fault plan, paired company by company."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mock_kit.clock import Clock, ClockApart
from mock_kit.control import StateControl
from mock_kit.dice import Dice
from mock_kit.faults import FaultPlan
from mock_kit.journal import Journal
from mock_odoo.hosting import ON_PREMISE, Hosting
from mock_odoo.hosting import hosting as hosting_of
from mock_odoo.journaling import SECRET_SHAPES as ODOO_SECRETS
from mock_odoo.server import MockOdoo
from mock_odoo.versions import LATEST
from mock_silverfin.face import Application, Firm, Grant, User
from mock_silverfin.oauth import SECRET_SHAPES as SILVERFIN_SECRETS
from mock_silverfin.scopes import ALL_SYNC_SCOPES
from mock_silverfin.server import MockSilverfin
from mock_silverfin.wire.served import OURS, Wire
from twinledger import states
from twinledger.books.balances import trial_balance
from twinledger.books.book import Book
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.books.founding import LOGIN, PASSWORD, found
from twinledger.books.loading import Progress, load
from twinledger.books.names import kind_of
from twinledger.pairs import Pair, inputs_of, linked
from twinledger.shelf import FIRST_NAME, Making, Shelf, made, tell
from twinledger.states import WorldState

if TYPE_CHECKING:
    from mock_kit.tls import Authority
    from twinledger.books.awkward import Moment
    from twinledger.keeping import Keeper

ODOO_LOGIN, ODOO_PASSWORD = LOGIN, PASSWORD
SILVERFIN_LOGIN, SILVERFIN_PASSWORD = "accountant@example.com", "accountant"
FIRM = "Fiduciaire & Co"
REDIRECT_URI = "https://connector.example.com/callback"
SCOPES = (*ALL_SYNC_SCOPES, "administration:read")  # the last one shows which currency a file is kept in
EVERYWHERE = "0.0.0.0"
LIVE_SILVERFIN = "https://live.getsilverfin.com"
LIVE_ODOO = "https://acme.odoo.com"


__all__ = ["Pair", "World", "WorldState"]


class World:
    """Both fakes with one paired company.

        with World(lines=300) as world:
            print(world.odoo.url, world.silverfin.url, world.pair.api_key)

    Inside `with`, both listen on loopback; with an `advertise_host` on every address of this machine, and known by
    that name. `intercept` reaches them without a socket. The clock stands still unless another is given; Odoo's own
    clock goes with it and can be `odoo_clock.by` ahead. `lines` is the size of the company's ledger in journal items
    (0: only the chart of accounts).
    `books` is the company's country and trade (`be/builder` unless `fr/shop`, `vn`, … is asked for); or it names an
    awkward book, e.g. `awkward/same-second`, that is told up to its first moment, where `go_on` goes on; or a history
    (`history/fr/shop`) that goes on day by day; or a file that `twinledger books --out` stored. The accounting firm in
    Silverfin is called `firm`.
    With a `control_token` the control API is for whoever has it, on this machine and elsewhere.
    Silverfin's webhooks go to this machine and to the hosts in `webhook_allow`; its `wire` is the fake's own unless
    another is given.
    With a folder for its `data` it is there again when the folder is opened anew: as it was made (seed, version, size,
    books and hosting are then what they were), on the same ports unless others are given, at the last moment that the
    clock had shown. Armed faults are not. Raises FolderError, for books that are told on as well.
    """

    def __init__(  # noqa: PLR0913 - each has a default
        self,
        seed: int = 0,
        odoo_version: str = LATEST,
        clock: Clock | None = None,
        lines: int = 0,
        *,
        books: str = "",
        firm: str = FIRM,
        odoo_port: int = 0,
        silverfin_port: int = 0,
        advertise_host: str = "",
        control_token: str = "",
        authority: Authority | None = None,
        odoo_hosting: str | Hosting = ON_PREMISE,
        webhook_allow: Collection[str] = (),
        wire: Wire = OURS,
        progress: Progress | None = None,
        data: Path | None = None,
    ) -> None:
        odoo: dict[str, Any] = {"port": odoo_port, "hosting": hosting_of(odoo_hosting)}
        silverfin: dict[str, Any] = {"port": silverfin_port, "webhook_allow": webhook_allow, "wire": wire}
        self.clock = clock or Clock()
        self.odoo_clock = ClockApart(self.clock)
        self.dice = Dice(seed)
        self.made = Making(seed, odoo_version, lines, books, odoo["hosting"].name, firm, self.clock.now().isoformat())
        self.faults = FaultPlan()
        self.journal = Journal((*ODOO_SECRETS, *SILVERFIN_SECRETS))
        self.ca_file = None if authority is None else authority.ca_file
        self.is_exposed = bool(advertise_host)
        self._reached: dict[str, Any] = {"advertise_host": advertise_host, "authority": authority}
        self.firm: Firm
        self.accountant: User
        self.application: Application
        self.grant: Grant
        self.pairs: tuple[Pair, ...] = ()
        self._beginning: WorldState | None = None
        self._keeper = None if data is None else _keeper(data, self.made)
        with self._opening() as opened:
            self._open(opened, odoo, silverfin)
            self._shelf = Shelf(self, self.made.books)
            if self._keeper is None or self._keeper.is_new:
                self._furnish(progress)
            else:
                self._keeper.put_back(self)
        state = StateControl(self)
        for control in (self.odoo.control, self.silverfin.control):
            control.token = control_token
            control.add(self._shelf, state)

    def _open(self, opened: ExitStack, odoo: dict[str, Any], silverfin: dict[str, Any]) -> None:
        """Make both fakes of their own arguments, with what is kept of them, to be closed if that fails later."""
        if self._keeper is not None:
            self.made, self.dice = self._keeper.made, self._keeper.dice()
            self._keeper.set_clocks(self.clock, self.odoo_clock)
            self._keeper.complete(odoo, silverfin)
            self._keeper.keep_journal(self.journal)
        shared: dict[str, Any] = {"dice": self.dice, "faults": self.faults, "journal": self.journal}
        if self.is_exposed:
            shared |= {"host": EVERYWHERE, "known_as": self._reached["advertise_host"]}
        shared["authority"] = self._reached["authority"]
        self.odoo = MockOdoo(self.made.odoo_version, clock=self.odoo_clock, **shared, **odoo)
        opened.callback(self.odoo.close)
        self.silverfin = MockSilverfin(clock=self.clock, **shared, **silverfin)
        opened.callback(self.silverfin.close)

    @contextmanager
    def _opening(self) -> Iterator[ExitStack]:
        """Say as a FolderError why what is kept cannot be opened or made, and close what was opened by then."""
        with ExitStack() as opened:
            if self._keeper is not None:
                opened.enter_context(self._keeper.telling())
                opened.callback(self._keeper.close)
            yield opened
            opened.pop_all()

    def _furnish(self, progress: Progress | None) -> None:
        """Make everything that a world begins with."""
        self.firm = self.silverfin.add_firm(self.made.firm)
        self.accountant = self.firm.add_user(SILVERFIN_LOGIN, SILVERFIN_PASSWORD, admin=True)
        self.application = self.silverfin.add_application("Acme Connect", REDIRECT_URI, SCOPES)
        self._shelf.lay_out(self.made.lines, progress)
        self.grant = self.application.authorize(self.accountant, self.firm)
        self._beginning = self.snapshot()
        self._shelf.open()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Let both fakes listen; raise PortInUseError."""
        self.odoo.start()
        try:
            self.silverfin.start()
        except OSError:
            self.odoo.stop()
            raise
        if self._keeper is not None:
            with self._keeper.telling():
                self._keeper.note(self)

    def close(self) -> None:
        """Stop both fakes and forget everything; what is kept in a folder stays there."""
        self.odoo.close()
        self.silverfin.close()
        if self._keeper is not None:
            self._keeper.close()

    def beside(self, **options: Any) -> World:
        """Return another world on the same clock, which is reached in the same way and has the same wire."""
        return World(clock=self.clock, wire=self.silverfin.wire, **self._reached, **options)

    @property
    def kept(self) -> Keeper | None:
        """Who keeps it in a folder, None if nobody does."""
        return self._keeper

    @property
    def seed(self) -> int:
        """What chance in it begins with."""
        return self.made.seed

    @property
    def lines(self) -> int:
        """How many journal items the first company's ledger began with."""
        return self.made.lines

    # What is in it ----------------------------------------------------------------------------------------------------

    @property
    def pair(self) -> Pair:
        """The first paired company."""
        return self.pairs[0]

    def add_pair(
        self,
        database: str,
        *,
        name: str = FIRST_NAME,
        lines: int = 0,
        books: str = "",
        book: Book | None = None,
        first: bool = False,
        progress: Progress | None = None,
    ) -> Pair:
        """Add a company, with `book` or one of so many lines, in a new database or in one there is, and link it.

        `books` says of which country and trade it is, e.g. `fr/shop`.
        """
        book = book or made(self, name, lines, kind_of(books), progress=progress)
        company_id = found(book.company, self.odoo, database)
        load(book, self.odoo.database(database), company=company_id, progress=progress)
        return self._link(database, company_id, first=first)

    def open_pair(self, database: str, path: Path) -> Pair:
        """Add the company of books in a file, in a new database, and link it; raise NotABookError."""
        from twinledger.books.stored import open_stored  # noqa: PLC0415 - few open files

        return self._link(database, open_stored(path, self.odoo.odoo, database).company, first=True)

    def _link(self, database: str, company_id: int, *, first: bool) -> Pair:
        """Pair a company with a new client file."""
        pair = linked(self, database, company_id)
        self.pairs = (pair, *self.pairs) if first else (*self.pairs, pair)
        if self._keeper is not None:
            self._keeper.note_pairs(self)
        return pair

    def tell(self, name: str) -> Iterator[Moment]:
        """Tell an awkward book, e.g. `awkward/same-second`, in the first pair; raise LookupError for one nobody knows.

        Yields at the moments at which a connector should read, and be equal afterwards. Where it has to be the book of
        another company, that company becomes the first pair.
        """
        return tell(self, name)

    def go_on(self) -> Moment | None:
        """Let the awkward book that the world was made with go on to its next moment; None if it has ended.

        A reset begins the book again; restoring a snapshot does not turn its pages back.
        """
        return self._shelf.go_on()

    def bookkeeper(self, pair: Pair | None = None) -> Bookkeeper:
        """Return somebody who keeps the books of a pair, the first one if none is named."""
        chosen = pair or self.pair
        return Bookkeeper(self.odoo.database(chosen.database), chosen.company_id)

    def inputs(self, state_dir: Path, pair: Pair | None = None, **changes: str) -> dict[str, str]:
        """Return a connector's inputs for a pair, with `changes` to some of them."""
        return {**inputs_of(self, pair or self.pair, state_dir), **changes}

    def trial_balance(self, pair: Pair | None = None, until: date | None = None) -> dict[str, int]:
        """Return the trial balance of a pair's books in Odoo, as `twinledger.books.balances` works it out."""
        chosen = pair or self.pair
        return trial_balance(self.odoo.database(chosen.database), chosen.company_id, until)

    # State ------------------------------------------------------------------------------------------------------------

    def snapshot(self) -> WorldState:
        """Return everything as it is now."""
        return states.taken(self)

    def restore(self, state: WorldState) -> None:
        """Make everything what it was when `state` was taken; a running clock goes back as far as it was moved."""
        with nullcontext() if self._keeper is None else self._keeper.returning(self):
            states.put_back(self, state)

    def reset(self) -> None:
        """Make everything what it was when the world was made; one that was opened is made again beside itself."""
        if self._beginning is None:
            self._beginning = states.beginning_of(self)
        self.restore(self._beginning)
        self._shelf.open()

    # Without a socket -------------------------------------------------------------------------------------------------

    @contextmanager
    def intercept(self, odoo_url: str = LIVE_ODOO, silverfin_url: str = LIVE_SILVERFIN) -> Iterator[Mapping[str, str]]:
        """Let `requests` calls to these two URLs reach the fakes without a socket, and refuse all other hosts.

        Yields the two URLs as a connector's inputs have them. Faults that need a socket raise NoSocketError.
        """
        from twinledger._intercept import intercepted  # noqa: PLC0415 - responses and requests take 80 ms to load

        with intercepted({odoo_url: self.odoo.wsgi, silverfin_url: self.silverfin.wsgi}):
            yield {"ODOO_URL": odoo_url, "SILVERFIN_URL": silverfin_url}


def _keeper(folder: Path, asked: Making) -> Keeper:
    from twinledger.keeping import Keeper  # noqa: PLC0415 - what seals takes a while to load, and few keep a world

    return Keeper(folder, asked)
