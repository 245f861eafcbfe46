"""With TWINLEDGER_PART=i/n only every n-th of these tests runs, from the i-th: each push tries another part of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ..generated import use_profile

use_profile()
HERE = Path(__file__).parent
PART, PARTS = map(int, os.environ.get("TWINLEDGER_PART", "1/1").split("/"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is for another part, and have it counted as left out."""
    all_of_them = [item for item in items if item.path.is_relative_to(HERE)]
    left = set(all_of_them) - set(all_of_them[PART - 1 :: PARTS])
    if left:
        config.hook.pytest_deselected(items=[*left])
        items[:] = [item for item in items if item not in left]
