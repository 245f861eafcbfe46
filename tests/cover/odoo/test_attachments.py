"""Attachments: kinds and sizes told by what is in a file, what goes with a record, and what is refused."""

from __future__ import annotations

import base64
import io
import struct
import zipfile

import pytest

from mock_odoo import contents

from .support import House

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480)
JPEG = b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x11\x08" + struct.pack(">HH", 48, 64) + b"\x03"


def archive(at: int, changed: bytes) -> bytes:
    """Return an archive with one file, and other bytes at a place of that file's entry in the directory."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(zipfile.ZipInfo("word/é.xml"), "x")  # of 1980: the time of day is no part of a test
    packed = bytearray(content.getvalue())
    entry = packed.find(b"PK\x01\x02") + at
    packed[entry : entry + len(changed)] = changed
    return bytes(packed)


KINDS = [
    (archive(0, b""), f"{contents.OFFICE}.wordprocessingml.document"),
    (archive(6, b"\xc8"), "application/zip"),  # written by a later version of the format than there is
    (archive(51, b"\xff"), "application/zip"),  # with a name that is no text
    (b"%PDF-1.7", "application/pdf"),
    (PNG, "image/png"),
    (JPEG, "image/jpeg"),
    (b"PK\x03\x04no archive", "application/zip"),
    (b'[{"a": 1}]', "application/json"),
    (b"{no json}", "text/plain"),
    (b"<?xml version='1.0'?><Invoice/>", "text/xml"),
    (b"one;two\r\n", "text/plain"),
    (b"\x00\x01", "application/octet-stream"),
    (b"", "application/octet-stream"),
]


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_kinds_by_content(content: bytes, kind: str) -> None:
    """What a file is, where its name does not tell."""
    assert contents.kind(content) == kind


@pytest.mark.parametrize(("content", "size"), [(PNG, (640, 480)), (JPEG, (64, 48)), (JPEG[:9], (0, 0)), (b"x", (0, 0))])
def test_sizes_of_images(content: bytes, size: tuple[int, int]) -> None:
    """Width and height stand in the first bytes; what breaks off before has none."""
    assert contents.image_size(content) == size


def attach(house: House, content: bytes, name: str = "x.bin", **more: object) -> int:
    """Attach a file and return its id."""
    return house.create("ir.attachment", name=name, datas=base64.b64encode(content).decode(), **more)


def test_what_is_no_text_is_not_read_as_one(house: House) -> None:
    """The real server fails there; the fake says that it does not have that."""
    attachment = attach(house, b"\xff\xfe")
    assert house.read("ir.attachment", attachment, "datas") == "//4="
    assert house.refusal("ir.attachment", "read", ids=[attachment], fields=["raw"])[0] == 501


def test_files_go_with_their_record(house: House) -> None:
    """Who deletes a contact deletes its files, and no others."""
    partner, other = (house.create("res.partner", name=name) for name in "ab")
    gone = attach(house, b"a", res_model="res.partner", res_id=partner)
    kept = attach(house, b"b", res_model="res.partner", res_id=other)
    house.call("res.partner", "unlink", ids=[partner])
    assert house.call("ir.attachment", "search", domain=[["id", "in", [gone, kept]]]) == [kept]


def test_a_token_is_made_once(house: House) -> None:
    """Asked again, a file has the token that it was given."""
    attachment = attach(house, b"a")
    [token] = house.call("ir.attachment", "generate_access_token", ids=[attachment])
    assert len(token) == 36
    assert house.call("ir.attachment", "generate_access_token", ids=[attachment]) == [token]


def test_what_is_kept_is_no_field(house: House) -> None:
    """The column in which a file stands is seen by no client."""
    assert "content" not in house.call("ir.attachment", "fields_get", attributes=["type"])


def test_a_token_is_for_who_may_change_the_file(house: House) -> None:
    """Whoever cannot see a file, or not change it, gets no token with which everybody has it."""
    partner = house.create("res.partner", name="Ada")
    alone = house.create("ir.attachment", name="alone", datas="YQ==")
    theirs = house.create("ir.attachment", name="theirs", datas="YQ==", res_model="res.partner", res_id=partner)
    missing, outside, hidden, unchangeable = (
        house.refusal("ir.attachment", "generate_access_token", by=by, ids=[id_])
        for by, id_ in (("admin", 999_999), ("portal", theirs), ("employee", alone), ("auditor", theirs))
    )
    assert missing[1] == "odoo.exceptions.MissingError"
    assert 'access the field "access_token"' in outside[2]
    assert "doesn't have 'read' access" in hidden[2]
    assert "(Operation: write)" in unchangeable[2]
    [token] = house.call("ir.attachment", "generate_access_token", ids=[alone])
    assert house.call("ir.attachment", "generate_access_token", ids=[alone]) == [token]
    assert house.refusal("ir.attachment", "generate_access_token", by="employee", ids=[alone])[2] == hidden[2]
