"""Definers: in which Python class of the real server a method stands, for its TypeErrors say so (observed)."""

from __future__ import annotations

from mock_odoo.orm.model import BaseModel

# What every model has, by the models whose own class has it, too.
OWN = {
    "account.account": "write create name_search default_get",
    "account.journal": "write create unlink",
    "account.move": "write create unlink read search_read onchange",
    "account.move.line": "write create unlink read search_read default_get",
    "ir.config_parameter": "create unlink",
    "ir.model": "write create unlink",
    "res.company": "write create unlink",
    "res.country": "write create unlink name_search",
    "res.currency": "write create unlink",
    "res.groups": "write create unlink",
    "res.lang": "write create unlink",
    "res.partner": "write create default_get",
    "res.users": "write create unlink read fields_get name_search onchange",
    "res.users.apikeys.description": "create",
}
ELSEWHERE = {
    ("account.account", "unlink"): "MailThread",
    ("res.partner", "unlink"): "MailThread",
    ("ir.config_parameter", "write"): "IrConfigParameter",
}
OF_THE_WEB_CLIENT = frozenset({"web_read", "web_save", "web_search_read", "formatted_read_group", "onchange", "unlink"})


def definer(model: str, method: str) -> str:
    """Return the name of the class that a TypeError about a call of that method names."""
    if (model, method) in ELSEWHERE:
        return ELSEWHERE[model, method]
    if method in OWN.get(model, "").split() or not (method in OF_THE_WEB_CLIENT or hasattr(BaseModel, method)):
        return model.replace("_", "_.").title().replace(".", "")
    return "Base" if method in OF_THE_WEB_CLIENT else "BaseModel"
