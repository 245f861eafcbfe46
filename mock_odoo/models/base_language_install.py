"""The dialog that installs languages: labels and values have then their words in them."""

from __future__ import annotations

from typing import Any, ClassVar

from mock_kit.provenance import observed
from mock_odoo.models.labels import by_id
from mock_odoo.orm import access, translations
from mock_odoo.orm.model import BaseModel, public

DONE = (
    "The languages that you selected have been successfully installed. Users can choose their favorite language in "
    "their preferences."
)


class BaseLanguageInstall(BaseModel):
    """What a person chose in the dialog."""

    model_name = "base.language.install"
    sql_fields: ClassVar = {"display_name": by_id("base.language.install")}

    def _shown_defaults(self) -> dict[str, Any]:
        context = self.env.context
        chosen = (context.get("active_ids") or []) if context.get("active_model") == "res.lang" else []
        return {**super()._shown_defaults(), "lang_ids": chosen}

    @public(observed("parity conversation languages", date="2026-11-23"))
    def lang_install(self) -> dict[str, Any]:
        """Install the chosen languages and return what the web client shows then."""
        self._ensure_one()
        env = self.env.with_context(active_test=False)
        access.look(env, self.model_name, self.ids)
        [chosen] = env.model(self.model_name, self.ids).read(["lang_ids"])
        for language in env.model("res.lang", tuple(chosen["lang_ids"])).read(["code"]):
            if language["code"] not in self.env.database.installed_languages | {"en_US"}:
                translations.install(self.env.database, language["code"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "context": {**self.env.context, "active_ids": list(self.ids)},
            "target": "new",
            "params": {
                "message": DONE,
                "type": "success",
                "sticky": False,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
