"""The catalogue of awkward books as a page: `python -m twinledger.books.catalogue > docs/books.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby

from twinledger.books.awkward import AwkwardBook, awkward_books

INTRODUCTION = """\
# Books to try connectors on

This page is written by `python -m twinledger.books.catalogue`: edit `twinledger/books/awkward`, not the page.

An awkward book isolates one trap that real books have for connectors. It is told moment by moment: at each a connector
reads, and afterwards both ledgers must be equal; what stands between two moments is what somebody did in Odoo.

    twinledger books list
    twinledger books show awkward/same-second
    twinledger up --books awkward/same-second      # POST /_twinledger/books/go-on is the next moment

In a test, with whatever runs your connector:

```python
from twinledger import World

with World() as world:
    for moment in world.tell("awkward/same-second"):
        run_my_connector(world.inputs(state_dir))
        assert world.trial_balance() == world.pair.file.trial_balance(), moment.told
```

`moment.meanwhile`, where there is one, is to be called between two pages. `World(books="awkward/…")` begins at the
first moment, `world.go_on()` goes on. In a scenario, `books: awkward/same-second` and the step `go_on` do the same.
`twinledger.books.awkward_books()` is the catalogue as data.

## Books of any size

    twinledger books --country fr --trade shop --lines 10000 --out books.sqlite
    twinledger up --books books.sqlite
    twinledger up --books fr/shop --lines 300         # small ones are made at the start

There are companies of Belgium, Luxembourg, France, the Netherlands, the United Kingdom, Vietnam and of no country in
particular (`generic`), each a builder, carrier, consultancy, factory, restaurant or shop. `--lines` counts posted
journal items; some drafts and cancelled entries come on top.

## Histories

`history/be/shop` begins like the books of `be/shop` and goes on, day by day: entries are posted, and about one in six
is not right at first. Amounts and dates are corrected, drafts posted later, references added, entries entered twice and
deleted or cancelled; accounts get other names. `world.go_on()`, or `POST /_twinledger/books/go-on`, tells the next day.

```python
with World(books="history/be/shop", lines=600) as world:
    while moment := world.go_on():
        run_my_connector(world.inputs(state_dir))
        assert world.trial_balance() == world.pair.file.trial_balance(), moment.told
```

## Books drawn by Hypothesis

`twinledger.books.strategies` draws ledgers and what happens to them, awkward amounts and words included. What is found
shrinks to an entry of two lines and one edit; printed, a tale is what a person reads.

```python
from hypothesis import given, settings
from twinledger import World
from twinledger.books import Tale, Teller, strategies

world = World()


@settings(deadline=None)
@given(strategies.histories())
def test_my_connector(tale: Tale) -> None:
    world.reset()
    Teller(world.bookkeeper()).tell(tale)
    run_my_connector(world.inputs(state_dir))
    assert world.trial_balance() == world.pair.file.trial_balance(), str(tale)
```

- `ledgers()` and `entries()` are posted entries; `ledgers_with("draft")` has others among them.
- `histories()` is a ledger and whatever may happen to it, `altered("delete", "change date")` one to which only these
  things happen, `edits()` a single thing.
- `books()` is a whole book of a company, as `World.add_pair(…, book=…)` takes it.
- `days()`, `amounts()`, `labels()` and `accounts()` are what entries are drawn from.

## Awkward books
"""


def page() -> str:
    """Return the page."""
    books = awkward_books().values()
    parts = [INTRODUCTION, f"There are {len(books)} of them."]
    for theme, those in groupby(books, key=lambda book: book.theme):
        parts += [f"### {_title(theme)}", *("\n".join(_told(book)) for book in those)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _title(theme: str) -> str:
    """Return what the module of a theme says about it, without the full stop."""
    said = sys.modules[f"twinledger.books.awkward.{theme}"].__doc__ or theme
    return said.strip().splitlines()[0].rstrip(".")


def _told(book: AwkwardBook) -> Iterator[str]:
    since = f" Since Odoo {book.setting.since}." if book.setting.since else ""
    yield f"#### {book.id}\n"
    yield f"**{book.title}.** {book.trap}{since}\n"
    yield f"- The mistake: {book.mistake}"
    yield f"- Clauses: {', '.join(book.clauses)}"
    yield f"- Known from: {'; '.join(book.sources)}"


if __name__ == "__main__":
    sys.stdout.write(page())
