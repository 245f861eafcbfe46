"""The dice: the same seed throws the same, and each purpose has throws of its own."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

from mock_kit.dice import Dice


def test_the_same_seed_throws_the_same() -> None:
    """Two dice with one seed agree; another seed throws something else."""
    assert [Dice(7).token_hex("key", 40) for _ in range(2)] == [Dice(7).token_hex("key", 40)] * 2
    assert Dice(8).token_hex("key", 40) != Dice(7).token_hex("key", 40)
    assert Dice().seed == 0


def test_throws_follow_each_other() -> None:
    """A stream goes on: the second throw is another than the first, and comes again with the seed."""
    dice, again = Dice(1), Dice(1)
    first = [dice.token_urlsafe("x", 20) for _ in range(3)]
    assert len(set(first)) == 3
    assert [again.token_urlsafe("x", 20) for _ in range(3)] == first


def test_one_more_throw_for_one_thing_changes_nothing_for_another() -> None:
    """Streams are told apart by their purpose."""
    dice, other = Dice(1), Dice(1)
    other.token_hex("salt", 16)
    assert other.token_hex("key", 40) == dice.token_hex("key", 40)
    assert dice.stream("a").random() != dice.stream("b").random()
    assert dice.stream("a") is dice.stream("a")


def test_tokens_have_their_length_and_alphabet() -> None:
    """A token has exactly as many characters as asked for, leading zeros included."""
    dice = Dice(3)
    assert all(re.fullmatch(r"[0-9a-f]{40}", dice.token_hex("key", 40)) for _ in range(200))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{84}", dice.token_urlsafe("session", 84)) for _ in range(50))
    assert {len(dice.token_hex("short", 1)) for _ in range(100)} == {1}
    assert len({dice.token_hex("short", 1) for _ in range(500)}) == 16


def test_dice_are_put_back() -> None:
    """After a restore every stream throws what it threw after the capture, also those that began later."""
    dice = Dice(5)
    dice.token_hex("a", 8)
    state = dice.capture()
    thrown = [dice.token_hex("a", 8), dice.token_hex("b", 8), dice.token_hex("a", 8)]
    dice.restore(state)
    assert [dice.token_hex("a", 8), dice.token_hex("b", 8), dice.token_hex("a", 8)] == thrown


def test_whoever_holds_a_stream_goes_back_with_it() -> None:
    """A stream that somebody keeps is the one that is put back."""
    dice = Dice(5)
    state = dice.capture()
    held = dice.stream("a")
    thrown = held.random()
    dice.restore(state)
    assert held.random() == thrown
    dice.restore(dice.capture())
    assert dice.stream("a") is held


def test_a_stream_begins_once() -> None:
    """Two who are the first to throw for something throw one after the other, and never the same."""
    both = threading.Barrier(2, timeout=10)

    class Slow(Dice):
        def _beginning(self, purpose: str) -> bytes:
            both.wait()
            return super()._beginning(purpose)

    dice = Slow(1)
    with ThreadPoolExecutor(2) as pool:
        thrown = set(pool.map(lambda _: dice.token_hex("key", 40), range(2)))
    alone = Dice(1)
    assert thrown == {alone.token_hex("key", 40) for _ in range(2)}
