"""The pages of two-factor authentication: the code when signing in, and the dialogs that switch it on and off."""

from __future__ import annotations

from flask import Response, request
from markupsafe import Markup

from mock_kit.provenance import assumed, observed
from mock_odoo.database import Database
from mock_odoo.doors import sign_in, visits
from mock_odoo.doors.key_dialogs import followed
from mock_odoo.doors.registry import claim, database_of, odoo_of, session_of
from mock_odoo.doors.rendering import no_database_page, redirection
from mock_odoo.doors.visits import IN_ACCOUNT, IN_DATABASE, Place, Visit, page_of, signed_in
from mock_odoo.errors import MissingError, NotInFake, OdooError
from mock_odoo.keys import entry, two_factor
from mock_odoo.keys.sessions import Session
from mock_odoo.messages import WRONG_CODE, missing_record
from mock_odoo.models.auth_totp import WIZARD
from mock_odoo.odoo import Odoo
from mock_odoo.web.wording import Wording

door = visits.pages("second_factor")

METHOD = "<any(action_totp_enable_wizard, action_totp_disable):method>"


@claim(observed("browsed: the form and its error, 404 for strangers", date="2026-11-23"))
@door.get(sign_in.CODE)
def ask() -> Response:
    """Ask for the code of somebody who has given the right password."""
    waiting = _waiting()
    return _stranger() if waiting is None else _form(*waiting)


@claim(observed("browsed: where it leads", date="2026-11-23"))
@door.post(sign_in.CODE)
def given() -> Response:
    """Let in who gives the right code."""
    waiting = _waiting()
    if waiting is None:
        return _stranger()
    odoo, place, database, session = waiting
    if not visits.carries_token(session.id):
        return visits.expired_form()
    secret = two_factor.secret_of(database, session.uid)
    code = "".join(request.form.get("totp_token", "").split())
    if not code.isdecimal() or not two_factor.matches(secret, code, odoo.clock.now()):
        return _form(odoo, place, database, session, wrong=True)
    odoo.sessions.sign_in(session, entry.session_token(database, session.uid))
    return redirection(sign_in.onward(place))


@claim(observed("parity, two_factor", date="2026-11-23"))
@door.post(f"/odoo/two-factor/{METHOD}", defaults={"place": "database"})
@door.post(f"/my/two-factor/{METHOD}", defaults={"place": "account"})
@signed_in
def switch(found: Visit, method: str) -> Response:
    """Begin to switch two-factor authentication on, or switch it off."""
    return followed(found, found.call("res.users", method, [found.session.uid]))


@claim(assumed("the dialog is a page with an address of ours, which shows secret, address and picture at once"))
@door.get("/odoo/two-factor/<int:id_>", defaults={"place": "database"})
@door.get("/my/two-factor/<int:id_>", defaults={"place": "account"})
@signed_in
def dialog(found: Visit, id_: int) -> Response:
    """Show the secret and ask for a code that was made with it."""
    return _dialog(found, id_)


@claim(observed("parity, two_factor", date="2026-11-23"))
@door.post("/odoo/two-factor/<int:id_>", defaults={"place": "database"})
@door.post("/my/two-factor/<int:id_>", defaults={"place": "account"})
@signed_in
def enable(found: Visit, id_: int) -> Response:
    """Switch two-factor authentication on, or show why not."""
    try:
        return followed(found, found.call(WIZARD, "enable", [id_], context={"code": request.form.get("code", "")}))
    except OdooError as error:
        return _dialog(found, id_, found.wording.message(error.message))


def _dialog(found: Visit, id_: int, error: str = "") -> Response:
    shown = next(iter(found.call(WIZARD, "search_read", [["id", "=", id_]], ["secret", "url"])), None)
    if shown is None:
        raise MissingError(missing_record(WIZARD, [id_], found.session.uid))
    return page_of(found, "two_factor.html", id_=id_, shown=shown, picture=_picture(shown["url"]), error=error)


def _picture(url: str) -> Markup:
    """Return a QR code, as SVG that stands in a page, for the camera of an authenticator app."""
    import segno  # noqa: PLC0415 - one page needs it

    return Markup(segno.make(url, micro=False).svg_inline(scale=5, light="#fff", svgclass="qr"))


def _stranger() -> Response:
    """Send away who waits for nothing: home, or to give a password where it is known in which database (observed)."""
    if visits.visit(IN_DATABASE) is not None:
        return redirection(sign_in.onward(IN_DATABASE))
    return no_database_page() if database_of(request, session_of(request)) is None else redirection("/web/login")


def _waiting() -> tuple[Odoo, Place, Database, Session] | None:
    """Return the session that waits for its code, and where; None for a stranger and for who is in already."""
    odoo = odoo_of(request)
    place = IN_ACCOUNT if request.values.get("db") else IN_DATABASE
    session = odoo.sessions.get(request.cookies.get(place.cookie))
    if session is None or not session.waits_for_code:
        return None
    database = odoo.portal.database if place is IN_ACCOUNT else odoo.databases.get(session.database)
    return None if database is None else (odoo, place, database, session)


def _form(odoo: Odoo, place: Place, database: Database, session: Session, *, wrong: bool = False) -> Response:
    wording = Wording(visits.language_of_a_stranger(), odoo.version.series)
    if not two_factor.secret_of(database, session.uid):
        absent = NotInFake("a code that is sent by mail")
        return visits.page("code.html", wording, session.id, absent.status, error=absent.message)
    return visits.page(
        "code.html",
        wording,
        session.id,
        place=place,
        redirect=request.values.get("redirect", ""),
        error=wording.message(WRONG_CODE) if wrong else "",
    )
