"""The result to be shown to others: nothing in it can be changed unnoticed, and a signature says whose it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from twinledger.judge.reports.conformance import (
    Conformance,
    ConformanceError,
    as_bytes,
    private_key,
    public_key,
    read,
)
from twinledger.judge.verdicts import Kind, Level

from .support import a_report, a_verdict

MANIFEST = b'[connector]\nname = "acme-sync"\n'
REPORT = a_report(a_verdict(Kind.FAIL, Level.MUST, "the reason", "the evidence"))
PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _keys(folder: Path, name: str) -> tuple[Path, Path]:
    """Return the files of a new private key and of its public one."""
    key = Ed25519PrivateKey.generate()
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    private.write_bytes(key.private_bytes(*PEM))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_it_holds_the_verdicts_and_no_evidence(tmp_path: Path) -> None:
    """What was found, with what, of which manifest; what was seen there stays at home."""
    path = tmp_path / "conformance.json"
    path.write_bytes(as_bytes(Conformance.of(REPORT, MANIFEST)))
    found = read(path)
    found.check()
    assert (found.connector, found.exit_code, found.edition) == ("acme-sync", 1, "2026.1")
    assert [(part.clause, part.verdict) for part in found.results] == [("CON-01", Kind.FAIL)]
    assert "evidence" not in path.read_text()
    assert "the reason" not in path.read_text()


def test_whose_it_is_can_be_checked(tmp_path: Path) -> None:
    """With the public key of whoever signed it, and with no other."""
    private, public = _keys(tmp_path, "ours")
    _, other = _keys(tmp_path, "theirs")
    unsigned = Conformance.of(REPORT, MANIFEST)
    signed = unsigned.signed(private_key(private))
    signed.check(public_key(public))
    signed.check()
    with pytest.raises(ConformanceError, match="not one made with that key"):
        signed.check(public_key(other))
    with pytest.raises(ConformanceError, match="not signed"):
        unsigned.check(public_key(public))


CHANGES: dict[str, dict[str, Any]] = {
    "exit status": {"exit_code": 0},
    "connector": {"connector": "beta"},
    "verdict": {"results": [{"clause": "CON-01", "level": "M", "version": "", "verdict": "pass"}]},
    "hash": {"sha256": "0" * 64},
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=list(CHANGES))
def test_what_was_changed_is_noticed(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Whatever it is; and who also mends the hash has no signature for it."""
    private, public = _keys(tmp_path, "ours")
    signed = Conformance.of(REPORT, MANIFEST).signed(private_key(private))
    changed = Conformance.model_validate(signed.model_dump() | changes)
    with pytest.raises(ConformanceError, match="has been changed"):
        changed.check()
    mended = changed.model_copy(update={"sha256": changed.hash()})
    if mended.sha256 != signed.sha256:
        with pytest.raises(ConformanceError, match="signature"):
            mended.check(public_key(public))


def test_what_is_no_result_and_no_key_is_told(tmp_path: Path) -> None:
    """With the file, and what is wrong with it."""
    path = tmp_path / "odd"
    for content, told in (("[]", "is no result"), (json.dumps({"format": "x"}), "is no result: format")):
        path.write_text(content)
        with pytest.raises(ConformanceError, match=told):
            read(path)
    with pytest.raises(ConformanceError, match="holds no private key"):
        private_key(path)
    with pytest.raises(ConformanceError, match="No such file"):
        public_key(tmp_path / "nothing")
