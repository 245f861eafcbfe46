"""Companies: books that a company of some country and trade has written, day by day over two financial years."""

from __future__ import annotations

from .company import company_book

__all__ = ["company_book"]
