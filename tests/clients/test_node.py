"""A client for Node.js, odoo-xmlrpc-ts: what a program sees here is what it saw of a real server.

The tox environment `clients` installs it from its lock file; `recorded.json` was written on 2026-11-23 by running the
same script against Odoo 19.0 (odoo-19 19.0.0+dfsg-1).
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from mock_odoo import MockOdoo

HERE = Path(__file__).parent


def script(*arguments: str) -> Any:
    """Run the script and return what it saw; fail, with what Node says, if it cannot."""
    command = ["node", str(HERE / "script.mjs"), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_client_for_node_sees_what_it_saw_of_the_real_server() -> None:
    """It reads, writes and fails in the real server's words, step by step."""
    with MockOdoo() as odoo:
        env = odoo.create_database("acme", company="Acme BV").environment()
        group = odoo.database().group_id("base.group_user")
        env["res.users"].create([{"name": "Employee", "login": "employee", "group_ids": [group]}])
        seen = script(odoo.url, "acme", odoo.create_api_key("admin"), odoo.create_api_key("employee"))
    assert seen == json.loads((HERE / "recorded.json").read_text("utf-8"))
