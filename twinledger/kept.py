"""What is kept in folders of their own: worlds, and classes; what is known of them is sealed, for keys are among it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from mock_kit.folders import Folder, copy_stores, take_back_stores, telling
from mock_kit.store import Store
from mock_silverfin.integrations.host import Secrets
from twinledger.kept_damage import BEFORE, CONTENTS, SEAL, WHOLE, refuse_damaged

FORMAT = 1
TABLES = (
    "CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, sealed BLOB NOT NULL)",
    """CREATE TABLE IF NOT EXISTS happened (kind TEXT NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL,
           PRIMARY KEY (kind, number))""",
)
WHAT_IS_KNOWN = ("known", "happened")


class Kept:
    """A folder for one thing, made if it is not there, and what is known of that by name, sealed.

    Raises FolderError if it cannot be opened, or holds something else. The seal keeps keys out of whatever reads the
    files by chance; who may read the folder can break it, for its key lies beside it.
    """

    def __init__(self, path: Path, thing: str) -> None:
        self.path = path
        self._folder = Folder(path, thing, FORMAT, refuse_damaged)
        with telling(path):
            self._store = Store(str(self._folder.file(CONTENTS.main)))
            with self._store.transaction():
                for table in TABLES:
                    self._store.execute(table)
            self._seal = _seal(path / SEAL)

    @property
    def times(self) -> int:
        """How often it has been opened."""
        return self._folder.times

    def get(self, name: str, otherwise: Any = None) -> Any:
        """Return what is known by a name, `otherwise` if nothing is; it is made of what JSON has."""
        row = self._store.one("SELECT sealed FROM known WHERE name = ?", (name,))
        return otherwise if row is None else json.loads(self._seal.decrypt(row[0]))

    def put(self, **known: Any) -> None:
        """Keep what is known, by names, all of it or none."""
        with self._store.transaction():
            for name, value in known.items():
                self._store.execute("REPLACE INTO known VALUES (?, ?)", (name, self._sealed(value)))

    def add(self, kind: str, number: int, value: Any) -> None:
        """Keep one more of what happened, by its number."""
        self._store.execute("REPLACE INTO happened VALUES (?, ?, ?)", (kind, number, self._sealed(value)))

    def all(self, kind: str) -> list[Any]:
        """Return what happened, by number."""
        rows = self._store.all("SELECT sealed FROM happened WHERE kind = ? ORDER BY number", (kind,))
        return [json.loads(self._seal.decrypt(sealed)) for (sealed,) in rows]

    def replace_all(self, kind: str, values: Iterable[tuple[int, Any]]) -> None:
        """Keep these, by their numbers, instead of what happened."""
        with self._store.transaction():
            self._store.execute("DELETE FROM happened WHERE kind = ?", (kind,))
            for number, value in values:
                self.add(kind, number, value)

    def _sealed(self, value: Any) -> bytes:
        return self._seal.encrypt(json.dumps(value, default=str).encode())

    def close(self) -> None:
        """Leave the folder to others."""
        self._store.close()
        self._folder.close()


class KeptWorld(Kept):
    """The folder of a world. One that was never whole is made anew; a change of it all that was cut off is taken back.

    While all of it is changed, the folder holds how it was: copies of the stores, and of the tables of what is known.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "world")
        self._before = path / BEFORE
        if self._is_being_changed:
            self._take_back()
        self.is_new = not self.get(WHOLE, False)
        if self.is_new:
            self._store.execute("DELETE FROM happened")
            for system in (self.odoo, self.silverfin):
                shutil.rmtree(system, ignore_errors=True)

    @property
    def odoo(self) -> Path:
        """Where Odoo's stores are."""
        return self.path / "odoo"

    @property
    def silverfin(self) -> Path:
        """Where Silverfin's stores are."""
        return self.path / "silverfin"

    @contextmanager
    def changed_as_a_whole(self) -> Iterator[None]:
        """Change what is known and both systems' stores: if the process ends or an error comes inside, nothing was.

        If the process outlives the error, whatever it changes until the next change of it all is taken back as well.
        """
        if not self._is_being_changed:  # by one that broke down
            self._remember_how_it_is()
        yield
        self._forget_how_it_was()

    def _remember_how_it_is(self) -> None:
        shutil.rmtree(self._before, ignore_errors=True)  # of a copy that was cut off
        for system in (self.odoo, self.silverfin):
            copy_stores(system, self._before / system.name)
        with self._store.transaction():
            for table in WHAT_IS_KNOWN:
                self._store.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")

    @property
    def _is_being_changed(self) -> bool:
        return self._store.one("SELECT name FROM sqlite_master WHERE name = 'known_before'") is not None

    def _take_back(self) -> None:
        for system in (self.odoo, self.silverfin):
            take_back_stores(system, self._before / system.name)
        with self._store.transaction():
            for table in WHAT_IS_KNOWN:
                self._store.execute(f"DELETE FROM {table}")
                self._store.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")
        self._forget_how_it_was()

    def _forget_how_it_was(self) -> None:
        with self._store.transaction():
            for table in WHAT_IS_KNOWN:
                self._store.execute(f"DROP TABLE {table}_before")
        shutil.rmtree(self._before)


class Vault(MutableMapping[int, Secrets]):
    """The secrets of Silverfin's connections, by their id, in a kept world."""

    def __init__(self, kept: KeptWorld) -> None:
        self._kept = kept

    def _all(self) -> dict[str, Any]:
        return dict(self._kept.get("connections", {}))

    def __getitem__(self, connection_id: int) -> Secrets:
        return Secrets(**self._all()[str(connection_id)])

    def __setitem__(self, connection_id: int, secrets: Secrets) -> None:
        self._kept.put(connections={**self._all(), str(connection_id): vars(secrets)})

    def __delitem__(self, connection_id: int) -> None:
        left = self._all()
        del left[str(connection_id)]
        self._kept.put(connections=left)

    def __iter__(self) -> Iterator[int]:
        return map(int, self._all())

    def __len__(self) -> int:
        return len(self._all())


def _seal(file: Path) -> Fernet:
    if not file.exists():
        part = file.with_suffix(".part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as opened:
            opened.write(Fernet.generate_key())
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    return Fernet(file.read_bytes())
