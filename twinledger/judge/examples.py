"""Examples: draws tales, keeps the smallest one that fails, and turns it into one word that tells it again."""

from __future__ import annotations

import base64
import contextlib
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy
from pydantic import TypeAdapter, ValidationError

from twinledger.books.book import Line
from twinledger.books.tale import Tale
from twinledger.judge.example_databases import UnderName
from twinledger.judge.verdicts import Failed, Finding, Gap

SHRINKING_SECONDS = 20.0
TALE: TypeAdapter[Tale] = TypeAdapter(Tale)


@dataclass(frozen=True)
class Counterexample:
    """The smallest tale that fails, and how."""

    tale: Tale
    failure: Failed


@dataclass(frozen=True)
class Drawing:
    """How tales are drawn: how many, from which seed, and whether one that fails is made smaller.

    What failed is kept in the `database`, if there is one, and tried first.
    """

    examples: int
    seed: int = 1
    shrink: bool = True
    database: ExampleDatabase | None = None

    @property
    def settings(self) -> settings:
        """What Hypothesis is told."""
        kept = [Phase.reuse] if self.database is not None else []
        return settings(
            max_examples=self.examples,
            database=self.database,
            deadline=None,
            phases=[*kept, Phase.generate, *([Phase.shrink] if self.shrink else [])],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )

    def of(self, examples: int) -> Drawing:
        """Return the same with another number of examples."""
        return replace(self, examples=examples)

    def under(self, name: str) -> Drawing:
        """Return the same with a part of the database of its own."""
        return self if self.database is None else replace(self, database=UnderName(self.database, name))


class _Enough(BaseException):
    """Shrinking has taken long enough; not an Exception, so that Hypothesis lets it through."""


class Explorer:
    """Tries one check on tale after tale; `counted` says on how many its precondition was met."""

    def __init__(self, check: Callable[[Tale], None]) -> None:
        self._check = check
        self._deadline: float | None = None
        self._smallest: Counterexample | None = None
        self._last: Finding | None = None
        self._gap: Gap | None = None
        self.counted = 0

    def explore(
        self, strategy: SearchStrategy[Tale], fixed: Sequence[Tale], drawing: Drawing | None
    ) -> Counterexample | None:
        """Try the fixed tales, then drawn ones if `drawing` says how, and return the smallest that fails, or None.

        If none fails, raises the Gap that a tale led to, and if none met the precondition the last other Finding.
        """
        failed = any(self._fails(tale) for tale in fixed)
        if not failed and drawing is not None:
            failed = self._drawn_fails(strategy, drawing)
        if failed:
            if drawing is not None and drawing.shrink:
                self._take_away()
            return self._smallest
        if self._gap is not None:
            raise self._gap
        if not self.counted and self._last is not None:
            raise self._last
        return None

    def _drawn_fails(self, strategy: SearchStrategy[Tale], drawing: Drawing) -> bool:
        try:
            self._draw(strategy, drawing)
        except (Failed, _Enough):
            return True
        except Flaky:  # Hypothesis tries the smallest once more, and it did not fail again
            if self._smallest is None:
                raise
            return True
        return False

    def _draw(self, strategy: SearchStrategy[Tale], drawing: Drawing) -> None:
        @drawing.settings  # outside: who is seeded has no database any more
        @seed(drawing.seed)
        @given(strategy)
        def each(tale: Tale) -> None:
            self._try(tale)

        each()

    def _take_away(self) -> None:
        """Leave out of the tale that failed whatever it takes not to make it pass."""
        with contextlib.suppress(_Enough):
            while self._smallest and any(self._fails(smaller) for smaller in _with_less(self._smallest.tale)):
                pass

    def _fails(self, tale: Tale) -> bool:
        try:
            self._try(tale)
        except Failed:
            return True
        return False

    def _try(self, tale: Tale) -> None:
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise _Enough
        try:
            self._check(tale)
            self.counted += 1
        except Failed as failure:
            self.counted += 1
            self._smallest = Counterexample(tale, failure)
            self._deadline = self._deadline or time.monotonic() + SHRINKING_SECONDS
            raise
        except Gap as gap:
            self._gap = gap
        except Finding as finding:
            self._last = finding


def _with_less(tale: Tale) -> Iterator[Tale]:
    """Yield the tale without each of its edits, without each of its entries, and without each line of an entry."""
    for place in range(len(tale.edits)):
        yield replace(tale, edits=(*tale.edits[:place], *tale.edits[place + 1 :]))
    for place, entry in enumerate(tale.entries):
        before, after = tale.entries[:place], tale.entries[place + 1 :]
        yield replace(tale, entries=(*before, *after))
        for lines in _fewer(entry.lines):
            yield replace(tale, entries=(*before, replace(entry, lines=lines), *after))


def _fewer(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    """Yield the lines without one that only says something, or, of more than two, with one's amount moved to another.

    Whatever is left balances as before.
    """
    booked = [place for place, line in enumerate(lines) if line.account]
    for place, line in enumerate(lines):
        if not line.account:
            yield (*lines[:place], *lines[place + 1 :])
        elif len(booked) > 2:
            for other in reversed(booked):
                if other != place:
                    moved = lines[other]._replace(amount=lines[other].amount + line.amount)
                    left = [*lines[:other], moved, *lines[other + 1 :]]
                    yield (*left[:place], *left[place + 1 :])


def to_word(tale: Tale) -> str:
    """Return a tale as one word."""
    return base64.urlsafe_b64encode(zlib.compress(TALE.dump_json(tale), 9)).decode().rstrip("=")


def from_word(word: str) -> Tale:
    """Return the tale that `to_word` made a word of; raise ValueError for anything else."""
    try:
        return TALE.validate_json(_unpacked(word))
    except (ValueError, zlib.error, ValidationError):
        raise ValueError(f"{word[:40]!r}… is not what a verdict gave to --replay; copy it whole") from None


def _unpacked(word: str) -> bytes:
    """Return what a word holds; raise ValueError or zlib.error if letters are missing, or some mean nothing."""
    packed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
    reader = zlib.decompressobj()
    content = reader.decompress(packed)
    if not reader.eof or reader.unused_data or base64.urlsafe_b64encode(packed).decode().rstrip("=") != word:
        raise ValueError("this is not all of a word, or more than one")
    return content
