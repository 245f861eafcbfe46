"""Visitors: who looks at a page of which firm, in which language; how a page is sent and a form is let in."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request

from mock_kit.gateway import EXCHANGE
from mock_kit.journal import Exchange
from mock_kit.pages.forms import FIELD
from mock_kit.pages.preferences import Preferences
from mock_kit.pages.rendering import Pages
from mock_kit.pages.words import noted
from mock_kit.provenance import Provenance
from mock_silverfin import messages
from mock_silverfin.core import Core
from mock_silverfin.doors.door import core, flask_rule, wire
from mock_silverfin.errors import NotFoundError, SilverfinError, WrongFirmError
from mock_silverfin.ledger import audit, companies
from mock_silverfin.ledger.audit import Author
from mock_silverfin.ledger.books import Books
from mock_silverfin.ledger.companies import Company
from mock_silverfin.page_routes import PAGES as ROUTES
from mock_silverfin.people_errors import NotAMemberError, OnlyAdminsError
from mock_silverfin.routes import ID
from mock_silverfin.sessions import COOKIE, LIFETIME
from mock_silverfin.web.failure_words import advice, told
from mock_silverfin.web.wording import FOLDER, Wording

PAGES = Pages("Silverfin", FOLDER)
ABSENT = noted("There is no such page here, or what it showed is gone.")
FOR_ADMINS = noted("Only an admin of the firm may do this. Ask an admin of your firm.")
EXPIRED = noted("This form is not from a page that you were shown. Open the page again and repeat what you did.")


@dataclass(frozen=True)
class Visitor:
    """Somebody who has signed in with the browser `session`."""

    core: Core
    session: str
    user_id: int
    wording: Wording

    @property
    def email(self) -> str:
        """Who it is."""
        return self.core.directory.email(self.user_id)

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page."""
        usual = {"visitor": self, "firm": None, "file": None, "token": self.core.sessions.forms.of(self.session)}
        return page(template, self.wording, status, **{**usual, **values})


@dataclass(frozen=True)
class Firm:
    """The firm that a page is of."""

    id: int
    name: str
    books: Books
    is_admin: bool

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/f/{self.id}"


@dataclass(frozen=True)
class Member(Visitor):
    """Somebody on the pages of a firm that they belong to."""

    firm: Firm

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page of the firm."""
        return super().page(template, status, **{"firm": self.firm, **values})

    def file(self, company_id: int) -> Company:
        """Return a client file; raise NotFoundError if the firm has none of that id."""
        return companies.get(self.firm.books, company_id)


View = Callable[..., Response]


class PageDoor:
    """A group of pages; `door.page(operation)` decorates what is for the members of a firm, or for its admins."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._views: dict[str, View] = {}

    def blueprint(self) -> Blueprint:
        """Return the pages on their routes."""
        blueprint = Blueprint(self._name, __name__)
        for number, route in enumerate(ROUTES):
            if route.operation in self._views:
                blueprint.add_url_rule(
                    flask_rule(route),
                    endpoint=f"{route.operation}-{number}",
                    view_func=self._views[route.operation],
                    methods=[route.method],
                    provide_automatic_options=False,
                )
        return blueprint

    def open_to_all(self, operation: str) -> Callable[[View], View]:
        """Tie a handler to its routes: it is given the ids of the path, and returns a response."""

        def tie(handler: View) -> View:
            self._views[operation] = handler
            return handler

        return tie

    def page(self, operation: str, *, for_admins: bool = False) -> Callable[[View], View]:
        """Tie a handler to its routes: it gets the member and the other ids of the path, and returns a response.

        Who has not signed in is sent to do so and comes back; a form must carry the browser's token. What is refused
        is told on a page.
        """

        def tie(handler: View) -> View:
            def guarded(firm_id: int, **ids: int) -> Response:
                visitor = visitor_of_request()
                if visitor is None:
                    return to_sign_in()
                if request.method == "POST" and not carries_token(visitor.session):
                    return visitor.page("problem.html", 400, text=EXPIRED)
                return _answered(visitor, firm_id, handler, ids, for_admins)

            self._views[operation] = guarded
            return handler

        return tie


def _answered(visitor: Visitor, firm_id: int, handler: View, ids: dict[str, int], for_admins: bool) -> Response:
    try:
        member = _member(visitor, firm_id)
        if for_admins and not member.firm.is_admin:
            raise OnlyAdminsError
    except (WrongFirmError, NotAMemberError):
        return visitor.page("problem.html", 403, text=messages.NOT_A_MEMBER)
    except OnlyAdminsError:
        return member.page("problem.html", 403, text=FOR_ADMINS)
    exchange: Exchange = request.environ[EXCHANGE]
    try:
        with audit.by(Author(user_id=visitor.user_id, exchange=exchange.number)):
            return handler(member, **ids)
    except NotFoundError:
        return member.page("problem.html", 404, text=ABSENT)
    except SilverfinError as error:
        return member.page("problem.html", error.status, text=error.message)


def _member(visitor: Visitor, firm_id: int) -> Member:
    here = visitor.core
    books = here.books(firm_id)
    is_admin = here.directory.is_admin(visitor.user_id, firm_id)
    firm = Firm(firm_id, here.directory.firm_name(firm_id), books, is_admin)
    return Member(here, visitor.session, visitor.user_id, visitor.wording, firm)


def visitor_of_request() -> Visitor | None:
    """Return who has signed in with the browser that asks."""
    session = request.cookies.get(COOKIE, "")
    user_id = core().sessions.user(session)
    return None if user_id is None else Visitor(core(), session, user_id, wording_of_request())


def wording_of_request() -> Wording:
    """Return the words in the language of whoever asks."""
    return Wording(Preferences.of(request).language)


def carries_token(browser: str) -> bool:
    """Tell whether the form was on a page that this browser was sent."""
    return core().sessions.forms.knows(browser, request.form.get(FIELD, ""))


def id_of(text: str) -> int:
    """Return the id in a form or an address; raise ValueError for what can be nobody's."""
    if not re.fullmatch(ID, text):
        raise ValueError(f"{text} is no id")
    return int(text)


def page_number() -> int:
    """Return which page of a list the address asks for, the first one if it says none that there can be."""
    return max(request.args.get("page", 1, type=id_of), 1)


def page(template: str, wording: Wording, status: int = 200, **values: Any) -> Response:
    """Return a page for anybody; it is of no firm unless one is given."""
    usual = {
        "visitor": None,
        "firm": None,
        "file": None,
        "tab_name": "",
        "token": "",
        "labels": wording.labels,
        "told": functools.partial(told, wording),
        "advice": advice,
    }
    whole = {"address": _rests_on(), **usual, **values}
    return PAGES.page(request, template, wording, core().clock.today(), status, **whole)


def _rests_on() -> Provenance | None:
    """Return what the route rests on that the page is of; None for what is at no route."""
    for route in (*ROUTES, *wire().routes):
        if route.method == request.method and route.pattern.fullmatch(request.path):
            return route.provenance
    return None


def wants_page() -> bool:
    """Tell whether a person asks, and not a program: for a page, and not where programs alone have business."""
    is_for_programs = request.path.startswith("/api/") or request.path.rstrip("/").endswith("/oauth/token")
    kinds = ["application/json", "text/html"]
    return not is_for_programs and request.accept_mimetypes.best_match(kinds) == "text/html"


def told_on_a_page(error: SilverfinError) -> Response:
    """Return a page that says why there is nothing else to see."""
    text = ABSENT if isinstance(error, NotFoundError) else error.message
    response = page("problem.html", wording_of_request(), error.status, text=text)
    response.headers.update(error.headers)
    return response


def to_sign_in() -> Response:
    """Send a stranger to sign in and come back to what was asked for; what a form said is not kept."""
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return go(f"/sign_in?{urlencode({'to': back})}")


def go(path: str) -> Response:
    """Send the browser to a page of ours."""
    response = redirect(path, 303)
    assert isinstance(response, Response)
    return response


def keep_session(response: Response, session: str) -> Response:
    """Let the browser show its session from now on."""
    lasts = int(LIFETIME.total_seconds())
    response.set_cookie(COOKIE, session, max_age=lasts, httponly=True, samesite="Lax", secure=request.is_secure)
    return response
