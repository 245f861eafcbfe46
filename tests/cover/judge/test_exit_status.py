"""The exit status: what any combination of verdicts comes to."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twinledger.judge.verdicts import Kind, Level, Verdict, exit_status

from .support import a_verdict

PASSED = a_verdict(Kind.PASS)
VERDICTS = st.builds(a_verdict, st.sampled_from(Kind), st.sampled_from(Level))
# What one verdict beside a clause that must hold and does comes to: by kind and level, without and with --strict.
BESIDE_A_PASS = {
    (Kind.FAIL, Level.MUST): (1, 1),
    (Kind.FAIL, Level.SHOULD): (0, 1),
    (Kind.FAIL, Level.INFORMATION): (0, 0),
    (Kind.INCONCLUSIVE, Level.MUST): (1, 1),
    (Kind.INCONCLUSIVE, Level.SHOULD): (0, 1),
    (Kind.INCONCLUSIVE, Level.INFORMATION): (0, 0),
    **{(Kind.STALE_WAIVER, level): (1, 1) for level in Level},
    **{(Kind.ERROR, level): (2, 2) for level in Level},
}


@pytest.mark.parametrize(("kind", "level"), list(itertools.product(Kind, Level)))
def test_one_verdict_beside_a_pass(kind: Kind, level: Level) -> None:
    """Only failures, doubts, stale waivers and errors count, and the first two as their clause weighs."""
    beside = [PASSED, a_verdict(kind, level)]
    wanted = BESIDE_A_PASS.get((kind, level), (0, 0))
    assert (exit_status(beside), exit_status(beside, strict=True)) == wanted


@pytest.mark.parametrize(
    "found",
    [
        [],
        [a_verdict(Kind.NOT_RUN)],
        [a_verdict(Kind.UNSUPPORTED), a_verdict(Kind.NOT_APPLICABLE)],
        [a_verdict(Kind.WAIVED)],
        [a_verdict(Kind.PASS, Level.SHOULD), a_verdict(Kind.PASS, Level.INFORMATION)],
    ],
)
def test_a_run_in_which_nothing_that_must_hold_passed_is_no_success(found: list[Verdict]) -> None:
    """Nothing tried, nothing won."""
    assert exit_status(found) == exit_status(found, strict=True) == 1


@given(st.lists(VERDICTS, max_size=12), st.booleans())
def test_any_combination_comes_to_what_the_contract_says(found: list[Verdict], strict: bool) -> None:
    """2 for an error; else 1 if a rule is broken by anything; else, with something that must hold and does, 0."""
    kinds = {(verdict.kind, verdict.level) for verdict in found}
    weights = "MS" if strict else "M"
    counting = {(kind, level) for kind in ("fail", "inconclusive") for level in weights}
    counting |= {("stale waiver", level) for level in "MSI"}
    if any(kind == "error" for kind, _ in kinds):
        wanted = 2
    else:
        wanted = 0 if ("pass", "M") in kinds and not kinds & counting else 1
    assert exit_status(found, strict=strict) == wanted


@given(st.lists(VERDICTS, max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_neither_order_nor_repetition_counts(found: list[Verdict], random: object, strict: bool) -> None:
    """The verdicts are a set as far as the exit status is concerned."""
    shuffled = found * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert exit_status(iter(shuffled), strict=strict) == exit_status(found, strict=strict)


@given(st.lists(VERDICTS, max_size=8), st.lists(VERDICTS, max_size=3))
def test_strict_is_never_milder(found: list[Verdict], more: list[Verdict]) -> None:
    """What fails without `--strict` fails with it, and more clauses never mend what has failed."""
    assert exit_status(found, strict=True) >= exit_status(found)
    if any(verdict.kind in (Kind.FAIL, Kind.INCONCLUSIVE) and verdict.level is Level.MUST for verdict in found):
        assert exit_status(found + more) >= 1
