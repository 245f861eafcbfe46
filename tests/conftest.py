"""How generated tests run: the same examples every time, however busy the machine is; others each time where asked for.

`pytest --hypothesis-profile random` draws others.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("random", deadline=None, print_blob=True)
settings.load_profile("ci")
