"""The public methods that tell what the user may do."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.errors import AccessError
from mock_odoo.orm import access
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.public import public
from mock_odoo.orm.rules import is_ruled


class RightsMethods:
    """What every model tells about rights."""

    model_name: ClassVar[str]
    env: Environment
    ids: tuple[int, ...]

    @public(observed("section 6, more"))
    def has_access(self, operation: str) -> bool:
        """Tell whether the user may do `operation` with the records; raise AccessError for others' companies."""
        if not access.has_access(self.env, self.model_name, operation):
            return False
        if not self.ids or not is_ruled(self.env, self.model_name, operation):
            return True
        self.env.check_companies()
        try:
            access.check_rules(self.env, self.model_name, self.ids, operation)
        except AccessError:
            return False
        return True

    @public(observed("parity conversation rights", date="2026-11-23"), model=True)
    def check_access_rights(self, operation: str, raise_exception: Any = True) -> bool | None:
        """Tell whether the user's groups give the right to `operation`; raise AccessError if not and asked to raise."""
        if not raise_exception:
            return access.has_access(self.env, self.model_name, operation)
        access.check_access(self.env, self.model_name, operation)
        return self.env.version.check_access_rights_result

    @public(observed("parity conversation rights", date="2026-11-23"))
    def check_access_rule(self, operation: str) -> None:
        """Raise AccessError without the right, or if a rule hides a record, MissingError if one is not there."""
        access.check_access(self.env, self.model_name, operation)
        access.check_records(self.env, self.model_name, self.ids, operation)
