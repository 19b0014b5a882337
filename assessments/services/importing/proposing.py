"""Which column of a file is which of ours: what is remembered, known, or sounds like it."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from assessments.services.importing.tables import Columns, plain

ALIKE = 0.84
SMALL_WORDS = frozenset({"of", "the", "a", "an", "in", "de", "der", "die", "du", "la", "s"})


def propose(
    columns: Columns, names: Sequence[str], remembered: Mapping[str, str]
) -> dict[str, str]:
    """Return the column of each heading; empty where it is not used, each column once at most."""
    guesses = sorted(_guesses(columns, names, remembered), key=lambda each: (-each[0], each[1]))
    found: dict[str, str] = {
        name: "" for name in names if remembered.get(plain(name)) == "" and name
    }
    used: set[str] = set()
    for _likeness, position, column in guesses:
        name = names[position]
        if name not in found and column not in used:
            found[name] = column
            used.add(column)
    return {name: found.get(name, "") for name in names if name}


def _guesses(
    columns: Columns, names: Sequence[str], remembered: Mapping[str, str]
) -> Iterator[tuple[float, int, str]]:
    for position, name in enumerate(names):
        if not name:
            continue
        if (column := remembered.get(plain(name))) in columns.headings:
            yield 3.0, position, str(column)
        elif known := columns.column_of(name):
            yield 2.0, position, known
        else:
            for column, words in columns.headings.items():
                likeness = max(_likeness(plain(name), word) for word in (column, *words))
                if likeness >= ALIKE:
                    yield likeness, position, column


def _likeness(heading: str, word: str) -> float:
    if not word.isascii():
        inside = word in heading or heading in word
        shorter, longer = sorted((len(heading), len(word)))
        return 0.9 if inside and shorter > 1 and shorter * 2 >= longer else 0.0
    said = set(heading.split("_")) - SMALL_WORDS
    meant = set(word.split("_")) - SMALL_WORDS
    if said and meant and meant <= said and len(meant) * 2 > len(said):
        return 0.85 + len(meant) / len(said) / 10
    if abs(len(heading) - len(word)) > 4:
        return 0.0
    return SequenceMatcher(None, heading, word).ratio()
