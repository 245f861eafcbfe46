"""What a person sees when an application asks for access, and what the application gets back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from mock_silverfin.oauth import OUT_OF_BAND
from mock_silverfin.scopes import ALL_SCOPES, SYNC
from mock_silverfin.web.scope_words import WORDS

from .person import ADMIN, Person
from .support import REDIRECT_URI, Reply, World

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _asked(world: World, **changes: str) -> dict[str, str]:
    asked = {
        "client_id": world.application.client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "scope": SYNC,
        "state": "st&te",
    }
    return {name: value for name, value in {**asked, **changes}.items() if value}


def _show(world: World, path: str = "/oauth/authorize", **changes: str) -> Reply:
    return world.send("GET", f"{path}?{urlencode(_asked(world, **changes))}")


def _decide(world: World, decision: str = "authorise", *, oob: bool = False, **changes: str) -> Reply:
    person = {"email": "admin@fiduciary.test", "password": "training", "authorized_firm_id": str(world.firm.id)}
    redirect = {"redirect_uri": OUT_OF_BAND} if oob else {}
    form = {**person, "decision": decision, **_asked(world, **redirect, **changes), **changes}
    return world.send("POST", "/oauth/authorize", urlencode(form).encode(), FORM)


def _sent_back(reply: Reply) -> dict[str, list[str]]:
    assert reply.status == 302
    location = reply.headers["Location"]
    assert location.startswith("http://127.0.0.1:9/callback?")
    assert reply.headers["Referrer-Policy"] == "same-origin"
    return parse_qs(urlsplit(location).query, keep_blank_values=True)


def _asked_person(world: World, path: str = "/oauth/authorize", who: str = ADMIN[0], **changes: str) -> Person:
    """Return somebody who was sent to the page by an application, and has signed in."""
    return Person(world.silverfin).signs_in(who, "training", f"{path}?{urlencode(_asked(world, **changes))}")


def test_a_stranger_signs_in_first_and_comes_back(world: World) -> None:
    """The page is for people whom Silverfin knows; what was asked for is not lost on the way."""
    reply = _show(world)
    assert (reply.status, reply.headers["Location"].partition("?")[0]) == (303, "/sign_in")
    person = _asked_person(world)
    assert person.path.startswith("/oauth/authorize?client_id=")
    assert "Give Acme Sync access?" in person.text


def test_the_page_shows_who_asks_for_what(world: World) -> None:
    """Application, scopes in words and by name, and the drop-down of firms are there, with a warning."""
    page = _asked_person(world).page
    assert (page.status_code, page.mimetype) == (200, "text/html")
    for part in ("Acme Sync", SYNC, "Bring bookkeeping figures", 'id="authorized_firm_id"', "training system"):
        assert part in page.text


def test_every_scope_can_be_said_in_words() -> None:
    """Whoever decides reads sentences, not identifiers."""
    assert set(WORDS) == set(ALL_SCOPES)


def test_the_page_loads_nothing_from_elsewhere_and_opens_in_no_frame(world: World) -> None:
    """No address of another host is in it, its headers forbid both, and its form may lead to the application alone."""
    page = _asked_person(world).page
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//|@import|url\(", page.text)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:9;" in policy


def test_every_control_has_a_label_and_buttons_submit(world: World) -> None:
    """The pages are usable by keyboard: native controls, each named by its label."""
    sign_in = Person(world.silverfin).goes("/sign_in").page.text
    page = _asked_person(world).page.text
    for control, where in (("email", sign_in), ("password", sign_in), ("authorized_firm_id", page)):
        assert f'<label for="{control}">' in where
    assert re.findall(r'<button[^>]*name="decision" value="(\w+)"', page) == ["authorise", "refuse"]


def test_the_firm_in_the_path_is_only_chosen_beforehand(world: World) -> None:
    """Every firm of the person is in the drop-down, and no other; another one than the path's can be authorised."""
    other, strange = world.silverfin.add_firm("Other firm"), world.silverfin.add_firm("Strange firm")
    other.add_user(*ADMIN, admin=True)
    person = _asked_person(world, f"/f/{other.id}/oauth/authorize")
    assert f'value="{other.id}" selected' in person.page.text
    assert f'value="{world.firm.id}"' in person.page.text
    assert f'value="{strange.id}"' not in person.page.text
    answer = _decided(person, authorized_firm_id=str(world.firm.id))
    assert answer["authorized_firm_id"] == [str(world.firm.id)]


def _decided(person: Person, decision: str = "authorise", **values: str) -> dict[str, list[str]]:
    """Decide on the page and return what the application is told."""
    page = person.fills_in("/oauth/authorize", decision=decision, **values).page
    return _sent_back(Reply(page.status_code, dict(page.headers), page.data))


def test_a_person_lets_an_application_in_or_refuses(world: World) -> None:
    """The code is good for tokens; a refusal says that access was denied."""
    [code] = _decided(_asked_person(world))["code"]
    assert world.token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI).status == 200
    assert _decided(_asked_person(world), "refuse")["error"] == ["access_denied"]


def test_a_form_that_was_not_on_a_page_of_this_browser_is_refused(world: World) -> None:
    """No other site can let an application in on behalf of somebody who has signed in."""
    person = _asked_person(world)
    [(_, fields)] = [form for form in person.forms if "client_id" in form[1]]
    for token in ("", "nonsense"):
        person.sends("/oauth/authorize", {**fields, "decision": "authorise", "csrf_token": token})
        assert person.page.status_code == 400


def test_without_a_choice_the_firm_in_the_path_counts(world: World) -> None:
    """A form that names no firm means the one that it was shown for."""
    form = {"email": "admin@fiduciary.test", "password": "training", "decision": "authorise", **_asked(world)}
    reply = world.send("POST", f"/f/{world.firm.id}/oauth/authorize", urlencode(form).encode(), FORM)
    assert _sent_back(reply)["authorized_firm_id"] == [str(world.firm.id)]
    assert world.send("POST", "/oauth/authorize", urlencode(form).encode(), FORM).status == 403


def test_the_redirect_carries_code_firm_and_state(world: World) -> None:
    """The code is good for tokens; the redirect URI's own query stays."""
    answer = _sent_back(_decide(world))
    assert (answer["authorized_firm_id"], answer["state"]) == ([str(world.firm.id)], ["st&te"])
    assert (answer["kept"], answer["empty"]) == (["1"], [""])
    [code] = answer["code"]
    reply = world.token(grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI)
    assert reply.status == 200
    assert reply.json["scope"] == SYNC


def test_without_state_none_comes_back(world: World) -> None:
    """What was not sent is not invented."""
    assert "state" not in _sent_back(_decide(world, state=""))


def test_a_refusal_is_sent_back_as_access_denied(world: World) -> None:
    """Nobody has to sign in to refuse."""
    answer = _sent_back(_decide(world, "refuse", email="", password=""))
    assert (answer["error"], answer["state"]) == (["access_denied"], ["st&te"])
    assert answer["error_description"] == ["The resource owner or authorization server denied the request."]
    assert "code" not in answer


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"password": "wrong"}, 422, "the password is wrong"),
        ({"email": "clerk@fiduciary.test"}, 403, "Ask an admin"),
        ({"authorized_firm_id": "1"}, 403, "do not belong"),
        ({"authorized_firm_id": "x"}, 403, "do not belong"),
        ({"authorized_firm_id": "9" * 30}, 403, "do not belong"),
    ],
)
def test_the_page_says_why_it_does_not_authorise(world: World, change: dict[str, str], status: int, text: str) -> None:
    """It says why, and never shows the password again."""
    world.firm.add_user("clerk@fiduciary.test", "training")
    reply = _decide(world, **change)
    assert reply.status == status
    assert text in reply.body.decode()
    assert 'role="alert"' in reply.body.decode()
    assert b'training"' not in reply.body


def test_the_question_stays_open_when_it_cannot_be_granted(world: World) -> None:
    """Who is no admin reads why, on the page, and can choose another firm."""
    world.firm.add_user("clerk@fiduciary.test", "training")
    person = _asked_person(world, who="clerk@fiduciary.test").fills_in("/oauth/authorize", decision="authorise")
    assert (person.page.status_code, "Ask an admin" in person.text) == (403, True)
    assert 'id="authorized_firm_id"' in person.page.text


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"client_id": ""}, 400, "invalid_request"),
        ({"redirect_uri": "https://evil.test/"}, 400, "invalid_redirect_uri"),
        ({"response_type": "token"}, 400, "unsupported_response_type"),
        ({"scope": "everything"}, 400, "invalid_scope"),
    ],
)
def test_what_cannot_be_asked_is_refused_on_a_page(
    world: World, change: dict[str, str], status: int, code: str
) -> None:
    """Nothing is sent to an address that was not verified, neither when shown nor when posted."""
    for reply in (_show(world, **change), _decide(world, **change)):
        assert reply.status == status
        assert f"<code>{code}</code>" in reply.body.decode()
        assert "Location" not in reply.headers


def test_out_of_band_shows_the_code(world: World) -> None:
    """Instead of a redirect there is a page with the code and the firm."""
    application = world.silverfin.add_application("Command line", OUT_OF_BAND)
    world.application = application
    asked = _asked_person(world, redirect_uri=OUT_OF_BAND).page
    assert "form-action 'self';" in asked.headers["Content-Security-Policy"]
    reply = _decide(world, oob=True)
    assert reply.status == 200
    page = reply.body.decode()
    [code] = re.findall(r'<code id="authorization_code">([\w-]{43})</code>', page)
    assert f'<code id="authorized_firm_id">{world.firm.id}</code>' in page
    assert world.token(grant_type="authorization_code", code=code, redirect_uri=OUT_OF_BAND).status == 200
    refused = _decide(world, "refuse", oob=True)
    assert (refused.status, b"access_denied" in refused.body) == (400, True)


def test_what_an_application_calls_itself_is_text(world: World) -> None:
    """A name with markup is shown, not carried out."""
    world.application = world.silverfin.add_application("<script>x</script>", REDIRECT_URI)
    assert "Give &lt;script&gt;" in _asked_person(world).page.text


def test_the_decision_is_noted_and_the_password_is_not(world: World) -> None:
    """The journal says what was decided; neither the password nor the code is in it."""
    [code] = _sent_back(_decide(world))["code"]
    exchange = world.silverfin.journal.exchanges()[-1]
    assert exchange.notes == {"operation": "authorize", "decision": "authorise"}
    assert b"decision=authorise" in exchange.body
    shown = repr(vars(exchange))
    assert "training" not in shown
    assert code not in shown
    part = b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\ntraining\r\n--x--\r\n'
    world.send("POST", "/oauth/authorize", part, {"Content-Type": "multipart/form-data; boundary=x"})
    assert b"training" not in world.silverfin.journal.exchanges()[-1].body
