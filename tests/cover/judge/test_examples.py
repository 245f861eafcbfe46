"""Examples: drawn, made smaller, turned into one word and told again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from twinledger.books import strategies
from twinledger.books.book import Entry, Line
from twinledger.books.tale import Edit, Tale
from twinledger.judge import small
from twinledger.judge.examples import Drawing, Explorer, _with_less, from_word, to_word
from twinledger.judge.verdicts import Failed, Inconclusive

TALES = st.one_of(
    strategies.ledgers(),
    strategies.ledgers_with("draft"),
    strategies.ledgers_with("cancel"),
    strategies.ledgers_with_remarks(),
    strategies.ledgers_with_documents(),
    strategies.growing(),
    strategies.corrected(),
)
NOTHING = Tale(())
MANY = Tale(
    tuple(Entry("MISC", dt.date(2026, 1, day), (Line("400000", day), Line("700000", -day))) for day in range(1, 9))
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # how fast the machine is says nothing about words
@given(TALES)
def test_a_word_tells_the_same_tale_again(tale: Tale) -> None:
    """What `--replay` is given brings back every entry, line, date and edit, and is one word in any shell."""
    word = to_word(tale)
    assert from_word(word) == tale
    assert word.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "tale",
    [
        NOTHING,
        small.LEDGER,
        small.WITH_REMARKS,
        small.WITH_DOCUMENTS,
        small.GROWING,
        small.CORRECTED,
        Tale((), (Edit("change date", 3, day=dt.date.max), Edit("to draft"), Edit("cancel"), Edit("delete", 9**9))),
        Tale(
            (Entry("BNK", dt.date.min, (Line("", 0, '"\n\0😀', "nobody", "line_note"),), "ref", "cancel", dt.date.max),)
        ),
    ],
)
def test_the_tales_of_the_clauses_come_back(tale: Tale) -> None:
    """Every kind of entry and edit survives, at the ends of the calendar, too."""
    assert from_word(to_word(tale)) == tale


WORD = to_word(small.LEDGER)


@pytest.mark.parametrize(
    "word", ["", "x", "CON-01", "é", "\udcff", WORD[:-5], WORD[5:], WORD + "A", WORD[::-1], "A" * 5000]
)
def test_a_word_that_was_not_copied_whole_is_told(word: str) -> None:
    """Part of a word is refused with what to do, and a long one is not shown whole."""
    with pytest.raises(ValueError, match="copy it whole") as caught:
        from_word(word)
    assert len(str(caught.value)) < 150


@given(st.text(max_size=60))
def test_no_word_crashes_the_judge(word: str) -> None:
    """Any text is a tale or a ValueError."""
    try:
        tale = from_word(word)
    except ValueError:
        return
    assert isinstance(tale, Tale)


@given(TALES)
def test_a_smaller_tale_is_smaller_and_still_balances(tale: Tale) -> None:
    """Taking away ends, and never makes an entry of which Odoo would want to know where the rest is."""
    for smaller in _with_less(tale):
        assert _size(smaller) < _size(tale)
        assert all(entry.difference == 0 for entry in smaller.entries)


def _size(tale: Tale) -> int:
    return len(tale.edits) + sum(1 + len(entry.lines) for entry in tale.entries)


def _fails_if(wrong: Callable[[Tale], bool]) -> tuple[Callable[[Tale], None], list[Tale]]:
    tried: list[Tale] = []

    def check(tale: Tale) -> None:
        tried.append(tale)
        if wrong(tale):
            raise Failed("wrong")

    return check, tried


def _income(tale: Tale) -> bool:
    return any(line.account == "700000" for entry in tale.entries for line in entry.lines)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let shrinking take as long as it takes, on a machine that does much else, too."""
    monkeypatch.setattr("twinledger.judge.examples.SHRINKING_SECONDS", 600.0)


@pytest.mark.usefixtures("patient")
def test_drawn_tales_are_made_as_small_as_they_go() -> None:
    """Of a failure that one line shows, one entry of two lines is left, with the simplest amount."""
    check, _ = _fails_if(_income)
    found = Explorer(check).explore(strategies.ledgers(), (), Drawing(50))
    assert found is not None
    [entry] = found.tale.entries
    assert (len(entry.lines), abs(entry.lines[0].amount), found.tale.edits) == (2, 1, ())


@pytest.mark.usefixtures("patient")
def test_fixed_tales_are_made_smaller_too() -> None:
    """Entries, edits and lines that do not matter are taken out of an example that somebody wrote."""
    check, _ = _fails_if(_income)
    tale = Tale((*small.LEDGER.entries, *MANY.entries), small.GROWING.edits)
    found = Explorer(check).explore(strategies.ledgers(), [tale], Drawing(0))
    assert found is not None
    [entry] = found.tale.entries
    assert (len(entry.lines), found.tale.edits) == (2, ())


def test_without_shrinking_the_first_failure_is_kept() -> None:
    """Whoever only wants to know whether it fails does not wait for the smallest."""
    check, tried = _fails_if(lambda _tale: True)
    found = Explorer(check).explore(strategies.ledgers(), [small.LEDGER], Drawing(5, shrink=False))
    assert found is not None
    assert (found.tale, tried) == (small.LEDGER, [small.LEDGER])


def test_the_same_seed_draws_the_same_tales_and_another_one_others() -> None:
    """An example depends on the seed alone."""
    drawn = []
    for seed in (1, 1, 2):
        check, tried = _fails_if(lambda _tale: False)
        assert Explorer(check).explore(strategies.ledgers(), (), Drawing(10, seed)) is None
        drawn.append(tried)
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == 10


def test_an_example_that_is_replayed_is_the_only_one() -> None:
    """Nothing is drawn beside it and nothing made smaller."""
    check, tried = _fails_if(_income)
    found = Explorer(check).explore(strategies.ledgers(), [small.LEDGER], drawing=None)
    assert found is not None
    assert (found.tale, tried) == (small.LEDGER, [small.LEDGER])


def test_a_precondition_that_was_never_met_is_told() -> None:
    """If no tale could be judged, that is what comes of it; if one could, the others do not matter."""

    def never(tale: Tale) -> None:
        if tale != small.LEDGER:
            raise Inconclusive("nothing to see")

    with pytest.raises(Inconclusive, match="nothing to see"):
        Explorer(never).explore(strategies.ledgers(), [NOTHING], Drawing(3))
    explorer = Explorer(never)
    assert explorer.explore(strategies.ledgers(), [NOTHING, small.LEDGER], Drawing(3)) is None
    assert explorer.counted == 1


def test_a_failure_that_comes_once_is_kept_and_no_failure_of_ours() -> None:
    """A connector that fails now and then is found out by whoever tries its example again."""
    tried: list[Tale] = []

    def check(tale: Tale) -> None:
        tried.append(tale)
        if len(tried) == 3:
            raise Failed("once")

    found = Explorer(check).explore(strategies.ledgers(), (), Drawing(10))
    assert found is not None
    assert found.tale == tried[2]


def test_an_error_of_ours_is_no_failure_of_the_connector() -> None:
    """What the harness cannot do is told as such, whether it comes every time or once."""
    for times in (1, 10**6):
        tried: list[Tale] = []

        def check(tale: Tale, tried: list[Tale] = tried, times: int = times) -> None:
            tried.append(tale)
            if 3 <= len(tried) < 3 + times:
                raise LookupError("no such journal")

        with pytest.raises((LookupError, ExceptionGroup)):
            Explorer(check).explore(strategies.ledgers(), (), Drawing(10))


def test_what_failed_is_tried_first_by_whoever_shares_the_database() -> None:
    """From another seed, with one example, it is found at once; under another clause's name nobody sees it."""
    kept = InMemoryExampleDatabase()

    def check(tale: Tale) -> None:
        if any(len(entry.lines) > 2 for entry in tale.entries):
            raise Failed("more than two lines")

    def found(seed: int, clause: str, examples: int) -> bool:
        drawing = Drawing(examples, seed, database=kept).under(clause)
        return Explorer(check).explore(strategies.ledgers(), (), drawing) is not None

    assert not found(2, "DAT-01", 1)
    assert found(1, "DAT-01", 50)
    assert found(2, "DAT-01", 1)
    assert not found(2, "DAT-02", 1)
