"""Visits: which browser looks at which desk, in which language; how a page is sent and a form is let in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, redirect, request
from werkzeug.exceptions import Forbidden, NotFound

from mock_kit.pages.forms import FIELD
from mock_kit.pages.preferences import Preferences
from mock_kit.pages.rendering import Pages
from mock_kit.pages.words import noted
from twinledger.console.web.wording import FOLDER, Wording

if TYPE_CHECKING:
    from twinledger.console.desk import Desk
    from twinledger.console.desks import Desks

PAGES = Pages("", FOLDER)
NAME = noted("Odoo or Silverfin")
ABSENT = noted("There is no such page here, or what it showed is gone.")
STALE = noted("This form is not from a page that you were shown. Open the page again and repeat what you did.")
LASTS = 365 * 24 * 3600  # seconds that a browser is known


@dataclass(frozen=True)
class Visit:
    """Somebody with a browser in front of a desk."""

    desks: Desks
    desk: Desk
    browser: str
    wording: Wording

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page about the desk."""
        return page(template, self.wording, status, browser=self.browser, desk=self.desk, **values)


View = Callable[..., Response]


class Door:
    """A group of pages about desks; every path of theirs begins with the desk's."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)

    def page(self, path: str) -> Callable[[View], View]:
        """Tie a handler to a page: it gets the visit and what else the path names, and returns a response."""
        return self._tie(f"/w/<desk_name>{path}", "GET")

    def act(self, path: str) -> Callable[[View], View]:
        """Tie a handler to a form, which must carry the browser's token."""
        return self._tie(f"/w/<desk_name>{path}", "POST")

    def _tie(self, path: str, method: str) -> Callable[[View], View]:
        def tie(handler: View) -> View:
            def guarded(desk_name: str, **ids: Any) -> Response:
                visit = visit_of(desk_name)
                if method == "POST":
                    refuse_unseen_form(visit.browser)
                return handler(visit, **ids)

            name = f"{handler.__name__}-{method}"
            self.blueprint.add_url_rule(path, name, guarded, methods=[method], provide_automatic_options=False)
            return handler

        return tie


def desks() -> Desks:
    """Return the desks of the console that is asked."""
    found: Desks = current_app.extensions["desks"]
    return found


def visit_of(desk_name: str) -> Visit:
    """Return the visit that a request is; raise NotFound if there is no such desk."""
    desk = desks().find(desk_name)
    if desk is None:
        raise NotFound(ABSENT)
    return Visit(desks(), desk, browser_of_request(), wording_of_request())


def refuse_unseen_form(browser: str) -> None:
    """Raise Forbidden for a form that the browser was not shown by us."""
    if not desks().forms.knows(browser, request.form.get(FIELD, "")):
        raise Forbidden(STALE)


def browser_of_request() -> str:
    """Return the id of the browser that asks, a new one if it has none yet."""
    return request.cookies.get(desks().cookie) or desks().new_browser()


def wording_of_request() -> Wording:
    """Return the words in the language of whoever asks."""
    return Wording(Preferences.of(request).language)


def page(
    template: str, wording: Wording, status: int = 200, *, browser: str, desk: Desk | None = None, **values: Any
) -> Response:
    """Return a page, and let the browser be known from now on."""
    here = desks()
    today = desk.world.clock.today() if desk else here.today()
    usual = {"system": wording.own(NAME), "desk": desk, "token": here.forms.of(browser), "whole": wording.whole}
    response = PAGES.page(request, template, wording, today, status, **{**usual, **values})
    response.set_cookie(here.cookie, browser, max_age=LASTS, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def go(path: str) -> Response:
    """Send the browser to a page of ours."""
    response = redirect(path, 303)
    assert isinstance(response, Response)
    return response
