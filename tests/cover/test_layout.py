"""How the tests lie: they run against an installed wheel, where nothing of the checkout can be imported by its name."""

from __future__ import annotations

import re
from pathlib import Path

import mock_kit
import mock_odoo
import mock_silverfin
import twinledger

TESTS = Path(__file__).parents[1]
PACKAGES = [Path(package.__file__).parent for package in (mock_kit, mock_odoo, mock_silverfin, twinledger)]
NUMBERED = re.compile(r"(?<![\w/])\?\d+\b(?!=)")
ABSOLUTE = re.compile(r"^\s*(?:from|import) (?:tests|contract_tests)\b", re.MULTILINE)


def test_tests_import_each_other_relatively() -> None:
    """An absolute import works in a checkout that is installed for editing, and nowhere else."""
    modules = [path for path in TESTS.rglob("*.py") if "node_modules" not in path.parts]
    assert [str(path) for path in modules if ABSOLUTE.search(path.read_text("utf-8"))] == []


def test_folders_of_tests_are_packages() -> None:
    """Without `__init__.py` a relative import has nothing to be relative to."""
    folders = {path.parent for path in TESTS.rglob("*.py") if "node_modules" not in path.parts}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_no_statement_has_numbered_parameters() -> None:
    """Python 3.12.0 to 3.12.3 warns of them, and warnings are errors for many a user."""
    texts = ((path, path.read_text("utf-8")) for folder in PACKAGES for path in folder.rglob("*.py"))
    found = [f"{path}: {line}" for path, text in texts for line in text.splitlines() if NUMBERED.search(line)]
    assert found == []
