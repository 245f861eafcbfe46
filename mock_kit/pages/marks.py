"""Marks: what on a page is documented, observed or assumed, shown beside it when somebody asks what is real here.

A mark has the first letter of the kind and a number; the foot of the page says the source in full. What has no mark is
ours: the layout, and the sentences that explain.
"""

from __future__ import annotations

from markupsafe import Markup

from mock_kit.pages.labels import Label
from mock_kit.pages.words import noted
from mock_kit.provenance import Kind, Provenance

KINDS = {
    Kind.DOCUMENTED: noted("documented"),
    Kind.OBSERVED: noted("observed"),
    Kind.CLIENT: noted("seen in a client"),
    Kind.READ: noted("read in source code"),
    Kind.ASSUMED: noted("assumed"),
}


class Marks:
    """The marks of one page, numbered in the order in which they came up; none if they are not `shown`."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown
        self.sources: dict[Provenance, int] = {}

    def label(self, label: Label) -> str:
        """Return a label with its mark."""
        return Markup("{}{}").format(label.text, self.mark(label.provenance))

    def mark(self, provenance: Provenance) -> str:
        """Return the mark of a source."""
        if not self.shown:
            return Markup("")
        number = self.sources.setdefault(provenance, len(self.sources) + 1)
        text = Markup('<sup class="mark {}" title="{}">{}{}</sup>')
        return text.format(provenance.kind, provenance, provenance.kind[0].upper(), number)
