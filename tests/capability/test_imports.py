import ast
import sys
from pathlib import Path

import pytest

import capability

ROOT = Path(capability.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
LIBRARIES = {"capability", "numpy", "pandas", "scipy", "altair"}
# What reads files, clocks, the environment or chance, or reaches out of the process.
IMPURE = {
    *("io", "os", "pathlib", "shutil", "tempfile", "time", "random", "secrets", "uuid"),
    *("sys", "platform", "locale", "logging", "socket", "subprocess", "threading", "urllib"),
}
FLOORS = (
    {"scale", "lifecycle", "vocabulary"},
    {"frames"},
    {"scoring", "agreement", "project_evidence", "fairness"},
    {"gaps"},
    {"capability_map", "certification", "effects"},
    {"training_plan", "mentoring", "forecast"},
    {"programme"},
    {"charts"},
)


def imported(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def room(name):
    return name.split(".")[1]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_only_what_is_pure(module):
    found = {name.split(".")[0] for name in imported(module)}

    assert found - LIBRARIES <= sys.stdlib_module_names - IMPURE


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only(module):
    own = module.relative_to(ROOT).parts[0].removesuffix(".py")
    floor = {name: height for height, names in enumerate(FLOORS) for name in names}

    for name in imported(module):
        if name.startswith("capability.") and room(name) != own:
            assert floor[room(name)] < floor[own], name
