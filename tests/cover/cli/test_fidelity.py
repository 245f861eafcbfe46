"""`twinledger fidelity`: what is in the fakes, for people and for programs."""

from __future__ import annotations

import json

from twinledger import fidelity

from .support import run


def test_the_tables_for_people() -> None:
    """Every table has its title and its heads; a model says whether it is there in substance or in shape."""
    result = run("fidelity")
    assert (result.exit_code, result.stderr) == (0, "")
    for table in fidelity.tables().values():
        assert f"{table.title} ({len(table.rows)})" in result.stdout
        assert all(head in result.stdout for head in table.heads)
    assert "semantic" in result.stdout
    assert "as recorded" in result.stdout


def test_the_tables_for_programs() -> None:
    """One object: a list for each table, in which a row is an object of texts."""
    found = json.loads(run("fidelity", "--json").stdout)
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(table.rows) for name, table in fidelity.tables().items()
    }
    [move] = [row for row in found["models"] if row["model"] == "account.move"]
    assert move["standing"] == "semantic"
    assert "action_post (observed, section 7, action_post)" in move["methods of its own"]
    assert {"version": "saas~18.3", "does as": "18.0"} in found["assumed versions"]
