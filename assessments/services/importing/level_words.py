"""What the levels of somebody else's skills matrix mean on our scale."""

import re
from collections.abc import Iterable, Mapping

from assessments.services.importing.tables import plain

NOT_APPLICABLE = "na"
NO_ANSWER = ""
SILENT = frozenset({"", "-", "–", "—", "?", "nan", "null", "#n/a", "tbd"})
BESIDE = frozenset({"n/a", "na", "n.a.", "not applicable", "not part of my work", "不适用", "无关"})
MOST_VALUES = 40
"""Different values that can be given a meaning one by one; more are no scale."""
HIGHEST = 5
NUMBERED = re.compile(
    r"(?:level|l|lvl|等级|级)?\s*([0-5])(?!\d|[.,]\d)\s*(?:[-–:.)]?\s*\D.*)?", re.I
)
FIGURE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(%?)")
WORDS: dict[int, tuple[str, ...]] = {
    0: ("not_yet", "no", "none", "no_experience", "no_knowledge", "尚未接触", "无"),
    1: ("aware", "awareness", "basic", "beginner", "novice", "foundation", "entry", "了解", "初级",
        "入门"),
    2: ("with_help", "elementary", "developing", "advanced_beginner", "learning", "需指导"),
    3: ("on_my_own", "competent", "independent", "intermediate", "practitioner", "working",
        "独立", "中级", "熟练"),
    4: ("guides_others", "proficient", "advanced", "experienced", "skilled", "带动他人", "高级"),
    5: ("shapes", "expert", "master", "mastery", "leading", "authority", "引领", "专家", "精通"),
}  # fmt: skip
MEANINGS = {word: level for level, words in WORDS.items() for word in words}

Levels = Mapping[str, str]
"""Value of the file, in small letters, to ``0`` to ``5``, ``na``, or nothing for no answer."""


def key_of(text: str) -> str:
    """Return a value as it is looked up."""
    return " ".join(text.split()).casefold()


def propose(values: Iterable[str]) -> dict[str, str | None]:
    """Return what each value probably means; ``None`` where somebody has to say so."""
    keys = list(dict.fromkeys(key_of(value) for value in values))
    highest = _highest(keys)
    return {key: meaning_of(key, highest) for key in keys}


def _highest(keys: Iterable[str]) -> float:
    """Return the upper end of the scale that the figures belong to."""
    figures = [
        100.0 if match[2] else float(match[1].replace(",", "."))
        for key in keys
        if (match := FIGURE.fullmatch(key))
    ]
    largest = max(figures, default=0.0)
    return next((end for end in (HIGHEST, 10, 100) if largest <= end), largest)


def meaning_of(key: str, highest: float = HIGHEST) -> str | None:
    """Return what a value probably means, ``None`` if that cannot be said."""
    if key in SILENT:
        return NO_ANSWER
    if key in BESIDE:
        return NOT_APPLICABLE
    if match := FIGURE.fullmatch(key):
        figure = float(match[1].replace(",", "."))
        if highest > HIGHEST:
            return str(int(min(figure / highest, 1) * HIGHEST + 0.5))
        return str(int(figure)) if figure == int(figure) else None
    if plain(key) in MEANINGS:
        return str(MEANINGS[plain(key)])
    if match := NUMBERED.fullmatch(key):
        return match[1]
    return None
