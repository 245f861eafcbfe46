"""State: captured, restored, the same again from the same seed, and without secrets in the journal."""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import date

import pytest

from mock_kit.dice import Dice
from mock_kit.tls import Authority
from mock_silverfin import SECRET_SHAPES, MockSilverfin, WhenBusy
from mock_silverfin.errors import WrongFirmError

from .support import REDIRECT_URI, World, upsert


def test_everything_comes_back(year: World) -> None:
    """Lines, links, tokens, people, firms and the switch."""
    year.submit(upsert())
    state = year.silverfin.capture()
    lines, token = year.file.lines(), year.grant.access_token
    year.sync("DELETE", "reset")
    year.file.unlink()
    year.application.revoke(year.admin, year.firm)
    year.silverfin.when_busy = WhenBusy(status=409)
    later = year.silverfin.add_firm("Later")
    year.silverfin.restore(state)
    assert (year.file.lines(), year.file.sync_point) == (lines, "point")
    assert year.api("GET", "/user/firm", token=token).status == 200
    assert year.silverfin.when_busy == WhenBusy()
    with pytest.raises(WrongFirmError):
        later.add_company("Gone")
    assert year.silverfin.add_firm("Again").add_company("Company").lines() == []


def test_a_firm_that_was_gone_comes_back(year: World) -> None:
    """With all its books, when a later state is put back after an earlier one."""
    before = year.silverfin.capture()
    later = year.silverfin.add_firm("Later")
    file = later.add_company("Company")
    after = year.silverfin.capture()
    year.silverfin.restore(before)
    with pytest.raises(WrongFirmError):
        later.add_company("Gone")
    year.silverfin.restore(after)
    assert (file.lines(), file.sync_start_at, later.name) == ([], None, "Later")
    assert later.add_company("Another").lines() == []


def test_a_state_can_be_restored_again_and_again(year: World) -> None:
    """A restored state stays what it was."""
    state = year.silverfin.capture()
    for _ in range(2):
        year.submit(upsert())
        year.silverfin.restore(state)
        assert year.file.lines() == []


def test_closing_forgets_everything() -> None:
    """No store stays open, the platform's no more than a firm's."""
    with MockSilverfin() as silverfin:
        file = silverfin.add_firm("Firm").add_company("Company")
    silverfin.close()
    for forgotten in (file.lines, lambda: silverfin.add_firm("Another")):
        with pytest.raises(sqlite3.ProgrammingError):
            forgotten()


def _history(seed: int) -> list[object]:
    """Return everything a client sees of a short history, called without a socket."""
    silverfin = MockSilverfin(dice=Dice(seed))
    firm = silverfin.add_firm("Firm")
    user = firm.add_user("a@b.test", "training", True)
    application = silverfin.add_application("App", REDIRECT_URI)
    file = firm.add_company("Company")
    file.link(application, "a:1", date(2026, 1, 1))
    grant = application.authorize(user, firm)
    seen: list[object] = [application.client_id, application.client_secret, grant.access_token, grant.refresh_token]
    seen += [application.webhook_signing_token_1, application.webhook_signing_token_2]
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": f"/api/v4/f/{firm.id}/syncs/companies",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_AUTHORIZATION": f"Bearer {grant.access_token}",
    }
    seen.append(b"".join(silverfin.wsgi(environ, lambda *answer: seen.append(answer[:2]))))  # type: ignore[arg-type,func-returns-value]
    silverfin.close()
    return seen


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Ids, secrets and answers; another seed gives others."""
    assert _history(1) == _history(1) != _history(2)


def test_secrets_have_a_shape_that_a_journal_masks(world: World) -> None:
    """43 URL-safe characters; ids, sync points and references of that length are not taken for secrets."""
    shape = re.compile(b"|".join(SECRET_SHAPES))
    application = world.application
    signing = [application.webhook_signing_token_1, application.webhook_signing_token_2]
    for secret in (application.client_secret, world.grant.access_token, world.grant.refresh_token, *signing):
        assert re.fullmatch(r"[\w-]{43}", secret)
        assert shape.fullmatch(secret.encode())
        assert secret not in repr((application, world.grant))
    for innocent in ("x" * 43, "a" * 40, "sf_" + "a" * 41, "password", "Basic subscription"):
        assert not shape.search(innocent.encode())


def test_the_journal_keeps_the_evidence_and_no_token(year: World) -> None:
    """Bodies of the API stay readable; the token in the header does not."""
    year.submit(upsert("line-with-an-id-of-forty-three-characters-x"), sync_point="y" * 43)
    exchange = year.silverfin.journal.exchanges()[-1]
    assert b"line-with-an-id-of-forty-three-characters-x" in exchange.body
    assert b"y" * 43 in exchange.answer
    assert exchange.headers["Authorization"] == "Bearer •••"


def test_it_speaks_tls_with_an_authority() -> None:
    """The address says so; what happens on it is the kit's business."""
    authority = Authority()
    with MockSilverfin(authority=authority) as silverfin:
        assert silverfin.url.startswith("https://")
    authority.close()
