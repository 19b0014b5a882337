"""Role profiles from a public list of occupations (O*NET): their scales to ours, and nothing more.

Pure arithmetic over what was read: importance (1-5) becomes a weight, level (0-7) becomes the
level asked (0-5), and an element counts for the competencies that name it among their references.
What their list does not say stays unsaid: a competency without a level is not asked, which is not
the same as being asked for 0.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from capability.scale import HIGHEST

THEIR_HIGHEST_LEVEL = 7.0
LOWEST_IMPORTANCE, HIGHEST_IMPORTANCE = 1.0, 5.0
LIGHTEST, HEAVIEST = 1.0, 3.0


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that an occupation asks, on the scales of the list; ``None`` is unknown."""

    code: str
    name: str
    importance: float | None
    level: float | None


@dataclass(frozen=True, slots=True)
class DerivedRequirement:
    """What a competency would ask, and the elements it comes from.

    ``required`` and ``weight`` are ``None`` where no element gives a level: not asked.
    ``unrated`` are elements that the competency refers to and the list says nothing about.
    """

    competency: str
    required: float | None
    weight: float | None
    elements: tuple[Element, ...]
    unrated: tuple[str, ...]

    @property
    def is_asked(self) -> bool:
        """Whether the list says how much of it the occupation asks."""
        return self.required is not None


def level_of(value: float) -> float:
    """Return a level of theirs (0-7) on our scale (0-5), to the nearest half.

    >>> level_of(4.12), level_of(7), level_of(0)
    (3.0, 5.0, 0.0)
    """
    return _to_half(value * float(HIGHEST) / THEIR_HIGHEST_LEVEL)


def weight_of(importance: float) -> float:
    """Return an importance of theirs (1-5) as one of our weights (1-3), to the nearest half.

    >>> weight_of(1), weight_of(3), weight_of(4.5), weight_of(5)
    (1.0, 2.0, 3.0, 3.0)
    """
    share = (importance - LOWEST_IMPORTANCE) / (HIGHEST_IMPORTANCE - LOWEST_IMPORTANCE)
    return _to_half(LIGHTEST + share * (HEAVIEST - LIGHTEST))


def derive_profile(
    references: Mapping[str, Sequence[str]], elements: Iterable[Element]
) -> tuple[DerivedRequirement, ...]:
    """Return what each competency would ask, in the order of ``references``.

    ``references`` holds the names of elements by competency. Several elements of one competency
    are averaged, each by its importance; an element without a level says nothing about levels,
    one without an importance counts as a middling one.
    """
    by_name = {
        element.name.casefold(): element
        for element in elements
        if element.level is not None or element.importance is not None
    }
    return tuple(_derive(code, names, by_name) for code, names in references.items())


def _derive(
    competency: str, names: Sequence[str], by_name: Mapping[str, Element]
) -> DerivedRequirement:
    found = tuple(by_name[name.casefold()] for name in names if name.casefold() in by_name)
    rated = [each for each in found if each.level is not None]
    required = weight = None
    if rated:
        shares = [_importance(each) for each in rated]
        levels = [each.level or 0.0 for each in rated]
        weighted = zip(levels, shares, strict=True)
        required = level_of(sum(level * share for level, share in weighted) / sum(shares))
        weight = weight_of(sum(shares) / len(shares))
    return DerivedRequirement(
        competency=competency,
        required=required,
        weight=weight,
        elements=found,
        unrated=tuple(name for name in names if name.casefold() not in by_name),
    )


def _importance(element: Element) -> float:
    middle = (LOWEST_IMPORTANCE + HIGHEST_IMPORTANCE) / 2
    return middle if element.importance is None else element.importance


def _to_half(value: float) -> float:
    # Halves go up: round() would send 2.25 down and 2.75 up.
    return math.floor(value * 2 + 0.5) / 2
