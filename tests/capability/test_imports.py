"""The purity line: what the core may build on."""

import ast
import sys
from pathlib import Path

import pytest

import capability

ALLOWED = {"capability", "numpy", "pandas", "scipy", "altair"} | set(sys.stdlib_module_names)
# Parts of the standard library with which a number would depend on more than its arguments.
IMPURE = {"os", "io", "pathlib", "time", "random", "secrets", "socket", "subprocess", "sqlite3"}

MODULES = sorted(Path(capability.__file__).parent.rglob("*.py"))


def imported(module: Path) -> set[str]:
    """Return the top-level packages that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or ".").partition(".")[0])
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_the_core_builds_on_numbers_and_charts_alone(module: Path):
    assert imported(module) <= ALLOWED - IMPURE


def test_the_core_is_found():
    assert "scoring" in {module.stem for module in MODULES}
