"""The conversation of Silverfin's own command-line client, held by a program for Node.js with axios.

The tox environment `clients` installs axios from the lock file.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.face import Application, ClientFile, Firm, User
from mock_silverfin.oauth import OUT_OF_BAND
from twinledger.drivers.one_shot import OneShotDriver
from twinledger.drivers.watch import Watch

HERE = Path(__file__).parent
ADMIN = {"email": "admin@fiduciary.test", "password": "training"}


@dataclass
class Client:
    """The program, with the fake that it speaks to and what a test needs of that."""

    process: subprocess.Popen[str]
    silverfin: MockSilverfin
    firm: Firm
    admin: User
    application: Application
    file: ClientFile

    def asks(self, do: str, **more: str | int) -> Any:
        """Let the program do something and return what came of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr and self.process.stderr.read()
        return json.loads(line)

    def code(self) -> str:
        """Return the code that a person reads off the page after consenting, for there is no page to go back to."""
        asked = {"client_id": self.application.client_id, "redirect_uri": OUT_OF_BAND, "response_type": "code"}
        form = {**asked, **ADMIN, "authorized_firm_id": str(self.firm.id), "decision": "authorise"}
        page = requests.post(f"{self.silverfin.url}/oauth/authorize", data=form, timeout=10)
        [code] = re.findall(r"sf_[\w-]{40}", page.text)
        return str(code)

    def conversation(self) -> list[tuple[str, int | None]]:
        """Return path and status of what was asked of the API and of the token endpoint, the pages left out."""
        exchanges = [one for one in self.silverfin.journal if one.path != "/oauth/authorize"]
        return [(one.path.rpartition("/")[2], one.status) for one in exchanges]


@pytest.fixture
def client() -> Iterator[Client]:
    """Give a test the program, ready to exchange its first code."""
    with MockSilverfin() as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user(*ADMIN.values(), admin=True)
        application = silverfin.add_application("Command line", OUT_OF_BAND, ALL_SCOPES)
        file = firm.add_company("Acme")
        arguments = [silverfin.url, str(firm.id), application.client_id, application.client_secret]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            ["node", str(HERE / "silverfin.mjs"), *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        ) as process:
            yield Client(process, silverfin, firm, admin, application, file)
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(10) == 0


def test_it_authorises_out_of_band_and_reads(client: Client) -> None:
    """The code comes from the page, the parameters go in the query; then the token is good."""
    assert client.asks("exchange", code=client.code()) == {"ok": {"expires_in": 7200}}
    assert client.asks("get", path="/user/firm")["ok"]["name"] == "Fiduciary"
    [first, last] = [one for one in client.silverfin.journal if one.path != "/oauth/authorize"]
    assert "grant_type=authorization_code" in first.query
    assert first.body == b""
    assert last.headers["X-Firm-Id"] == str(client.firm.id)


def test_after_two_hours_it_refreshes_once_and_repeats(client: Client) -> None:
    """401, a refresh with a JSON body, the same request again; the next request needs nothing of that."""
    client.asks("exchange", code=client.code())
    client.silverfin.clock.advance(timedelta(hours=2, seconds=1))
    before = len(client.conversation())
    assert client.asks("get", path="/user/firm")["ok"]["name"] == "Fiduciary"
    assert client.asks("get", path="/user/firm")["ok"]["name"] == "Fiduciary"
    assert client.conversation()[before:] == [("firm", 401), ("token", 200), ("firm", 200), ("firm", 200)]
    [refresh] = [one for one in client.silverfin.journal if b'"grant_type":"refresh_token"' in one.body]
    assert refresh.headers["Content-Type"] == "application/json"


def test_it_gives_up_when_the_grant_was_taken_back(client: Client) -> None:
    """401, a refresh that is refused in Doorkeeper's words, and no more."""
    client.asks("exchange", code=client.code())
    client.application.revoke(client.admin, client.firm)
    before = len(client.conversation())
    answer = client.asks("get", path="/user/firm")
    assert (answer["status"], answer["said"]["error"]) == (400, "invalid_grant")
    assert client.conversation()[before:] == [("firm", 401), ("token", 400)]


def test_lists_are_read_to_their_last_page(client: Client) -> None:
    """200 a page; a page that is not full is the last, and one that is empty, too."""
    client.asks("exchange", code=client.code())
    for number in range(249):
        client.firm.add_company(f"Company {number}")
    assert client.asks("list", path="/companies") == {"ok": 250}
    for number in range(150):
        client.firm.add_company(f"More {number}")
    assert client.asks("list", path="/companies") == {"ok": 400}
    pages = [one.query for one in client.silverfin.journal if one.path.endswith("/companies")]
    assert pages == [f"page={page}&per_page=200" for page in (1, 2, 1, 2, 3)]


def test_no_more_than_fifty_pages_are_read(client: Client) -> None:
    """A list that is longer ends there, whatever the size of a page; the fake would have gone on."""
    client.asks("exchange", code=client.code())
    for number in range(101):
        client.firm.add_company(f"Company {number}")
    assert client.asks("list", path="/companies", perPage=2) == {"ok": 100}
    pages = [one.query for one in client.silverfin.journal if one.path.endswith("/companies")]
    assert pages == [f"page={page}&per_page=2" for page in range(1, 51)]
    assert len(client.asks("get", path="/companies?page=51&per_page=2")["ok"]) == 2


def test_what_is_not_there_is_told_in_its_words(client: Client) -> None:
    """404 with the member that the client prints."""
    client.asks("exchange", code=client.code())
    assert client.asks("get", path="/companies/1") == {"status": 404, "said": {"error": "Not found"}}


def test_a_built_in_address_leads_to_the_fake_and_no_other_does() -> None:
    """With axios, which asks the proxy of its environment and believes the authority that Node.js is told of."""
    driver = OneShotDriver(["node", "fixed_hosts.mjs"], HERE, fixed_hosts={"silverfin": "live.getsilverfin.com"})
    watch = Watch()
    with MockSilverfin() as silverfin:
        outcome = driver.run({"SILVERFIN_URL": silverfin.url}, 60, watch)
        driver.close()
        asked = [(exchange.path, exchange.headers["Host"]) for exchange in silverfin.journal]
    assert outcome.output.split() == ["401", "403"]  # the fake's for want of a token, and the proxy's
    assert asked == [("/api/v4/f/1/companies", "live.getsilverfin.com")]
    assert [(attempt.host, attempt.port) for attempt in watch.attempts] == [("app.example.com", 443)]
