"""What the control API does with the client files and webhooks of a fake Silverfin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from mock_kit.control import About, Number, get, post
from mock_silverfin.errors import InvalidClientError
from mock_silverfin.ledger import companies
from mock_silverfin.ledger.companies import Company
from mock_silverfin.sync import links
from mock_silverfin.webhooks.outbox import Delivery

if TYPE_CHECKING:
    from mock_silverfin.core import Core
    from mock_silverfin.server import MockSilverfin

CompanyId = Annotated[Number, About("which client file")]
ClientId = Annotated[str, About("that of the application")]
Order = Annotated[Literal["as noted", "reversed", "shuffled"], About("in which order")]


@dataclass(frozen=True)
class SigningToken:
    """What webhooks are signed with from now on."""

    token: str


class Files:
    """What an accountant does with client files."""

    def __init__(self, silverfin: MockSilverfin, core: Core) -> None:
        self._silverfin = silverfin
        self._core = core

    @get("silverfin/companies")
    def told(self) -> list[Company]:
        """Show the client files."""
        return [companies.get(file.books, file.id) for file in self._silverfin.files()]

    @post("silverfin/companies/link")
    def link(
        self,
        company_id: CompanyId,
        client_id: ClientId,
        reference: Annotated[str, About("what the application calls the company")],
        sync_start_at: Annotated[date | None, About("the day before which nothing is taken")] = None,
    ) -> None:
        """Link a client file to an application; whatever lines it held are gone afterwards."""
        file = self._silverfin.file(company_id)
        links.link(file.books, file.id, _application(self._core, client_id), reference, sync_start_at)

    @post("silverfin/companies/unlink")
    def unlink(self, company_id: CompanyId) -> None:
        """End a link; the figures stay."""
        self._silverfin.file(company_id).unlink()

    @post("silverfin/companies/lock")
    def lock(
        self,
        company_id: CompanyId,
        until: Annotated[date | None, About("the last locked day; null: none")] = None,
    ) -> None:
        """Lock every figure up to and including a day, or none."""
        self._silverfin.file(company_id).lock_until(until)

    @post("silverfin/companies/request-sync")
    def request_sync(self, company_id: CompanyId) -> None:
        """Ask the application for a synchronisation."""
        self._silverfin.file(company_id).request_sync()


class Webhooks:
    """How webhooks are sent, and signed."""

    def __init__(self, silverfin: MockSilverfin, core: Core) -> None:
        self._silverfin = silverfin
        self._core = core

    @get("silverfin/webhooks/deliveries")
    def deliveries(self) -> list[Delivery]:
        """Show every message, oldest first."""
        return self._silverfin.webhooks.deliveries()

    @post("silverfin/webhooks/hold")
    def hold(self) -> None:
        """Send nothing until it is released."""
        self._silverfin.webhooks.hold()

    @post("silverfin/webhooks/release")
    def release(self, order: Order = "as noted") -> None:
        """Send what was held."""
        self._silverfin.webhooks.release(order)

    @post("silverfin/webhooks/copies")
    def copies(self, copies: Annotated[Number, About("how often")]) -> None:
        """Send each message so many times."""
        self._silverfin.webhooks.copies = copies

    @post("silverfin/webhooks/rotate-signing-token")
    def rotate_signing_token(
        self, client_id: ClientId, number: Annotated[Literal[1, 2], About("which of the two")]
    ) -> SigningToken:
        """Replace one of an application's signing tokens."""
        return SigningToken(self._core.new_signing_token(_application(self._core, client_id), number))


def _application(core: Core, client_id: str) -> int:
    try:
        return core.directory.application(client_id).id
    except InvalidClientError:
        raise LookupError(f"no application has the client id {client_id!r}") from None
