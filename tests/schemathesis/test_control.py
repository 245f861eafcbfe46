"""Schemathesis against the control API of both fakes: no 5xx, no status and no answer that its document does not have.

The tox environment `schemathesis` installs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from twinledger import World, control_page

EXAMPLES = 20
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SCHEMA = schemathesis.openapi.from_dict(control_page.described())
OPERATIONS = {found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def _world() -> Iterator[World]:
    with World() as world:
        yield world


@pytest.fixture
def world(_world: World) -> World:
    """Give a test a world as it was made: what the tests before did is undone."""
    _world.faults.clear()
    _world.reset()
    return _world


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_answers_as_it_is_described(name: str, mode: GenerationMode, world: World) -> None:
    """Any request that fits the document and any that does not; who is named is there, where the world knows whom."""
    fake = world.silverfin if "silverfin" in name else world.odoo
    known = {"login": "admin@example.com", "company_id": world.pair.file.id, "client_id": world.application.client_id}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        if mode is GenerationMode.POSITIVE and isinstance(case.body, dict):
            case.body |= {name: value for name, value in known.items() if name in case.body}
        case.call_and_validate(base_url=fake.url, checks=CHECKS)

    try:
        answers()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "every operation has requests that fit"
    assert world.journal.errors == []
