"""Exchanging: tables of texts that come and go, `load` and `export_data`, as an exploration draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import ACCOUNT, ENTRY, JOURNAL, LINE, PARTNER, Kind
from twinledger.parity.exploring.looking import ids
from twinledger.parity.exploring.operands import Drawn, rarely

COLUMNS = {
    PARTNER.model: {
        "name": ["Ada ${tag}", "new ${tag}", "", "Ünal"],
        "email": ["a@example.com", ""],
        "color": ["3", "x", "", "1.5"],
        "is_company": ["True", "1", "no", "maybe", ""],
        "country_id": ["Belgium", "BE", "Nowhere", ""],
        "country_id/id": ["base.be", "base.nowhere", ""],
        "parent_id": ["Firm ${tag}", "Nobody", ""],
        "parent_id/.id": ["${firm}", "${absent}", "x", ""],
        "type": ["contact", "Invoice", "frob", ""],
        "partner_latitude": ["50.5", "x", ""],
        "nofield": ["1"],
    },
    ACCOUNT.model: {
        "code": ["${tag}801", "${tag}802", "${tag}400", "", "a b"],
        "name": ["Loaded", ""],
        "account_type": ["Income", "income", "asset_cash", "frob", ""],
        "reconcile": ["True", "", "0"],
        "currency_id": ["USD", "XXX", ""],
    },
    JOURNAL.model: {
        "name": ["Loaded ${tag}", ""],
        "code": ["${tag}Y", "${tag}D", ""],
        "type": ["Miscellaneous", "general", "frob", ""],
        "sequence": ["3", "x"],
    },
}  # fmt: skip
EXPORTED = {
    PARTNER.model: "name country_id country_id/code country_id/id parent_id/name child_ids/name is_company color",
    ACCOUNT.model: "code name account_type reconcile currency_id/name company_ids/name tax_ids/name",
    JOURNAL.model: "name code type currency_id sequence company_id/name",
    ENTRY.model: "name date ref state journal_id/code line_ids/account_id line_ids/debit line_ids/balance",
    LINE.model: "name date account_id account_id/code debit credit move_id/name partner_id currency_id quantity",
}


@st.composite
def loads(draw: DrawFn, house: House) -> Ask:
    """Draw a table that is loaded: mostly columns that there are, and mostly what these can hold."""
    del house
    model = draw(st.sampled_from(list(COLUMNS)))
    columns = COLUMNS[model]
    needed = [name for name in ("code", "name", "account_type", "type") if name in columns and model != PARTNER.model]
    chosen = draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=4, unique=True))
    fields = list(dict.fromkeys([*(needed or ["name"]), *chosen]))
    rows = st.lists(st.tuples(*(_cell(columns[name]) for name in fields)).map(list), min_size=1, max_size=3)
    return Ask(model, "load", {"fields": fields, "data": draw(rows)})


def _cell(values: list[str]) -> Drawn:
    return rarely(st.just(values[0]), st.sampled_from(values), 3)


@st.composite
def exports(draw: DrawFn, house: House) -> Ask:
    """Draw an export of some columns, through records that are referred to."""
    model = draw(st.sampled_from(list(EXPORTED)))
    kind = Kind(model, (), ())
    columns: list[Any] = draw(
        st.lists(st.sampled_from([*EXPORTED[model].split(), "nofield"]), min_size=1, max_size=4, unique=True)
    )
    return Ask(model, "export_data", {"fields_to_export": columns}, draw(ids(house, kind)))
