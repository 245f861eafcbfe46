"""Provenance: each kind of source, and how it reads."""

from __future__ import annotations

import pytest

from mock_kit.provenance import Kind, Provenance, assumed, client, documented, observed, read


@pytest.mark.parametrize(
    ("made", "kind", "text"),
    [
        (observed("section 5"), Kind.OBSERVED, "observed: section 5, Odoo 19.0, 2026-11-22"),
        (observed("x", date="2027-01-01", version="Odoo 20.0"), Kind.OBSERVED, "observed: x, Odoo 20.0, 2027-01-01"),
        (documented("https://page.test"), Kind.DOCUMENTED, "documented: https://page.test"),
        (client("odooly"), Kind.CLIENT, "client: odooly"),
        (read("file.py"), Kind.READ, "read: file.py"),
        (assumed("nobody knows"), Kind.ASSUMED, "assumed: nobody knows"),
    ],
)
def test_a_source_reads_as_a_sentence(made: Provenance, kind: Kind, text: str) -> None:
    """A provenance has its kind, and as a text says kind, source, version and date as far as there are any."""
    assert made.kind is kind
    assert str(made) == text
