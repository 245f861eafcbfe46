"""Trying a story's expectations: each of them is made another, and must then fail.

A story whose expectations cannot fail shows nothing. What came of a step is judged again with one expectation changed,
right after the step; nothing is played a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from twinledger.stories import doings
from twinledger.stories.expectations import Expect
from twinledger.stories.judging import judge
from twinledger.stories.moments import Surprise
from twinledger.stories.parts import Part, Step
from twinledger.stories.stage import Stage

OTHER_WORDS = {
    "equal": "different",
    "different": "equal",
    "valid": "removed",
    "expired": "valid",
    "removed": "valid",
    "authentication": "target",
}


def others(step: Step) -> Iterator[tuple[str, Step]]:
    """Yield the step with one expectation made another, each with the name of what was changed."""
    if isinstance(step, Expect):
        yield from _changed(step, step.named)
    elif isinstance(step, doings.Connect):
        yield "refused", _with(step, refused=None if step.refused else "url")
    elif isinstance(step, doings.Synchronise):
        yield "fails", _with(step, fails=None if step.fails else "target")
        if step.actions is not None:
            yield "actions", _with(step, actions=step.actions + 1)


def blind(step: Step, stage: Stage) -> list[str]:
    """Return the expectations of a step that has been played which would not notice if it were otherwise."""
    return [name for name, other in others(step) if not _fails(other, stage)]


def _fails(step: Step, stage: Stage) -> bool:
    try:
        judge(step, stage)
    except Surprise:
        return True
    return False


def _changed(step: Part, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for name in names:
        for where, value in _otherwise(getattr(step, name)):
            yield f"{name}{where}", _with(step, **{name: value})


def _otherwise(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield an expected value with one thing in it changed, each with where that is."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            for where, other in _otherwise(part):
                yield f"[{key}]{where}", {**value, key: other}
    elif isinstance(value, tuple):
        yield from _of_a_list(value)
    elif isinstance(value, int):
        yield "", value + 1
    else:
        yield "", OTHER_WORDS.get(value, f"{value} otherwise")


def _of_a_list(value: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield a list with one more part, or with one that is to have come another number of times."""
    for place, part in enumerate(value):
        if hasattr(part, "times"):
            times = 0 if part.times is None else part.times + 1
            yield f"[{place}]", (*value[:place], _with(part, times=times), *value[place + 1 :])
    if not value or not hasattr(value[0], "times"):
        yield " and one more", (*value, *value[-1:]) if value else ("1900-01-01 to 1900-12-31",)


def _with(part: Any, **changes: Any) -> Any:
    return part.model_copy(update=changes)
