"""What the tests of each room share."""

from __future__ import annotations

from ..generated import use_profile

use_profile()
