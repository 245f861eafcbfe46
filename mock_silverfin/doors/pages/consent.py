"""The pages where a person lets an application in, or does not (OAuth's authorization endpoint)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, make_response, redirect, request

from mock_kit.pages.rendering import HEADERS
from mock_silverfin.doors.door import Door, core, note
from mock_silverfin.doors.pages.visitors import (
    EXPIRED,
    Visitor,
    carries_token,
    id_of,
    page,
    to_sign_in,
    visitor_of_request,
    wording_of_request,
)
from mock_silverfin.errors import AccessDeniedError, OAuthError
from mock_silverfin.oauth import OUT_OF_BAND, Wish
from mock_silverfin.people_errors import ConsentError
from mock_silverfin.scopes import PROVENANCE
from mock_silverfin.web.scope_words import WORDS

door = Door("consent")


@door.open_to_all("authorize")
def authorize(firm_id: int | None = None) -> Response:
    """Show what an application asks for; the firm in the path is chosen beforehand, and only that."""
    try:
        wish = core().oauth.wish(request.args)
    except OAuthError as error:
        return _refusal(error)
    visitor = visitor_of_request()
    return to_sign_in() if visitor is None else _question(visitor, wish, firm_id)


@door.open_to_all("decide")
def decide(firm_id: int | None = None) -> Response:
    """Send a code or a refusal to the redirect URI, as the person decided, or show the page again with a reason.

    Who has not signed in may give e-mail address and password in the form itself: so programs take this step.
    """
    try:
        wish = core().oauth.wish(request.form)
    except OAuthError as error:
        return _refusal(error)
    visitor = visitor_of_request()
    if visitor is not None and not carries_token(visitor.session):
        return visitor.page("problem.html", 400, text=EXPIRED)
    decision = "authorise" if request.form.get("decision") == "authorise" else "refuse"
    note(operation="authorize", decision=decision)
    if decision == "refuse":
        return _refused_by_person(wish)
    chosen = request.form.get("authorized_firm_id", type=id_of, default=firm_id or 0)
    return _granted(visitor, wish, chosen)


def _granted(visitor: Visitor | None, wish: Wish, firm_id: int) -> Response:
    try:
        user_id = _credentials() if visitor is None else visitor.user_id
        code = core().oauth.grant(wish, user_id, firm_id)
    except ConsentError as error:
        if visitor is None:
            return page("problem.html", wording_of_request(), error.status, text=error.message)
        return _question(visitor, wish, firm_id, error)
    if wish.redirect_uri == OUT_OF_BAND:
        name = wish.application.name
        return page("code.html", wording_of_request(), code=code, firm_id=firm_id, application=name)
    return _sent_back(wish, {"code": code, "authorized_firm_id": str(firm_id)})


def _credentials() -> int:
    return core().directory.sign_in(request.form.get("email", ""), request.form.get("password", ""))


def _question(visitor: Visitor, wish: Wish, chosen: int | None, error: ConsentError | None = None) -> Response:
    response = visitor.page(
        "authorize.html",
        200 if error is None else error.status,
        wish=wish,
        path=request.path,
        firms=core().directory.firms_of(visitor.user_id),
        chosen=chosen,
        words_of_scopes=WORDS,
        scopes_are_known_from=PROVENANCE,
        error="" if error is None else error.message,
    )
    return _letting_forms_lead_to(response, wish.redirect_uri)


def _letting_forms_lead_to(response: Response, redirect_uri: str) -> Response:
    """Let the browser follow from the form to the application, which the policy of the pages would forbid."""
    parts = urlsplit(redirect_uri)
    if parts.netloc:
        policy = HEADERS["Content-Security-Policy"]
        allowed = policy.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")
        response.headers["Content-Security-Policy"] = allowed
    return response


def _refused_by_person(wish: Wish) -> Response:
    error = AccessDeniedError()
    if wish.redirect_uri == OUT_OF_BAND:
        return _refusal(error)
    return _sent_back(wish, {"error": error.code, "error_description": error.message})


def _sent_back(wish: Wish, answer: Mapping[str, str]) -> Response:
    """Redirect to the application, with `state` as it came and the query of the redirect URI kept."""
    state = {} if wish.state is None else {"state": wish.state}
    parts = urlsplit(wish.redirect_uri)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *answer.items(), *state.items()])
    response = make_response(redirect(parts._replace(query=query).geturl()))
    response.headers.update(HEADERS)
    return response


def _refusal(error: OAuthError) -> Response:
    return page("refused.html", wording_of_request(), error.status, refusal=error)
