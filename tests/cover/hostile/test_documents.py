"""Documents of silly size or date, and what people do with them: every call is answered, at Odoo's and Silverfin's."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from .payloads import examples
from .target import Target, request
from .test_calls import PYTHON

DAYS = st.sampled_from([
    "0001-01-01", "0001-01-02", "0999-12-31", "1000-01-01", "1582-10-15", "1970-01-01", "2024-02-29", "2026-02-28",
    "9998-12-31", "9999-01-01", "9999-12-30", "9999-12-31", False,
])  # fmt: skip
NUMBERS = st.sampled_from([
    0, -0.0, 1, -1, 0.004, 0.005, 1e-300, 5e-324, 99.99, 9999999999999.99, 1e13, 1e15, 1e18, 1e22, 1e26, 1e30, 1e300,
    -1e300, 1.7e308, 2**31 - 1, 2**31, 2**63 - 1, 2**63,
])  # fmt: skip
WHOLE = st.sampled_from([0, 1, -1, 31, 365, 3_650_000, 10**9, 2**31 - 1, -(2**31)])
NAMES = st.sampled_from(["x", "/", "é" * 5_000, "9" * 30, "A/9999/12/99999999", "0/0/0", "INV/2026/2147483648"])
KINDS = st.sampled_from(["entry", "out_invoice", "in_invoice", "out_refund", "in_refund", "out_receipt", "in_receipt"])
PERIODS = st.sampled_from(["day", "week", "month", "quarter", "year", "iso_week_number", "year_number", "day_of_year"])
LINES = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "price_unit": NUMBERS, "account_id": st.integers(1, 12)},
        optional={
            "quantity": NUMBERS,
            "discount": NUMBERS,
            "analytic_distribution": st.dictionaries(st.sampled_from(["1", "7"]), NUMBERS, max_size=2),
        },
    ),
    min_size=1,
    max_size=3,
)
VALUES = st.fixed_dictionaries(
    {"move_type": KINDS, "date": DAYS},
    optional={"invoice_date": DAYS, "invoice_date_due": DAYS, "name": NAMES, "ref": NAMES},
)
TERMS = st.fixed_dictionaries({"value": st.just("percent"), "value_amount": st.just(100), "nb_days": WHOLE})


def _ask(target: Target, model: str, method: str, **arguments: Any) -> Any:
    """Call a method and return what it answers, None if it refuses."""
    body = json.dumps(arguments).encode()
    answer = target.attack("odoo", request("POST", f"/json/2/{model}/{method}", target.json2, body), may_say=PYTHON)
    return json.loads(answer.partition(b"\r\n\r\n")[2]) if b" 200 " in answer[:16] else None


@examples(100)
@given(values=VALUES, lines=LINES, amount=NUMBERS, term=TERMS, day=DAYS, period=PERIODS)
def test_a_document_and_what_becomes_of_it(
    target: Target, values: dict[str, Any], lines: list[Any], amount: float, term: Any, day: object, period: str
) -> None:
    """Made, posted, grouped, moved, copied, taken back and paid."""
    if values["move_type"] == "entry":
        sides = (("debit", lines[0]["account_id"]), ("credit", 1))
        items = [[0, 0, {"account_id": account, side: amount}] for side, account in sides]
        made = _ask(target, "account.move", "create", vals_list=[{**values, "line_ids": items}])
    else:
        terms = _ask(target, "account.payment.term", "create", vals_list=[{"name": "T", "line_ids": [[0, 0, term]]}])
        items = [[0, 0, line] for line in lines]
        named = {"invoice_line_ids": items, "partner_id": 1, "invoice_payment_term_id": terms and terms[0]}
        made = _ask(target, "account.move", "create", vals_list=[{**values, **named}])
    if made is None:
        return
    mine, about = [["id", "in", made]], {"active_model": "account.move", "active_ids": made}
    _ask(target, "account.move", "action_post", ids=made)
    for field in ("date", "invoice_date", "invoice_date_due"):
        _ask(target, "account.move", "formatted_read_group", domain=mine, groupby=[f"{field}:{period}"])
    paying = {"vals_list": [{"payment_date": day, "amount": amount}], "context": about}
    if (wizard := _ask(target, "account.payment.register", "create", **paying)) is not None:
        _ask(target, "account.payment.register", "action_create_payments", ids=wizard)
    undoing = {"vals_list": [{"date": day, "journal_id": 1}], "context": about}
    if (wizard := _ask(target, "account.move.reversal", "create", **undoing)) is not None:
        _ask(target, "account.move.reversal", "reverse_moves", ids=wizard)
    _ask(target, "account.move", "button_draft", ids=made)
    _ask(target, "account.move", "write", ids=made, vals={"date": day})
    _ask(target, "account.move", "action_post", ids=made)
    _ask(target, "account.move", "copy", ids=made, default={"date": day})
    _ask(target, "account.move", "read", ids=made)


@examples(60)
@given(
    days=st.lists(DAYS, min_size=5, max_size=5),
    value=st.sampled_from(["0", "0.01", "-0", "92233720368547758.07", "99999999999999999999", "1e30", "NaN", "1.005"]),
)
def test_years_and_lines_of_silverfin(target: Target, days: list[object], value: str) -> None:
    """Financial years, lines in them and on other days, and every figure that follows from them."""
    world = target.world
    place = f"/api/v4/f/{world.firm.id}/syncs/companies/{world.pair.file.id}"
    year = {
        "start_date": days[0],
        "end_date": days[1],
        "compute_opening_balances": True,
        "compute_retained_earnings": True,
    }
    settings = {"years": [year], "retained_earnings_account": {"number": "140000", "name": "x"}}
    lines = [
        {"upsert": {"id": f"{number}", "account_number": "400000", "date": day, "value": value}}
        for number, day in enumerate(days[2:])
    ]
    sent = {"sync_point": "p", "actions": lines, "accounts": [{"number": "400000", "names": {}, "type": "asset"}]}
    for path, body in (("settings", settings), ("transactions", sent)):
        target.attack("silverfin", request("POST", f"{place}/{path}", target.rest(place), json.dumps(body).encode()))
    read = place.replace("/syncs", "")
    told = target.attack("silverfin", request("GET", f"{read}/periods", target.rest(read))).partition(b"\r\n\r\n")[2]
    ledgers = [f"/ledgers/{period['id']}" for period in json.loads(told)[:3]]
    for page in (*ledgers, "", "/accounts", "/periods", "/changes"):
        path = f"/f/{world.firm.id}/{world.pair.file.id}{page}"
        answer = target.attack("silverfin", request("GET", path, {"Cookie": target.sessions["silverfin"]}))
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]
