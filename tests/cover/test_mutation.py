"""What a run of mutation testing says: it must be able to fail in both ways."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..mutation.session import Area, Mutant
from ..mutation.survivors import Explained, judge

FOLDER = Path(__file__).parents[1] / "mutation"


def _mutant(function: str, becomes: str, *, survived: bool = True) -> Mutant:
    return Mutant(function, "return [a * b]", becomes, survived)


def test_a_survivor_is_explained_or_reported() -> None:
    """What was killed needs no words; a star in an explanation stands for any text, and nothing else does."""
    explained = Explained("mock_kit.clock.*", "return [a * b]", "return [b * a]", "a product has no order")
    known = [_mutant("mock_kit.clock.now", "return [b * a]"), _mutant("mock_kit.clock.Clock.at", "return [b * a]")]
    other = [_mutant("mock_kit.dice.roll", "return [b * a]"), _mutant("mock_kit.clock.now", "return b")]
    killed = _mutant("mock_kit.clock.now", "return [a / b]", survived=False)
    assert judge([*known, *other, killed], [explained]) == (other, [])


def test_an_explanation_of_what_is_killed_is_reported() -> None:
    """It says of a difference that there is none."""
    stale = Explained("mock_kit.clock.now", "return [a * b]", "return [a / b]", "b is 1")
    assert judge([_mutant("mock_kit.clock.now", "return [a / b]", survived=False)], [stale]) == ([], [stale])


def test_an_area_holds_the_functions_of_its_modules() -> None:
    """Modules are named as files or as folders; a name that only begins alike is another's."""
    area = Area("kit", ["mock_kit/clock.py", "mock_odoo/keys/*"], [])
    assert area.holds("mock_kit.clock.Clock.now")
    assert area.holds("mock_odoo.keys.expiry.due")
    assert not area.holds("mock_kit.clocks.now")
    assert not area.holds("mock_odoo.keys_of.now")


def test_every_explanation_belongs_to_an_area_and_gives_a_reason() -> None:
    """An explanation that no run looks at could never be found stale."""
    areas = [Area(name, **given) for name, given in tomllib.loads((FOLDER / "areas.toml").read_text("utf-8")).items()]
    entries = tomllib.loads((FOLDER / "survivors.toml").read_text("utf-8")).get("survivor", [])
    explained = [Explained(**entry) for entry in entries]
    assert [one for one in explained if not any(area.holds(one.function) for area in areas)] == []
    assert [one for one in explained if len(one.why) < 10] == []
