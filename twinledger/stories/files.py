"""The files of stories: finding them, and reading one with an error that says where and what."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from twinledger import yaml_files
from twinledger.content import folder
from twinledger.stories.breaks import Break
from twinledger.stories.expectations import Asked, Happened, Posting
from twinledger.stories.parts import Line, Part, Texts
from twinledger.stories.schema import WRONG_STEP, Story, kinds
from twinledger.stories.setting import FiduciaryFirm, FirmMember, FurtherCompany, OdooPerson, OnlineAccount

LISTS = ("steps", "meanwhile", "lines", "breaks", "events", "requests", "people", "members", "faults")
PARTS: dict[str, type[Part]] = {
    "lines": Line,
    "breaks": Break,
    "events": Happened,
    "requests": Asked,
    "postings": Posting,
    "companies": FurtherCompany,
    "accounts": OnlineAccount,
    "people": OdooPerson,
    "firm": FiduciaryFirm,
    "members": FirmMember,
    "faults": Break,
    **dict.fromkeys(("title", "about", "tell"), Texts),
}
SUFFIXES = (".yaml", ".yml")


class StoryError(Exception):
    """A story cannot be read; the text says where it is wrong and how."""


def names(also: Iterable[Path] = ()) -> list[str]:
    """Return the names of the stories that come with Twinledger, and the paths of those in further folders."""
    ours = sorted(path.stem for path in folder("scenarios").glob("*.yaml"))
    return [*ours, *(str(path) for place in also for path in files_in(place))]


def files_in(place: Path) -> list[Path]:
    """Return the files of stories below a folder, or the file itself; raise StoryError if there is neither.

    Folders whose name begins with a dot (`.tox`, `.venv`, `.github`) hold what is not the user's own, and are left out.
    """
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise StoryError(f"there is no file or folder {place}")
    return sorted(path for path in place.rglob("*") if path.suffix in SUFFIXES and not _hidden(path.relative_to(place)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def path_of(name: str) -> Path:
    """Return the file of the story of that name, or that path if it is one; raise StoryError if there is none."""
    if name.endswith(SUFFIXES):
        if not Path(name).is_file():
            raise StoryError(f"there is no file {name}")
        return Path(name)
    if name not in names():
        raise StoryError(f"there is no scenario {name!r}{_meant(name, names())}")
    return folder("scenarios") / f"{name}.yaml"


def load(name: str) -> Story:
    """Return the story of that name, or in the file of that path; raise StoryError."""
    path = path_of(name)
    try:
        story = Story.model_validate(yaml_files.read(path))
        return story.model_copy(update={"connector": str(path.parent / story.connector)}) if story.connector else story
    except OSError as error:
        raise StoryError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StoryError(f"{path} is not YAML: {error}") from None
    except ValidationError as error:
        raise StoryError("\n".join(_explained(path, error))) from None


def place_of(name: str, step: int) -> str:
    """Return file and line of a story's step of that number, from 1."""
    path = path_of(name)
    return f"{path}:{yaml_files.line_of(path, ('steps', step - 1))}"


def _explained(path: Path, error: ValidationError) -> Iterator[str]:
    problems = error.errors(include_url=False)
    for problem in problems:
        if problem["type"] == "too_short" and any(_inside(other["loc"], problem["loc"]) for other in problems):
            continue  # what is there counts as missing because something is wrong with it, and that is said
        place = ("steps", problem["ctx"]["place"]) if problem["type"] == WRONG_STEP else problem["loc"]
        said = ": ".join(part for part in (_named(place), _said(problem)) if part)
        yield f"{path}:{yaml_files.line_of(path, place)}: {said}"


def _inside(place: Sequence[str | int], other: Sequence[str | int]) -> bool:
    return len(place) > len(other) and tuple(place[: len(other)]) == tuple(other)


def _named(place: Sequence[str | int]) -> str:
    """Return a place as people count: `step 3, lines 2, account`."""
    words: list[str] = []
    for before, part in zip(("", *place), place, strict=False):
        if isinstance(part, int) and words[-1] in LISTS:
            words[-1] = f"{'step' if words[-1] == 'steps' else words[-1]} {part + 1}"
        elif part != "[key]" and not (isinstance(before, int) and part in kinds()):
            words.append(str(part))
    return ", ".join(words)


def _said(problem: Any) -> str:
    """Return what is wrong in words that speak of stories."""
    known = problem.get("ctx", {})
    match problem["type"]:
        case "extra_forbidden":
            return f"there is no such key{_meant(problem['loc'][-1], _part(problem['loc']).model_fields)}"
        case "union_tag_invalid":
            return f"no such step: {known['tag']!r}{_meant(known['tag'], _tags(known['expected_tags']))}"
        case "union_tag_not_found":
            return "`do` is missing, which says what happens"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "should be keys with values"
    return str(problem["msg"]).removeprefix("Value error, ")


def _part(place: Sequence[str | int]) -> type[Part]:
    """Return what a key at a place would belong to: a step, one of its lines, or the story."""
    for before, part in reversed(list(itertools.pairwise(("", *place[:-1])))):
        if part in PARTS:
            return PARTS[str(part)]
        if isinstance(before, int) and part in kinds():
            return kinds()[str(part)]
    return Story


def _tags(listed: str) -> list[str]:
    return [tag.strip("'") for tag in listed.split(", ")]


def _meant(name: Any, known: Iterable[str]) -> str:
    """Return what was probably meant, else what there is."""
    choices = list(known)
    close = difflib.get_close_matches(str(name), choices, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(choices)}"
