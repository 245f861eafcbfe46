"""A new clause to begin with: `python -m twinledger.judge.scaffold RES-99 "what must hold"` prints it with its mutant.

What is printed is no check yet: the clause fails until it is written, and the mutant until it makes its mistake.
"""

from __future__ import annotations

import re
import sys

from twinledger.judge.clauses import CHAPTERS
from twinledger.judge.running import catalogue

ID = re.compile(r"([A-Z]{3})-(\d{2})")
USAGE = 'python -m twinledger.judge.scaffold RES-99 "what must hold of the connector"'
TEXT = '''# 1. The clause: contract_tests/clauses/test_{chapter}*.py, where it is nearest to its neighbours.

@clause(
    "{id}",
    "M",
    "{statement}",
    sources=("observed, documented or assumed: on what this rests",),
    adversary="What the harness does.",
    remedy="What whoever wrote the connector should do.",
    mutant="{mutant}",
)
def test_{name}(case: Case) -> None:
    """{sentence}"""
    case.begin(small.LEDGER)
    case.sync()
    raise Failed("nothing is tried yet")

# 2. Its mutant: contract_tests/mutants/*.py, beside those of the chapter.

@mutant("{id}")
def {mutant}(surgery: Surgery) -> None:
    """Makes the mistake that the clause is about."""
    raise NotImplementedError  # surgery.replace(module_of_the_reference, "name", something_wrong)

# 3. Tried by itself, then with its mutant; then the manual:

twinledger verify contract_tests/reference/connector.toml --clauses {id}
pytest tests/quality/test_mutants.py -k {mutant}
python -m twinledger.judge.manual > docs/clauses.md
'''


def scaffold(id_: str, statement: str, known: frozenset[str]) -> str:
    """Return the text of a new clause and its mutant.

    Raises ValueError for an id that is none, is taken, or has a chapter that there is not, and for no statement.
    """
    parts = ID.fullmatch(id_)
    if parts is None or parts[1] not in CHAPTERS:
        raise ValueError(f"{id_!r} is no id: write one of {', '.join(CHAPTERS)}, a hyphen and two digits")
    if id_ in known:
        raise ValueError(f"there is a clause {id_} already, and an id never changes")
    if not statement.strip():
        raise ValueError("say in a few words what must hold")
    said = statement.strip().rstrip(".").replace('"', "'")
    name = id_.lower().replace("-", "_")
    sentence = f"{said[0].upper()}{said[1:]}."
    mutant = f"breaks_{name}"
    return TEXT.format(id=id_, chapter=parts[1].lower(), statement=said, sentence=sentence, name=name, mutant=mutant)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(USAGE)
    try:
        print(scaffold(sys.argv[1], sys.argv[2], frozenset(one.id for one in catalogue().values())), end="")
    except ValueError as error:
        sys.exit(str(error))
