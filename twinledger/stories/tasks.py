"""Tasks: what a person is asked to do for a step, at which page, and how it is recognised (`tasks.yaml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from twinledger import yaml_files
from twinledger.stories.expectations import Asked, Happened
from twinledger.stories.parts import LANGUAGES, Part, Step, Texts

if TYPE_CHECKING:
    from twinledger.stories.stage import Stage

Who = Literal["odoo_user", "accountant", "connector", "harness"]


class Ran(Part):
    """A synchronisation of the client file that no earlier step was about."""

    run: Literal["ended"]
    """It has ended."""


Sign = Happened | Asked | Ran


class Task(Part):
    """What a step asks for. Without `recognised` it is done when whoever plays the story lets it happen."""

    who: Who = "harness"
    """Who does it."""
    system: Literal["odoo", "silverfin"] | None = None
    """Where it is done."""
    page: str = ""
    """The path of the page where it is done."""
    page_of_accounts: str = ""
    """The path of that page for an account of Odoo Online."""
    task: Texts
    """What is to be done."""
    recognised: tuple[Sign, ...] = ()
    """What shows that it was done; one of these is enough."""


@cache
def tasks() -> dict[str, Task]:
    """Return what each kind of step asks for, by its `do`."""
    return TypeAdapter(dict[str, Task]).validate_python(yaml_files.read(Path(__file__).with_name("tasks.yaml")))


def task_of(step: Step, stage: Stage) -> Task:
    """Return what a step asks for in a world: with its own names, numbers and addresses."""
    task, facts = tasks()[step.do], _facts(step, stage)
    page = task.page_of_accounts if getattr(step, "account", "") and task.page_of_accounts else task.page
    url = {"odoo": stage.world.odoo.url, "silverfin": stage.world.silverfin.url, None: ""}[task.system]
    texts = {language: task.task.said(language).format_map(facts) for language in LANGUAGES}
    return Task(
        who=task.who,
        system=task.system,
        page=f"{url}{page.format_map(facts)}" if page else "",
        task=Texts(**texts),
        recognised=tuple(_filled(one, facts) for one in task.recognised),
    )


class _Unknown(dict[str, Any]):
    """What a step does not say, and no world is there to say, stays a name."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def outline(step: Step, language: str) -> str:
    """Return what a step asks for without a world: what only a world knows stands there as a name."""
    said = {name: value for name, value in step.model_dump(mode="json").items() if value is not None}
    return tasks()[step.do].task.said(language).format_map(_Unknown(said))


def _filled(one: Sign, facts: dict[str, Any]) -> Sign:
    if isinstance(one, Asked):
        return one.model_copy(update={"path": one.path.format_map(facts)})
    if isinstance(one, Ran):
        return one
    return one.model_copy(update={"details": {name: said.format_map(facts) for name, said in one.details.items()}})


def _facts(step: Step, stage: Stage) -> dict[str, Any]:
    """Return what the step says, and what is known of the world; the step has the last word."""
    pair = stage.pair
    said = {name: value for name, value in step.model_dump(mode="json").items() if value is not None}
    return {
        **stage.inputs(""),
        "firm": stage.world.firm.id,
        "file": pair.file.id,
        "file_name": pair.file.name,
        "reference": pair.reference,
        "connection": stage.connection_id(),
        "until": "—",
        **said,
    }
