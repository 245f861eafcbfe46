"""The table of fidelity: what each fake has and on what it rests, drawn from the code that makes the claims.

`python -m twinledger.fidelity > docs/fidelity.md` writes the published one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mock_kit.provenance import Provenance
from mock_odoo.doors import app as odoo_app
from mock_odoo.doors.registry import CLAIMS
from mock_odoo.models import MODELS
from mock_odoo.orm.model import BaseModel
from mock_odoo.server import MockOdoo
from mock_silverfin import routes

INTRODUCTION = """# Fidelity

What the fakes have, and on what each part rests. This page is written by `python -m twinledger.fidelity`.

- *observed*: recorded from the real system; sections are those of our record of an Odoo 19.0
- *documented*: stated by the vendor, or at second hand by who derives from that
- *client*: a real client depends on it
- *read*: read from source code, never run
- *assumed*: nobody outside knows

What the real system can do and a fake cannot is answered loudly: status 501 and `twinledger.NotInFake` over JSON-2, a
fault of that name over XML-RPC, status 501 from Silverfin. Nothing is guessed.
"""

ODOO = """## Odoo 19.0

Fields, their types, labels and order are those of a real server with Accounting installed. A field that the fake does
not compute reads as its empty value and cannot be searched. Keys are kept as salted SHA-256, not at the cost of the
real hash. A database that is made over the wire has Accounting installed, without a chart; dumps are the fake's own and
no real server reads them. `/doc-bearer` tells names, signatures and defaults, and nothing that is derived from source
code.

Not in the fake: taxes that are due on payment, early discounts that lower the tax at once, cash rounding, fiscal
positions, the reference payment models of other countries than Belgium, payments, reconciliation, lock dates, naming
entries by hand, branches' shared charts, and every model that is not
below. Models without methods of their own may be there with their fields alone: creating a record of them is refused
loudly.

Dutch and French of Belgium, French, German and Vietnamese can be installed and have the real labels, dates and names of
reference data; in any other language these are English, and so are, in every language, messages and the texts that the
server composes (`Draft Entry`, `(copy)`).
"""

SILVERFIN = """## Silverfin

The paths, members and rules marked *assumed* are ours until somebody with the partner documentation shows better ones.
"""


def page() -> str:
    """Return the page as Markdown."""
    parts = [
        INTRODUCTION,
        ODOO,
        _table(("Method", "Path", "Rests on"), _odoo_routes()),
        "### Models and their methods\n",
        f"Every model has: {_methods(BaseModel)}.\n",
        _table(("Model", "Methods of its own"), _models()),
        SILVERFIN,
        _table(("Method", "Path", "Scopes", "Rests on"), _silverfin_routes()),
        "### Known to exist, not in the fake (501)\n",
        _table(("Method", "Path", "Known from"), _absent_routes()),
    ]
    return "\n".join(parts)


def _odoo_routes() -> Iterator[tuple[str, ...]]:
    odoo = MockOdoo()
    app = odoo_app.build(odoo.odoo)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        claim = CLAIMS.get(f"{view.__module__}.{view.__qualname__}")
        if claim is None:
            raise LookupError(f"{rule.rule} rests on nothing; say with @claim what {view.__qualname__} is known from")
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield methods, _code(rule.rule), str(claim)
    odoo.close()


def _models() -> Iterator[tuple[str, ...]]:
    for model in sorted(MODELS, key=lambda model: model.model_name):
        yield _code(model.model_name), _methods(model, without=BaseModel)


def _methods(model: type[BaseModel], without: type[BaseModel] | None = None) -> str:
    """Return the public methods of a model, each with what it rests on unless that is the base's own claim."""
    found = []
    for name in sorted(dir(model)):
        method = getattr(model, name)
        mark = getattr(method, "public", None)
        if mark is not None and (without is None or getattr(without, name, None) is not method):
            provenance: Provenance = mark[0]
            found.append(f"{_code(name)} ({provenance.kind}, {provenance.source})")
    return ", ".join(found)


def _silverfin_routes() -> Iterator[tuple[str, ...]]:
    for route in routes.SERVED:
        scopes = "no token" if route.scopes is None else " ".join(route.scopes) or "any token"
        yield route.method, _code(route.path), scopes, str(route.provenance)


def _absent_routes() -> Iterator[tuple[str, ...]]:
    for route in routes.ABSENT:
        yield route.method, _code(route.path), str(route.provenance)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [_row(heads), _row(("---",) * len(heads)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`"


if __name__ == "__main__":
    print(page(), end="")
