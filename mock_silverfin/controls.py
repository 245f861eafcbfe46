"""What the control API does with the client files and webhooks of a fake Silverfin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from mock_kit.arguments import Arguments, number, text
from mock_kit.control import Operation
from mock_silverfin.errors import InvalidClientError
from mock_silverfin.face import ClientFile
from mock_silverfin.ledger import companies
from mock_silverfin.sync import links

if TYPE_CHECKING:
    from mock_silverfin.core import Core
    from mock_silverfin.server import MockSilverfin

ORDERS = ("as noted", "reversed", "shuffled")


def operations(silverfin: MockSilverfin, core: Core) -> dict[tuple[str, str], Operation]:
    """Return the operations, by method and path below the prefix."""
    posts: dict[str, Operation] = {**_files(silverfin, core), **_webhooks(silverfin, core)}
    gets: dict[str, Operation] = {
        "silverfin/companies": lambda _: [_told(file) for file in silverfin.files()],
        "silverfin/webhooks/deliveries": lambda _: [asdict(one) for one in silverfin.webhooks.deliveries()],
    }
    return {
        **{("POST", path): done for path, done in posts.items()},
        **{("GET", path): got for path, got in gets.items()},
    }


def _files(silverfin: MockSilverfin, core: Core) -> dict[str, Operation]:
    def with_file(act: Callable[[ClientFile, Arguments], object]) -> Operation:
        def acted(given: Arguments) -> Any:
            act(silverfin.file(number(given, "company_id")), given)
            return {}

        return acted

    def link(file: ClientFile, given: Arguments) -> None:
        start = _day(given, "sync_start_at")
        links.link(file.books, file.id, _application(core, given), text(given, "reference"), start)

    return {
        "silverfin/companies/link": with_file(link),
        "silverfin/companies/unlink": with_file(lambda file, _: file.unlink()),
        "silverfin/companies/lock": with_file(lambda file, given: file.lock_until(_day(given, "until"))),
        "silverfin/companies/request-sync": with_file(lambda file, _: file.request_sync()),
    }


def _webhooks(silverfin: MockSilverfin, core: Core) -> dict[str, Operation]:
    def release(given: Arguments) -> Any:
        order = given.get("order", ORDERS[0])
        if order not in ORDERS:
            raise ValueError(f"webhooks go out in one of these orders: {', '.join(ORDERS)}")
        silverfin.webhooks.release(order)
        return {}

    def hold(_: Arguments) -> Any:
        silverfin.webhooks.hold()
        return {}

    def copies(given: Arguments) -> Any:
        silverfin.webhooks.copies = number(given, "copies")
        return {}

    def rotate(given: Arguments) -> Any:
        which = number(given, "number")
        if which not in (1, 2):
            raise ValueError("an application has signing tokens 1 and 2")
        return {"token": core.new_signing_token(_application(core, given), which)}

    return {
        "silverfin/webhooks/hold": hold,
        "silverfin/webhooks/release": release,
        "silverfin/webhooks/copies": copies,
        "silverfin/webhooks/rotate-signing-token": rotate,
    }


def _told(file: ClientFile) -> dict[str, Any]:
    return asdict(companies.get(file.books, file.id))


def _application(core: Core, given: Arguments) -> int:
    client_id = text(given, "client_id")
    try:
        return core.directory.application(client_id).id
    except InvalidClientError:
        raise LookupError(f"no application has the client id {client_id!r}") from None


def _day(given: Arguments, name: str) -> date | None:
    if given.get(name) is None:
        return None
    written = text(given, name)
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ValueError(f"{name!r} is a day, YYYY-MM-DD, not {written!r}") from None
