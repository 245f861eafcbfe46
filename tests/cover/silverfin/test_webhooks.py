"""Webhooks: registered, told of what happens, signed twice, sent again, given up, never sent to strangers."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_kit.clock import Clock
from mock_kit.loopback import is_loopback
from mock_kit.server import Server
from mock_kit.tls import Authority
from mock_silverfin import MockSilverfin
from mock_silverfin.errors import InvalidError, NotLinkedError
from mock_silverfin.webhooks import hooks
from mock_silverfin.webhooks.courier import SHORTEST_WAIT, HeldError
from mock_silverfin.webhooks.outbox import State
from mock_silverfin.webhooks.reach import OutOfReachError, post

from .receiver import Receiver, receiving
from .support import REDIRECT_URI, World, account, upsert

ALL = ["sync.requested", "sync.company_added", "sync.company_removed"]
PAUSES = (1, 5, 30, 120)


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    """Give a test somebody who knows the application's signing tokens."""
    application = world.application
    with receiving(application.webhook_signing_token_1, application.webhook_signing_token_2) as receiver:
        yield receiver


@pytest.fixture
def hooked(world: World, receiver: Receiver) -> World:
    """Give a test a webhook that is told of everything."""
    assert world.api("POST", "/syncs/webhooks", {"url": receiver.url, "events": ALL}).status == 201
    return world


def _advance(world: World, **by: float) -> None:
    world.silverfin.clock.advance(timedelta(**by))
    world.silverfin.webhooks.settle()


def test_a_webhook_is_created_listed_and_deleted(world: World) -> None:
    """201 with the object, which the list has; 204, and it is gone."""
    sent = {"url": "https://connector.example.com/hook", "events": ALL[:2]}
    created = world.api("POST", "/syncs/webhooks", sent)
    assert created.status == 201
    assert created.json == {"id": created.json["id"], **sent, "user_id": world.admin.id, "expired_at": None}
    assert world.api("GET", "/syncs/webhooks").json == [created.json]
    gone = world.api("DELETE", f"/syncs/webhooks/{created.json['id']}")
    assert (gone.status, gone.body) == (204, b"")
    assert world.api("GET", "/syncs/webhooks").json == []
    assert world.api("DELETE", f"/syncs/webhooks/{created.json['id']}").status == 404


@pytest.mark.parametrize("kind", ["multipart", "form"])
def test_forms_with_rails_names_are_taken(world: World, kind: str) -> None:
    """`events[]` once for each event, as the documentation shows."""
    url = "https://connector.example.com/hook"
    if kind == "form":
        world.headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode([("url", url), ("events[]", ALL[0]), ("events[]", ALL[1])]).encode()
    else:
        world.headers["Content-Type"] = "multipart/form-data; boundary=x"
        parts = [("url", url), ("events[]", ALL[0]), ("events[]", ALL[1])]
        body = b"".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in parts
        )
        body += b"--x--\r\n"
    reply = world.api("POST", "/syncs/webhooks", body)
    assert (reply.status, reply.json["events"]) == (201, ALL[:2])


@pytest.mark.parametrize(
    ("url", "events", "field"),
    [
        ("http://connector.example.com/hook", ALL, "url"),
        ("ftp://127.0.0.1/", ALL, "url"),
        ("https://", ALL, "url"),
        ("https://x:port/", ALL, "url"),
        ("", ALL, "url"),
        ("https://a.test/é", ALL, "url"),
        ("https://a.test/a b", ALL, "url"),
        ("https://a.test/", [], "events"),
        ("https://a.test/", ["sync.everything"], "events.0"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(world: World, url: str, events: list[str], field: str) -> None:
    """422 with the member; loopback alone may be called without TLS."""
    reply = world.api("POST", "/syncs/webhooks", {"url": url, "events": events})
    assert (reply.status, [problem["field"] for problem in reply.json["errors"]]) == (422, [field])
    assert world.api("GET", "/syncs/webhooks").json == []


def test_neither_json_nor_a_form_is_415(world: World) -> None:
    """A body of another kind is not read."""
    world.headers["Content-Type"] = "text/plain"
    assert world.api("POST", "/syncs/webhooks", b"{}").status == 415


def test_webhooks_of_other_applications_are_not_there(hooked: World, receiver: Receiver) -> None:
    """They are neither listed nor deleted, and hear of their own files alone."""
    other = hooked.silverfin.add_application("Other", REDIRECT_URI)
    token = other.authorize(hooked.admin, hooked.firm).access_token
    [hook] = hooked.api("GET", "/syncs/webhooks").json
    assert hooked.api("GET", "/syncs/webhooks", token=token).json == []
    assert hooked.api("DELETE", f"/syncs/webhooks/{hook['id']}", token=token).status == 404
    hooked.firm.add_company("Theirs").link(other, "x:1")
    hooked.silverfin.webhooks.settle()
    assert receiver.told == []


def test_linking_requesting_and_unlinking_are_told(hooked: World, receiver: Receiver) -> None:
    """Three sections, both signatures, in the order in which it happened."""
    file = hooked.firm.add_company("New")
    file.link(hooked.application, "acme:2")
    file.request_sync()
    file.unlink()
    hooked.silverfin.webhooks.settle()
    [hook] = hooked.api("GET", "/syncs/webhooks").json
    company = {"id": file.id, "name": "New"}
    events = ["sync.company_added", "sync.requested", "sync.company_removed"]
    assert receiver.told == [{"webhook": hook, "event": event, "company": company} for event in events]
    assert receiver.believed == [True] * 3
    file.unlink()
    with pytest.raises(NotLinkedError):
        file.request_sync()
    hooked.silverfin.webhooks.settle()
    assert len(receiver.told) == 3


def test_a_file_that_goes_to_another_application_is_gone(hooked: World, receiver: Receiver) -> None:
    """Its former application is told; linking it anew to the same one adds it again."""
    hooked.file.link(hooked.application, "acme:3")
    hooked.file.link(hooked.silverfin.add_application("Other", REDIRECT_URI), "x:1")
    hooked.silverfin.webhooks.settle()
    assert receiver.events == ["sync.company_added", "sync.company_removed"]


def test_only_what_was_asked_for_is_told(world: World, receiver: Receiver) -> None:
    """A webhook hears of its own events."""
    world.application.add_webhook(world.admin, world.firm, receiver.url, ["sync.company_removed"])
    world.file.request_sync()
    world.file.unlink()
    world.silverfin.webhooks.settle()
    assert receiver.events == ["sync.company_removed"]


def test_every_night_every_linked_file_is_requested(hooked: World, receiver: Receiver) -> None:
    """At two in the morning; of the nights in one leap each counts, the last seven at most."""
    hooked.firm.add_company("Nobody's")
    _advance(hooked, hours=17, minutes=59)
    assert receiver.events == []
    _advance(hooked, minutes=1)
    assert [(told["event"], told["company"]["id"]) for told in receiver.told] == [("sync.requested", hooked.file.id)]
    _advance(hooked, hours=23)
    assert len(receiver.told) == 1
    _advance(hooked, days=3)
    assert len(receiver.told) == 4
    _advance(hooked, days=90)
    assert len(receiver.told) == 11


def test_a_webhook_is_not_asked_for_nights_before_it(world: World, receiver: Receiver) -> None:
    """Registered after two nights, it is first asked the night after."""
    _advance(world, days=2)
    world.application.add_webhook(world.admin, world.firm, receiver.url)
    world.silverfin.webhooks.settle()
    assert receiver.told == []
    _advance(world, days=1)
    assert receiver.events == ["sync.requested"]


def test_whoever_waits_for_what_is_held_is_told_at_once(hooked: World, receiver: Receiver) -> None:
    """With what waits, and how it is sent; nothing that waits is no reason to say anything."""
    webhooks = hooked.silverfin.webhooks
    webhooks.hold()
    webhooks.settle()
    for _ in range(6):
        hooked.file.request_sync()
    [hook] = hooked.application.webhooks(hooked.firm)
    one = f"sync.requested of client file {hooked.file.id} to webhook {hook.id}"
    began = time.monotonic()
    with pytest.raises(HeldError) as told:
        webhooks.settle(60)
    assert time.monotonic() - began < 30
    assert str(told.value) == f"webhooks are held; release() sends what waits: {', '.join([one] * 5)} and 1 more"
    assert receiver.told == []
    webhooks.release()
    webhooks.settle()
    assert len(receiver.told) == 6


def test_a_rotated_token_still_leaves_one_that_matches(hooked: World, receiver: Receiver) -> None:
    """One match is enough; with both rotated nothing can be believed."""
    for number in (1, 2):
        hooked.file.request_sync()
        hooked.silverfin.webhooks.settle()
        hooked.application.rotate_signing_token(number)  # type: ignore[arg-type]
    new = hooked.application.rotate_signing_token(1)
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    assert receiver.believed == [True, True, False]
    receiver.tokens = (new, receiver.tokens[1])
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    assert receiver.believed[-1] is True


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_sent_again_on_the_clock(hooked: World, receiver: Receiver, status: int) -> None:
    """After 1, 5, 30 and 120 minutes and not before; a redirect is not followed."""
    receiver.statuses = [status] * 4
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    for number, minutes in enumerate(PAUSES, start=1):
        _advance(hooked, minutes=minutes, seconds=-1)
        assert len(receiver.told) == number
        _advance(hooked, seconds=1)
        assert len(receiver.told) == number + 1
    assert [told == receiver.told[0] for told in receiver.told] == [True] * 5
    [delivery] = hooked.silverfin.webhooks.deliveries()
    assert (delivery.state, delivery.attempts, delivery.answer) == (State.DELIVERED, 5, "200")
    [hook] = hooked.application.webhooks(hooked.firm)
    assert hook.expired_at is None


def test_after_five_failures_a_webhook_expires(hooked: World, receiver: Receiver) -> None:
    """The list says when; nothing more is sent to it, what waits included."""
    receiver.statuses = [500] * 9
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    for minutes in PAUSES[:-1]:
        _advance(hooked, minutes=minutes)
    _advance(hooked, minutes=119)
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    _advance(hooked, minutes=1)
    states = [(delivery.state, delivery.attempts) for delivery in hooked.silverfin.webhooks.deliveries()]
    assert states == [(State.FAILED, 5), (State.DROPPED, 1)]
    [hook] = hooked.application.webhooks(hooked.firm)
    assert hook.expired_at == hooked.silverfin.clock.now()
    heard = len(receiver.told)
    hooked.file.request_sync()
    _advance(hooked, days=2)
    assert len(receiver.told) == heard
    [expired] = hooked.silverfin.journal.events.named("webhooks.expired")
    assert expired.details == {"webhook": hook.id}


def test_whoever_does_not_answer_is_waited_for_so_long(world: World) -> None:
    """Then that is said; where the receiver goes away, the message waits for its next attempt."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        world.application.add_webhook(world.admin, world.firm, url)
        world.file.request_sync()
        with pytest.raises(TimeoutError, match="webhooks are still being sent after 0 s"):
            world.silverfin.webhooks.settle(0)
        silent.accept()[0].close()
    world.silverfin.webhooks.settle()
    [delivery] = world.silverfin.webhooks.deliveries()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 1)


def test_nobody_listening_is_a_failure(world: World) -> None:
    """What a connection that cannot be made says is kept."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/"
        world.application.add_webhook(world.admin, world.firm, url)
        world.file.request_sync()
        world.silverfin.webhooks.settle()
    [delivery] = world.silverfin.webhooks.deliveries()
    assert (delivery.state, delivery.attempts) == (State.WAITING, 1)
    assert "Refused" in delivery.answer


def test_a_deleted_webhook_hears_nothing_more(hooked: World, receiver: Receiver) -> None:
    """What waited for it is gone with it."""
    receiver.statuses = [500]
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    [hook] = hooked.api("GET", "/syncs/webhooks").json
    assert hooked.api("DELETE", f"/syncs/webhooks/{hook['id']}").status == 204
    _advance(hooked, days=1)
    assert len(receiver.told) == 1


def test_strangers_are_never_called(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that nobody allowed is not even looked up; the message is withheld and says why."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("somebody was called")

    world.application.add_webhook(world.admin, world.firm, "https://connector.example.com/hook")
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    world.file.request_sync()
    world.silverfin.webhooks.settle()
    [delivery] = world.silverfin.webhooks.deliveries()
    assert (delivery.state, "--webhook-allow" in delivery.answer) == (State.WITHHELD, True)
    [event] = world.silverfin.journal.events.named("webhooks.withheld")
    assert event.details["answer"] == delivery.answer


def test_a_name_that_only_claims_to_be_this_machine_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """`localhost` counts if it leads here; nothing is sent before that is known."""
    from mock_silverfin.webhooks import reach  # noqa: PLC0415

    with receiving("a", "b") as receiver:
        monkeypatch.setattr(reach, "is_loopback", lambda host: host == "localhost")
        with pytest.raises(OutOfReachError):
            post(receiver.url.replace("127.0.0.1", "localhost"), b"{}", {}, frozenset())
    assert receiver.told == []
    assert is_loopback("127.0.0.9")
    assert not is_loopback("localhost.example.com")


def test_allowed_hosts_are_called_and_need_no_tls(receiver: Receiver) -> None:
    """A host that was named when the fake was started is as good as this machine."""
    with MockSilverfin(webhook_allow=["connector"]) as silverfin:
        firm = silverfin.add_firm("Firm")
        user = firm.add_user("a@b.test", "training", admin=True)
        application = silverfin.add_application("App", REDIRECT_URI)
        assert application.add_webhook(user, firm, "http://connector/").url == "http://connector/"
        with pytest.raises(InvalidError):
            application.add_webhook(user, firm, "http://stranger/")
        url = receiver.url.replace("127.0.0.1", "localhost")
        assert post(url, b'{"event": "x"}', {}, frozenset(["localhost"])) == 200


@pytest.mark.parametrize("order", ["as noted", "reversed", "shuffled"])
def test_held_messages_go_out_in_the_order_that_is_wanted(hooked: World, receiver: Receiver, order: str) -> None:
    """Nothing is sent while they are held; afterwards everything is, at once."""
    files = [hooked.firm.add_company(f"File {number}") for number in range(6)]
    hooked.silverfin.webhooks.hold()
    for file in files:
        file.link(hooked.application, f"r:{file.id}")
    with pytest.raises(HeldError, match="webhooks are held"):
        hooked.silverfin.webhooks.settle()
    hooked.silverfin.webhooks.release(order)  # type: ignore[arg-type]
    hooked.silverfin.webhooks.settle()
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    noted = [file.id for file in files]
    told = [told["company"]["id"] for told in receiver.told]
    assert told.pop() == hooked.file.id
    assert sorted(told) == noted
    assert (told == noted, told == noted[::-1]) == (order == "as noted", order == "reversed")


def test_duplicates_on_demand(hooked: World, receiver: Receiver) -> None:
    """Each message arrives so often, byte by byte the same."""
    hooked.silverfin.webhooks.copies = 3
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    assert receiver.events == ["sync.requested"] * 3
    [delivery] = hooked.silverfin.webhooks.deliveries()
    assert (delivery.attempts, delivery.answer) == (1, "200 200 200")


def test_whoever_closes_the_books_under_the_courier_ends_it_quietly() -> None:
    """On a machine so busy that it is asked how long to wait only then."""
    silverfin = MockSilverfin(clock=Clock(running=True))
    silverfin.add_firm("Fiduciary")
    [books] = silverfin._core.all_books()
    assert (silverfin.webhooks._pause() or 0) > 0
    silverfin.close()
    assert silverfin.webhooks._pause() == SHORTEST_WAIT
    silverfin.webhooks._serve(books)


def test_webhooks_come_back_with_the_rest(hooked: World, receiver: Receiver) -> None:
    """Hooks, what waits and the switches are part of a state; a message that waited is sent after all."""
    receiver.statuses = [500]
    hooked.file.request_sync()
    hooked.silverfin.webhooks.settle()
    state = hooked.silverfin.capture()
    for _ in range(2):
        moment = hooked.silverfin.clock.capture()
        hooked.silverfin.webhooks.copies = 2
        [hook] = hooked.api("GET", "/syncs/webhooks").json
        hooked.api("DELETE", f"/syncs/webhooks/{hook['id']}")
        hooked.silverfin.restore(state)
        assert hooked.silverfin.webhooks.copies == 1
        _advance(hooked, minutes=1)
        assert hooked.silverfin.webhooks.deliveries()[0].state is State.DELIVERED
        hooked.silverfin.clock.restore(moment)


def test_on_a_running_clock_messages_are_sent_again_by_themselves(receiver: Receiver) -> None:
    """Nobody has to move the clock; it was moved close to the moment here so that the test need not wait."""
    clock = Clock(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), running=True)
    with MockSilverfin(clock=clock) as silverfin:
        firm = silverfin.add_firm("Firm")
        user = firm.add_user("a@b.test", "training", admin=True)
        application = silverfin.add_application("App", REDIRECT_URI)
        file = firm.add_company("Company")
        application.add_webhook(user, firm, receiver.url)
        receiver.statuses = [500]
        file.link(application, "a:1")
        silverfin.webhooks.settle()
        clock.advance(timedelta(seconds=59.8))
        deadline = clock.now() + timedelta(seconds=10)
        while len(receiver.told) < 2 and clock.now() < deadline:
            time.sleep(0.005)
        assert receiver.events == ["sync.company_added"] * 2


def test_core_webhooks_hear_of_what_changes_in_a_firm(year: World, receiver: Receiver) -> None:
    """Once for each account, once for each change of figures; a file of any application counts; signatures as ever."""
    created = year.api("POST", "/webhooks", {"url": receiver.url, "events": list(hooks.CORE_EVENTS)})
    assert (created.status, year.api("GET", "/webhooks").json) == (201, [created.json])
    assert year.api("GET", "/syncs/webhooks").json == []
    year.submit(upsert(), accounts=[account(en="Debtors"), account("700000", "income"), account("1", "asset")])
    year.submit()
    periods = f"/companies/{year.file.id}/periods"
    year.api("POST", f"{periods}/{year.api('GET', periods).json[0]['id']}", {"public": True})
    year.file.put_custom("a", "b", "c")
    year.sync("DELETE", "reset")
    year.silverfin.webhooks.settle()
    counted = ["account.created"] * 2 + ["account.updated"]
    figures = "financial_balances.changed"
    assert receiver.events == [*counted, figures, "period.updated", "custom.updated", figures]
    assert receiver.told[0] == {
        "webhook": created.json,
        "event": "account.created",
        "company": {"id": year.file.id, "name": "Acme"},
    }
    assert receiver.believed == [True] * 7


def test_core_webhooks_and_those_of_the_sync_api_are_two_lists(hooked: World, receiver: Receiver) -> None:
    """Neither takes the other's events, nor deletes the other's webhooks."""
    refused = hooked.api("POST", "/webhooks", {"url": receiver.url, "events": ALL[:1]})
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "events.0")
    assert hooked.api("POST", "/syncs/webhooks", {"url": receiver.url, "events": ["account.created"]}).status == 422
    [hook] = hooked.api("GET", "/syncs/webhooks").json
    assert hooked.api("DELETE", f"/webhooks/{hook['id']}").status == 404
    core = hooked.application.add_webhook(hooked.admin, hooked.firm, receiver.url, ["export.created"])
    assert hooked.api("DELETE", f"/syncs/webhooks/{core.id}").status == 404
    assert hooked.api("DELETE", f"/webhooks/{core.id}").status == 204
    assert hooked.api("GET", "/webhooks").json == []


def test_an_address_that_cannot_be_sent_is_a_failure_and_nobody_else_waits(world: World, receiver: Receiver) -> None:
    """It was kept by an earlier Silverfin that took any; the courier goes on to the next."""
    hook = world.application.add_webhook(world.admin, world.firm, receiver.url)
    world.application.add_webhook(world.admin, world.firm, receiver.url)
    books = world.file.books
    books.store.execute("UPDATE webhook SET url = ? WHERE id = ?", [f"{receiver.url}/é", hook.id])
    world.file.request_sync()
    world.silverfin.webhooks.settle(2)
    assert receiver.events == ["sync.requested"]
    [failed, _] = world.silverfin.webhooks.deliveries()
    assert (failed.webhook_id, failed.attempts, "UnicodeEncodeError" in failed.answer) == (hook.id, 1, True)


def test_a_receiver_over_tls_is_called_if_its_authority_is_trusted() -> None:
    """And not at all by whoever does not trust it; what stands behind the path goes along."""
    asked: list[tuple[str, str, bytes]] = []

    def app(environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        length = int(environ["CONTENT_LENGTH"])
        asked.append((environ["PATH_INFO"], environ["QUERY_STRING"], environ["wsgi.input"].read(length)))
        start_response("202 Accepted", [("Content-Length", "0")])
        return []

    authority = Authority()
    server = Server(app, authority=authority)  # type: ignore[arg-type]
    server.start()
    try:
        url = f"{server.url}/hook?key=1"
        assert post(url, b"{}", {}, frozenset(), authority.ca_file) == 202
        with pytest.raises(ssl.SSLCertVerificationError):
            post(url, b"{}", {}, frozenset())
    finally:
        server.stop()
        authority.close()
    assert asked == [("/hook", "key=1", b"{}")]


def test_what_is_under_way_when_time_goes_back_counts_for_nothing(world: World, receiver: Receiver) -> None:
    """The answer comes to a delivery that never was; the one that is due then is sent."""
    world.api("POST", "/syncs/webhooks", {"url": receiver.url, "events": ALL})
    state = world.silverfin.capture()
    usual = receiver.hear

    def hear(body: bytes, headers: Mapping[str, str]) -> int:
        receiver.hear = usual  # type: ignore[method-assign]
        answered = usual(body, headers)
        world.silverfin.restore(state)  # after it nothing is due, so whoever waits for that goes on
        return answered

    receiver.hear = hear  # type: ignore[method-assign]
    world.file.unlink()
    world.silverfin.webhooks.settle()
    assert receiver.events == ["sync.company_removed"]
    assert world.silverfin.webhooks.deliveries() == []
    world.file.unlink()
    world.silverfin.webhooks.settle()
    assert [delivery.state for delivery in world.silverfin.webhooks.deliveries()] == [State.DELIVERED]
