"""Benches: a world and a connector in it, as a manifest and the options of a session want them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from mock_kit.clock import Clock
from mock_kit.tls import Authority
from twinledger.drivers.manifest import ManifestError
from twinledger.judge.case import Bench
from twinledger.judge.example_databases import at_home, database_of
from twinledger.judge.examples import Drawing
from twinledger.wire_choice import WireChoiceError
from twinledger.world import World

if TYPE_CHECKING:
    from mock_silverfin.wire.served import Wire
    from twinledger.drivers.manifest import Manifest
    from twinledger.judge.options import Options

# Drawn tales per clause: for a function in this process, and for a program of its own.
EXAMPLES = {"quick": (2, 1), "default": (15, 3), "thorough": (200, 25)}


@contextmanager
def bench_for(manifest: Manifest, options: Options) -> Iterator[Bench]:
    """Yield a bench on which a connector can be judged; raise ManifestError for what cannot be started or asked for."""
    with ExitStack() as stack:
        driver = manifest.driver()
        stack.callback(driver.close)
        driver.advertised = options.advertise_host
        authority = None
        if options.advertise_host:  # over a network nothing goes in clear
            authority = driver.authority or stack.enter_context(_authority())
        clock = Clock() if driver.in_process else Clock.of_the_machine()
        world = World(
            odoo_version=options.odoo_version,
            clock=clock,
            advertise_host=options.advertise_host,
            authority=authority,
            wire=_wire(options),
        )
        stack.enter_context(world)
        stack.enter_context(at_home(options.memory))
        number = EXAMPLES[options.profile][0 if driver.in_process else 1]
        drawing = Drawing(number, options.seed, database=database_of(options.examples, options.memory))
        limits = manifest.claims, manifest.connector.timeout, drawing, options.profile
        yield Bench(world, driver, *limits, memory=options.memory, webhook=manifest.connector.webhook)


@contextmanager
def _authority() -> Iterator[Authority]:
    authority = Authority()
    try:
        yield authority
    finally:
        authority.close()


def _wire(options: Options) -> Wire:
    try:
        return options.wire.wire()
    except WireChoiceError as error:
        raise ManifestError(str(error)) from None
