"""Bars that show how far something is: for terminals only, and gone when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

SLOW = 2000  # lines that take about a second to enter


def progress_on(console: Console, description: str = "{task.description}") -> Progress:
    """Return a display of bars, each behind its description; where no person looks it shows nothing."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn(description), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    shown = console if console.is_terminal else Console(quiet=True)  # before 15.0 rich ends even what it does not show
    return Progress(*columns, console=shown, transient=True, redirect_stdout=False, redirect_stderr=False)


@contextmanager
def bar(what: str, total: int | None, console: Console) -> Iterator[Callable[[int], None]]:
    """Show a bar and give the function that advances it."""
    with progress_on(console) as progress:
        task = progress.add_task(what, total=total)
        yield lambda steps: progress.advance(task, steps)


@contextmanager
def phases(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar for each phase and give the function that says which it is, how much is done and how much there is.

    As long as nobody knows how much there is, that is 0.
    """
    with progress_on(console, "{task.description:<8}") as progress:
        tasks: dict[str, TaskID] = {}

        def tell(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = progress.add_task(phase, total=None)
            progress.update(tasks[phase], completed=done, total=total or None)

        yield tell


@contextmanager
def filling(lines: int) -> Iterator[Callable[[str, int, int], None] | None]:
    """Show on standard error how a ledger of so many lines is filled, if that takes a second or more."""
    if lines <= SLOW:
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - small ledgers do without

    with phases(Console(stderr=True)) as tell:
        yield tell
