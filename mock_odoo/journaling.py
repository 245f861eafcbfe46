"""What the journal needs to know about requests to an Odoo: what a secret looks like, and what a request asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from mock_kit.journal import Exchange

SECRET_SHAPES = (rb"\b[0-9a-f]{40}\b",)
XML_VALUE = re.compile(rb"<(?:string|int|i4)>([^<]*)</(?:string|int|i4)>")


def describe(exchange: Exchange) -> Mapping[str, str]:
    """Return the protocol, the model and the method of a call, as far as the request names them."""
    path = exchange.path.strip("/").split("/")
    if path[:2] == ["json", "2"] and len(path) == 4:
        return {"protocol": "json2", "model": path[2], "method": path[3]}
    if path[0] == "xmlrpc":
        return {"protocol": "xmlrpc", **_of_xml(path[-1], exchange.body)}
    if path == ["jsonrpc"]:
        return {"protocol": "jsonrpc", **_of_json(exchange.body)}
    if path[:2] == ["web", "dataset"]:
        return {"protocol": "web", **_of_json(exchange.body)}
    return {"protocol": "web", "method": path[-1]}


def _of_xml(service: str, body: bytes) -> Mapping[str, str]:
    """Database, user and password stand before the model and the method of `execute_kw`."""
    values = [value.decode("utf-8", "replace") for value in XML_VALUE.findall(body[:10_000])]
    if service == "object" and len(values) >= 5:
        return {"model": values[3], "method": values[4]}
    name = re.search(rb"<methodName>([^<]*)</methodName>", body[:10_000])
    return {"method": name[1].decode("utf-8", "replace") if name else ""}


def _of_json(body: bytes) -> Mapping[str, str]:
    try:
        params = json.loads(body)["params"]
        if "model" in params:
            return {"model": str(params["model"]), "method": str(params["method"])}
        if params["service"] == "object":
            return {"model": str(params["args"][3]), "method": str(params["args"][4])}
        return {"method": str(params["method"])}
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return {}
