"""Looking: calls that change nothing, as an exploration draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from twinledger.parity.exploring import domains
from twinledger.parity.exploring.ask import Ask
from twinledger.parity.exploring.house import House
from twinledger.parity.exploring.kinds import KINDS, Kind
from twinledger.parity.exploring.operands import Drawn, rarely, records


def changed_models(house: House) -> Drawn:
    """Draw a model whose records come and go, as a kind."""
    return st.sampled_from([KINDS[model] for model in house.changed])


def searched_models(house: House) -> Drawn:
    """Draw a model of which there are records to look for, as a kind: mostly one whose records change."""
    others = [kind for kind in KINDS.values() if kind.model not in house.changed]
    return rarely(changed_models(house), st.sampled_from(others), 5)


def contexts() -> Drawn:
    """Draw a context: mostly none."""
    several = [["${company}"], ["${second}"], ["${company}", "${second}"], ["${second}", "${company}"], []]
    companies = rarely(st.sampled_from(several), st.just(["${absent}"]), 15)
    context = st.fixed_dictionaries(
        {},
        optional={
            "allowed_company_ids": companies,
            "active_test": st.booleans(),
            "lang": rarely(st.sampled_from(["en_US", "nl_BE", "fr_BE", False]), st.just("xx_XX"), 15),
            "tz": st.sampled_from(["Europe/Brussels", "Asia/Tokyo", "UTC", False]),
        },
    )
    return rarely(st.none(), context, 4)


@st.composite
def ids(draw: DrawFn, house: House, kind: Kind) -> Any:
    """Draw one record or several; seldom none, or one that is not there."""
    one = records(house, kind.model)
    several = st.lists(one, min_size=1, max_size=3, unique=True)
    odd = st.sampled_from([[], ["${absent}"], False]) | one
    return draw(rarely(several, odd, 15))


@st.composite
def searches(draw: DrawFn, house: House) -> Ask:
    """Draw a search, a count, or a search that reads."""
    kind = draw(searched_models(house))
    method = draw(st.sampled_from(["search", "search", "search_read", "search_read", "search_count"]))
    arguments: dict[str, Any] = {"domain": draw(domains.own(house, kind))}
    if method != "search_count":
        arguments.update(draw(domains.pages()))
        arguments.update(draw(st.fixed_dictionaries({}, optional={"order": domains.orders(kind)})))
    if method == "search_read":
        arguments["fields"] = draw(domains.fields(kind))
    return Ask(kind.model, method, arguments)


@st.composite
def readings(draw: DrawFn, house: House) -> Ask:
    """Draw a reading of records that are named."""
    kind = draw(st.sampled_from(list(KINDS.values())) | changed_models(house))
    asked = {"fields": draw(domains.fields(kind))}
    if draw(st.integers(0, 5)) == 0:
        asked["load"] = None
    return Ask(kind.model, "read", asked, draw(ids(house, kind)))


@st.composite
def groups(draw: DrawFn, house: House) -> Ask:
    """Draw a grouping, in the older or the newer way."""
    kind = draw(searched_models(house))
    domain, by, added = draw(domains.own(house, kind, 1)), draw(domains.groupings(kind)), draw(domains.aggregates(kind))
    if draw(st.booleans()):
        return Ask(kind.model, "formatted_read_group", {"domain": domain, "groupby": by, "aggregates": added})
    asked = {"domain": domain, "fields": [name for name in added if ":" in name], "groupby": by}
    return Ask(kind.model, "read_group", {**asked, "lazy": draw(st.booleans())})


@st.composite
def others(draw: DrawFn, house: House) -> Ask:
    """Draw what else only looks: names, nested records, rights, defaults, descriptions."""
    kind = draw(searched_models(house))
    specification: dict[str, Any] = {name: {} for name in draw(domains.fields(kind))}
    name = draw(st.sampled_from(["${tag}", "a", "Ada ${tag}", "", "%", "é"]))
    return draw(
        st.sampled_from(
            [
                Ask(kind.model, "name_search", {"name": name, "domain": draw(domains.own(house, kind, 1))}),
                Ask(kind.model, "web_read", {"specification": specification}, draw(ids(house, kind))),
                Ask(
                    kind.model,
                    "web_search_read",
                    {"domain": draw(domains.own(house, kind, 1)), "specification": specification, "order": "id"},
                ),
                Ask(kind.model, "has_access", {"operation": draw(_operations())}, draw(ids(house, kind))),
                Ask(kind.model, "default_get", {"fields": sorted(kind.written)}),
                Ask(kind.model, "fields_get", {"allfields": list(kind.asked), "attributes": ["type", "string"]}),
            ]
        )
    )


def _operations() -> Drawn:
    return st.sampled_from(["read", "write", "create", "unlink", "frob"])
