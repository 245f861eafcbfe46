"""The route: a connector's only way out, a proxy of ours, and the authority that it is told to trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mock_kit.tls import TRUST_STORE_PASSWORD, Authority
from twinledger.drivers.fixed_hosts import FixedHosts
from twinledger.drivers.proxy import Proxy
from twinledger.drivers.watch import Attempt, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from twinledger.world import World

LOOPBACK = ("127.0.0.1", "localhost", "::1")
JAVA_LOOPBACK = ("localhost", "127.*", "[::1]")
PROXIES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


class Route:
    """A proxy and an authority, each made when it is first asked for.

    `fixed_hosts`, by system, are those that the proxy leads to the fakes. An authority that is given is closed with
    the route.
    """

    def __init__(self, fixed_hosts: Mapping[str, str] | None = None, authority: Authority | None = None) -> None:
        self.hosts = dict(fixed_hosts or {})
        self._authority = authority
        self._fixed: FixedHosts | None = None
        self._proxy: Proxy | None = None

    @property
    def authority(self) -> Authority:
        """The certificate authority that the connector is told to trust."""
        if self._authority is None:
            self._authority = Authority()
        return self._authority

    @property
    def fixed(self) -> FixedHosts:
        """Where the hosts that are built into the connector lead."""
        if self._fixed is None:
            self._fixed = FixedHosts(self.hosts, self.authority)
        return self._fixed

    @property
    def proxy(self) -> Proxy:
        """The proxy that the connector is told to use."""
        if self._proxy is None:
            self._proxy = Proxy(self.fixed)
        return self._proxy

    def environment(self, direct: str = "") -> dict[str, str]:
        """Return the variables that tell every kind of client of the proxy and of the authority.

        This machine is reached without the proxy, also by the name `direct`.
        """
        address = f"http://127.0.0.1:{self.proxy.port}"
        beside = ",".join(filter(None, (*LOOPBACK, direct)))
        proxies = {**dict.fromkeys(PROXIES, address), "no_proxy": beside, "NO_PROXY": beside}
        trusted = dict.fromkeys(TRUST, str(self.authority.ca_file))
        return {**proxies, "NODE_USE_ENV_PROXY": "1", **trusted, "JAVA_TOOL_OPTIONS": self._of_java(direct)}

    def _of_java(self, direct: str) -> str:
        told = [f"-Djavax.net.ssl.trustStore={self.authority.trust_store}", "-Djavax.net.ssl.trustStoreType=PKCS12"]
        told.append(f"-Djavax.net.ssl.trustStorePassword={TRUST_STORE_PASSWORD}")
        for scheme in ("http", "https"):
            told += [f"-D{scheme}.proxyHost=127.0.0.1", f"-D{scheme}.proxyPort={self.proxy.port}"]
        beside = "|".join(filter(None, (*JAVA_LOOPBACK, direct)))
        return " ".join([*told, f"-Dhttp.nonProxyHosts={beside}"])

    def close(self) -> None:
        """Give back the port and remove the certificates."""
        if self._proxy is not None:
            self._proxy.close()
            self._proxy = None
        if self._authority is not None:
            self._authority.close()


@contextmanager
def proxied(
    world: World, hosts: Mapping[str, str], refused: Callable[[Attempt], object] | None = None
) -> Iterator[Mapping[str, str]]:
    """Let hosts, e.g. `{"silverfin": "live.getsilverfin.com"}`, lead to a world that listens; all others are refused.

    Yields the environment that a program needs for that. `refused` is called with each attempt to reach another host.
    """
    route = Route(hosts)
    try:
        if refused is not None:
            route.proxy.watch = Watch(heard=refused)
        route.fixed.lead({"ODOO_URL": world.odoo.url, "SILVERFIN_URL": world.silverfin.url})
        yield route.environment()
    finally:
        route.close()
