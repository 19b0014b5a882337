"""An activity beside somebody's gaps: what it would bring, and whether it suits."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from assessments.models.catalogue import Activity
from assessments.models.people import Person
from assessments.services import mapping
from assessments.services.effects import NOTHING_KNOWN, Effects
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from capability.gaps import NAMED_GAPS, closed_value
from capability.scale import HIGHEST

MOST_GAPS = 3
SMALLEST_GAP = 0.05
"""Below a twentieth of a level a gap counts as answered by the plan."""


def named_gaps(person_map: PersonMap) -> tuple[Place, ...]:
    """Return the gaps that the evidence names, the most pressing first, at most three."""
    return all_named_gaps(person_map)[:MOST_GAPS]


def all_named_gaps(person_map: PersonMap) -> tuple[Place, ...]:
    """Return the gaps that the evidence names, the most pressing first."""
    ordered = mapping.gaps_in_order(person_map)
    return tuple(place for place in ordered if place.standing in NAMED_GAPS)


def left_open(gaps: Iterable[Place], planned: Mapping[str, float]) -> dict[str, Place]:
    """Return the gaps as they stand once the open items of the plan have brought their aim.

    ``planned`` is that aim by competency; what it closes is left out.
    """
    rests = {place.code: _after(place, planned.get(place.code, 0.0)) for place in gaps}
    return {code: place for code, place in rests.items() if place.gap >= SMALLEST_GAP}


def _after(place: Place, brought: float) -> Place:
    if not brought or place.level is None:
        return place
    return replace(
        place, level=min(place.level + brought, HIGHEST), gap=max(place.gap - brought, 0.0)
    )


def gains_of(
    activity: Activity, gaps: Mapping[str, Place], known: Effects = NOTHING_KNOWN
) -> dict[str, float]:
    """Return what an activity is expected to bring in each of the gaps, in levels.

    What it brought here counts, weighed with the catalogue's claim; without evidence the claim
    alone, reduced. Nothing leads beyond the level up to which the activity is meant. What is worth
    most for the role stands first.
    """
    found = {}
    for each in activity.gains:
        place = gaps.get(each.competency.code)
        if place is None or place.level is None:
            continue
        gain = min(known.of(each).expected, each.up_to - place.level)
        if gain > 0:
            found[each.competency.code] = gain
    by_worth = sorted(found, key=lambda code: (-_worth(gaps[code], found[code]), code))
    return {code: found[code] for code in by_worth}


def _worth(place: Place, gain: float) -> float:
    return place.weight * float(closed_value(place.gap, gain))


def speaks(person: Person, activity: Activity) -> bool:
    """Return whether somebody can follow it; unknown languages on either side rule nothing out."""
    if not person.languages or not activity.languages:
        return True
    return bool(set(person.languages) & set(activity.languages))


def last_day(activity: Activity, starts_on: date) -> date:
    """Return the day on which an activity without dates of its own ends."""
    return starts_on + timedelta(days=max(activity.duration_days - 1, 0))


def subject_of(activity: Activity) -> str:
    """Return under which name a declined activity is kept."""
    return f"activity:{activity.code}"


def fingerprint(activity: Activity, places: Mapping[str, Place]) -> str:
    """Return a mark that changes when something changes that the suggestion is drawn from.

    ``places`` is where somebody stands today in all that the role asks, so that the mark is the
    same on every page.
    """
    inputs = [
        activity.code,
        activity.cost,
        activity.hours,
        [
            [each.competency.code, each.gain, each.up_to, *_state(places[each.competency.code])]
            for each in activity.gains
            if each.competency.code in places
        ],
    ]
    return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


def _state(place: Place) -> tuple[float | None, float | None]:
    # To half a level: a tenth more or less is no news to somebody who has said no.
    level = None if place.level is None else round(place.level * 2) / 2
    return level, place.required
