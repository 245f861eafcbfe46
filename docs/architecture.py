"""Draws the house from its imports: `python docs/architecture.py` writes a page and a picture beside it.

Needs grimp, which import-linter brings along.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

import grimp

HERE = Path(__file__).parent
FLOORS = (("twinledger",), ("mock_odoo", "mock_silverfin"), ("mock_kit",))
ABOUT = {
    "twinledger": "worlds, books, stories, the judge, the console, the command line",
    "mock_odoo": "the fake Odoo",
    "mock_silverfin": "the fake Silverfin",
    "mock_kit": "what any fake is made of",
}
WIDTH, BOX, ROW, GAP = 960, 26, 34, 10
HEAD = """# The house, drawn from its imports

![Four packages on three floors with their rooms](architecture.svg)

Whoever stands higher imports from those below, never the other way round; the two fakes never import each other. A room
is a module or a folder of them. This page and its picture are generated: `python docs/architecture.py`.

| room | modules | imports from |
| --- | --- | --- |
"""


class House:
    """The packages with their rooms, and who imports from whom."""

    def __init__(self) -> None:
        self._graph = grimp.build_graph(*ABOUT)

    def rooms(self, package: str) -> list[str]:
        """Return the rooms of a package, without its own `__init__`."""
        return sorted(self._graph.find_children(package))

    def size(self, room: str) -> int:
        """Return how many modules a room has."""
        return 1 + len(self._graph.find_descendants(room))

    def imports(self, room: str) -> list[str]:
        """Return the rooms from which a room imports."""
        modules = {room, *self._graph.find_descendants(room)}
        found = {other for module in modules for other in self._graph.find_modules_directly_imported_by(module)}
        return sorted({".".join(name.split(".")[:2]) for name in found} - {room})


def page(house: House) -> str:
    """Return the page below the picture: every room with what it imports."""
    rows = [
        f"| `{room}` | {house.size(room)} | {', '.join(f'`{other}`' for other in house.imports(room)) or 'nothing'} |"
        for floor in FLOORS
        for package in floor
        for room in house.rooms(package)
    ]
    return HEAD + "\n".join(rows) + "\n"


def picture(house: House) -> str:
    """Return the picture: a box for every room, floor by floor."""
    drawn, top = [], GAP
    for floor in FLOORS:
        wide = (WIDTH - GAP * (len(floor) + 1)) / len(floor)
        heights = []
        for place, package in enumerate(floor):
            left = GAP + place * (wide + GAP)
            boxes, height = _boxes(house, package, left + GAP, top + 2 * ROW, wide - 2 * GAP)
            drawn += [_package(package, left, top, wide, height + 2 * ROW + GAP), *boxes]
            heights.append(height + 2 * ROW + GAP)
        top += max(heights) + 2 * GAP
    style = "text { font: 13px system-ui, sans-serif; fill: #1f2430 } .name { font-weight: 600; font-size: 15px }"
    shape = f'viewBox="0 0 {WIDTH} {top:.0f}" width="{WIDTH}" height="{top:.0f}"'
    return "\n".join(
        [f'<svg xmlns="http://www.w3.org/2000/svg" {shape} role="img">', f"<style>{style}</style>", *drawn, "</svg>\n"]
    )


def _package(name: str, left: float, top: float, wide: float, high: float) -> str:
    place = f'x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}"'
    return (
        f'<rect {place} rx="8" fill="#eef1f8" stroke="#8a94ad"/>'
        f'<text class="name" x="{left + GAP:.0f}" y="{top + 22:.0f}">{name}</text>'
        f'<text x="{left + GAP:.0f}" y="{top + 42:.0f}">{escape(ABOUT[name])}</text>'
    )


def _boxes(house: House, package: str, left: float, top: float, wide: float) -> tuple[list[str], float]:
    """Return a package's boxes, in as many rows as they need, and how high these are."""
    drawn, x, y = [], left, top
    for room in house.rooms(package):
        name = room.partition(".")[2]
        needed = 7.2 * len(name) + 18
        if x + needed > left + wide:
            x, y = left, y + ROW
        drawn.append("".join(_box(name, x, y, needed)))
        x += needed + 6
    return drawn, y + ROW - top


def _box(name: str, x: float, y: float, wide: float) -> Iterator[str]:
    yield f'<rect x="{x:.0f}" y="{y:.0f}" width="{wide:.0f}" height="{BOX}" rx="5" fill="#fff" stroke="#8a94ad"/>'
    yield f'<text x="{x + 9:.0f}" y="{y + 18:.0f}">{escape(name)}</text>'


if __name__ == "__main__":
    whole = House()
    (HERE / "architecture.md").write_text(page(whole), encoding="utf-8")
    (HERE / "architecture.svg").write_text(picture(whole), encoding="utf-8")
