"""The result of a session in a file of its own, to be shown to others: what was judged, and what it came to.

It has no evidence and no secret. `sha256` is the hash of everything else in it; a signature is over that hash.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from twinledger.drivers.manifest import Waiver
from twinledger.drivers.outcome import printable
from twinledger.judge.verdicts import Kind, Level

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from twinledger.judge.report import Report


class ConformanceError(ValueError):
    """A file is no result, or not what it was, or a key is none; the text says why."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class ResultPart(_Part):
    """What a clause came to."""

    clause: str
    """The clause's id."""
    level: Level
    """How much it weighs."""
    version: str
    """The version of Odoo."""
    verdict: Kind
    """What it came to."""


class Signature(_Part):
    """Who says so."""

    algorithm: Literal["Ed25519"] = "Ed25519"
    """How it is signed."""
    public_key: str
    """The key that it can be checked with (raw, base64)."""
    value: str
    """The signature of the hash's text (base64)."""


class Conformance(_Part):
    """A result."""

    format: Literal["twinledger-conformance-1"] = "twinledger-conformance-1"
    """The format of this file."""
    connector: str
    """The connector's name."""
    manifest_sha256: str
    """The hash of its connector.toml."""
    edition: str
    """The edition of the contract."""
    odoo: tuple[str, ...]
    """The versions of Odoo."""
    profile: str
    """How thoroughly it was judged."""
    seed: int
    """What ledgers were drawn."""
    strict: bool
    """Whether clauses that should hold count, too."""
    exit_code: int
    """0: nothing counts against the connector."""
    judged: dt.datetime
    """When it was judged."""
    program: str
    """What judged it."""
    results: tuple[ResultPart, ...]
    """What each clause came to."""
    waivers: tuple[Waiver, ...]
    """What was waived, by whom, why and until when."""
    sha256: str = ""
    """The hash of everything else, written as JSON with sorted keys and nothing between."""
    signature: Signature | None = None
    """Who says so, if anybody does."""

    @classmethod
    def of(cls, report: Report, manifest: bytes) -> Conformance:
        """Return the result of a session, with its hash."""
        found = cls(
            connector=printable(report.connector),
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
            edition=report.edition,
            odoo=report.versions,
            profile=report.options.profile,
            seed=report.options.seed,
            strict=report.options.strict,
            exit_code=report.exit_status,
            judged=report.began,
            program=report.program,
            results=tuple(
                ResultPart(clause=each.clause, level=each.level, version=each.version, verdict=each.kind)
                for each in report.verdicts
            ),
            waivers=report.waivers,
        )
        return found.model_copy(update={"sha256": found.hash()})

    def hash(self) -> str:
        """Return what `sha256` must be."""
        content = self.model_dump(mode="json", exclude={"sha256", "signature"})
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def signed(self, key: Ed25519PrivateKey) -> Conformance:
        """Return the same with a signature."""
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        value = base64.b64encode(key.sign(self.sha256.encode())).decode()
        return self.model_copy(update={"signature": Signature(public_key=public, value=value)})

    def check(self, key: Ed25519PublicKey | None = None) -> None:
        """Raise ConformanceError if it is not what it was, or not signed with this key."""
        if self.hash() != self.sha256:
            raise ConformanceError("it has been changed: its hash is another one")
        if self.signature is None:
            if key is not None:
                raise ConformanceError("it is not signed")
            return
        _check_signature(self.signature, self.sha256, key)


def as_bytes(result: Conformance) -> bytes:
    """Return the bytes of a result's file."""
    return (json.dumps(result.model_dump(mode="json", exclude_none=True), indent=1) + "\n").encode()


def read(path: Path) -> Conformance:
    """Return the result in a file; raise ConformanceError."""
    try:
        return Conformance.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConformanceError(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        where = ".".join(map(str, problem["loc"])) or "the file"
        raise ConformanceError(f"{path} is no result: {where}: {problem['msg']}") from None


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    found = Conformance.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "conformance.json"}


def private_key(path: Path) -> Ed25519PrivateKey:
    """Return the Ed25519 key in a PEM file; raise ConformanceError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - few sign
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise ConformanceError(f"{path}: {error.strerror}") from None
    except (ValueError, TypeError) as error:
        raise ConformanceError(f"{path} holds no private key: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConformanceError(f"{path} is another kind of key; make one: openssl genpkey -algorithm ed25519")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """Return the Ed25519 public key in a PEM file; raise ConformanceError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - few sign
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise ConformanceError(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise ConformanceError(f"{path} holds no public key: {error}") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ConformanceError(f"{path} is another kind of key: openssl pkey -in key.pem -pubout")
    return key


def _check_signature(signature: Signature, signed: str, key: Ed25519PublicKey | None) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - few sign
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        own = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature.public_key))
        (key or own).verify(base64.b64decode(signature.value), signed.encode())
    except (InvalidSignature, ValueError):
        whose = "with that key" if key is not None else "with its own key"
        raise ConformanceError(f"its signature is not one made {whose}") from None
