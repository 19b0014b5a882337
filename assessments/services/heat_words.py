"""What a cell of a heat map shows, and what is said of it to those who hear it."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

from assessments import filters
from assessments.labels.levels import STANDINGS
from assessments.services.map_places import Place
from capability.gaps import Standing


class Figures(StrEnum):
    """What stands in the cells."""

    LEVEL = "level"
    DISTANCE = "distance"
    WORDS = "words"


class CellWords(NamedTuple):
    """The figure or word that is seen, and what is only said."""

    seen: str
    said: str


def cell_words(place: Place, figures: Figures, *, is_uncertain: bool) -> CellWords:
    """Return what a cell shows and says."""
    locale = get_locale()
    return _words(
        str(locale) if locale else "",
        figures,
        None if place.level is None else round(place.level, 1),
        None if place.over is None else round(place.over, 1),
        place.required,
        place.standing,
        is_uncertain,
    )


# A page has hundreds of cells and few different ones.
@lru_cache(maxsize=8192)
def _words(
    _language: str,
    figures: Figures,
    level: float | None,
    over: float | None,
    required: float | None,
    standing: Standing,
    is_uncertain: bool,
) -> CellWords:
    at = "" if level is None else _(", level %(level)s", level=filters.level(level))
    asked = "" if required is None else _(", asked %(asked)s", asked=filters.asked(required))
    stands = _(", %(standing)s", standing=STANDINGS[standing])
    doubt = _(", uncertain") if is_uncertain else ""
    if figures is Figures.WORDS:
        return CellWords(str(STANDINGS[standing]), at + asked + doubt)
    if level is None:
        return CellWords("–", _(", not known yet") + asked)
    if figures is Figures.DISTANCE and over is not None:
        return CellWords(filters.distance(over), at + asked + stands + doubt)
    return CellWords(filters.level(level), asked + stands + doubt)
