"""OAuth's door for applications: the endpoint where codes become tokens. Where people authorise is a page."""

from __future__ import annotations

from flask import Response, request

from mock_silverfin.doors.door import Door, core, json_response, note, wire
from mock_silverfin.errors import MalformedError, OAuthError
from mock_silverfin.oauth import digest
from mock_silverfin.wire import answers
from mock_silverfin.wire.bodies import parse
from mock_silverfin.wire.requests import TokenBody
from mock_silverfin.wire.translation import ours

door = Door("oauth")


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


def _parameters() -> dict[str, str]:
    """Return what a token request says in its query, form or JSON, and by HTTP Basic (client: each is somebody's way).

    Later ones count over earlier ones. Raise OAuthError for a JSON body that is not an object.
    """
    credentials = {}
    if request.authorization is not None and request.authorization.type == "basic":
        names = {"client_id": request.authorization.username, "client_secret": request.authorization.password}
        credentials = {name: value for name, value in names.items() if value is not None}
    said = {**request.args.to_dict(), **request.form.to_dict(), **_json_parameters()}
    found: dict[str, str] = ours(TokenBody, said, wire())
    return {**found, **credentials}


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
