"""Playing many stories, one after the other or in several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from twinledger.drivers.manifest import ManifestError
from twinledger.drivers.outcome import NotStartedError
from twinledger.stories.files import StoryError, load, place_of
from twinledger.stories.play import play


@dataclass(frozen=True)
class Ended:
    """How a story ended: after so many steps, well, or at the step that stands at `where` and says why."""

    name: str
    title: str
    steps: int
    ok: bool
    said: str = ""
    where: str = ""


def play_all(names: Sequence[str], jobs: int = 1) -> Iterator[Ended]:
    """Play stories in so many processes, yielding each when it has ended; one that cannot be read ends badly."""
    if jobs == 1:
        yield from map(to_its_end, names)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        for future in as_completed([pool.submit(to_its_end, name) for name in names]):
            yield future.result()


def to_its_end(name: str) -> Ended:
    """Play one story to its end."""
    try:
        story = load(name)
        *_, last = play(story)
    except (StoryError, ManifestError, NotStartedError) as error:
        return Ended(name, "", 0, ok=False, said=str(error), where=name)
    where = "" if last.ok else place_of(name, last.number)
    return Ended(name, str(story.title), last.number, last.ok, last.said, where)
