"""The dialog that switches two-factor authentication on: it shows a secret and wants the code that an app makes."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from mock_kit.provenance import observed
from mock_odoo import messages
from mock_odoo.errors import UserError, no_text
from mock_odoo.keys import two_factor
from mock_odoo.keys.identity import identity_checked, request_of
from mock_odoo.models.labels import by_id
from mock_odoo.orm import access
from mock_odoo.orm.model import BaseModel, public

WIZARD = "auth_totp.wizard"


class TotpWizard(BaseModel):
    """The dialog of one user. Once the secret is theirs it shows it no more (observed)."""

    model_name = WIZARD
    sql_fields: ClassVar = {"display_name": by_id(WIZARD)}

    @public(observed("parity, two_factor", date="2026-11-23"), needs_session=True)
    @identity_checked
    def enable(self) -> dict[str, Any]:
        """Switch two-factor authentication on if the code in the context is right."""
        given = self._code()
        access.check_records(self.env, self.model_name, self.ids, "read")
        [dialog] = self.env.model(self.model_name, (self._ensure_one(),)).read(["secret"])
        if not dialog["secret"] or not two_factor.matches(dialog["secret"], given, self.env.now):
            raise UserError(messages.WRONG_CODE)
        two_factor.switch(self.env.database, self.env.uid, dialog["secret"])
        self.env.sudo().model(self.model_name, self.ids).write({"secret": "", "url": ""})
        request_of(self.env).keeps_session = True
        return notification("success", messages.SECOND_FACTOR_ON)

    def _code(self) -> str:
        given = self.env.context.get("code", "")
        if not isinstance(given, str):
            raise no_text(given)
        digits = re.sub(r"\s", "", given)
        if not digits.isdecimal():
            raise UserError(messages.CODE_IS_A_NUMBER)
        return digits


def open_dialog(records: BaseModel) -> dict[str, Any]:
    """Make the dialog for the caller, with a new secret, and return the action that opens it."""
    env = records.env
    secret = two_factor.new_secret(env.database)
    url = otpauth(request_of(env).host, env.user.login, secret)
    [id_] = env.sudo()[WIZARD].create([{"user_id": env.uid, "secret": secret, "url": url}])
    return {
        "type": "ir.actions.act_window",
        "target": "new",
        "res_model": WIZARD,
        "name": "Two-Factor Authentication Activation",
        "res_id": id_,
        "views": [[False, "form"]],
        "context": {"dialog_size": "medium"},
    }


def otpauth(issuer: str, login: str, secret: str) -> str:
    """Return the address that an app reads a secret from (observed: the issuer is the host that was asked)."""
    parameters = {
        "secret": secret.replace(" ", ""),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": two_factor.DIGITS,
        "period": two_factor.STEP,
    }
    return f"otpauth://totp/{quote(f'{issuer}:{login}', safe=':')}?{urlencode(parameters)}"


def notification(kind: str, message: str) -> dict[str, Any]:
    """Return the action that shows a message and closes the dialog."""
    following = {"type": "ir.actions.act_window_close"}
    params = {"type": kind, "message": message, "next": following}
    return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
