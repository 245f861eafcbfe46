"""Damage to what is kept of a world or a class: its stores, and the key that what is known of it is sealed with."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from mock_kit.damage import MISSING, reader
from mock_kit.folders import FIRST, Contents, DamagedError, refuse_damaged_store, telling
from mock_odoo.keeping import CONTENTS as OF_ODOO
from mock_silverfin.core import CONTENTS as OF_SILVERFIN

CONTENTS = Contents("known")
SYSTEMS = {"odoo": OF_ODOO, "silverfin": OF_SILVERFIN}
SEAL = "seal.key"
BEFORE = "before"  # where the stores are as they were, while all of a world is changed
WHOLE = "whole"  # what is known of a world once it is


def refuse_damaged(folder: Path) -> None:
    """Raise DamagedError if something that is kept in the folder is not whole, or not there. Nothing is written."""
    CONTENTS.refuse_damaged(folder)
    known = folder / f"{CONTENTS.main}.sqlite"
    if not known.exists():
        return
    with telling(known), closing(reader(known)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        sealed = dict(connection.execute("SELECT name, sealed FROM known")) if tables else {}
    if sealed:
        _refuse_another_seal(folder, sealed.values())
    if WHOLE in sealed:
        systems = folder / BEFORE if "known_before" in tables else folder
        for name, contents in SYSTEMS.items():
            refuse_damaged_store(folder / name / FIRST)
            contents.refuse_damaged(systems / name)


def _refuse_another_seal(folder: Path, sealed: Iterable[bytes]) -> None:
    """Raise DamagedError unless the key opens what is sealed."""
    file = folder / SEAL
    if not file.exists():
        raise DamagedError(file, MISSING)
    try:
        seal = Fernet(file.read_bytes())
        for one in sealed:
            seal.decrypt(one)
    except ValueError:
        raise DamagedError(file, "it is no key") from None
    except InvalidToken:
        raise DamagedError(file, f"it does not open what {CONTENTS.main}.sqlite holds") from None
