"""Mutants: the reference connector with one mistake each, to show that every clause catches what it is there for."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar
from unittest import mock

from twinledger.content import folder
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.judge.case import Bench
from twinledger.judge.examples import Drawing
from twinledger.judge.options import Options
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind, Level, Verdict
from twinledger.world import World

JSON2, XMLRPC = "json2", "xmlrpc"
EXAMPLES = 8
TIMEOUT = 60.0
Operation = TypeVar("Operation", bound=Callable[["Surgery"], None])


class Surgery:
    """The operating table: replaces parts of the reference connector for as long as a run takes."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    def replace(self, owner: Any, name: str, part: Any) -> None:
        """Put `part` in the place of what a module or class calls `name`, which must be there."""
        self._stack.enter_context(mock.patch.object(owner, name, part))


@dataclass(frozen=True)
class Mutant:
    """One faulty connector: its name, the clause that must catch it, what the mistake is, and how it is made.

    `protocol` is what it speaks to Odoo, `timeout` the seconds that a run of it may take,
    `profile` the one in which its clause is run.
    """

    name: str
    clause: str
    mistake: str
    operate: Callable[[Surgery], None]
    protocol: str = JSON2
    timeout: float = TIMEOUT
    profile: str = "default"

    def sync(self, config: Mapping[str, str]) -> Any:
        """Run the reference connector with the mistake in it."""
        sync = self.sound
        with ExitStack() as stack:
            self.operate(Surgery(stack))
            return sync(config)

    @property
    def sound(self) -> Callable[[Mapping[str, str]], Any]:
        """The reference connector over the same protocol, without the mistake."""
        from mock_silverfin.integrations.odoo import sync, sync_over_xmlrpc  # noqa: PLC0415 - requests takes 80 ms

        return sync if self.protocol == JSON2 else sync_over_xmlrpc


@dataclass(frozen=True)
class Examination:
    """What became of a mutant: whether its clause caught it, and which other clauses failed as well."""

    caught: bool
    also_fails: tuple[str, ...]


def mutant(
    clause: str, *, protocol: str = JSON2, timeout: float = TIMEOUT, profile: str = "default"
) -> Callable[[Operation], Operation]:
    """Mark a function that makes a mistake in the reference connector; its docstring says which."""

    def mark(operate: Operation) -> Operation:
        operate.mutant = clause, protocol, timeout, profile  # type: ignore[attr-defined]
        return operate

    return mark


def all_mutants() -> list[Mutant]:
    """Return every mutant, in the order of the files and of the functions in them."""
    return [
        Mutant(name, clause, (value.__doc__ or "").strip(), value, protocol, timeout, profile)
        for path in sorted((folder("contract_tests") / "mutants").glob("[!_]*.py"))
        for name, value in vars(_module(str(path))).items()
        if callable(value) and hasattr(value, "mutant")
        for clause, protocol, timeout, profile in [value.mutant]
    ]


def examine(world: World, examined: Mutant, *, alone: bool) -> Examination:
    """Judge a mutant by its own clause, or by all clauses unless `alone`."""
    clauses = (examined.clause,) if alone else ()
    verdicts = _judged(world, examined.sync, examined.name, clauses, examined.timeout, examined.profile)
    broken = {verdict.clause for verdict in verdicts if verdict.kind is Kind.FAIL}
    return Examination(examined.clause in broken, tuple(sorted(broken - {examined.clause})))


def examine_reference(world: World) -> list[Verdict]:
    """Judge the reference connector by all clauses and return the verdicts that are not a pass where one must be."""
    from mock_silverfin.integrations.odoo.synchronise import sync  # noqa: PLC0415 - see above

    return [
        verdict
        for verdict in _judged(world, sync, "reference", ())
        if verdict.kind not in (Kind.PASS, Kind.NOT_APPLICABLE) and verdict.level is not Level.INFORMATION
    ]


def _judged(
    world: World,
    sync: Callable[[Mapping[str, str]], Any],
    name: str,
    clauses: tuple[str, ...],
    timeout: float = TIMEOUT,
    profile: str = "default",
) -> tuple[Verdict, ...]:
    world.reset()
    bench = Bench(world, FunctionDriver(sync), Claims(), timeout, Drawing(EXAMPLES, shrink=False), profile)
    manifest = Manifest(connector=Connector(name=name, python="reference:sync"))
    return judge(bench, manifest, Options(clauses=clauses))


def _module(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"twinledger_mutants_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
