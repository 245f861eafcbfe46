"""TLS: a certificate authority of one's own, so that the fakes can be reached over https on loopback."""

from __future__ import annotations

import ssl
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

TRUST_STORE_PASSWORD = "changeit"  # the one that Java takes for granted; a trust store holds no secret


class Authority:
    """A certificate authority that nobody trusts until told to; its certificate lies in `ca_file` (PEM)."""

    def __init__(self) -> None:
        import trustme  # noqa: PLC0415 - costs 60 ms and few need it

        self._authority = trustme.CA(organization_name="Twinledger test authority")
        self._folder = TemporaryDirectory(prefix="twinledger-tls-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self._authority.cert_pem.write_to_path(self.ca_file)

    def server_certificate(self, *names: str) -> tuple[Path, Path]:
        """Return the files (PEM) of a certificate chain and its key for a server that goes by `names`."""
        issued = self._authority.issue_cert(*names)
        chain, key = (Path(self._folder.name) / f"{names[0]}.{part}.pem" for part in ("chain", "key"))
        chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(key)
        return chain, key

    @cached_property
    def trust_store(self) -> Path:
        """The file (PKCS#12, password `TRUST_STORE_PASSWORD`) from which programs in Java learn to trust it."""
        from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12  # noqa: PLC0415
        from cryptography.x509 import load_pem_x509_certificate  # noqa: PLC0415 - trustme has loaded it already

        certificate = load_pem_x509_certificate(self._authority.cert_pem.bytes())
        store = pkcs12.serialize_java_truststore(
            [pkcs12.PKCS12Certificate(certificate, b"twinledger")],
            BestAvailableEncryption(TRUST_STORE_PASSWORD.encode()),
        )
        path = self.ca_file.with_name("trust.p12")
        path.write_bytes(store)
        return path

    def client_context(self) -> ssl.SSLContext:
        """Return a context for a client that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def close(self) -> None:
        """Remove the certificate's file."""
        self._folder.cleanup()
