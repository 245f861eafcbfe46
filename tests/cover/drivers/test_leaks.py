"""Leaks: a secret is found in whatever form it was written."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from twinledger.drivers.leaks import in_clear, leaked, secrets_in

KEY = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "sf_" + "Ab-_9/+ é" * 5
SECRETS = {"ODOO_API_KEY": KEY, "SILVERFIN_ACCESS_TOKEN": TOKEN}


def _base64_of(text: str, before: str) -> bytes:
    return base64.b64encode(f"{before}{text}:and more".encode())


@pytest.mark.parametrize("secret", [KEY, TOKEN])
@pytest.mark.parametrize(
    "form",
    [
        lambda secret: secret.encode(),
        lambda secret: secret[7:25].encode(),
        lambda secret: secret.encode().hex().encode(),
        lambda secret: secret.encode().hex().upper().encode(),
        lambda secret: quote(secret, safe="").encode(),
        lambda secret: json.dumps(secret).encode(),
        lambda secret: base64.urlsafe_b64encode(secret.encode()),
        lambda secret: _base64_of(secret, ""),
        lambda secret: _base64_of(secret, "a"),
        lambda secret: _base64_of(secret, "ab"),
        lambda secret: gzip.compress(secret.encode()),
        lambda secret: b"x" + gzip.compress(gzip.compress(secret.encode())) + b"y",
    ],
)
def test_a_secret_is_found_in_every_form(secret: str, form: object) -> None:
    """In clear, in part, encoded or compressed, with other things before and after it."""
    written = b"before " + form(secret) + b" after"  # type: ignore[operator]
    assert leaked(written, SECRETS) == [name for name, value in SECRETS.items() if value == secret]


def test_what_is_no_secret_is_not_found() -> None:
    """A hash of a key, fifteen characters of it, and a broken archive give nothing away."""
    assert leaked(f"{hash(KEY)} {KEY[:15]} \x1f\x8b\x08".encode("latin-1"), SECRETS) == []


def test_in_clear_means_readable_by_eye() -> None:
    """What is encoded is not in clear; a part of it as it is, is."""
    assert in_clear(KEY[3:20].encode(), SECRETS) == ["ODOO_API_KEY"]
    assert in_clear(base64.b64encode(KEY.encode()), SECRETS) == []


def test_the_secret_inputs_are_those_that_open_something() -> None:
    """Names, addresses and numbers are no secrets, and what is not given is none either."""
    given = {"ODOO_API_KEY": "k", "ODOO_EMAIL": "a@example.com", "SILVERFIN_CLIENT_SECRET": ""}
    assert secrets_in(given) == {"ODOO_API_KEY": "k"}
