"""The books of a Belgian company, written day by day over two financial years."""

from __future__ import annotations

from .company import belgian_company

__all__ = ["belgian_company"]
