"""Where Hypothesis keeps examples that failed, so that they are tried first the next time, and tables of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from twinledger.drivers.manifest import ManifestError

REDIS = ("redis://", "rediss://", "unix://")
FOLDER = "examples"
HOME = "hypothesis"


class UnderName(ExampleDatabase):
    """A part of a database: the examples of one clause, which no other clause sees."""

    def __init__(self, whole: ExampleDatabase, name: str) -> None:
        super().__init__()
        self._whole = whole
        self._name = f"{name}\0".encode()

    def save(self, key: bytes, value: bytes) -> None:
        """Keep an example."""
        self._whole.save(self._name + key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return the examples that are kept."""
        return self._whole.fetch(self._name + key)

    def delete(self, key: bytes, value: bytes) -> None:
        """Let an example go."""
        self._whole.delete(self._name + key, value)


def database_of(place: str, memory: Path | None) -> ExampleDatabase | None:
    """Return the database at a place: a folder, or the URL of a Redis; else that in the memory, if there is one.

    Raises ManifestError for a Redis that cannot be spoken to.
    """
    if place.startswith(REDIS):
        return _redis(place)
    if place:
        return DirectoryBasedExampleDatabase(place)
    return None if memory is None else DirectoryBasedExampleDatabase(memory / FOLDER)


@contextmanager
def at_home(memory: Path | None) -> Iterator[None]:
    """Let Hypothesis keep its tables in the memory, or for this while only, instead of in the folder one stands in."""
    before = _home()
    with TemporaryDirectory(prefix="twinledger-hypothesis-") as passing:
        set_hypothesis_home_dir(Path(passing) if memory is None else memory / HOME)
        try:
            yield
        finally:
            set_hypothesis_home_dir(before)


def _home() -> Path:
    found: Any = storage_directory(intent_to_write=False)
    home: Path = getattr(found, "path", found)  # of earlier Hypothesis it is the path itself
    return home


def _redis(url: str) -> ExampleDatabase:
    try:
        from hypothesis.extra.redis import RedisExampleDatabase  # noqa: PLC0415 - few have one
        from redis import Redis  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415
    except ImportError:
        raise ManifestError(f"{url} needs the package redis: pip install redis") from None
    client = Redis.from_url(url)
    try:
        client.ping()
    except RedisError as error:
        raise ManifestError(f"nobody answers as a Redis at {url}: {error}") from None
    return RedisExampleDatabase(client)
