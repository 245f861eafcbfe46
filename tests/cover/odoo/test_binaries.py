"""Binary fields: base64 in and out, and sizes for who asks for sizes alone."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from .support import House


@pytest.mark.parametrize(
    ("size", "shown"), [(5, "5.00 bytes"), (1023, "1023.00 bytes"), (12 * 1024, "12.00 Kb"), (3 * 1024**2, "3.00 Mb")]
)
def test_a_size_instead_of_a_content(house: House, size: int, shown: str) -> None:
    """The context asks for sizes; without it the content comes."""
    content = base64.b64encode(b"BM".ljust(size, b"x")).decode()
    partner = house.create("res.partner", name="Ada", image_1920=content)
    asked = {"ids": [partner], "fields": ["image_1920"]}
    assert house.call("res.partner", "read", **asked)[0]["image_1920"] == content
    assert house.call("res.partner", "read", **asked, context={"bin_size": True})[0]["image_1920"] == shown


def test_what_is_no_base64_is_refused(house: House) -> None:
    """An image has to be base64."""
    refused = house.refusal("res.partner", "write", ids=[1], vals={"image_1920": "x"})
    assert refused == (422, "odoo.exceptions.UserError", "Image is not encoded in base64.")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("abc", "binascii.Error", "Incorrect padding"),
        ("é", "builtins.ValueError", "string argument should contain only ASCII characters"),
        (5, "builtins.TypeError", "argument should be a bytes-like object or ASCII string, not 'int'"),
        ({"a": 1}, "builtins.TypeError", "argument should be a bytes-like object or ASCII string, not 'dict'"),
    ],
)
def test_a_file_that_is_no_base64_is_refused(house: House, content: Any, name: str, message: str) -> None:
    """In Python's words (observed)."""
    vals = {"invoice_pdf_report_file": content}
    assert house.refusal("account.move", "write", ids=[house.entry()], vals=vals) == (500, name, message)


def test_what_is_no_image_is_refused(house: House) -> None:
    """An image begins as one does."""
    content = base64.b64encode(b"hello").decode()
    refused = house.refusal("res.partner", "write", ids=[1], vals={"image_1920": content})
    assert refused == (422, "odoo.exceptions.UserError", "This file could not be decoded as an image file.")
