"""What people are refused, on pages and where a program does what an admin does; texts stand in `messages`."""

from __future__ import annotations

from collections.abc import Mapping

from mock_silverfin import messages
from mock_silverfin.errors import SilverfinError


class NoSignInError(SilverfinError):
    """The firm's own pages ask for a person by HTTP Basic."""

    status = 401
    text = messages.NO_SIGN_IN

    @property
    def headers(self) -> Mapping[str, str]:
        """What makes a browser ask."""
        return {"WWW-Authenticate": 'Basic realm="Silverfin (training system)", charset="UTF-8"'}


class OnlyAdminsError(SilverfinError):
    """The person belongs to the firm, if at all, without being one of its admins (documented: 101000399096)."""

    status = 403
    text = messages.ONLY_ADMINS


class ConsentError(SilverfinError):
    """The person cannot give what the application asks for; the page says why and stays open."""

    status = 403


class SignInError(ConsentError):
    """The e-mail address or the password is wrong."""

    status = 422
    text = messages.SIGN_IN_FAILED


class KeyForgottenError(ConsentError):
    """The key of a connection is not known any more: it is kept in memory alone, and the fake was started anew."""

    text = messages.KEY_FORGOTTEN


class NotAMemberError(ConsentError):
    """The person does not belong to the firm."""

    text = messages.NOT_A_MEMBER


class NotAnAdminError(ConsentError):
    """A synchronisation is for admins to authorise (documented: the-customer-flow-in-silverfin)."""

    text = messages.NOT_AN_ADMIN
