"""What must not be read off a page although it went over the wire: passwords, codes, cookies.

The journal has masked what is a key or a token by its shape. A password has none: it is known by where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mock_kit.secrets import MASK

NAMES = "|".join(
    "password new_password old_password confirm_password new1 new2 client_secret access_token refresh_token code "
    "totp_token secret csrf_token token api_key".split()
)
STRING = r'"(?:[^"\\]|\\.)*"?'
# What stands before a secret is kept, the secret is not.
PLACES = tuple(
    re.compile(shape, re.DOTALL)
    for shape in (
        rf'("(?:{NAMES})"\s*:\s*){STRING}',
        rf"((?:^|[&?])(?:{NAMES})=)[^&\s]*",
        rf"(<name>(?:{NAMES})</name>\s*<value>\s*(?:<string>)?)[^<]*",
        # The third argument of what Odoo's older protocols offer is the password, or the key.
        rf'("args"\s*:\s*\[\s*{STRING}\s*,\s*(?:{STRING}|-?\d+)\s*,\s*){STRING}',
        r"(<params>\s*(?:<param>(?:(?!</param>).)*</param>\s*){2}<param>\s*<value>\s*(?:<string>)?)[^<]*",
    )
)
COOKIE = re.compile(r"(=)[^;]*")
SPOKEN_PASSWORDS = frozenset({"change_password"})  # methods whose arguments are passwords, without a name


def masked_text(text: str) -> str:
    """Return a body, or a query, without the secrets in it."""
    for place in PLACES:
        text = place.sub(rf"\g<1>{MASK}", text)
    return text


def masked_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers without the values of cookies."""
    return {
        name: COOKIE.sub(rf"\g<1>{MASK}", value) if name.lower() in ("cookie", "set-cookie") else value
        for name, value in headers.items()
    }
