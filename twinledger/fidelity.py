"""The table of fidelity: what each fake has and on what it rests, drawn from the code that makes the claims.

`python -m twinledger.fidelity > docs/fidelity.md` writes the published one; `twinledger fidelity` shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mock_kit.provenance import Provenance
from mock_odoo.doors import app as odoo_app
from mock_odoo.doors.registry import CLAIMS
from mock_odoo.models import MODELS
from mock_odoo.models.recorded import Recorded
from mock_odoo.orm.gaps import GAPS
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.schema import model_names
from mock_odoo.server import MockOdoo
from mock_odoo.versions import SERIES
from mock_silverfin import routes
from mock_silverfin.errors import SilverfinError
from mock_silverfin.page_routes import PAGES
from mock_silverfin.wire.openapi import shapes_of
from mock_silverfin.wire.operations import OPERATIONS
from mock_silverfin.wire.partner import kinds_of
from mock_silverfin.wire.translation import provenance
from twinledger import fidelity_versions as versions
from twinledger.parity import recordings
from twinledger.parity.exploring import known

SEMANTIC, RECORDED = "semantic", "as recorded"

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
not compute cannot be searched and, if it is known to have a value, not be read by name (they are listed below); else it
reads as its empty value. Keys are kept as salted SHA-256, not at the cost of the
real hash. A database that is made over the wire has Accounting installed, without a chart; dumps are the fake's own and
no real server reads them. `generate` and `revoke` of API keys
are in the version `19.0+programmatic` alone, which is 19.0 with what is documented of its later builds. How a database
asks Odoo Online about the key of an account, and what its plan makes of the external API, is *assumed*: the user is the
one whose login is the account's address, and a plan without the API refuses as if the key were wrong.
`/doc-bearer` tells names, signatures and defaults, and nothing that is derived from source
code.

What every database has of modules, models, fields, rights, rules, states and the like was recorded of one with
Accounting and the Belgian chart installed; help texts and descriptions are not taken over. Models that are there as
recorded can be read and not be changed.

Dutch and French of Belgium, French, German and Vietnamese can be installed and have the real labels, dates and names of
reference data; in any other language these are English, and so are, in every language, messages and the texts that the
server composes (`Draft Entry`, `(copy)`).

Not in the fake:

- models and fields that are listed below, and methods that no list names
- taxes that are due on payment
- VAT numbers of companies in other countries, and whether a VAT number is valid
- the reference payment models of other countries than Belgium
- payments before 18.0
- a hard lock over drafts (the real server shows a list)
- branches' shared charts
- changing rights and rules
- own fields (`x_…`) of other kinds than plain ones, references and selections
- moving analytic plans below others, and analytic accounts with lines to other plans
- products with attributes
- the files of the server itself (styles, pictures) as attachments
- external ids of new records below others in `load`
- records without an id (0, false or null among the ids of a call)
- values of properties, and grouping, ordering or searching by them
- searching in JSON fields other than `analytic_distribution` by id
- sums in the company's currency of foreign amounts
- images in other sizes than the one that was written
- the logo, the paper and the counter of group payments that a new company begins with, and the hierarchy of groups that
  the dialog of a new user shows
"""

UNKNOWN_VALUES = """### Fields whose values are not in the fake

Fields that the real server computes and the fake does not: naming one is refused, and where no
field is named, or more than half of a model's, they read as empty (*observed*, whole reads compared). So are, of every
model, `message_ids`, `message_follower_ids`, `message_partner_ids`, `message_is_follower` and `has_message`.
"""

SILVERFIN = """## Silverfin

The paths, members and rules marked *assumed* are ours until somebody with the partner documentation shows better ones.
"""


VERSIONS = """## Odoo 17.0 and 18.0 (read)

Agreement is claimed for 19.0 alone. What the others do was *read* in what is known of their sources and never compared
with a server of theirs; where nothing is known they do as 19.0 does. That `has_access` came with 18.0, and the labels
of fields that 19.0 lacks, are *assumed*. What is known to be otherwise and is not in the
fake is refused loudly there: writing fields of a posted entry in 17.0, parts of dates in its domains, relative dates
before 19.0.
"""


DIFFERENCES = """### Known to differ from a real 19.0

Recorded conversations are replayed in every test run, and a state machine asks the fake and a real server the same at
random (`twinledger parity --odoo URL --explore`). What they answer differently, beside what the fake refuses loudly:
"""


@dataclass(frozen=True)
class Table:
    """One table of the page: what it is about, its heads and its rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables() -> dict[str, Table]:
    """Return every table of the page, by a short name."""
    return {
        "odoo routes": Table("Odoo: paths", ("Method", "Path", "Rests on"), tuple(_odoo_routes())),
        "every model": Table("Odoo: methods of every model", ("Method", "Rests on"), tuple(_rests(BaseModel))),
        "models": Table("Odoo: models", ("Model", "Standing", "Methods of its own"), tuple(_models())),
        "gaps": Table("Odoo: fields whose values are not in the fake", ("Model", "Fields"), tuple(_gaps())),
        "absent models": Table("Odoo: absent", ("Model", "Name"), tuple(_absent_models())),
        "versions": Table("Odoo: versions (read)", ("What", *versions.NAMES), tuple(versions.capabilities())),
        "version fields": Table(
            "Odoo: fields by version (read)", ("Version", "Model", "Lacks", "Has instead"), tuple(versions.changes())
        ),
        "assumed versions": Table("Odoo: versions (assumed)", ("Version", "Does as"), tuple(versions.assumed())),
        "differences": Table("Odoo: known to differ", ("Where", "Why"), tuple(_differences())),
        "silverfin": Table("Silverfin: paths", ("Method", "Path", "Scopes", "Rests on"), tuple(_silverfin_routes())),
        "silverfin pages": Table("Silverfin: pages", ("Method", "Path", "Rests on"), tuple(_pages())),
        "silverfin members": Table("Silverfin: members", ("Shape", "Members", "Rest on"), tuple(_silverfin_members())),
        "silverfin refusals": Table(
            "Silverfin: refusals", ("Meaning", "Status", "Rests on"), tuple(_silverfin_refusals())
        ),
        "absent silverfin": Table("Silverfin: absent", ("Method", "Path", "Known from"), tuple(_absent_routes())),
    }


def page() -> str:
    """Return the page as Markdown."""
    of = tables()
    absent = [name for name, _ in of["absent models"].rows]
    parts = [
        INTRODUCTION,
        ODOO,
        _markdown(of["odoo routes"]),
        "### Models and their methods\n",
        f"Every model has: {_listed(of['every model'].rows)}.\n",
        _markdown(of["models"]),
        UNKNOWN_VALUES,
        _markdown(of["gaps"]),
        "### Absent models\n",
        f"Absent are the other {len(absent)} models of the real server: {', '.join(absent)}.\n",
        DIFFERENCES,
        _markdown(of["differences"]),
        VERSIONS,
        _markdown(of["versions"]),
        "Fields, compared with the next version:\n",
        _markdown(of["version fields"]),
        "Versions of which nothing is known but that they exist (*assumed*):\n",
        _markdown(of["assumed versions"]),
        SILVERFIN,
        _markdown(of["silverfin"]),
        "### Pages\n",
        "What they show says itself what it is known from (`?sources=1`).\n",
        _markdown(of["silverfin pages"]),
        "### Members\n",
        _markdown(of["silverfin members"]),
        "### Refusals\n",
        _markdown(of["silverfin refusals"]),
        "### Known to exist, not in the fake (501)\n",
        _markdown(of["absent silverfin"]),
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
    for model in (MODELS[name] for name in sorted(MODELS)):
        standing = RECORDED if issubclass(model, Recorded) else SEMANTIC
        yield _code(model.model_name), standing, _listed(_rests(model, without=BaseModel))


def _gaps() -> Iterator[tuple[str, ...]]:
    for model, names in sorted(GAPS.items()):
        yield _code(model), ", ".join(_code(name) for name in sorted(names))


def _absent_models() -> Iterator[tuple[str, ...]]:
    there = set(MODELS)
    for name, model in sorted(model_names(SERIES[0].series).items()):
        if name not in there:
            yield _code(name), str(model["name"])


def _rests(model: type[BaseModel], without: type[BaseModel] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the public methods of a model, each with what it rests on unless that is the base's own claim."""
    for name in sorted(dir(model)):
        method = getattr(model, name)
        mark = getattr(method, "public", None)
        if mark is not None and (without is None or getattr(without, name, None) is not method):
            provenance: Provenance = mark[0]
            yield _code(name), f"{provenance.kind}, {provenance.source}"


def _listed(rests: Iterable[tuple[str, ...]]) -> str:
    return ", ".join(f"{name} ({source})" for name, source in rests)


def _differences() -> Iterator[tuple[str, ...]]:
    for listed in recordings.listed_differences():
        yield f"{listed.conversation}: {listed.step}", listed.reason
    for entry in known.load():
        yield f"{_words(entry.model)}: {_words(entry.method)}", entry.reason


def _words(pattern: str) -> str:
    """Return a pattern of names as a person reads it."""
    return "any" if pattern == ".*" else pattern.replace("\\", "").replace("|", ", ").strip("()")


def _silverfin_routes() -> Iterator[tuple[str, ...]]:
    for route in routes.SERVED:
        scopes = "no token" if route.scopes is None else " ".join(route.scopes) or "any token"
        yield route.method, _code(route.path), scopes, str(route.provenance)


def _pages() -> Iterator[tuple[str, ...]]:
    for route in PAGES:
        yield route.method, _code(route.path), str(route.provenance)


def _silverfin_members() -> Iterator[tuple[str, ...]]:
    shapes = {shape.__name__: shape for operation in OPERATIONS.values() for shape in shapes_of(operation)}
    for name, shape in sorted(shapes.items()):
        by_source: dict[Provenance, list[str]] = {}
        for member, rests in provenance(shape).items():
            by_source.setdefault(rests, []).append(_code(member))
        for rests, members in by_source.items():
            yield _code(name), ", ".join(members), str(rests)


def _silverfin_refusals() -> Iterator[tuple[str, ...]]:
    for kind in kinds_of(SilverfinError):
        if vars(kind).get("meaning"):
            yield kind.meaning, str(kind.status), str(kind.rests)


def _absent_routes() -> Iterator[tuple[str, ...]]:
    for route in routes.ABSENT:
        yield route.method, _code(route.path), str(route.provenance)


def _markdown(table: Table) -> str:
    lines = [_row(table.heads), _row(("---",) * len(table.heads)), *map(_row, table.rows)]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _code(text: str) -> str:
    return f"`{text}`"


if __name__ == "__main__":
    print(page(), end="")
