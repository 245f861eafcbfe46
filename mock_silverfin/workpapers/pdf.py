"""A PDF of lines of text: one page after the other, in a font that every reader has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

LINES_A_PAGE = 60
CATALOG, PAGES, FONT = 1, 2, 3


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF document that shows these lines; letters that Latin-1 lacks become question marks."""
    sheets = [lines[first : first + LINES_A_PAGE] for first in range(0, max(len(lines), 1), LINES_A_PAGE)]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(_objects(sheets), start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(places) + 1
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, CATALOG, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer


def _objects(sheets: Sequence[Sequence[str]]) -> Iterator[bytes]:
    first = FONT + 1
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(sheets)))
    yield b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES
    yield b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(sheets))
    yield b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
    for number, sheet in enumerate(sheets):
        content = first + 2 * number + 1
        resources = b"/Resources << /Font << /F %d 0 R >> >>" % FONT
        yield b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] %b /Contents %d 0 R >>" % (
            PAGES,
            resources,
            content,
        )
        stream = b"BT /F 9 Tf 40 800 Td 12 TL\n" + b"".join(map(_shown, sheet)) + b"ET"
        yield b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream)


def _shown(line: str) -> bytes:
    text = line.encode("latin-1", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"(%b) Tj T*\n" % text
