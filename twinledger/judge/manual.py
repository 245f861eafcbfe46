"""The manual's catalogue of clauses, and the story of one.

`python -m twinledger.judge.manual > docs/clauses.md` writes the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from twinledger.books.awkward import AwkwardBook, awkward_books
from twinledger.judge.clauses import CHAPTERS, STAKES, Clause
from twinledger.judge.mutants import Mutant, all_mutants
from twinledger.judge.running import catalogue

HEAD = """# The clauses of the contract

What must be true of any connector that reads a company's ledger from Odoo and writes it to Silverfin. An id never
changes. A clause that *must* hold counts against a connector when it fails; one that *should* only with `--strict`; the
rest is for information. [connectors.md](connectors.md) says how a connector is judged; `twinledger clauses --explain
KEY-05` tells one of these stories on the command line.

This page is generated: `python -m twinledger.judge.manual > docs/clauses.md`.
"""


@dataclass(frozen=True)
class Story:
    """A clause with what is told about it elsewhere: the mutant that breaks it, if any, the awkward books about it."""

    clause: Clause
    mutant: Mutant | None
    books: tuple[AwkwardBook, ...]

    @property
    def weight(self) -> str:
        """How much it weighs, in words."""
        assumed = " (as should: it rests on what is assumed about Silverfin)" if self.clause.assumed else ""
        return f"{self.clause.level.word}{assumed}"

    @property
    def needs(self) -> str:
        """What the manifest has to claim for it, in words; empty if nothing."""
        feature = f"the feature `{self.clause.feature}`" if self.clause.feature else ""
        fine = f"the granularity `{self.clause.granularity}`" if self.clause.granularity == "line" else ""
        return " and ".join(part for part in (feature, fine) if part)

    @property
    def as_json(self) -> dict[str, Any]:
        """Everything as members of a JSON object."""
        clause, mutant = self.clause, self.mutant
        return {
            "id": clause.id,
            "level": clause.level.value,
            "assumed": clause.assumed,
            "statement": clause.statement,
            "feature": clause.feature or None,
            "granularity": clause.granularity,
            "sources": list(clause.sources),
            "adversary": clause.adversary,
            "remedy": clause.remedy,
            "mutant": mutant and {"name": mutant.name, "mistake": mutant.mistake},
            "books": [book.id for book in self.books],
        }


def stories() -> list[Story]:
    """Return the story of every clause, in the order of the contract."""
    mutants = {mutant.name: mutant for mutant in all_mutants()}
    books = awkward_books().values()
    return [
        Story(clause, mutants.get(clause.mutant), tuple(book for book in books if clause.id in book.clauses))
        for clause in catalogue().values()
    ]


def page() -> str:
    """Return the manual's page of all clauses."""
    told = stories()
    parts = [HEAD, *(_contents(told)), *(part for chapter in CHAPTERS for part in _chapter(chapter, told))]
    return "\n".join(parts)


def _contents(told: Iterable[Story]) -> Iterator[str]:
    yield "| chapter | clauses |\n| --- | --- |"
    for chapter, title in CHAPTERS.items():
        ids = [story.clause.id for story in told if story.clause.chapter == chapter]
        yield f"| [{chapter}: {title}](#{chapter.lower()}-{title.lower().replace(' ', '-')}) | {len(ids)} |"


def _chapter(chapter: str, told: Iterable[Story]) -> Iterator[str]:
    yield f"\n## {chapter}: {CHAPTERS[chapter]}\n\n{STAKES[chapter]}"
    for story in told:
        if story.clause.chapter == chapter:
            yield "\n".join(_entry(story))


def _entry(story: Story) -> Iterator[str]:
    clause = story.clause
    yield f"\n### {clause.id}\n\n{clause.statement}\n"
    yield f"- *{story.weight}*" + (f"; needs {story.needs}" if story.needs else "")
    yield f"- **What is tried**: {clause.adversary}"
    if clause.why:
        yield f"- **Why it matters**: {clause.why}"
    yield f"- **What to do**: {clause.remedy}"
    yield f"- **Rests on**: {'; '.join(clause.sources)}"
    if story.mutant:
        yield f"- **The mistake that it catches**: {story.mutant.mistake}"
    if story.books:
        yield f"- **Books about it**: {', '.join(f'`{book.id}`' for book in story.books)}"


if __name__ == "__main__":
    print(page())
