"""Awkward books: each isolates one trap that real books have for connectors."""

from __future__ import annotations

from .registry import PREFIX, AwkwardBook, Moment, awkward_book, awkward_books

__all__ = ["PREFIX", "AwkwardBook", "Moment", "awkward_book", "awkward_books"]
