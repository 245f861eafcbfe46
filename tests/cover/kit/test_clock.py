"""The clock: it stands still until it is moved, or goes on by itself, and never moves backward on its own."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from mock_kit.clock import DEFAULT_START, LAST, Clock, ClockApart

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_manual_clock_stands_still() -> None:
    """Without being moved a clock shows where it started, however long one waits."""
    clock = Clock(NOON)
    time.sleep(0.01)
    assert (clock.now(), clock.today()) == (NOON, date(2026, 3, 2))
    assert Clock().now() == DEFAULT_START


def test_a_start_in_another_zone_is_shown_in_utc() -> None:
    """All moments are in UTC, wherever the start was said to be."""
    clock = Clock(datetime(2026, 3, 3, 1, 0, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.today() == date(2026, 3, 2)


def test_a_start_without_a_zone_is_refused() -> None:
    """A moment that could be anywhere is refused, with advice."""
    with pytest.raises(ValueError, match="must carry a time zone"):
        Clock(datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point


def test_a_clock_is_moved_by_and_to() -> None:
    """Moving returns where the clock then stands."""
    clock = Clock(NOON)
    assert clock.advance(timedelta(hours=1)) == clock.now() == NOON + timedelta(hours=1)
    assert clock.advance_to(NOON + timedelta(days=1)) == clock.now() == NOON + timedelta(days=1)
    assert clock.advance(timedelta()) == NOON + timedelta(days=1)
    later = datetime(2026, 3, 4, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert clock.advance_to(later).tzinfo is UTC


def test_a_clock_does_not_move_backward() -> None:
    """Time that has passed does not come again, and the clock stays where it was."""
    clock = Clock(NOON)
    with pytest.raises(ValueError, match="the clock only moves forward"):
        clock.advance(timedelta(microseconds=-1))
    with pytest.raises(ValueError, match="the clock only moves forward"):
        clock.advance_to(NOON - timedelta(seconds=1))
    assert clock.now() == NOON


def test_a_clock_has_a_last_year() -> None:
    """Beyond it no moment can be written; the clock stays where it was."""
    clock = Clock(NOON)
    with pytest.raises(ValueError, match=f"goes up to the year {LAST.year}, asked to move by 4000000 days"):
        clock.advance(timedelta(days=4_000_000))
    assert clock.now() == NOON


def test_restoring_is_the_one_way_back() -> None:
    """A captured moment can be returned to."""
    clock = Clock(NOON)
    state = clock.capture()
    clock.advance(timedelta(days=3))
    clock.restore(state)
    assert clock.now() == NOON


def test_a_running_clock_goes_on_by_itself() -> None:
    """A running clock moves with real time, from where it was put."""
    clock = Clock(NOON, running=True)
    clock.advance(timedelta(days=1))
    first = clock.now()
    time.sleep(0.02)
    second = clock.now()
    assert NOON + timedelta(days=1) <= first
    assert timedelta(milliseconds=20) <= second - first < timedelta(seconds=30)


def test_a_restored_running_clock_was_never_moved_but_ran() -> None:
    """A jump between capture and restore did not happen; the time that really passed did."""
    clock = Clock(NOON, running=True)
    state = clock.capture()
    clock.advance(timedelta(days=1))
    time.sleep(0.02)
    clock.restore(state)
    assert timedelta(milliseconds=20) <= clock.now() - NOON < timedelta(seconds=30)


def test_a_clock_is_frozen_and_released() -> None:
    """It stands still where it was, goes on from there, and what is restored runs if it ran; who watches is told."""
    clock = Clock(NOON, running=True)
    apart, seen = ClockApart(clock), []
    clock.watch(lambda: seen.append(clock.running))
    state = clock.capture()
    apart.freeze()
    stands = clock.now()
    time.sleep(0.02)
    assert (clock.now(), clock.running, apart.running) == (stands, False, False)
    clock.advance(timedelta(days=1))
    apart.release()
    time.sleep(0.02)
    assert timedelta(milliseconds=20) <= clock.now() - stands - timedelta(days=1) < timedelta(seconds=30)
    clock.freeze()
    clock.restore(state)
    assert clock.running
    assert timedelta(milliseconds=20) <= clock.now() - NOON < timedelta(seconds=60)
    assert seen == [False, False, True, False, True]


def test_a_standing_clock_is_restored_to_the_very_moment() -> None:
    """Though it was released for a while."""
    clock = Clock(NOON)
    state = clock.capture()
    clock.release()
    time.sleep(0.002)
    clock.freeze()
    assert clock.now() > NOON
    clock.restore(state)
    assert (clock.now(), clock.running) == (NOON, False)


def test_the_clock_of_the_machine_shows_its_time() -> None:
    """For programs of their own there is a clock that starts at the machine's time and runs."""
    clock = Clock.of_the_machine()
    assert clock.running
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)


def test_an_http_date_has_whole_seconds() -> None:
    """The `Date` header is in the form that HTTP wants, with the fraction cut off."""
    clock = Clock(NOON + timedelta(microseconds=999_999))
    assert clock.http_date() == "Mon, 02 Mar 2026 12:00:00 GMT"


def test_a_clock_can_be_apart_from_another_one() -> None:
    """It goes with the other one, so far ahead or behind, and to move it moves both."""
    clock = Clock()
    apart = ClockApart(clock)
    assert apart.now() == clock.now()
    beginning = apart.capture()
    apart.by = timedelta(minutes=-10)
    assert clock.advance(timedelta(hours=1)) - apart.now() == timedelta(minutes=10)
    moved: list[datetime] = []

    def watching() -> None:
        moved.append(apart.now())

    apart.watch(watching)
    noon = apart.now() + timedelta(hours=2)
    assert apart.advance_to(noon) == noon == clock.now() - timedelta(minutes=10)
    assert moved == [noon]
    with pytest.raises(ValueError, match="only moves forward"):
        apart.advance_to(noon - timedelta(seconds=1))
    apart.restore(beginning)
    assert apart.now() == clock.now()
    apart.unwatch(watching)
    apart.advance(timedelta(hours=1))
    assert len(moved) == 1


def test_who_watches_is_called_when_it_is_moved() -> None:
    """By an interval, to a moment and back; not when it only goes on, and no more once it watches no longer."""
    clock = Clock(NOON)
    seen: list[datetime] = []

    def moved() -> None:
        seen.append(clock.now())

    clock.watch(moved)
    state = clock.capture()
    clock.advance(timedelta(hours=1))
    clock.advance_to(NOON + timedelta(hours=2))
    clock.restore(state)
    assert seen == [NOON + timedelta(hours=1), NOON + timedelta(hours=2), NOON]
    for _ in range(2):
        clock.unwatch(moved)
    clock.advance(timedelta(hours=1))
    assert len(seen) == 3


def test_nothing_is_lost_when_several_move_it() -> None:
    """It ends where all of them together wanted it, however closely they follow each other."""
    clock = Clock(NOON)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(3) as pool:
            for _ in pool.map(lambda _: [clock.advance(timedelta(seconds=1)) for _ in range(5_000)], range(3)):
                pass
    finally:
        sys.setswitchinterval(usual)
    assert clock.now() == NOON + timedelta(seconds=15_000)
