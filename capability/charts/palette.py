"""The colours and the lettering that every chart shares."""

from types import MappingProxyType
from typing import Final

# A stylesheet maps these very values to its tokens by attribute, so that charts follow the dark
# scheme: a value that is not listed here must not reach a chart.
PALETTE: Final = MappingProxyType(
    {
        "paper": "#f5f3ee",
        "surface": "#fffefc",
        "sunk": "#ece9e1",
        "ink": "#24262b",
        "ink-2": "#565a61",
        "line": "#dad5c9",
        "accent": "#7a2b52",
        "gap-mark": "#b5660a",
        "meets": "#22603f",
        "above": "#1e5180",
    }
)

# One family a text: a list of families makes the renderer fall back to a serif.
FAMILIES: Final = MappingProxyType({"en": "Inter", "zh": "Noto Sans CJK SC"})


def family_of(language: str) -> str:
    """Return the one font family for a language tag.

    >>> family_of("zh_Hans_CN")
    'Noto Sans CJK SC'
    """
    return FAMILIES.get(language.replace("_", "-").split("-")[0], FAMILIES["en"])
