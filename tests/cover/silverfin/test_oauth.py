"""Codes and tokens: lives, single use, rotation and revocation, without HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread

import pytest

from mock_kit.clock import Clock
from mock_kit.dice import Dice
from mock_kit.store import Store
from mock_silverfin.directory import Directory, Registration
from mock_silverfin.errors import (
    InvalidClientError,
    InvalidGrantError,
    InvalidScopeError,
    OAuthError,
    TokenError,
    UnsupportedGrantTypeError,
)
from mock_silverfin.oauth import OAuth, TokenPair, Wish
from mock_silverfin.people_errors import NotAMemberError, NotAnAdminError, SignInError
from mock_silverfin.scopes import SYNC, WEBHOOKS

SECOND = timedelta(seconds=1)
REDIRECT_URI = "https://acme.test/callback"


@dataclass
class Desk:
    """The platform's OAuth, with one application, one firm and one admin."""

    clock: Clock
    directory: Directory
    oauth: OAuth
    firm: int
    admin: int
    application: Registration
    credentials: dict[str, str]
    store: Store

    def code(self) -> str:
        """Return a new code of the admin's."""
        return self.oauth.grant(self.wish(), self.admin, self.firm)

    def wish(self, *scopes: str) -> Wish:
        """Return a wish for scopes, by default for the one of synchronisations."""
        return Wish(self.application, REDIRECT_URI, scopes or (SYNC,))

    def exchange(self, code: str) -> TokenPair:
        """Return the tokens for a code."""
        return self.oauth.exchange(self.application, self.firm, code, REDIRECT_URI)

    def refresh(self, refresh_token: str) -> TokenPair:
        """Return the tokens for a refresh token."""
        parameters = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self.credentials}
        return self.oauth.token(self.firm, parameters)


@pytest.fixture
def desk() -> Desk:
    """Open the platform."""
    clock, dice, store = Clock(), Dice(), Store()
    directory = Directory(store, dice)
    firm = directory.add_firm("Fiduciary")
    admin = directory.add_user(firm, "admin@fiduciary.test", "training", admin=True)
    application = directory.add_application("Acme Sync", REDIRECT_URI, (SYNC, WEBHOOKS), "secret")
    credentials = {"client_id": application.client_id, "client_secret": "secret"}
    oauth = OAuth(store, directory, clock, dice)
    return Desk(clock, directory, oauth, firm, admin, application, credentials, store)


def test_a_code_lives_ten_minutes(desk: Desk) -> None:
    """It is good to the last second and not a moment longer."""
    good, late = desk.code(), desk.code()
    desk.clock.advance(timedelta(minutes=10))
    assert desk.exchange(good).scopes == (SYNC,)
    desk.clock.advance(SECOND)
    with pytest.raises(InvalidGrantError):
        desk.exchange(late)


def test_a_code_that_comes_twice_revokes_what_it_issued(desk: Desk) -> None:
    """Its tokens are gone, and those that they were refreshed to."""
    code = desk.code()
    pair = desk.exchange(code)
    later = desk.refresh(pair.refresh_token)
    with pytest.raises(InvalidGrantError):
        desk.exchange(code)
    for token in (pair.access_token, later.access_token):
        with pytest.raises(TokenError, match="was revoked"):
            desk.oauth.caller(token)
    with pytest.raises(InvalidGrantError):
        desk.refresh(later.refresh_token)


@pytest.mark.parametrize("wrong", ["application", "firm", "redirect_uri", "code"])
def test_a_code_is_bound_to_application_firm_and_redirect_uri(desk: Desk, wrong: str) -> None:
    """Somebody else's attempt fails and does not use the code up."""
    other = desk.directory.add_application("Other", REDIRECT_URI, (SYNC,), "secret")
    code = desk.code()
    right = {"application": desk.application, "firm_id": desk.firm, "code": code, "redirect_uri": REDIRECT_URI}
    values = {
        "application": {"application": other},
        "firm": {"firm_id": desk.directory.add_firm("Another")},
        "redirect_uri": {"redirect_uri": "https://evil.test/"},
        "code": {"code": "x"},
    }
    with pytest.raises(InvalidGrantError):
        desk.oauth.exchange(**{**right, **values[wrong]})  # type: ignore[arg-type]
    assert desk.exchange(code).access_token


def test_an_access_token_lives_two_hours(desk: Desk) -> None:
    """It is good to the last second, then expired."""
    pair = desk.exchange(desk.code())
    desk.clock.advance(timedelta(hours=2))
    caller = desk.oauth.caller(pair.access_token)
    assert (caller.application_id, caller.firm_id) == (desk.application.id, desk.firm)
    desk.clock.advance(SECOND)
    with pytest.raises(TokenError, match="expired"):
        desk.oauth.caller(pair.access_token)


def test_a_refresh_token_lives_sixty_days(desk: Desk) -> None:
    """It is good to the last second and not a moment longer."""
    pair = desk.exchange(desk.code())
    desk.clock.advance(timedelta(days=60))
    assert desk.refresh(pair.refresh_token).access_token
    desk.clock.advance(SECOND)
    with pytest.raises(InvalidGrantError):
        desk.refresh(pair.refresh_token)


def test_a_lost_answer_to_a_refresh_is_recovered_from(desk: Desk) -> None:
    """Until a new access token is used, the old refresh token and the old access token go on working."""
    first = desk.exchange(desk.code())
    desk.refresh(first.refresh_token)
    assert desk.oauth.caller(first.access_token)
    again = desk.refresh(first.refresh_token)
    assert desk.oauth.caller(again.access_token)


def test_the_old_pair_is_revoked_when_the_new_token_is_first_used(desk: Desk) -> None:
    """From that moment the old refresh token is an invalid grant and the old access token revoked."""
    first = desk.exchange(desk.code())
    second = desk.refresh(first.refresh_token)
    desk.oauth.caller(second.access_token)
    with pytest.raises(InvalidGrantError):
        desk.refresh(first.refresh_token)
    with pytest.raises(TokenError, match="was revoked"):
        desk.oauth.caller(first.access_token)
    assert desk.oauth.caller(second.access_token)


def test_refreshes_in_flight_together_all_succeed(desk: Desk) -> None:
    """Two pairs from one refresh token both work, and stay good when one of them is used."""
    first = desk.exchange(desk.code())
    left, right = desk.refresh(first.refresh_token), desk.refresh(first.refresh_token)
    assert desk.oauth.caller(left.access_token)
    assert desk.oauth.caller(right.access_token)
    assert desk.refresh(right.refresh_token)


def test_a_new_token_counts_as_used_even_when_it_has_expired(desk: Desk) -> None:
    """Showing it is enough to end the old pair."""
    first = desk.exchange(desk.code())
    second = desk.refresh(first.refresh_token)
    desk.clock.advance(timedelta(hours=3))
    with pytest.raises(TokenError, match="expired"):
        desk.oauth.caller(second.access_token)
    with pytest.raises(InvalidGrantError):
        desk.refresh(first.refresh_token)
    assert desk.refresh(second.refresh_token)


def test_a_person_takes_a_grant_back(desk: Desk) -> None:
    """Tokens and codes of that person, application and firm are dead; a new authorisation works."""
    pair, unused = desk.exchange(desk.code()), desk.code()
    desk.oauth.revoke(desk.application.id, desk.admin, desk.firm)
    with pytest.raises(TokenError, match="was revoked"):
        desk.oauth.caller(pair.access_token)
    for refused in (lambda: desk.refresh(pair.refresh_token), lambda: desk.exchange(unused)):
        with pytest.raises(InvalidGrantError):
            refused()
    assert desk.oauth.caller(desk.exchange(desk.code()).access_token)


def test_an_unknown_token_is_invalid(desk: Desk) -> None:
    """What was never issued is not said to be expired or revoked."""
    with pytest.raises(TokenError, match="is invalid"):
        desk.oauth.caller("sf_" + "x" * 40)


def test_only_an_admin_grants_synchronisation(desk: Desk) -> None:
    """Another member may grant other scopes; a stranger none."""
    clerk = desk.directory.add_user(desk.firm, "clerk@fiduciary.test", "training", admin=False)
    with pytest.raises(NotAnAdminError):
        desk.oauth.grant(desk.wish(SYNC, WEBHOOKS), clerk, desk.firm)
    assert desk.oauth.grant(desk.wish(WEBHOOKS), clerk, desk.firm)
    with pytest.raises(NotAMemberError):
        desk.oauth.grant(desk.wish(WEBHOOKS), desk.admin, desk.directory.add_firm("Another"))


def test_somebody_may_belong_to_several_firms(desk: Desk) -> None:
    """One e-mail address is one person with one password, and a role in each firm."""
    second = desk.directory.add_firm("Second")
    assert desk.directory.add_user(second, "admin@fiduciary.test", "training", admin=False) == desk.admin
    assert (desk.directory.is_admin(desk.admin, desk.firm), desk.directory.is_admin(desk.admin, second)) == (
        True,
        False,
    )
    with pytest.raises(ValueError, match="another password"):
        desk.directory.add_user(second, "admin@fiduciary.test", "other", admin=True)


@pytest.mark.parametrize(("email", "password"), [("admin@fiduciary.test", "wrong"), ("nobody@x.test", "training")])
def test_a_wrong_password_and_a_wrong_address_look_the_same(desk: Desk, email: str, password: str) -> None:
    """Neither says which of the two it was."""
    with pytest.raises(SignInError, match="address or the password"):
        desk.directory.sign_in(email, password)


def test_a_wish_is_read_from_the_query(desk: Desk) -> None:
    """Scopes are separated by blanks; without any it asks for all that the application may have."""
    query = {"client_id": desk.credentials["client_id"], "redirect_uri": REDIRECT_URI, "response_type": "code"}
    assert desk.oauth.wish(query) == Wish(desk.application, REDIRECT_URI, (SYNC, WEBHOOKS))
    asked = desk.oauth.wish({**query, "scope": WEBHOOKS, "state": "s"})
    assert (asked.scopes, asked.state) == ((WEBHOOKS,), "s")
    with pytest.raises(InvalidScopeError):
        desk.oauth.wish({**query, "scope": f"{SYNC} administration:read"})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": ""}, OAuthError),
        ({"grant_type": "password"}, UnsupportedGrantTypeError),
        ({"client_secret": "wrong"}, InvalidClientError),
        ({"client_id": "nobody"}, InvalidClientError),
        ({"refresh_token": ""}, OAuthError),
        ({"refresh_token": "sf_never"}, InvalidGrantError),
    ],
)
def test_a_token_request_is_refused_for_what_is_wrong_with_it(
    desk: Desk, change: dict[str, str], error: type[OAuthError]
) -> None:
    """Each fault has its own error."""
    right = {"grant_type": "refresh_token", "refresh_token": "x", **desk.credentials}
    with pytest.raises(error) as refused:
        desk.oauth.token(desk.firm, {**right, **change})
    assert type(refused.value) is error


def test_nothing_secret_is_stored_in_clear(desk: Desk) -> None:
    """Neither password, secret, code nor token is found in the store."""
    code = desk.code()
    pair = desk.exchange(code)
    tables = [name for (name,) in desk.store.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
    stored = repr([desk.store.all(f"SELECT * FROM {table}") for table in tables])
    assert "Acme Sync" in stored
    for secret in (code, pair.access_token, pair.refresh_token, "'training'", "'secret'"):
        assert secret not in stored


def test_an_application_has_only_scopes_that_exist(desk: Desk) -> None:
    """A scope that Silverfin does not have is named."""
    with pytest.raises(ValueError, match="no scope everything"):
        desk.directory.add_application("X", REDIRECT_URI, ["everything"], "secret")


def test_a_code_that_comes_twice_at_once_leaves_no_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes second revokes what the first was given, however close they are."""
    code, issue, begun = desk.code(), desk.oauth._issue, Event()

    def slowly(*given: str) -> TokenPair:
        begun.set()
        second.join(0.2)
        return issue(*given)

    def again() -> None:
        begun.wait(10)
        with pytest.raises(InvalidGrantError):
            desk.exchange(code)

    second = Thread(target=again)
    second.start()
    monkeypatch.setattr(desk.oauth, "_issue", slowly)
    pair = desk.exchange(code)
    second.join()
    with pytest.raises(TokenError, match="was revoked"):
        desk.oauth.caller(pair.access_token)
