"""What each fault makes of an answer, what it says of itself, and at which requests it strikes."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from mock_kit.answer import HEADERS, Answer, Delivery, Ending, Point
from mock_kit.faults import (
    GARBAGE,
    Act,
    Altered,
    Close,
    Delay,
    Dribble,
    Effect,
    Fault,
    FaultPlan,
    Garbage,
    HangUp,
    Look,
    Phase,
    Reset,
    Silence,
    Status,
    Trigger,
    proxy_error,
)
from mock_kit.journal import Exchange

SENT = Answer(201, [("Content-Type", "text/plain"), ("X-Answer", "1")], b"committed")


def _exchange(path: str = "/x", system: str = "odoo", **call: str) -> Exchange:
    return Exchange(
        number=1,
        system=system,
        at=datetime(2026, 3, 2, tzinfo=UTC),
        method="POST",
        path=path,
        query="",
        headers={},
        body=b"",
        connection="",
        has_socket=True,
        reused=False,
        opened=1,
        describe=lambda _: call,
    )


def _name(value: object) -> str:
    return type(value).__name__ if isinstance(value, Effect) else ""


def _apply(effect: Effect, answer: Answer | None, point: Point = HEADERS) -> Answer | None:
    return effect.apply(point, _exchange(), answer)


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Delay(0.25), "0.25 s late"),
        (Act(lambda: None), "something happens"),
        (Look(lambda *_: None), "somebody looks"),
        (Status(503), "status 503"),
        (Dribble(3, 0.1), "3 bytes at a time"),
        (HangUp(), "connection closed behind it"),
        (Reset(), "connection reset"),
        (Close(), "connection closed"),
        (Altered(bytes.upper), "another body"),
    ],
    ids=_name,
)
def test_a_fault_says_what_it_does(effect: Effect, words: str) -> None:
    """The journal of a request names its faults in these words."""
    assert str(effect) == words


@pytest.mark.parametrize("answer", [None, SENT], ids=["before", "after"])
def test_a_delay_takes_its_time(answer: Answer | None) -> None:
    """The seconds pass and the answer, if there is one, is the same."""
    start = time.monotonic()
    assert _apply(Delay(0.02), answer) is answer
    assert time.monotonic() - start >= 0.02


def test_something_happens_and_somebody_looks() -> None:
    """Both happen at once, see what there is to see, and leave the answer as it is."""
    happened: list[object] = []
    exchange = _exchange()
    assert Act(lambda: happened.append("removed")).apply(HEADERS, exchange, SENT) is SENT
    assert Look(lambda *seen: happened.append(seen)).apply(HEADERS, exchange, SENT) is SENT
    assert Look(lambda *seen: happened.append(seen)).apply(HEADERS, exchange, None) is None
    assert happened == ["removed", (exchange, SENT), (exchange, None)]


@pytest.mark.parametrize("answer", [None, SENT], ids=["before", "after"])
def test_a_status_is_a_page_of_html_unless_its_headers_say_else(answer: Answer | None) -> None:
    """Nothing of the handler's answer is left; a type that is given, in whatever case, is the only one."""
    html, retry = ("Content-Type", "text/html"), ("Retry-After", "5")
    assert _apply(Status(429, [retry], b"wait"), answer) == Answer(429, [html, retry], b"wait")
    assert _apply(Status(503), answer) == Answer(503, [html], b"")
    for name in ("Content-Type", "content-type"):
        typed = Status(503, [retry, (name, "application/json")], b"{}")
        assert _apply(typed, answer) == Answer(503, [retry, (name, "application/json")], b"{}")


def test_a_proxy_answers_with_its_own_page() -> None:
    """The page that reverse proxies are known by: the status as title and as heading."""
    page = b"<html><head><title>502</title></head><body><center><h1>502</h1></center></body></html>\r\n"
    assert _apply(proxy_error(502), SENT) == Answer(502, [("Content-Type", "text/html")], page)


@pytest.mark.parametrize(
    ("effect", "becomes"),
    [
        (Dribble(3, 0.1), Answer(201, SENT.headers, b"committed", Delivery(chunk=3, pace=0.1))),
        (HangUp(), Answer(201, [*SENT.headers, ("Connection", "close")], b"committed")),
        (Garbage(), Answer(201, SENT.headers, GARBAGE)),
        (Altered(bytes.upper), Answer(201, SENT.headers, b"COMMITTED")),
    ],
    ids=_name,
)
def test_an_answer_is_slowed_or_spoilt(effect: Effect, becomes: Answer) -> None:
    """One thing about the answer changes, and without an answer there is nothing to change."""
    assert _apply(effect, SENT) == becomes
    assert _apply(effect, None) is None


@pytest.mark.parametrize(("effect", "ending"), [(Reset(), Ending.RESET), (Close(), Ending.CLOSE)], ids=_name)
def test_a_connection_ends_at_a_point_of_the_answer(effect: Effect, ending: Ending) -> None:
    """The answer is what the handler gave, as far as it comes; before the handler it ends at once, as a failure."""
    assert _apply(effect, SENT, Point(4)) == Answer(201, SENT.headers, b"committed", Delivery(ending, Point(4)))
    assert _apply(effect, None, Point(4)) == Answer(500, delivery=Delivery(ending))


def test_silence_lasts_so_long_and_then_the_connection_ends() -> None:
    """Nothing is said before the end, whatever the point; before the handler it is a failure."""
    silent = Delivery(Ending.CLOSE, HEADERS, pace=30)
    assert _apply(Silence(30), SENT, Point(4)) == Answer(201, SENT.headers, b"committed", silent)
    assert _apply(Silence(30), None) == Answer(500, delivery=silent)


@pytest.mark.parametrize(
    ("trigger", "struck"),
    [
        (Trigger(), [True] * 6),
        (Trigger(system="silverfin"), [False, False, False, False, False, True]),
        (Trigger(path="/json/.*"), [False, True, True, False, False, False]),
        (Trigger(path="/json"), [False] * 6),
        (Trigger(call={"model": "res.partner"}), [False, False, True, True, True, False]),
        (Trigger(call={"model": "res.partner", "method": "write"}), [False, False, False, False, True, False]),
        (Trigger(where=lambda exchange: len(exchange.path) == 2), [True, False, False, True, True, True]),
        (Trigger("odoo", "/x", {"method": "write"}, lambda _: True), [False, False, False, False, True, False]),
        (Trigger("odoo", "/x", {"method": "write"}, lambda _: False), [False] * 6),
    ],
)
def test_a_trigger_matches_when_all_that_it_names_is_so(trigger: Trigger, struck: list[bool]) -> None:
    """System and call are equal, the path matches in whole, the condition holds."""
    exchanges = [
        _exchange(),
        _exchange("/json/2"),
        _exchange("/json/2", model="res.partner"),
        _exchange(model="res.partner", method="read"),
        _exchange(model="res.partner", method="write"),
        _exchange(system="silverfin"),
    ]
    assert [trigger.matches(exchange) for exchange in exchanges] == struck


@pytest.mark.parametrize(
    ("trigger", "struck"),
    [
        (Trigger(), [1, 0, 0, 0, 0]),
        (Trigger(nth=2), [0, 1, 0, 0, 0]),
        (Trigger(nth=2, times=3), [0, 1, 1, 1, 0]),
        (Trigger(nth=3, times=None), [0, 0, 1, 1, 1]),
        (Trigger(path="/other"), [0, 0, 0, 0, 0]),
    ],
)
def test_a_fault_strikes_so_often_from_the_nth_request_on(trigger: Trigger, struck: list[int]) -> None:
    """Without more said it strikes once, at the first; its counters tell what it saw and how often it struck."""
    plan = FaultPlan()
    armed = plan.arm(Fault(HangUp(), trigger))
    assert (armed.seen, armed.fired) == (0, 0)
    assert [len(plan.due(_exchange(), Phase.AFTER)) for _ in struck] == struck
    assert (armed.seen, armed.fired) == (5 if trigger.path is None else 0, sum(struck))


def test_faults_strike_on_their_side_of_the_handler_in_the_order_of_arming() -> None:
    """A request in the other phase is neither struck nor counted."""
    plan, always = FaultPlan(), Trigger(times=None)
    before, first, second = (
        Fault(effect, always, phase)
        for effect, phase in ((Delay(0), Phase.BEFORE), (HangUp(), Phase.AFTER), (Garbage(), Phase.AFTER))
    )
    armed = [plan.arm(fault) for fault in (first, before, second)]
    assert plan.due(_exchange(), Phase.AFTER) == [first, second]
    assert [one.seen for one in armed] == [1, 0, 1]
    assert plan.due(_exchange(), Phase.BEFORE) == [before]


def test_a_plan_is_as_it_was_when_its_state_was_captured() -> None:
    """Faults that were taken out strike again, later ones do not, and both counters are those of then."""
    plan, always = FaultPlan(), Trigger(nth=2, times=None)
    armed = plan.arm(Fault(HangUp(), always))
    for _ in range(3):
        plan.due(_exchange(), Phase.AFTER)
    state = plan.capture()
    plan.due(_exchange(), Phase.AFTER)
    plan.clear()
    plan.arm(Fault(Garbage(), always))
    plan.restore(state)
    assert (armed.seen, armed.fired) == (3, 2)
    assert plan.due(_exchange(), Phase.AFTER) == [armed.fault]
    assert plan.capture() == [(armed, 4, 3)]


def test_a_fault_keeps_the_name_that_it_was_armed_by() -> None:
    """Who arms it by itself gives it none."""
    plan = FaultPlan()
    assert [plan.arm(Fault(HangUp()), "hang-up").name, plan.arm(Fault(HangUp())).name] == ["hang-up", ""]


def test_a_fault_is_taken_out_and_keeps_its_counters() -> None:
    """The one that was armed goes and no other that is equal; clearing takes all the rest."""
    plan, fault = FaultPlan(), Fault(HangUp(), Trigger(times=None))
    one, other = plan.arm(fault), plan.arm(fault)
    plan.due(_exchange(), Phase.AFTER)
    plan.disarm(one)
    assert plan.capture() == [(other, 1, 1)]
    assert plan.due(_exchange(), Phase.AFTER) == [fault]
    assert (one.seen, other.seen) == (1, 2)
    plan.clear()
    assert plan.capture() == []
    assert plan.due(_exchange(), Phase.AFTER) == []
