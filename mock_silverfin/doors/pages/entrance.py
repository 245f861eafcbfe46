"""The entrance: sign in, sign out, choose a firm; and the style and scripts of every page."""

from __future__ import annotations

from flask import Response, request

from mock_silverfin.doors.door import core
from mock_silverfin.doors.pages import visitors
from mock_silverfin.doors.pages.visitors import PAGES, PageDoor, carries_token, go, keep_session, page
from mock_silverfin.people_errors import SignInError
from mock_silverfin.sessions import COOKIE

door = PageDoor("entrance")


@door.open_to_all("home")
def home() -> Response:
    """Go to the firm of a person, or let them choose if there are several."""
    visitor = visitors.visitor_of_request()
    if visitor is None:
        return visitors.to_sign_in()
    firms = core().directory.firms_of(visitor.user_id)
    if len(firms) == 1:
        return go(f"/f/{firms[0][0]}")
    return visitor.page("firms.html", firms=firms)


@door.open_to_all("sign_in")
def sign_in() -> Response:
    """Show the form to sign in; a browser that is new here gets an id, which its form then needs."""
    browser = request.cookies.get(COOKIE) or core().sessions.stranger()
    return keep_session(_form(browser), browser)


@door.open_to_all("signed_in")
def signed_in() -> Response:
    """Sign in and go on to where the person was going, which is never another host."""
    browser = request.cookies.get(COOKIE, "")
    if not carries_token(browser):
        return page("problem.html", visitors.wording_of_request(), 400, text=visitors.EXPIRED)
    try:
        user_id = core().directory.sign_in(request.form.get("email", ""), request.form.get("password", ""))
    except SignInError as error:
        return _form(browser, error.status, error.message)
    core().sessions.close(browser)
    return keep_session(go(_local(request.form.get("to", ""))), core().sessions.open(user_id))


@door.open_to_all("sign_out")
def sign_out() -> Response:
    """Sign out."""
    browser = request.cookies.get(COOKIE, "")
    if carries_token(browser):
        core().sessions.close(browser)
    return go("/sign_in")


@door.open_to_all("file")
def file() -> Response:
    """Return a style or a script."""
    return PAGES.file(request.path.rpartition("/")[2])


def _form(browser: str, status: int = 200, error: str = "") -> Response:
    return page(
        "sign_in.html",
        visitors.wording_of_request(),
        status,
        token=core().sessions.forms.of(browser),
        email=request.form.get("email", ""),
        to=request.values.get("to", ""),
        error=error,
    )


def _local(path: str) -> str:
    """Return a path on this server; the first page for an address that leads elsewhere."""
    is_here = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_here else "/"
