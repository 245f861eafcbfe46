"""The authority of our own: what programs of all kinds trust."""

from __future__ import annotations

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate

from mock_kit.tls import TRUST_STORE_PASSWORD, Authority


def test_programs_in_java_find_the_certificate_in_a_trust_store() -> None:
    """It is the one that all others have as a file, and it is gone with the authority."""
    authority = Authority()
    path = authority.trust_store
    assert path == authority.trust_store
    kept = pkcs12.load_pkcs12(path.read_bytes(), TRUST_STORE_PASSWORD.encode())
    [held] = kept.additional_certs
    assert held.certificate == load_pem_x509_certificate(authority.ca_file.read_bytes())
    assert (held.friendly_name, kept.key) == (b"twinledger", None)
    authority.close()
    assert not path.exists()
