"""Every table of words by its name, as templates ask for it."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from assessments import labels

SUBJECTS = [
    import_module(f"{labels.__name__}.{each.name}")
    for each in iter_modules(labels.__path__)
    if each.name != "tables"
]
TABLES: dict[str, Any] = {
    name: words for subject in SUBJECTS for name, words in vars(subject).items() if name.isupper()
}
