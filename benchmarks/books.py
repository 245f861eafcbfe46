"""How fast books are made: `python benchmarks/books.py` prints lines per second for books of three sizes."""

from __future__ import annotations

import time
from datetime import date

from twinledger.books import company_book

SIZES = (1_000, 10_000, 100_000)
TODAY = date(2026, 11, 23)


def main() -> None:
    """Make one book to load Faker, then one of each size, and print the table."""
    company_book(10, seed=0, today=TODAY)
    print(f"{'lines':>9}  {'seconds':>7}  {'lines/s':>9}")
    for lines in SIZES:
        start = time.perf_counter()
        company_book(lines, seed=1, today=TODAY)
        seconds = time.perf_counter() - start
        print(f"{lines:>9,}  {seconds:>7.3f}  {lines / seconds:>9,.0f}")


if __name__ == "__main__":
    main()
