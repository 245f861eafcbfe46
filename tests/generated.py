"""How generated tests run: the same examples every time, however busy the machine is; others each time where asked for.

`pytest --hypothesis-profile random` draws others.
"""

from __future__ import annotations

from hypothesis import settings


def use_profile() -> None:
    """Let generated tests run so from now on, unless the command line names another profile."""
    usual = settings.get_profile("default")
    settings.register_profile("ci", usual, deadline=None, derandomize=True, database=None, print_blob=True)
    settings.register_profile("random", usual, deadline=None, print_blob=True)
    settings.load_profile("ci")
