"""Listening: addresses, taken ports, and what stays when a world is closed."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from mock_kit.server import PortInUseError
from mock_kit.tls import Authority
from mock_odoo import MockOdoo
from mock_silverfin import MockSilverfin
from twinledger.world import World


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a test a port that somebody listens on."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(url: str) -> bool:
    address = urlsplit(url)
    with socket.socket() as client:
        return client.connect_ex((str(address.hostname), int(address.port or 0))) == 0


def _servers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "twinledger server"}


def test_both_listen_inside_the_block_and_not_after_it() -> None:
    """Inside `with` both answer; afterwards nobody does, and no thread of theirs is left."""
    before = _servers()
    with World() as world:
        urls = (world.odoo.url, world.silverfin.url)
        assert requests.get(f"{urls[0]}/web/version", timeout=10).json()["version"] == "19.0"
        assert requests.get(f"{urls[1]}/api/v4/f/1/companies", timeout=10).status_code == 401
        assert len(_servers() - before) == 2
    assert [_listens(url) for url in urls] == [False, False]
    assert _servers() == before


@pytest.mark.parametrize("whose", ["odoo_port", "silverfin_port"])
def test_a_taken_port_is_told_and_nothing_stays_open(taken: int, whose: str) -> None:
    """The error names the port, and the other fake does not go on listening."""
    other = {"odoo_port": "silverfin_port", "silverfin_port": "odoo_port"}[whose]
    free, before = _free_port(), _servers()
    world = World(**{whose: taken, other: free})  # type: ignore[arg-type]
    with pytest.raises(PortInUseError, match=rf"127\.0\.0\.1:{taken}\b.*another port"):
        world.start()
    assert not _listens(f"http://127.0.0.1:{free}")
    assert _servers() == before
    world.close()


@pytest.mark.parametrize("whose", ["odoo_port", "silverfin_port"])
def test_where_a_port_is_taken_the_folder_is_left_to_others(taken: int, whose: str, tmp_path: Path) -> None:
    """A world that does not come to be has nothing open, and neither has a fake that is alone."""
    with pytest.raises(PortInUseError), World(data=tmp_path / "world", **{whose: taken}):  # type: ignore[arg-type]
        pass
    with World(data=tmp_path / "world") as world:
        assert world.kept is not None
    for fake in (MockOdoo, MockSilverfin):
        with pytest.raises(PortInUseError), fake(port=taken, folder=tmp_path / "fake"):
            pass
        fake(folder=tmp_path / "fake").close()
        shutil.rmtree(tmp_path / "fake")


def test_it_listens_where_it_is_told() -> None:
    """A port that is asked for is the one that it gets."""
    odoo, silverfin = _free_port(), _free_port()
    with World(odoo_port=odoo, silverfin_port=silverfin) as world:
        assert (world.odoo.url, world.silverfin.url) == (f"http://127.0.0.1:{odoo}", f"http://127.0.0.1:{silverfin}")


def test_with_an_authority_both_speak_tls() -> None:
    """Certificates verify with the authority's file, and not without it."""
    authority = Authority()
    try:
        with World(authority=authority) as world:
            assert world.ca_file == authority.ca_file
            for url in (f"{world.odoo.url}/web/version", f"{world.silverfin.url}/f/1/syncs/odoo"):
                assert url.startswith("https://")
                assert requests.get(url, verify=str(world.ca_file), timeout=10).status_code in (200, 401)
                with pytest.raises(requests.exceptions.SSLError):
                    requests.get(url, timeout=10)
    finally:
        authority.close()


def test_a_connector_elsewhere_knows_the_fakes_by_the_name_of_this_machine() -> None:
    """They listen on every address, over TLS if asked, and their certificates and URLs have that name."""
    authority = Authority()
    try:
        with World(advertise_host="localhost", authority=authority) as world:
            for url in (world.odoo.url, world.silverfin.url):
                assert url.startswith("https://localhost:")
                answer = requests.get(f"{url}/web/version", verify=str(authority.ca_file), timeout=10)
                assert answer.status_code in (200, 404)
    finally:
        authority.close()
