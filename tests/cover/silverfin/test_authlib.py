"""Authlib's OAuth 2 client completes the flow, calls the API and refreshes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests

from .support import REDIRECT_URI, World

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

SCOPE = "user:firm financials:transactions:sync"


def _session(world: World, how: str) -> OAuth2Session:
    from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415 - in the dependency group clients

    application = world.application
    return OAuth2Session(
        application.client_id,
        application.client_secret,
        token_endpoint_auth_method=how,
        scope=SCOPE,
        redirect_uri=REDIRECT_URI,
        token_endpoint=_token_url(world),
    )


def _token_url(world: World) -> str:
    return f"{world.silverfin.url}/f/{world.firm.id}/oauth/token"


def _api(world: World, path: str) -> str:
    return f"{world.silverfin.url}/api/v4/f/{world.firm.id}{path}"


def _consented(world: World, address: str) -> str:
    """Return where the browser of an admin who consents is sent from the page at `address`."""
    page, _, query = address.partition("?")
    person = {"email": world.admin.email, "password": "training", "authorized_firm_id": str(world.firm.id)}
    form = {**dict(parse_qsl(query)), **person, "decision": "authorise"}
    return requests.post(page, form, allow_redirects=False, timeout=10).headers["Location"]


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def session(request: pytest.FixtureRequest, world: World) -> Iterator[OAuth2Session]:
    """Give a test a session that was authorised, whichever way the client says who it is."""
    with _session(world, request.param) as session:
        session.trust_env = False
        address, state = session.create_authorization_url(f"{world.silverfin.url}/oauth/authorize")
        back = _consented(world, address)
        answered = parse_qs(urlsplit(back).query)
        assert answered["authorized_firm_id"] == [str(world.firm.id)]
        assert answered["state"] == [state]
        session.fetch_token(_token_url(world), authorization_response=back, state=state)
        yield session


def test_it_completes_the_flow_and_calls_the_api(world: World, session: Any) -> None:
    """The token that Authlib reads is the one that the API takes; the scopes are those that were granted."""
    assert session.token["scope"] == SCOPE
    assert session.get(_api(world, "/user/firm"), timeout=10).json()["name"] == "Fiduciary"
    assert session.get(_api(world, "/companies"), timeout=10).status_code == 403


def test_it_refreshes_by_itself_when_the_token_has_expired(world: World, session: Any) -> None:
    """Two hours later it refreshes before it calls, and goes on with the new pair."""
    old = dict(session.token)
    world.silverfin.clock.advance(timedelta(hours=2, seconds=1))
    assert session.get(_api(world, "/user/firm"), timeout=10).status_code == 401
    session.token["expires_at"] = 1  # Authlib's clock is the machine's
    assert session.get(_api(world, "/user/firm"), timeout=10).status_code == 200
    assert session.token["access_token"] != old["access_token"]
    assert session.token["refresh_token"] != old["refresh_token"]


def test_it_is_told_that_a_grant_is_gone(world: World, session: Any) -> None:
    """A refresh after the person has revoked raises Authlib's error with Doorkeeper's code."""
    from authlib.integrations.base_client import OAuthError  # noqa: PLC0415 - in the dependency group clients

    world.application.revoke(world.admin, world.firm)
    with pytest.raises(OAuthError, match="invalid_grant"):
        session.refresh_token(_token_url(world))
