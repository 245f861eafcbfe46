"""Bycatch: what else a mutant fails has a reason that somebody wrote down, or it is a finding."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from twinledger.judge.bycatch import Bycatch, Reason, bycatch, stated
from twinledger.judge.mutants import Examination, all_mutants
from twinledger.judge.running import catalogue

MUTANT: Any = SimpleNamespace(clause="DAT-09")
ALWAYS = Reason(clauses=("DAT-01", "DAT-02"), because="It loses a line.")
SOMETIMES = Reason(clauses=("EXP-02",), because="It takes a moment.", sometimes=True)
ANYTHING = Reason(clauses=("*",), because="It does nothing.")


@pytest.mark.parametrize(
    ("fails", "reasons", "unexplained", "no_longer"),
    [
        (("DAT-01", "DAT-02"), (ALWAYS,), (), ()),
        (("DAT-01", "DAT-02", "EXP-02"), (ALWAYS, SOMETIMES), (), ()),
        (("DAT-01", "DAT-02"), (ALWAYS, SOMETIMES), (), ()),
        (("DAT-01",), (ALWAYS,), (), ("DAT-02",)),
        (("DAT-01", "DAT-02", "KEY-01"), (ALWAYS,), ("KEY-01",), ()),
        (("KEY-01",), (ANYTHING,), (), ()),
        ((), (ANYTHING,), (), ("*",)),
        ((), (), (), ()),
    ],
)
def test_what_is_stated_is_what_must_be(
    fails: tuple[str, ...], reasons: tuple[Reason, ...], unexplained: tuple[str, ...], no_longer: tuple[str, ...]
) -> None:
    """No more fails than is stated, and no less, unless it is a matter of chance."""
    found = bycatch(MUTANT, Examination(True, fails), reasons)
    assert (found.unexplained, found.no_longer) == (unexplained, no_longer)
    assert found.is_in_order == (not unexplained and not no_longer)
    assert set(found.reasons) == set(fails) - set(unexplained)


def test_who_was_tried_alone_has_failed_nothing_else() -> None:
    """Nothing is known of the other clauses then, so nothing is missing."""
    assert bycatch(MUTANT, Examination(True, (), alone=True), (ALWAYS,)) == Bycatch({}, (), ())


def test_what_is_stated_is_of_mutants_and_clauses_that_there_are() -> None:
    """No reason outlives what it is about, and nobody may fail its own clause: that one must."""
    known, ids = {mutant.name: mutant for mutant in all_mutants()}, {clause.id for clause in catalogue().values()}
    for name, reasons in stated().items():
        clauses = [clause for reason in reasons for clause in reason.clauses]
        assert set(clauses) <= (ids | {"*"}) - {known[name].clause}, name
        assert len(clauses) == len(set(clauses)), name
