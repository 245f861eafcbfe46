"""Analytic lines follow what is posted, and it follows them; a plan has its field in its own database alone."""

from __future__ import annotations

from .support import House


def plan_with_account(house: House, name: str = "Units") -> tuple[int, int]:
    """Make a plan with an account and return both ids."""
    plan = house.create("account.analytic.plan", name=name)
    return plan, house.create("account.analytic.account", name=f"{name} A", plan_id=plan)


def spread(house: House, account: int) -> int:
    """Post an entry whose costs are spread over an account wholly; return its id."""
    lines = [
        [0, 0, {"account_id": house.ids["purchases"], "balance": 100, "analytic_distribution": {str(account): 100}}],
        [0, 0, {"account_id": house.ids["bank"], "balance": -100}],
    ]
    entry = house.create("account.move", journal_id=house.ids["MISC"], date="2026-03-02", line_ids=lines)
    house.call("account.move", "action_post", ids=[entry])
    return entry


def test_deleting_an_entry_deletes_its_analytic_lines(house: House) -> None:
    """Analytic lines are gone with the lines that they belong to."""
    _, account = plan_with_account(house)
    entry = spread(house, account)
    assert house.call("account.analytic.line", "search_count", domain=[]) == 1
    house.call("account.move", "button_draft", ids=[entry])
    house.call("account.move", "unlink", ids=[entry])
    assert house.call("account.analytic.line", "search_count", domain=[]) == 0


def test_cents_are_not_lost(house: House) -> None:
    """Shares of a whole come to the whole, whatever rounding does to each."""
    _, first = plan_with_account(house)
    others = [house.create("account.analytic.account", name=name, plan_id=1) for name in "abc"]
    thirds = {str(id_): share for id_, share in zip(others, (33.33, 33.33, 33.34), strict=True)}
    lines = [
        [0, 0, {"account_id": house.ids["purchases"], "balance": 0.05, "analytic_distribution": thirds}],
        [0, 0, {"account_id": house.ids["bank"], "balance": -0.05}],
    ]
    entry = house.create("account.move", journal_id=house.ids["MISC"], date="2026-03-02", line_ids=lines)
    house.call("account.move", "action_post", ids=[entry])
    amounts = house.call("account.analytic.line", "search_read", domain=[], fields=["amount"])
    assert round(sum(line["amount"] for line in amounts), 2) == -0.05
    assert house.read("account.analytic.account", first, "balance") == 0


def test_the_field_of_a_plan_comes_and_goes_with_a_capture(house: House) -> None:
    """Restored to before a plan, a database has no field of it; restored to after, it has its values."""
    before = house.odoo.capture()
    plan, account = plan_with_account(house)
    name = f"x_plan{plan}_id"
    line = house.create("account.analytic.line", name="x", amount=1, **{name: account})
    after = house.odoo.capture()
    house.odoo.restore(before)
    assert name not in house.call("account.analytic.line", "fields_get", attributes=["type"])
    house.odoo.restore(after)
    assert house.read("account.analytic.line", line, name) == account


def test_moving_plans_is_refused_loudly(house: House) -> None:
    """What would move values between fields is not in the fake."""
    plan, account = plan_with_account(house)
    other, _ = plan_with_account(house, "Other")
    house.create("account.analytic.line", name="x", amount=1, auto_account_id=account)
    assert house.refusal("account.analytic.plan", "write", ids=[plan], vals={"parent_id": other})[0] == 501
    assert house.refusal("account.analytic.account", "write", ids=[account], vals={"plan_id": other})[0] == 501
