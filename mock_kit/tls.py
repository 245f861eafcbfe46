"""TLS: a certificate authority of one's own, so that the fakes can be reached over https on loopback."""

from __future__ import annotations

import ssl
from pathlib import Path
from tempfile import TemporaryDirectory


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

    def client_context(self) -> ssl.SSLContext:
        """Return a context for a client that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.ca_file))

    def close(self) -> None:
        """Remove the certificate's file."""
        self._folder.cleanup()
