"""`twinledger scenario check | new | schema`: for whoever writes stories."""

from __future__ import annotations

import json
from pathlib import Path

import click

from twinledger.cli.schema import schema_of


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of what is wrong.")
def check(*, paths: tuple[Path, ...], as_json: bool) -> None:
    """Say what is wrong with the stories in files and folders, without playing them.

    Exit status 0: nothing. 1: something, told with file and line.
    """
    from twinledger.stories.files import StoryError, files_in, load  # noqa: PLC0415 - pydantic and YAML load slowly

    wrong: list[str] = []
    count = 0
    for path in paths:
        try:
            files = files_in(path)
        except StoryError as error:
            wrong.append(str(error))
            continue
        count += len(files)
        for file in files:
            try:
                load(str(file))
            except StoryError as error:
                wrong += str(error).splitlines()
    if not count and not wrong:
        wrong.append(f"there is no story in {', '.join(map(str, paths))}")
    click.echo(json.dumps(wrong) if as_json else "\n".join([*wrong, f"{count} read, {len(wrong)} mistakes"]))
    raise SystemExit(1 if wrong else 0)


@click.command("new")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def new(*, path: Path) -> None:
    """Write a story to begin with, which explains itself and can be played; nothing is overwritten."""
    if path.suffix not in (".yaml", ".yml"):
        raise click.UsageError(f"{path}: the file of a story ends in .yaml")
    skeleton = Path(__file__).parents[1] / "stories" / "skeleton.yaml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton.read_text(encoding="utf-8").replace("THIS-FILE", str(path)))
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    click.echo(f"{path} is a story; play it with: twinledger scenario run {path}")


@click.command("schema")
def schema() -> None:
    """Print the JSON Schema of a story's file, for editors."""
    click.echo(json.dumps(schema_of("scenario"), indent=2))
