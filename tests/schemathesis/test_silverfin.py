"""Schemathesis against the fake Silverfin: no 5xx, no status and no answer that its OpenAPI document does not have.

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

from mock_silverfin import ALL_SCOPES, MockSilverfin
from mock_silverfin.wire.openapi import document
from mock_silverfin.wire.served import OURS

EXAMPLES = 20
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
HEALTH = list(HealthCheck)


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, Any]]:
    """Give the tests a fake with a file that has a year, an account and a line, and what leads to them."""
    with MockSilverfin() as silverfin:
        firm = silverfin.add_firm("Fiduciary")
        admin = firm.add_user("admin@fiduciary.test", "training", admin=True)
        application = silverfin.add_application("Acme Sync", "https://connector.example.com/callback", ALL_SCOPES)
        file = firm.add_company("Acme")
        file.link(application, "acme:1")
        token = application.authorize(admin, firm).access_token
        ids = {"firm_id": firm.id, "company_id": file.id}
        yield {"url": silverfin.url, "headers": {"Authorization": f"Bearer {token}"}, "ids": ids, "fake": silverfin}


SCHEMA = schemathesis.openapi.from_dict(document(OURS))
OPERATIONS = {found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_answers_as_it_is_described(name: str, mode: GenerationMode, served: dict[str, Any]) -> None:
    """Any request that fits the document and any that does not; ids are those of things that exist, where there are."""

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=HEALTH)
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def answers(case: Any) -> None:
        known = {name: id_ for name, id_ in served["ids"].items() if name in (case.path_parameters or {})}
        case.path_parameters = {**(case.path_parameters or {}), **known}
        case.call_and_validate(base_url=served["url"], headers=served["headers"], checks=CHECKS)

    try:
        answers()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE, "every operation has requests that fit"
    assert served["fake"].journal.errors == []
