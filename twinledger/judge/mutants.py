"""Mutants: the reference connector with one mistake each, to show that every clause catches what it is there for."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any, TypeVar
from unittest import mock

from twinledger.content import folder
from twinledger.drivers.function import FunctionDriver
from twinledger.drivers.manifest import Claims, Connector, Manifest
from twinledger.judge.case import Bench
from twinledger.judge.examples import Drawing
from twinledger.judge.options import Options
from twinledger.judge.running import catalogue
from twinledger.judge.session import judge
from twinledger.judge.verdicts import Kind, Level, Verdict
from twinledger.world import World

JSON2, XMLRPC = "json2", "xmlrpc"
EXAMPLES = {"quick": 2, "default": 8, "thorough": 8}
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
    `profile` the one in which its clause is run, `seeds` from how many seeds it is tried until it is caught:
    more than one for a mistake that takes a rare order of things, which one life of hundreds meets.
    It `listens` if it is told of what happens in Silverfin.
    """

    name: str
    clause: str
    mistake: str
    operate: Callable[[Surgery], None]
    protocol: str = JSON2
    timeout: float = TIMEOUT
    profile: str = "default"
    seeds: int = 1
    listens: bool = False

    def sync(self, config: Mapping[str, str]) -> Any:
        """Run the reference connector with the mistake in it."""
        sync = self.sound
        with ExitStack() as stack:
            self.operate(Surgery(stack))
            return sync(config)

    @property
    def cured(self) -> Mutant:
        """The same without the mistake."""
        return replace(self, mistake="Makes none.", operate=_nothing, seeds=1)

    @property
    def sound(self) -> Callable[[Mapping[str, str]], Any]:
        """The reference connector over the same protocol."""
        from mock_silverfin.integrations.odoo import sync, sync_over_xmlrpc  # noqa: PLC0415 - requests takes 80 ms

        return sync if self.protocol == JSON2 else sync_over_xmlrpc


def _nothing(_: Surgery) -> None:
    """Make no mistake."""


REFERENCE = Mutant("reference", "", "Makes none.", _nothing, listens=True)


@dataclass(frozen=True)
class Examination:
    """What became of a mutant: whether its clause caught it, and, unless it was tried alone, what else it fails."""

    caught: bool
    also_fails: tuple[str, ...]
    alone: bool = False


def mutant(
    clause: str,
    *,
    protocol: str = JSON2,
    timeout: float = TIMEOUT,
    profile: str = "default",
    seeds: int = 1,
    listens: bool = False,
) -> Callable[[Operation], Operation]:
    """Mark a function that makes a mistake in the reference connector; its docstring says which."""

    def mark(operate: Operation) -> Operation:
        mistake = (operate.__doc__ or "").strip()
        made = Mutant(operate.__name__, clause, mistake, operate, protocol, timeout, profile, seeds, listens)
        operate.mutant = made  # type: ignore[attr-defined]
        return operate

    return mark


def all_mutants() -> list[Mutant]:
    """Return every mutant, in the order of the files and of the functions in them."""
    return [
        value.mutant
        for path in sorted((folder("contract_tests") / "mutants").glob("[!_]*.py"))
        for value in vars(_module(str(path))).values()
        if callable(value) and hasattr(value, "mutant")
    ]


def examine(world: World, examined: Mutant, *, alone: bool) -> Examination:
    """Judge a mutant by its own clause, and by all clauses unless `alone`: those as the profile `quick` does."""
    caught = by_its_clause(world, examined).kind is Kind.FAIL
    verdicts = () if alone else _judged(world, replace(examined, profile="quick"), ())
    broken = {verdict.clause for verdict in verdicts if verdict.kind is Kind.FAIL}
    return Examination(caught, tuple(sorted(broken - {examined.clause})), alone)


def by_its_clause(world: World, examined: Mutant, claims: Claims | None = None) -> Verdict:
    """Judge a mutant by its own clause alone, from seed after seed until it does not pass."""
    for seed in range(1, examined.seeds + 1):
        verdicts = _judged(world, examined, (examined.clause,), claims, seed)
        [verdict] = [verdict for verdict in verdicts if verdict.kind is not Kind.NOT_RUN]
        if verdict.kind is not Kind.PASS:
            break
    return verdict


def examine_reference(world: World) -> list[Verdict]:
    """Judge the reference connector by all clauses and return the verdicts that are not a pass where one must be.

    Each clause is tried as thoroughly as by its mutant, so that none is left out.
    """
    profiles = {mutant.clause: mutant.profile for mutant in all_mutants()}
    by_profile = defaultdict[str, list[str]](list)
    for clause in catalogue().values():
        by_profile[profiles.get(clause.id, REFERENCE.profile)].append(clause.id)
    return [
        verdict
        for profile, ids in by_profile.items()
        for verdict in _judged(world, replace(REFERENCE, profile=profile), tuple(ids))
        if verdict.clause in ids and not _is_well(verdict)
    ]


def _is_well(verdict: Verdict) -> bool:
    return verdict.kind in (Kind.PASS, Kind.NOT_APPLICABLE) or verdict.level is Level.INFORMATION


def _judged(
    world: World, judged: Mutant, clauses: tuple[str, ...], claims: Claims | None = None, seed: int = 1
) -> tuple[Verdict, ...]:
    world.reset()
    manifest = Manifest(connector=Connector(name=judged.name, python="reference:sync"), claims=claims or Claims())
    drawing = Drawing(EXAMPLES[judged.profile], seed, shrink=False)
    with _at_the_door(judged) as (sync, webhook):
        limits = manifest.claims, judged.timeout, drawing, judged.profile
        bench = Bench(world, FunctionDriver(sync), *limits, webhook=webhook)
        return judge(bench, manifest, Options(clauses=clauses))


@contextmanager
def _at_the_door(judged: Mutant) -> Iterator[tuple[Callable[[Mapping[str, str]], Any], str | None]]:
    """Yield what runs it, and where it listens meanwhile if it does."""
    if not judged.listens:
        yield judged.sync, None
        return
    from mock_silverfin.integrations.odoo.listening import Listener  # noqa: PLC0415 - few listen

    with ExitStack() as stack:
        judged.operate(Surgery(stack))
        listener = Listener("http://127.0.0.1:0", judged.sound)
        stack.callback(listener.close)
        yield listener.sync, f"http://127.0.0.1:{listener.port}/webhooks"


def _module(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"twinledger_mutants_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
