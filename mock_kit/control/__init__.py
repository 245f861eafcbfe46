"""The control API: what programs in other languages do with a fake from outside, below `/_twinledger/`."""

from __future__ import annotations

from mock_kit.control.door import PREFIX, Control
from mock_kit.control.of_both import StateControl, Whole
from mock_kit.control.operation import About, Number, Operation, get, post

__all__ = ["PREFIX", "About", "Control", "Number", "Operation", "StateControl", "Whole", "get", "post"]
