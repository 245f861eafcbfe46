"""The control API with any arguments, and files of scenarios and wires with anything in them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_kit.control import PREFIX, Operation
from twinledger.stories import files
from twinledger.stories.files import StoryError
from twinledger.wire_choice import WireChoice, WireChoiceError

from . import payloads
from .payloads import examples
from .target import Target, request

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def operations(target: Target) -> list[tuple[str, Operation]]:
    """Return the operations of each system."""
    fakes = {"odoo": target.world.odoo, "silverfin": target.world.silverfin}
    return [(system, operation) for system, fake in fakes.items() for operation in fake.control.operations]


def test_any_body_of_the_control_api(target: Target, operations: list[tuple[str, Operation]]) -> None:
    """What is no object of arguments is refused with a reason."""
    for (system, asked), body in itertools.product(operations, payloads.BODIES):
        target.attack(system, request(asked.method, PREFIX + asked.path, JSON, body))


@examples(200)
@given(data=st.data())
def test_any_argument_of_the_control_api(
    target: Target, operations: list[tuple[str, Operation]], data: st.DataObject
) -> None:
    """Any value for any argument, beside others that mean something, is carried out or refused with a reason."""
    system, asked = data.draw(st.sampled_from(operations))
    value = st.sampled_from([*payloads.VALUES, '"admin"', '"acme"', "1", '"x"'])
    given_ = data.draw(st.dictionaries(st.sampled_from([*asked.parameters, "none of them"]), value, max_size=4))
    if asked.path.endswith("faults/arm"):
        given_["fault"] = f'"{data.draw(st.sampled_from(["delay", "dribble", "status-after", "reset-after"]))}"'
    usual = {"login": '"admin"', "company_id": target.known["company_id"], "name": '"x"'}
    meant = {name: text for name, text in usual.items() if name in asked.parameters}
    said = ",".join(f'"{name}":{text}' for name, text in {**meant, **given_}.items() if data.draw(st.integers(0, 4)))
    body = f"{{{said}}}".encode("utf-8", "surrogatepass")
    target.attack(system, request(asked.method, PREFIX + asked.path, JSON, body))
    target.world.faults.restore(target.state.faults)


@pytest.mark.parametrize("content", payloads.YAML, ids=lambda content: repr(content[:20]))
def test_a_file_that_means_harm(tmp_path: Path, content: str | bytes) -> None:
    """A scenario or a wire in such a file is refused with a reason, and nothing in it is carried out."""
    path = tmp_path / "harm.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reads: list[tuple[type[Exception], Callable[[], Any]]] = [
        (StoryError, lambda: files.load(str(path))),
        (WireChoiceError, lambda: WireChoice(path).wire()),
    ]
    for refusal, read in reads:
        with pytest.raises(refusal, match=r"harm\.yaml"):
            read()
