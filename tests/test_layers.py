"""Imports run one way, and starting the program loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import checkup

PACKAGE = Path(checkup.__file__).parent

FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "garbage whole",
        "model",
        "problems",
        "datafiles",
        "vocabulary policy records",
        "needs",
        "result",
        "street_result",
        "comparison",
        "street_comparison",
        "intake report",
        "judge opinion",
        "plan",
        "pipeline",
        "rounds",
        "street",
        "catalogue checking fill kit questions",
        "cli",
    )
)
"""From the ground up: a floor may use any floor below it; neighbours do not know each other."""

HEAVY = ("pandas", "numpy", "scipy", "openpyxl", "xlsxwriter", "jinja2", "python_calamine", "docx")

FILES = sorted(PACKAGE.rglob("*.py"))


def floor_of(part: str) -> int:
    (found,) = (number for number, floor in enumerate(FLOORS) if part in floor)
    return found


def part_of(file: Path) -> str:
    """The part of the program a file belongs to: judge/tree.py → judge."""
    return file.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, part) of every import of our own, lazy and typing-only ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides its direction"
            module = node.module or ""
            names = (
                [f"{module}.{alias.name}" for alias in node.names]
                if module == "checkup"
                else [module]
            )
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "checkup" and rest and rest != "__version__":
                yield node.lineno, rest.split(".")[0]


def climbs(part: str, tree: ast.Module) -> list[tuple[int, str]]:
    """The imports of a part that go up or sideways."""
    return [
        (line, other)
        for line, other in imports(tree)
        if other != part and floor_of(other) >= floor_of(part)
    ]


@pytest.mark.parametrize(
    "file",
    [file for file in FILES if file not in (PACKAGE / "__init__.py", PACKAGE / "__main__.py")],
    ids=lambda file: file.relative_to(PACKAGE).as_posix(),
)
def test_a_part_uses_only_the_floors_below_it(file: Path) -> None:
    assert climbs(part_of(file), ast.parse(file.read_text(encoding="utf-8"))) == []


def test_every_file_has_a_floor() -> None:
    known = frozenset().union(*FLOORS)
    # __main__ is nothing but the call of cli
    assert {part_of(file) for file in FILES} - known <= {"__init__", "__main__"}


@pytest.mark.parametrize(
    "line",
    [
        "from checkup.report import page",
        "import checkup.judge.tree",
        "from checkup import opinion",
        "def late():\n    from checkup.report.wording import Wording",
        "if TYPE_CHECKING:\n    from checkup.cli import main",
    ],
)
def test_an_import_that_climbs_is_seen_wherever_it_stands(line: str) -> None:
    assert len(climbs("intake", ast.parse(line))) == 1


def test_starting_the_program_loads_nothing_heavy() -> None:
    code = f"import sys, checkup.cli; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=PACKAGE.parent,
    )  # fmt: skip
    assert done.stdout.split() == []


def test_no_module_asks_what_day_it_is() -> None:
    """The same input gives the same bytes on any day; only the waits of ``write`` need time."""
    asked = [
        (file.name, node.lineno)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("today", "now", "utcnow", "time", "time_ns", "localtime", "gmtime")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("date", "datetime", "time")
    ]
    assert asked == []
