"""A session of mutmut over one area, in a folder of its own that a later run goes on with."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEN = ("contract_tests", "scenarios", "docs", "examples", "tests", "pyproject.toml")  # by tests, beside the code
SURVIVED = (0, 5, 33)  # the tests passed, or there are none that reach it
TRIED = (*SURVIVED, 1, 3, 37, 24, 36, 152, 255, -24)  # the rest are failures of tests, and time that ran out


@dataclass(frozen=True)
class Area:
    """What is mutated, and the tests that must notice."""

    name: str
    modules: Sequence[str]
    tests: Sequence[str]

    def holds(self, function: str) -> bool:
        """Tell whether a function is in one of the modules."""
        place = Path(function.replace(".", "/"))
        return any(place.is_relative_to(path.removesuffix(".py").removesuffix("/*")) for path in self.modules)


@dataclass(frozen=True)
class Mutant:
    """A change of one function: the line as it is, what becomes of it, and whether every test passes all the same."""

    function: str
    was: str
    becomes: str
    survived: bool

    def __str__(self) -> str:
        return f"{self.function}\n    - {self.was}\n    + {self.becomes}"


class Session:
    """The folder `.mutation/AREA`: links to the checkout, the mutants and what became of them."""

    def __init__(self, area: Area) -> None:
        self._area = area
        self._folder = ROOT / ".mutation" / area.name
        self._packages = sorted({module.split("/")[0] for module in area.modules})

    def run(self) -> None:
        """Try every mutant that is new, changed or alive; raise RuntimeError when mutmut ends before its time."""
        self._lay_out()
        self._forget_survivors()
        (self._folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)  # which tests reach what: they change
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("starting.py"), "run"], cwd=self._folder, check=False
        )
        if done.returncode or any(code not in TRIED for codes in self._codes().values() for code in codes.values()):
            raise RuntimeError(f"mutmut did not finish in {self._folder}; its status was {done.returncode}")

    def mutants(self) -> Iterator[Mutant]:
        """Yield what has been tried."""
        for meta, codes in self._codes().items():
            mutated = meta.with_suffix("")
            lines = mutated.read_text("utf-8").splitlines()
            spans = json.loads(mutated.with_name(f"{mutated.name}.spans").read_text("utf-8"))["spans"]
            for key, code in codes.items():
                module, name = key.rsplit(".", 1)
                mangled = name.rpartition("__mutmut_")[0]
                was, becomes = _change(*(_body(lines, spans, one) for one in (f"{mangled}__mutmut_orig", name)))
                function = mangled.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
                yield Mutant(f"{module}.{function}", was, becomes, code in SURVIVED)

    def _lay_out(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name in {*SEEN, *self._packages}:
            link = self._folder / name
            if not link.is_symlink():
                link.symlink_to(ROOT / name)
        settings = {
            "source_paths": self._packages,
            "only_mutate": self._area.modules,
            "also_copy": SEEN,
            "pytest_add_cli_args": ["-p", "no:cacheprovider"],
            "pytest_add_cli_args_test_selection": self._area.tests,
            "use_git_change_detection": ["false"],
        }
        config = ConfigParser(interpolation=None)
        config["mutmut"] = {name: "\n".join(["", *values]) for name, values in settings.items()}
        config["mutmut"]["use_git_change_detection"] = "false"
        with (self._folder / "setup.cfg").open("w", encoding="utf-8") as file:
            config.write(file)

    def _codes(self) -> dict[Path, dict[str, int | None]]:
        metas = sorted((self._folder / "mutants").rglob("*.py.meta"))
        return {meta: json.loads(meta.read_text("utf-8"))["exit_code_by_key"] for meta in metas}

    def _forget_survivors(self) -> None:
        for meta, codes in self._codes().items():
            kept = json.loads(meta.read_text("utf-8"))
            kept["exit_code_by_key"] = {key: None if code in SURVIVED else code for key, code in codes.items()}
            meta.write_text(json.dumps(kept), "utf-8")


def _body(lines: Sequence[str], spans: Mapping[str, tuple[int, int]], name: str) -> list[str]:
    start, end = spans[name]
    return [line.replace(name, "").strip() for line in lines[start - 1 : end] if line.strip()]


def _change(was: Sequence[str], becomes: Sequence[str]) -> tuple[str, str]:
    change = list(ndiff(was, becomes))
    removed, added = ([line[2:] for line in change if line.startswith(sign)] for sign in ("- ", "+ "))
    return " ".join(removed), " ".join(added)
