"""Fixed hosts: addresses that are built into a connector, and lead to the fakes through the proxy all the same."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from mock_kit.tls import Authority
from twinledger.drivers.watch import Address, is_this_machine

HTTPS = 443
LOOPBACK = "127.0.0.1"  # by whatever name the fakes are known, they listen there
PORTS = {"http": 80, "https": HTTPS}


@dataclass(frozen=True)
class Stand:
    """Where a fixed host leads; `context` is what its TLS ends with here, None where the server there speaks it."""

    address: Address
    context: ssl.SSLContext | None


class FixedHosts:
    """Hosts by system, e.g. `{"silverfin": "live.getsilverfin.com"}`, with certificates of an authority."""

    def __init__(self, hosts: Mapping[str, str], authority: Authority) -> None:
        self._hosts = dict(hosts)
        self._authority = authority
        self._urls: dict[str, str] = {}

    def lead(self, inputs: Mapping[str, str]) -> dict[str, str]:
        """Let every host lead to where its system is by these inputs; return them with the fixed addresses instead."""
        led = dict(inputs)
        for system, host in self._hosts.items():
            name = f"{system.upper()}_URL"
            if name in inputs:
                self._urls[host] = inputs[name]
                led[name] = f"https://{host}"
        return led

    def stand(self, host: str, port: int) -> Stand | None:
        """Return where somebody who wants to connect with a host is led, None if it is not a fixed one."""
        url = self._urls.get(host.lower()) if port == HTTPS else None
        if url is None:
            return None
        parts = urlsplit(url)
        address = LOOPBACK, parts.port or PORTS[parts.scheme]
        return Stand(address, None if parts.scheme == "https" else self._contexts[host.lower()])

    @cached_property
    def _contexts(self) -> dict[str, ssl.SSLContext]:
        return {host: _context(self._authority, host) for host in self._hosts.values()}


def _context(authority: Authority, host: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.server_certificate(host))
    return context


def can_lead_to(url: str) -> bool:
    """Tell whether a fixed host can lead to a URL: a server on this machine, with nothing behind its port."""
    parts = urlsplit(url)
    plain = parts.scheme in PORTS and parts.path in ("", "/") and not (parts.query or parts.fragment)
    return plain and bool(parts.hostname) and is_this_machine(parts.hostname or "")
