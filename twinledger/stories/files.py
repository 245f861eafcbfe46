"""The files of stories: finding them, and reading one with an error that says where and what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from twinledger.content import folder
from twinledger.stories.schema import Story
from twinledger.yaml_files import read as read_yaml


class StoryError(Exception):
    """A story cannot be read; the text says where it is wrong and how."""


def names() -> list[str]:
    """Return the names of the stories that come with Twinledger."""
    return sorted(path.stem for path in folder("scenarios").glob("*.yaml"))


def load(name: str) -> Story:
    """Return the story of that name, or in the file of that path; raise StoryError."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else folder("scenarios") / f"{name}.yaml"
    if not path.is_file():
        raise StoryError(f"there is no scenario {name!r}; there are: {', '.join(names())}")
    try:
        return Story.model_validate(read_yaml(path))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise StoryError(f"{path} is not YAML: {error}") from None
    except ValidationError as error:
        raise StoryError("\n".join(_explained(path, error))) from None


def _explained(path: Path, error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        place = ".".join(str(part) for part in problem["loc"]) or "the story"
        yield f"{path}: {place}: {problem['msg'].removeprefix('Value error, ')}"
