"""What the fuzz tests draw: calls that are nearly right, and now and then something in them that is not."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mock_odoo.models import registry
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.schema import X2MANY, Field

REGISTRY = registry("19.0")
MODELS = sorted(REGISTRY.schemas)
OPERATORS = ["=", "!=", "<", ">", "<=", ">=", "=?", "in", "not in", "like", "ilike", "not like", "not ilike", "=like",
    "=ilike", "not =like", "not =ilike", "any", "not any", "child_of", "parent_of", "<>", "==", "IN"]  # fmt: skip
PATTERNS = ["", "a", "A%", "_", "%", "\\", "\\%", "a\\", "é", "%%a_", "Acme", "admin", "40", "€"]
DAYS = ["2026-03-02", "2026-1-5", "2026-02-30", "9999-12-31", "0001-01-01", "2026-03-02 08:00:00", "today",
    "2026-03-02T08:00:00Z", "", "now", "today -1d", "now +9999999999y", "-99999d", "=monday", "=31d =2m",
    "+1d =monday", "=5H"]  # fmt: skip
TEXTS = [*PATTERNS, *DAYS, "0", "1", "-1", "1.5", "1e400", "nan", "inf", "\ud800", "\x00", "'", '"', "a\nb", "{}"]
NUMBERS = [0, 1, 2, 3, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 2**64, -(2**63) - 1, 10**40]
FLOATS = [0.0, -0.0, 0.005, 1.5, -2.675, 1e15, 1e22, 1e300, float("inf"), float("-inf"), float("nan")]
PARTS = ["year_number", "month_number", "day_of_month", "day_of_week", "day_of_year", "quarter_number", "hour_number"]
ODDS = 40

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(NUMBERS),
    st.sampled_from(FLOATS),
    st.sampled_from(TEXTS),
    st.text(max_size=4),
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(TEXTS), inner, max_size=3),
    max_leaves=6,
)
ids = st.integers(0, 6)
rarely = st.sampled_from(range(ODDS)).map(lambda number: number == ODDS - 1)  # what is simple is drawn more often


def mostly(right: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Draw what is right, and rarely anything at all."""
    return rarely.flatmap(lambda wrong: anything if wrong else right)


def model_of(name: str) -> type[BaseModel]:
    """Return a model's class."""
    return REGISTRY.model(name)


@cache
def plausible(field: Field) -> SearchStrategy[Any]:
    """Draw a value that a field could have."""
    if field.selection:
        return st.sampled_from(sorted(map(str, field.selection)))
    if field.type in X2MANY:
        return commands(field.relation) if field.relation in REGISTRY else st.just([])
    if field.type in ("date", "datetime"):
        return st.sampled_from(DAYS) | st.just(False)
    if field.type in ("integer", "many2one_reference"):
        return st.sampled_from(NUMBERS) | st.integers(-5, 5)
    if field.type in ("float", "monetary"):
        return st.sampled_from(FLOATS) | st.integers(-200, 200)
    simple: dict[str, SearchStrategy[Any]] = {"many2one": ids | st.just(False), "boolean": st.booleans()}
    return simple.get(field.type, st.sampled_from(PATTERNS) | st.just(False))


@cache
def field_names(model: str) -> SearchStrategy[str]:
    """Draw the name of a field."""
    return st.sampled_from(sorted(REGISTRY.schema(model).fields))


@st.composite
def paths(draw: st.DrawFn, model: str) -> tuple[str, Field | None]:
    """Draw a field, or a path through references, with the field at its end."""
    name = draw(field_names(model))
    field = REGISTRY.schema(model).fields[name]
    if draw(st.sampled_from(range(4))):
        return name, field
    if field.relation in REGISTRY:
        rest, last = draw(paths(field.relation))
        return f"{name}.{rest}", last
    rest = draw(st.sampled_from([*PARTS, "id", "", "name"]))
    return f"{name}.{rest}", None


@st.composite
def terms(draw: st.DrawFn, model: str) -> Any:
    """Draw a term of a domain."""
    if draw(rarely):
        return draw(st.sampled_from([[1, "=", 1], [0, "=", 1], [True, "=", 1], [], ["id"], 1, "x"]) | anything)
    path, field = draw(paths(model))
    operator = draw(mostly(st.sampled_from(OPERATORS)))
    one = plausible(field) if field is not None and field.type not in X2MANY else ids | st.sampled_from(PATTERNS)
    if field is not None and field.relation in REGISTRY:
        one = one | st.sampled_from(PATTERNS)
    value = one | scalars
    if operator in ("in", "not in") or draw(rarely):
        value = st.lists(one, max_size=4) | st.lists(scalars, max_size=3)
    if operator in ("any", "not any"):
        value = domains(field.relation if field is not None and field.relation in REGISTRY else model)
    return [draw(mostly(st.just(path))), operator, draw(mostly(value))]


@cache
def domains(model: str) -> SearchStrategy[Any]:
    """Draw a domain."""
    item = st.one_of(terms(model), terms(model), terms(model), st.sampled_from(["&", "|", "!"]))
    whole = st.recursive(
        terms(model).map(lambda term: [term]),
        lambda inner: st.one_of(
            inner.map(lambda node: ["!", *node]),
            st.tuples(st.sampled_from("&|"), inner, inner).map(lambda node: [node[0], *node[1], *node[2]]),
        ),
        max_leaves=4,
    )
    return mostly(st.one_of(whole, st.lists(terms(model), max_size=2), st.lists(item, max_size=4)))


@cache
def orders(model: str) -> SearchStrategy[Any]:
    """Draw an order."""
    way = st.sampled_from(
        ["", "", " asc", " DESC", " desc nulls first", " nulls last", ":x", " up", ".id", ".name desc"]
    )
    term = st.tuples(mostly(field_names(model)), way).map(lambda pair: f"{pair[0]}{pair[1]}")
    return mostly(st.lists(term, max_size=3).map(",".join) | st.none())


@cache
def field_lists(model: str) -> SearchStrategy[Any]:
    """Draw a list of fields."""
    return mostly(st.lists(mostly(field_names(model)), max_size=5) | st.none())


@cache
def commands(model: str) -> SearchStrategy[Any]:
    """Draw commands for an x2many field, or what may stand in their place."""
    inside = values(model)
    command = st.one_of(
        inside.map(lambda vals: [0, 0, vals]),
        st.tuples(ids, inside).map(lambda pair: [1, *pair]),
        st.tuples(st.integers(2, 4), ids).map(list),
        st.just([5]),
        st.lists(ids, max_size=3).map(lambda listed: [6, 0, listed]),
        st.lists(scalars, max_size=3),
        inside,
    )
    return mostly(st.lists(mostly(command), max_size=3) | st.lists(ids, max_size=3))


@cache
def values(model: str) -> SearchStrategy[Any]:
    """Draw values for `create` and `write`."""
    fields = REGISTRY.schema(model).fields
    needed = sorted(name for name, field in fields.items() if field.required and field.store)
    written = sorted(name for name, field in fields.items() if field.store or not field.readonly)

    def pair(name: str) -> SearchStrategy[tuple[str, Any]]:
        return st.tuples(mostly(st.just(name)).map(str), mostly(plausible(fields[name])))

    required = st.tuples(*(pair(name) for name in needed)).map(dict)
    more = st.lists(st.sampled_from(written).flatmap(pair), max_size=4).map(dict)
    return mostly(st.one_of(more, st.tuples(required, more).map(lambda both: {**both[0], **both[1]})))


@cache
def contexts() -> SearchStrategy[Any]:
    """Draw a context."""
    return mostly(
        st.fixed_dictionaries(
            {},
            optional={
                "lang": mostly(st.sampled_from(["en_US", "xx_XX", False])),
                "tz": mostly(st.sampled_from(["Europe/Brussels", "Nope", "../x", "", False])),
                "active_test": mostly(st.booleans()),
                "allowed_company_ids": mostly(st.lists(st.integers(1, 3), max_size=3)),
                "check_move_validity": mostly(st.booleans()),
                "default_name": mostly(st.just("a")),
                "default_company_id": mostly(ids),
                "default_journal_id": mostly(ids),
                "password": mostly(st.just("admin")),
            },
        )
    )


@cache
def specifications(model: str) -> SearchStrategy[Any]:
    """Draw what `web_read` is asked for."""
    inner = mostly(st.sampled_from([{}, {}, {"fields": {"id": {}}}, {"fields": {"display_name": {}, "nofield": {}}}]))
    return mostly(st.dictionaries(mostly(field_names(model)).map(str), inner, max_size=4))


@cache
def argument(model: str, name: str) -> SearchStrategy[Any]:
    """Draw what belongs to a parameter of that name."""
    known = {
        "domain": domains,
        "order": orders,
        "fields": field_lists,
        "allfields": field_lists,
        "vals": values,
        "specification": specifications,
        "fields_spec": specifications,
    }
    if name in known:
        return known[name](model)
    if name == "vals_list":
        return mostly(values(model) | st.lists(values(model), max_size=2))
    if name in ("offset", "limit"):
        return mostly(st.sampled_from([0, 1, 2, False, None, "1", -1, 2**40]))
    if name == "operation":
        return mostly(st.sampled_from(["read", "write", "create", "unlink"]))
    if name == "operator":
        return mostly(st.sampled_from(OPERATORS))
    return mostly(st.sampled_from(PATTERNS))


@cache
def methods(model: str) -> tuple[str, ...]:
    """Return the names of the methods that clients may call."""
    return tuple(name for name in dir(model_of(model)) if hasattr(getattr(model_of(model), name), "public"))


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, str, dict[str, Any]]:
    """Draw model, method and named arguments of a call."""
    model = draw(st.sampled_from(MODELS))
    method = draw(st.sampled_from(methods(model)))
    function = getattr(model_of(model), method)
    _, of_model, _ = function.public
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    names = function.__code__.co_varnames[1 : function.__code__.co_argcount]
    needed = set(names[: len(names) - len(function.__defaults__ or ())])
    asked = draw(mostly(st.sets(st.sampled_from(names)).map(needed.union))) if names else []
    arguments = {
        name: draw(argument(model, name)) for name in sorted(names) if isinstance(asked, set) and name in asked
    }
    if draw(st.booleans()):
        arguments["context"] = draw(contexts())
    if not of_model or draw(rarely):
        arguments["ids"] = draw(mostly(st.lists(ids, max_size=3)))
    if draw(rarely):
        arguments[draw(st.sampled_from(["self", "frob", "load", "model", "\ud800"]))] = draw(anything)
    return model, method, arguments
