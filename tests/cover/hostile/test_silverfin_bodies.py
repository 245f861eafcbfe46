"""Bodies of Silverfin's API with one value replaced by one that means harm: answered, with no 5xx at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .bodies import BODIES
from .payloads import examples, spoilt
from .target import Target, filled_in, request

ALL_BODIES = st.sampled_from(sorted(BODIES)).flatmap(lambda path: st.tuples(st.just(path), spoilt([BODIES[path]])))


@pytest.mark.parametrize("path", sorted(BODIES))
def test_every_body_is_good(target: Target, path: str) -> None:
    """As it stands it is taken: else nothing would be behind what is refused in it."""
    answer = target.attack("silverfin", target.written(path, target.as_json(BODIES[path])))
    assert answer.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 ")), answer


@examples(400)
@given(body=ALL_BODIES, data=st.data())
def test_any_value_in_any_body(target: Target, body: tuple[str, bytes], data: st.DataObject) -> None:
    """Any value in any place of what a client writes is taken or refused; what was taken can be looked at."""
    path, sent = body
    shown = [rule for rule in target.rules if (rule.system, rule.method) == ("silverfin", "GET")]
    looked_at = data.draw(st.lists(st.sampled_from(shown), min_size=5, max_size=5, unique=True))
    answer = target.attack("silverfin", target.written(path, target.with_ids(sent)))
    if answer.startswith(b"HTTP/1.1 2"):
        for rule in looked_at:
            filled = filled_in(rule.path, target.known)
            headers = target.rest(filled) if filled.startswith("/api") else {"Cookie": target.sessions["silverfin"]}
            target.attack("silverfin", request("GET", filled, headers))
