"""OAuth's door: the page where a person authorises an application, and the endpoint where codes become tokens."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Response, make_response, redirect, render_template, request

from mock_silverfin.doors.door import Door, core, json_response, note
from mock_silverfin.errors import AccessDeniedError, ConsentError, MalformedError, OAuthError
from mock_silverfin.oauth import OUT_OF_BAND, Wish, digest
from mock_silverfin.wire import answers
from mock_silverfin.wire.bodies import parse

PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
}
"""The page loads nothing, leaks nothing and opens in no frame (documented: it needs a window of its own)."""

door = Door("oauth")


@door.open_to_all("authorize")
def authorize(firm_id: int | None = None) -> Response:
    """Show what an application asks for; the firm in the path is chosen beforehand, and only that."""
    try:
        wish = core().oauth.wish(request.args)
    except OAuthError as error:
        return _refusal(error)
    return _consent_page(wish, firm_id)


@door.open_to_all("decide")
def decide(firm_id: int | None = None) -> Response:
    """Send a code or a refusal to the redirect URI, as the person decided, or show the page again with a reason."""
    try:
        wish = core().oauth.wish(request.form)
    except OAuthError as error:
        return _refusal(error)
    decision = "authorise" if request.form.get("decision") == "authorise" else "refuse"
    note(operation="authorize", decision=decision)
    if decision == "refuse":
        return _refused_by_person(wish)
    chosen = request.form.get("authorized_firm_id", type=int, default=firm_id or 0)
    try:
        code = _granted(wish, chosen)
    except ConsentError as error:
        return _consent_page(wish, chosen, error)
    return _delivered(wish, code, chosen)


@door.open_to_all("token")
def token(firm_id: int) -> Response:
    """Issue tokens. The first characters of their digests stand in the notes, so that a judge can tell tokens apart."""
    parameters = _parameters()
    note(operation="token", grant_type=parameters.get("grant_type"))
    if "refresh_token" in parameters:
        note(presented=_fingerprint(parameters["refresh_token"]))
    pair = core().oauth.token(firm_id, parameters)
    note(issued=_fingerprint(pair.refresh_token))
    response = json_response(answers.token(pair))
    response.headers.update({"Cache-Control": "no-store, no-cache", "Pragma": "no-cache"})
    return response


def _granted(wish: Wish, firm_id: int) -> str:
    email, password = request.form.get("email", ""), request.form.get("password", "")
    user_id = core().directory.sign_in(email, password)
    return core().oauth.grant(wish, user_id, firm_id)


def _delivered(wish: Wish, code: str, firm_id: int) -> Response:
    if wish.redirect_uri == OUT_OF_BAND:
        return _page("code.html", 200, code=code, firm_id=firm_id)
    return _sent_back(wish, {"code": code, "authorized_firm_id": str(firm_id)})


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
    response.headers.update(PAGE_HEADERS)
    return response


def _consent_page(wish: Wish, chosen: int | None, error: ConsentError | None = None) -> Response:
    status = 200 if error is None else error.status
    firms = core().directory.firms()
    return _page("authorize.html", status, wish=wish, firms=firms, chosen=chosen, error=error)


def _refusal(error: OAuthError) -> Response:
    return _page("refused.html", error.status, error=error)


def _page(template: str, status: int, **values: object) -> Response:
    return Response(render_template(template, **values), status, PAGE_HEADERS, mimetype="text/html")


def _parameters() -> dict[str, str]:
    """Return what a token request says in its query, form or JSON, and by HTTP Basic (client: each is somebody's way).

    Later ones count over earlier ones. Raise OAuthError for a JSON body that is not an object.
    """
    credentials = {}
    if request.authorization is not None and request.authorization.type == "basic":
        names = {"client_id": request.authorization.username, "client_secret": request.authorization.password}
        credentials = {name: value for name, value in names.items() if value is not None}
    return {**request.args.to_dict(), **request.form.to_dict(), **_json_parameters(), **credentials}


def _json_parameters() -> dict[str, str]:
    if not request.is_json:
        return {}
    try:
        body = parse(request.get_data())
    except MalformedError:
        raise OAuthError from None
    if not isinstance(body, dict):
        raise OAuthError
    return {name: value for name, value in body.items() if isinstance(value, str)}


def _fingerprint(secret: str) -> str:
    return digest(secret)[:12]
