"""Beginnings: a ledger that is brought back is the one that was told, whatever became of it meanwhile."""

from __future__ import annotations

import pytest

from twinledger.judge import beginnings, small
from twinledger.judge.beginnings import Beginnings
from twinledger.projection import expected
from twinledger.world import World


def test_a_ledger_is_told_once_and_comes_back_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its teller knows its entries, and nothing of what somebody entered or took away after it was told."""
    monkeypatch.setattr(beginnings, "KEPT", 1)
    with World() as world:
        begun = Beginnings(world)
        first = begun.small(small.LEDGER.entries)
        told, posted = expected(world, world.pair), list(first.posted)
        first.enter(small.ANOTHER)
        assert expected(world, world.pair) != told
        again = begun.small(small.LEDGER.entries)
        assert (expected(world, world.pair), again.posted) == (told, posted)
        begun.big(10)
        assert expected(world, world.pair).total() == 10
        assert not begun.small(()).posted
        assert begun.small(small.LEDGER.entries).posted == posted  # told anew: only one is kept
        assert expected(world, world.pair) == told
