"""How wide a text will be, roughly, and where it may break."""

from functools import lru_cache
from itertools import pairwise
from unicodedata import east_asian_width

NARROW = frozenset("fijlrt I.,:;'’|()[]/!-")
BROAD = frozenset("mwMW@%—")
# Chinese lines neither start with a closing mark nor end with an opening one.
CLOSING = frozenset("，。、：；？！）》」』”’")
OPENING = frozenset("（《「『“‘")


def is_wide(character: str) -> bool:
    """Return whether a character is as wide as it is high, as Chinese ones are."""
    return east_asian_width(character) in "WF"


def printable(text: str) -> str:
    r"""Return a text on one line, without the control characters that no SVG may hold.

    >>> printable("Risk\x00 and\n opportunity")
    'Risk and opportunity'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Return the width of a text in ems.

    Notes
    -----
    The reader's browser chooses the font, so no measured width would hold. The values are those
    of Inter, the widest of the families in use, and leave the others a little air.

    Examples
    --------
    >>> text_width("风险")
    2.0
    >>> text_width("Risk") < text_width("Scope") < text_width("Governance")
    True
    """
    return round(sum(_character_width(character) for character in text), 2)


def _character_width(character: str) -> float:
    if is_wide(character):
        return 1.0
    if character in NARROW:
        return 0.34
    if character in BROAD:
        return 0.92
    return 0.7 if character.isupper() else 0.6


@lru_cache(maxsize=1024)
def wrap(text: str, limit: float) -> tuple[str, ...]:
    """Return a text as one line, or as two when it is long and has a place to break.

    Parameters
    ----------
    text : str
        A name, such as that of an area.
    limit : float
        Width in ems that a line should keep to. Words up to four fifths of it stay on one line.

    Examples
    --------
    >>> wrap("Planning and control", 8)
    ('Planning and', 'control')
    >>> wrap("Self-reflection", 8)
    ('Self-reflection',)
    >>> wrap("干系人与沟通", 8)
    ('干系人与沟通',)
    """
    if text_width(text) <= (0.8 * limit if " " in text else limit):
        return (text,)
    halves = [(text[:at], text[at:]) for at in _breaks(text)]
    if not halves:
        return (text,)
    between_words = [pair for pair in halves if pair[0].endswith(" ") and _widest(pair) <= limit]
    first, second = between_words[-1] if between_words else min(halves, key=_widest)
    return first.rstrip(), second


def _breaks(text: str) -> list[int]:
    return [
        at
        for at, (before, after) in enumerate(pairwise(text), start=1)
        if before == " " or _parts_wide(before, after)
    ]


def _parts_wide(before: str, after: str) -> bool:
    touches_wide = is_wide(before) or is_wide(after)
    return touches_wide and after != " " and after not in CLOSING and before not in OPENING


def _widest(pair: tuple[str, str]) -> float:
    return max(text_width(line.strip()) for line in pair)
