"""The fake beside a real Odoo: only where the environment names one, and only in a copy that is dropped again.

ODOO_URL, ODOO_DATABASE, ODOO_EMAIL, ODOO_PASSWORD, ODOO_API_KEY and ODOO_MASTER_PASSWORD say where; ODOO_CALLS how
often to ask at random, and ODOO_SEED from which seed. Without them nothing here has run, and nothing is claimed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from twinledger.parity import Target, compare, own_copy
from twinledger.parity.exploring import exploration

NEEDED = ("ODOO_URL", "ODOO_DATABASE", "ODOO_EMAIL", "ODOO_PASSWORD", "ODOO_API_KEY", "ODOO_MASTER_PASSWORD")
CONVERSATION = "explored"
SHARE = 0.99


@pytest.fixture(scope="module")
def real() -> Iterator[Target]:
    """A copy of a real database, made for this run and marked."""
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        pytest.skip(f"DID NOT RUN: no real Odoo is named, so nothing was compared ({', '.join(missing)} not set)")
    url, database, login, password, key, master = (os.environ[name] for name in NEEDED)
    with own_copy(Target(url, database, login, password, key), master) as target:
        yield target


def test_a_real_server_answers_as_recorded(real: Target) -> None:
    """What exploring found once is still what a real server answers."""
    report = compare(real, [CONVERSATION])
    assert report.share >= SHARE, str(report)


def test_random_calls_find_no_difference_that_is_not_listed(real: Target) -> None:
    """Asked the same at random, the fake and the real server agree but for what is listed."""
    calls, seed = int(os.environ.get("ODOO_CALLS", "300")), int(os.environ.get("ODOO_SEED", "1"))
    found = exploration(real, calls=calls, seed=seed)
    assert found.calls == calls
    assert found.ok, str(found)
