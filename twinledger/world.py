"""A world: a fake Odoo and a fake Silverfin on one clock, one seed and one fault plan, paired company by company."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from mock_kit.clock import Clock, ClockApart, ClockState
from mock_kit.control import About, post
from mock_kit.dice import Dice, DiceState
from mock_kit.faults import FaultPlan
from mock_kit.journal import Journal, JournalState
from mock_odoo.hosting import HOSTINGS, ON_PREMISE, Hosting
from mock_odoo.hosting import hosting as hosting_of
from mock_odoo.journaling import SECRET_SHAPES as ODOO_SECRETS
from mock_odoo.server import MockOdoo
from mock_odoo.versions import LATEST
from mock_silverfin.face import Application, ClientFile, Firm, Grant, User
from mock_silverfin.oauth import SECRET_SHAPES as SILVERFIN_SECRETS
from mock_silverfin.scopes import ALL_SYNC_SCOPES
from mock_silverfin.server import MockSilverfin
from mock_silverfin.wire.served import OURS, Wire
from twinledger.books.balances import trial_balance
from twinledger.books.book import Book
from twinledger.books.bookkeeper import Bookkeeper
from twinledger.books.founding import LOGIN, PASSWORD, found
from twinledger.books.loading import load
from twinledger.books.names import kind_of
from twinledger.shelf import FIRST_NAME, Making, Shelf, made, tell

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


@dataclass(frozen=True)
class Pair:
    """One company on both sides: where its books are kept, the key to them, and the client file it is linked to."""

    database: str
    company_id: int
    api_key: str = field(repr=False)
    file: ClientFile

    @property
    def reference(self) -> str:
        """What the application calls the company in Silverfin."""
        return f"{self.database}:{self.company_id}"


@dataclass(frozen=True)
class GoneOn:
    """How an awkward book went on."""

    told: Annotated[str | None, About("what has happened until its next moment; null at its end")]


@dataclass(frozen=True)
class WorldState:
    """A world at one moment."""

    odoo: Any
    silverfin: Any
    clock: ClockState
    odoo_clock: ClockState
    dice: DiceState
    faults: Any
    journal: JournalState
    pairs: tuple[Pair, ...]


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
        progress: Callable[[int], None] | None = None,
        data: Path | None = None,
    ) -> None:
        odoo: dict[str, Any] = {"port": odoo_port, "hosting": hosting_of(odoo_hosting)}
        silverfin: dict[str, Any] = {"port": silverfin_port, "webhook_allow": webhook_allow, "wire": wire}
        self.clock = clock or Clock()
        self.odoo_clock = ClockApart(self.clock)
        self.dice = Dice(seed)
        self.made = Making(seed, odoo_version, lines, books, odoo["hosting"].name, firm, self.clock.now().isoformat())
        self._keeper = None if data is None else _keeper(data, self.made)
        if self._keeper is not None:
            self._go_on_from(self._keeper, odoo, silverfin)
        self.faults = FaultPlan()
        self.journal = Journal((*ODOO_SECRETS, *SILVERFIN_SECRETS))
        if self._keeper is not None:
            self._keeper.keep_journal(self.journal)
        shared: dict[str, Any] = {"dice": self.dice, "faults": self.faults, "journal": self.journal}
        self.ca_file = None if authority is None else authority.ca_file
        self.is_exposed = bool(advertise_host)
        self._reached: dict[str, Any] = {"advertise_host": advertise_host, "authority": authority}
        if advertise_host:
            shared |= {"host": EVERYWHERE, "known_as": advertise_host}
        shared["authority"] = authority
        self.odoo = MockOdoo(self.made.odoo_version, clock=self.odoo_clock, **shared, **odoo)
        self.silverfin = MockSilverfin(clock=self.clock, **shared, **silverfin)
        self.firm: Firm
        self.accountant: User
        self.application: Application
        self.grant: Grant
        self.pairs: tuple[Pair, ...] = ()
        self._beginning: WorldState | None = None
        self._shelf = Shelf(self, self.made.books)
        if self._keeper is None or self._keeper.is_new:
            self._furnish(progress)
        else:
            self._keeper.put_back(self)
        for control in (self.odoo.control, self.silverfin.control):
            control.whole = self
            control.token = control_token
            control.add(self)

    def _go_on_from(self, keeper: Keeper, odoo: dict[str, Any], silverfin: dict[str, Any]) -> None:
        """Take from a folder how the world was made and where its clocks stood, and complete both systems' options."""
        self.made, self.dice = keeper.made, keeper.dice()
        keeper.set_clocks(self.clock, self.odoo_clock)
        if odoo["hosting"].name != self.made.hosting:
            odoo["hosting"] = HOSTINGS[self.made.hosting]
        for system, options, keeps in (("odoo", odoo, keeper.odoo), ("silverfin", silverfin, keeper.silverfin)):
            options.update(keeps, port=options["port"] or keeper.port(system))

    def _furnish(self, progress: Callable[[int], None] | None) -> None:
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
        progress: Callable[[int], None] | None = None,
    ) -> Pair:
        """Add a company, with `book` or one of so many lines, in a new database or in one there is, and link it.

        `books` says of which country and trade it is, e.g. `fr/shop`.
        """
        book = book or made(self, name, lines, kind_of(books))
        company_id = found(book.company, self.odoo, database)
        load(book, self.odoo.database(database), company=company_id, progress=progress)
        return self._link(database, company_id, first=first)

    def open_pair(self, database: str, path: Path) -> Pair:
        """Add the company of books in a file, in a new database, and link it; raise NotABookError."""
        from twinledger.books.stored import open_stored  # noqa: PLC0415 - few open files

        return self._link(database, open_stored(path, self.odoo.odoo, database).company, first=True)

    def _link(self, database: str, company_id: int, *, first: bool) -> Pair:
        """Pair a company with a new client file."""
        key = self.odoo.create_api_key(ODOO_LOGIN, "Silverfin", database=database)
        where = self.odoo.database(database)
        currency = where.company_currency(company_id)
        [(name, code)] = where.store.all(
            "SELECT c.name, r.name FROM res_company c JOIN res_currency r ON r.id = c.currency_id WHERE c.id = ?",
            (company_id,),
        )
        file = self.firm.add_company(name, code, where.digits(currency))
        pair = Pair(database, company_id, key, file)
        file.link(self.application, pair.reference)
        self._pair((pair, *self.pairs) if first else (*self.pairs, pair))
        return pair

    def _pair(self, pairs: tuple[Pair, ...]) -> None:
        self.pairs = pairs
        if self._keeper is not None:
            self._keeper.note_pairs(self)

    def paired(self, database: str, company_id: int, api_key: str, file_id: int) -> Pair:
        """Return the pair of a company with a client file that there is."""
        return Pair(database, company_id, api_key, self.silverfin.file(file_id))

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

    @post("books/go-on")
    def _gone_on(self) -> GoneOn:
        """Let an awkward book go on to its next moment, or a history to its next day."""
        moment = self.go_on()
        return GoneOn(None if moment is None else moment.told)

    def bookkeeper(self, pair: Pair | None = None) -> Bookkeeper:
        """Return somebody who keeps the books of a pair, the first one if none is named."""
        chosen = pair or self.pair
        return Bookkeeper(self.odoo.database(chosen.database), chosen.company_id)

    def inputs(self, state_dir: Path, pair: Pair | None = None, **changes: str) -> dict[str, str]:
        """Return a connector's inputs for a pair, with `changes` to some of them."""
        chosen, application, grant = pair or self.pair, self.application, self.grant
        return {
            "ODOO_URL": self.odoo.url,
            "ODOO_DATABASE": chosen.database,
            "ODOO_EMAIL": ODOO_LOGIN,
            "ODOO_API_KEY": chosen.api_key,
            "SYNC_COMPANY": str(chosen.company_id),
            "SYNC_LANGUAGE": "en_US",
            "SILVERFIN_URL": self.silverfin.url,
            "SILVERFIN_FIRM_ID": str(self.firm.id),
            "SILVERFIN_COMPANY_ID": str(chosen.file.id),
            "SILVERFIN_CLIENT_ID": application.client_id,
            "SILVERFIN_CLIENT_SECRET": application.client_secret,
            "SILVERFIN_REDIRECT_URI": application.redirect_uri,
            "SILVERFIN_ACCESS_TOKEN": grant.access_token,
            "SILVERFIN_REFRESH_TOKEN": grant.refresh_token,
            "SILVERFIN_WEBHOOK_TOKEN_1": application.webhook_signing_token_1,
            "SILVERFIN_WEBHOOK_TOKEN_2": application.webhook_signing_token_2,
            "CONNECTOR_STATE_DIR": str(state_dir),
            **changes,
        }

    def trial_balance(self, pair: Pair | None = None, until: date | None = None) -> dict[str, int]:
        """Return the trial balance of a pair's books in Odoo, as `twinledger.books.balances` works it out."""
        chosen = pair or self.pair
        return trial_balance(self.odoo.database(chosen.database), chosen.company_id, until)

    # State ------------------------------------------------------------------------------------------------------------

    def snapshot(self) -> WorldState:
        """Return everything as it is now."""
        return WorldState(
            self.odoo.capture(),
            self.silverfin.capture(),
            self.clock.capture(),
            self.odoo_clock.capture(),
            self.dice.capture(),
            self.faults.capture(),
            self.journal.capture(),
            self.pairs,
        )

    def restore(self, state: WorldState) -> None:
        """Make everything what it was when `state` was taken; a running clock goes back as far as it was moved."""
        with nullcontext() if self._keeper is None else self._keeper.returning(self):
            self._put_back(state)

    def _put_back(self, state: WorldState) -> None:
        self.clock.restore(state.clock)  # first: by a later clock, nights would pass in what comes back
        self.odoo_clock.restore(state.odoo_clock)
        self.odoo.restore(state.odoo)
        self.silverfin.restore(state.silverfin)
        self.dice.restore(state.dice)
        self.faults.restore(state.faults)
        self.journal.restore(state.journal)
        self.pairs = state.pairs

    def reset(self) -> None:
        """Make everything what it was when the world was made; one that was opened is made again beside itself."""
        if self._beginning is None:
            self._beginning = self._made_again()
        self.restore(self._beginning)
        self._shelf.open()

    def _made_again(self) -> WorldState:
        """Return how it began: the same seed makes the same again."""
        made, running = self.made, self.clock.running
        clock = Clock(datetime.fromisoformat(made.began))
        hosting, wire = self.odoo.hosting, self.silverfin.wire
        again = World(
            made.seed, made.odoo_version, clock, made.lines, books=made.books, odoo_hosting=hosting, wire=wire
        )
        state, pairs = again.snapshot(), again.pairs
        again.close()
        mine = tuple(replace(pair, file=self.silverfin.same_file(pair.file)) for pair in pairs)
        return replace(state, pairs=mine, clock=ClockState(timedelta(0), None if running else clock.now()))

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
