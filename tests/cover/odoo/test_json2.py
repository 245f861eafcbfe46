"""The JSON-2 door: `POST /json/2/<model>/<method>` with a bearer key."""

from __future__ import annotations

from typing import Any

import pytest

from mock_odoo import MockOdoo

from .support import ACME, BETA, COUNT, INVALID, Browser, House, sent

UNAUTHORIZED = (
    401,
    "werkzeug.exceptions.Unauthorized",
    "User not authenticated, use an API Key with a Bearer Authorization header.",
)
NOWHERE = (404, "werkzeug.exceptions.NotFound", "Did you mean POST /json/2/<model>/<method>?")


def test_a_result_comes_bare(house: House) -> None:
    """A result is the whole body, in UTF-8, and nobody may guess its type or gets a cookie."""
    house.call("res.partner", "write", ids=[1], vals={"name": "é€"})
    reply = house.json2("res.partner", "read", ids=[1], fields=["name"])
    assert (reply.status, reply.body) == (200, '[{"id":1,"name":"é€"}]'.encode())
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in reply.headers


def test_none_is_null_and_one_record_is_a_list(house: House) -> None:
    """None travels as null, and `create` returns a list for one set of values, too."""
    entry = house.post_entry()
    assert house.json2("account.move", "button_draft", ids=[entry]).body == b"null"
    assert house.call("res.partner", "create", vals_list={"name": "x"}) == [
        house.call("res.partner", "search", domain=[], order="id desc", limit=1)[0]
    ]


def test_an_error_has_five_members_in_order(house: House) -> None:
    """An error says class, message, arguments, context and debug; it has a status and no nosniff."""
    reply = house.json2("res.partner", "read", ids=[1], fields=["nofield"])
    message = "Invalid field 'nofield' on 'res.partner'"
    assert reply.status == 500
    assert list(reply.json) == ["name", "message", "arguments", "context", "debug"]
    assert [reply.json[name] for name in ("name", "message", "arguments", "context")] == [
        "builtins.ValueError",
        message,
        [message],
        {},
    ]
    assert reply.json["debug"].endswith(f"\nValueError: {message}\n")
    assert "X-Content-Type-Options" not in reply.headers


def test_an_error_of_http_has_its_status_among_the_arguments(house: House) -> None:
    """What the HTTP layer refuses has message and status as arguments."""
    error = house.json2("foo.bar", "read").json
    assert error["arguments"] == ["the model 'foo.bar' does not exist", 404]
    assert error["debug"].endswith("werkzeug.exceptions.NotFound: 404 Not Found: the model 'foo.bar' does not exist\n")


@pytest.mark.parametrize(
    ("model", "method", "named", "status", "name", "message"),
    [
        ("foo.bar", "read", {}, 404, "NotFound", "the model 'foo.bar' does not exist"),
        ("res_partner", "read", {}, 404, "NotFound", "the model 'res_partner' does not exist"),
        ("res.partner", "frob", {}, 404, "NotFound", "The method 'res.partner.frob' does not exist"),
        ("res.partner", "name", {}, 404, "NotFound", "The method 'res.partner.name' does not exist"),
        ("res.partner", "env", {}, 404, "NotFound", "The method 'res.partner.env' does not exist"),
        ("res.partner", "search", {}, 422, "UnprocessableEntity", "missing a required argument: 'domain'"),
        ("res.partner", "search", {"args": [[]]}, 422, "UnprocessableEntity", "missing a required argument: 'domain'"),
        (
            "res.partner",
            "search",
            {"domain": [], "x": 1},
            422,
            "UnprocessableEntity",
            "got an unexpected keyword argument 'x'",
        ),
        (
            "res.partner",
            "search",
            {"domain": [], "ids": [1]},
            422,
            "UnprocessableEntity",
            "cannot call res.partner.search with ids",
        ),
        ("res.partner", "write", {"ids": [1]}, 422, "UnprocessableEntity", "missing a required argument: 'vals'"),
    ],
)
def test_what_is_checked_before_the_call(
    house: House, model: str, method: str, named: dict[str, Any], status: int, name: str, message: str
) -> None:
    """Models, methods and arguments that are none are refused with a status of HTTP's own."""
    assert house.refusal(model, method, **named) == (status, f"werkzeug.exceptions.{name}", message)


@pytest.mark.parametrize(
    ("model", "method", "named", "status", "name"),
    [
        ("res.partner", "_search", {"domain": []}, 403, "odoo.exceptions.AccessError"),
        ("res.partner", "sudo", {"ids": [1]}, 403, "odoo.exceptions.AccessError"),
        ("res.partner", "write", {"ids": [9999], "vals": {"name": "x"}}, 404, "odoo.exceptions.MissingError"),
        ("res.partner", "create", {"vals_list": [{}]}, 422, "odoo.exceptions.ValidationError"),
        ("res.partner", "search", {"domain": [], "order": "id; drop"}, 422, "odoo.exceptions.UserError"),
        ("res.partner", "unlink", {"ids": [3]}, 500, "odoo.exceptions.RedirectWarning"),
        ("res.partner", "search", {"domain": [], "limit": -1}, 500, "psycopg2.errors.InvalidRowCountInLimitClause"),
        ("res.partner", "write", {"ids": [1], "vals": {"color": 2**31}}, 500, "psycopg2.errors.NumericValueOutOfRange"),
    ],
)
def test_each_kind_of_error_has_its_status(
    house: House, model: str, method: str, named: dict[str, Any], status: int, name: str
) -> None:
    """The class of an error decides about its status."""
    assert house.refusal(model, method, **named)[:2] == (status, name)


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, UNAUTHORIZED),
        ("", UNAUTHORIZED),
        ("bearer", UNAUTHORIZED),
        ("bearer ", UNAUTHORIZED),
        ("Basic YWRtaW46YWRtaW4=", UNAUTHORIZED),
        ("Bearer: x", UNAUTHORIZED),
        ("bearer x", INVALID),
        ("bearer\tx", INVALID),
        ("bearer x y", INVALID),
        ("Bearer " + "0" * 40, INVALID),
        ("bearer admin", INVALID),
    ],
)
def test_what_opens_nothing(house: House, header: str | None, error: tuple[int, str, str]) -> None:
    """Without a bearer a client is asked for one; with a wrong one it is told so."""
    reply = sent(house, Authorization=header)
    assert reply.error == error
    assert reply.headers["WWW-Authenticate"] == "Bearer "


@pytest.mark.parametrize("scheme", ["bearer ", "Bearer ", "BEARER ", "bearer   ", "bearer\t"])
def test_the_word_bearer_may_be_spelt_as_one_likes(house: House, scheme: str) -> None:
    """Neither case nor the space after it matters."""
    assert sent(house, Authorization=scheme + house.keys["admin"]).body == b"1"


@pytest.mark.parametrize("name", [None, "", "ACME", "nodb", "postgres", " acme"])
def test_a_database_must_be_named_among_several(house: House, name: str | None) -> None:
    """Without the right name in `X-Odoo-Database` the answer is a page, whatever else is wrong."""
    for reply in (
        sent(house, X_Odoo_Database=name),
        sent(house, COUNT + "?db=acme", X_Odoo_Database=name, Authorization=None),
    ):
        assert (reply.status, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert b"No database is selected" in reply.body


def test_the_only_database_needs_no_name() -> None:
    """With one database the header may be left out, but must not name another."""
    odoo = MockOdoo()
    odoo.create_database(ACME)
    house = House(odoo, {"admin": odoo.create_api_key("admin")})
    assert sent(house, X_Odoo_Database=None).body == b"1"
    assert sent(house, X_Odoo_Database=ACME).body == b"1"
    assert sent(house, X_Odoo_Database=BETA).status == 404
    assert odoo.journal.errors == []
    odoo.close()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
def test_other_verbs_are_nowhere(house: House, method: str) -> None:
    """Only POST and OPTIONS call; others are told where to go, with or without a key, and never 405."""
    for key in (f"bearer {house.keys['admin']}", None):
        reply = sent(house, method=method, Authorization=key)
        assert reply.status == 404
        assert reply.body == b"" if method == "HEAD" else reply.error == NOWHERE
    assert sent(house, method="OPTIONS").body == b"1"


@pytest.mark.parametrize(
    "path", ["/json/2", "/json/2/", "/json/2/res.partner", "/json/2/res.partner/read/1", "/json/2/res.partner//read"]
)
def test_paths_that_are_no_call(house: House, path: str) -> None:
    """A path without model and method, or with more, leads nowhere and says so."""
    assert sent(house, path).error == NOWHERE


def test_a_slash_and_a_query_do_not_matter(house: House) -> None:
    """One slash at the end is fine, and a query is ignored."""
    assert sent(house, COUNT + "/?domain=x&limit=0").body == b"1"


def test_a_cookie_is_no_key(house: House, browser: Browser) -> None:
    """A browser's session opens JSON-2 only with the headers of a navigation, or beside a key of the same user."""
    browser.sign_in("employee", "employee")
    path, navigation = (
        "/json/2/res.users/context_get",
        {"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"},
    )
    assert browser.post(path).error == (
        401,
        "werkzeug.exceptions.Unauthorized",
        'Missing "Authorization" or Sec-headers for interactive usage.',
    )
    assert browser.send(path, headers=navigation).json["uid"] == house.uids["employee"]
    assert (
        browser.send(path, headers={"Authorization": f"bearer {house.keys['employee']}"}).json["uid"]
        == house.uids["employee"]
    )
    denied = (403, "odoo.exceptions.AccessDenied", "Session user does not match the used apikey.")
    assert browser.send(path, headers={"Authorization": f"bearer {house.keys['auditor']}"}).error == denied
    other = browser.send(path, headers={**navigation, "X-Odoo-Database": BETA})
    assert (other.status, other.headers["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert browser.send(path, headers={**navigation, "X-Odoo-Database": ACME}).status == 200


def test_a_refused_call_leaves_nothing_behind(house: House) -> None:
    """A call that ends in an error has changed nothing, however far it came."""
    before = house.call("res.partner", "search_count", domain=[])
    assert (
        house.refusal("res.partner", "create", vals_list=[{"name": "good"}, {"name": "bad", "country_id": 99999}])[0]
        == 422
    )
    assert house.call("res.partner", "search_count", domain=[]) == before
