"""Contents of files: of which kind they are, what of them can be searched, and how large an image is (observed).

The real server takes a name's ending first (recorded), else what libmagic says of the first bytes; of that there is
here what people attach to documents.
"""

from __future__ import annotations

import io
import mimetypes
import re
import struct
import zipfile
from functools import cache

import orjson

from mock_odoo import facts

OCTETS, TEXT = "application/octet-stream", "text/plain"
OFFICE = "application/vnd.openxmlformats-officedocument"
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%!PS", "application/postscript"),
    (b"{\\rtf", "text/rtf"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "text/xml"),
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
)
IN_ARCHIVES = (
    ("word/", f"{OFFICE}.wordprocessingml.document"),
    ("xl/", f"{OFFICE}.spreadsheetml.sheet"),
    ("ppt/", f"{OFFICE}.presentationml.presentation"),
)
OTHER_IMAGES = (b"RIFF", b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"<?xml")  # WebP, bitmaps, TIFF, icons, vectors
LOOKED_AT = 1024
CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
READABLE = re.compile(rb"[\x20-\x7e]{4,}")
JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def kind_of_name(series: str, name: str) -> str:
    """Return the kind that a name or an address tells by its ending; empty for an ending that tells none."""
    return _endings(series).guess_type(name)[0] or ""


@cache
def _endings(series: str) -> mimetypes.MimeTypes:
    known = mimetypes.MimeTypes(filenames=())
    recorded = {f".{ending}": kind for ending, kind in facts.load(series, "mimetypes").items()}
    known.types_map = ({}, recorded)
    return known


def kind(content: bytes) -> str:
    """Return the kind of a file by what is in it."""
    start = content[:LOOKED_AT]
    told = next((found for signature, found in SIGNATURES if start.lower().startswith(signature.lower())), "")
    if told:
        return told
    if b"%PDF" in start:
        return "application/pdf"
    if start.startswith(b"PK\x03\x04"):
        return _archive(content)
    if _is_json(content):
        return "application/json"
    return TEXT if len(content) > 1 and not CONTROLS.search(content) else OCTETS


def is_image(content: bytes) -> bool:
    """Tell whether a file begins as an image does, of whatever kind."""
    return kind(content).startswith("image/") or content.startswith(OTHER_IMAGES)


def _archive(content: bytes) -> str:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):  # it begins like an archive, no more than that
        return "application/zip"
    return next(
        (told for folder, told in IN_ARCHIVES if any(name.startswith(folder) for name in names)), "application/zip"
    )


def _is_json(content: bytes) -> bool:
    if not content.lstrip().startswith((b"{", b"[")):
        return False
    try:
        orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return True


def index(content: bytes, kind: str) -> str | None:
    """Return what is searched of a text; nothing of any other file."""
    if not kind.startswith("text/"):
        return None
    return "\n".join(word.decode() for word in READABLE.findall(content))


def image_size(content: bytes) -> tuple[int, int]:
    """Return width and height of a PNG, GIF or JPEG; 0 and 0 of what is no image."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and b"\x2c" in content[10:]:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8\xff") else (0, 0)


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Return the size that the frame of a JPEG says, past its other segments."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        if content[place + 1] in JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int(struct.unpack(">H", content[place + 2 : place + 4])[0])
    return 0, 0
