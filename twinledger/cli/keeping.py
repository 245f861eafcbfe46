"""Worlds in folders on the command line: `--data`, and what a folder that is opened again must not be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from mock_kit.folders import FIRST, FolderError, telling

if TYPE_CHECKING:
    from twinledger.shelf import Making
    from twinledger.stories.schema import Story

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep everything in this folder: there it is again the next time, whatever ended it.",
)


@contextmanager
def folder_errors() -> Iterator[None]:
    """Say as a wrong use why a folder cannot be opened."""
    try:
        yield
    except FolderError as error:
        raise click.UsageError(str(error)) from None


def was_kept(data: Path | None) -> bool:
    """Tell whether a world is in the folder; refuse one that nobody may look into."""
    if data is None:
        return False
    with folder_errors(), telling(data):
        return (data / FIRST).exists()


def story_in(data: Path | None) -> Story | None:
    """Return the story that is told in the folder's world, None if there is none."""
    if data is None or not was_kept(data):
        return None
    from twinledger.kept import KeptWorld  # noqa: PLC0415 - what seals takes a while to load
    from twinledger.stories.schema import Story  # noqa: PLC0415 - so does pydantic

    with folder_errors(), closing(KeptWorld(data)) as kept:
        written = kept.get("story")
    return None if written is None else Story.model_validate(written)


def refuse_another_making(data: Path | None, made: Making) -> None:
    """Refuse options that were given and say something else than how the world in the folder was made."""
    context = click.get_current_context()
    for name, value in {**asdict(made), "odoo_hosting": made.hosting}.items():
        given = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if data is not None and given and context.params[name] != value:
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"the world in {data} was made with {option} {value}, not {context.params[name]}; leave {option} out, "
                "or name another folder"
            )
