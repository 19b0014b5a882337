"""What speaks for one pair of mentee and mentor: facts that a reader can check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.queries.mentor_backgrounds import Led
from assessments.queries.mentors import Mentee, Offering, Track
from assessments.services.map_places import Place
from assessments.services.suggesting.mentor_facts import MentorFacts, Rise, Strength
from assessments.services.suggesting.mentor_pairs import WORKDAY_HOURS
from capability.lifecycle import MentorshipStatus
from capability.vocabulary import ProjectStatus

SIMILAR = 4.0
"""Projects within four times the size of each other count as of similar size."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Projects that somebody led and that are comparable with one of today, and by what."""

    project: Led
    led: tuple[Led, ...]
    sector: str | None
    is_similar_size: bool
    country: str | None

    @property
    def example(self) -> Led:
        """The one that closed last, else the one begun last, so that a reader can look it up."""
        return max(self.led, key=lambda each: (closed_on(each), _begun_on(each), -each.project_id))


@dataclass(frozen=True, slots=True)
class PairFacts:
    """What speaks for one pair; what there is not is ``None`` or empty."""

    place: Place | None
    strength: Strength | None
    rise_place: Place | None
    rise: Rise | None
    alike: Alike | None
    led: int
    completed: int
    completed_on: date | None
    languages: tuple[str, ...]
    hours_in_common: float | None
    offer: Offering


def facts_of(
    mentee: Mentee, offer: Offering, code: str | None, gaps: Sequence[Place], facts: MentorFacts
) -> PairFacts:
    """Return what speaks for a pair; ``code`` is where the mentor's lead serves most."""
    mentor_id = offer.person_id
    place = next((each for each in gaps if each.code == code), None)
    rise_place, rise = _rise(mentor_id, gaps, place, facts)
    led = facts.led.get(mentor_id, ())
    closed = [
        each for each in facts.track.get(mentor_id, ()) if each.status is MentorshipStatus.COMPLETED
    ]
    return PairFacts(
        place=place,
        strength=facts.strengths.get((mentor_id, place.code)) if place else None,
        rise_place=rise_place,
        rise=rise,
        alike=alike_of(facts.now.get(mentee.person_id), led),
        led=len(led),
        completed=len(closed),
        completed_on=_latest(closed),
        languages=tuple(code for code in mentee.languages if code in offer.languages),
        hours_in_common=_hours(mentee, offer, facts),
        offer=offer,
    )


def _rise(
    mentor_id: int, gaps: Sequence[Place], first: Place | None, facts: MentorFacts
) -> tuple[Place | None, Rise | None]:
    """Return where the mentor has crossed some of a gap, first where the lead serves most."""
    for place in sorted(gaps, key=lambda each: each is not first):
        rise = facts.rises.get((mentor_id, place.code))
        if rise and place.level is not None and rise.covers(place.level, place.required or 0.0):
            return place, rise
    return None, None


def _hours(mentee: Mentee, offer: Offering, facts: MentorFacts) -> float | None:
    if mentee.time_zone is None or offer.time_zone is None:
        return None
    row = facts.row_of(mentee.person_id, offer.person_id)
    hours = float(facts.pairs["overlap_hours"].iloc[row])
    return hours if hours < WORKDAY_HOURS else None


def _latest(closed: Iterable[Track]) -> date | None:
    return max((each.closed_at.date() for each in closed if each.closed_at), default=None)


def alike_of(project: Led | None, led: Sequence[Led]) -> Alike | None:
    """Return what somebody led that is comparable with a project, by as much as there is.

    In the same sector and of similar size; else in the sector; else of similar size; else in the
    country.
    """
    if project is None:
        return None
    others = [each for each in led if each.project_id != project.project_id]
    in_sector = [each for each in others if {*project.sectors} & {*each.sectors}]
    sector = _first_shared(project, in_sector)
    of_sector = [each for each in in_sector if sector in each.sectors]
    of_both = [each for each in of_sector if _is_similar_size(each, project)]
    of_size = [each for each in others if _is_similar_size(each, project)]
    in_country = [each for each in others if project.country and each.country == project.country]
    for found, in_the_sector, is_size, country in (
        (of_both, sector, True, None),
        (of_sector, sector, False, None),
        (of_size, None, True, None),
        (in_country, None, False, project.country),
    ):
        if found:
            return Alike(project, tuple(found), in_the_sector, is_size, country)
    return None


def _first_shared(project: Led, led: Sequence[Led]) -> str | None:
    shared = {sector for each in led for sector in each.sectors}
    return next((sector for sector in project.sectors if sector in shared), None)


def _is_similar_size(one: Led, other: Led) -> bool:
    if not one.cost or not other.cost:
        return False
    return 1 / SIMILAR <= one.cost / other.cost <= SIMILAR


def closed_on(led: Led) -> date:
    """Return when somebody's part in a closed project ended; the first of all days if unknown."""
    return led.ended_on if led.ended_on and led.status is ProjectStatus.CLOSED else date.min


def _begun_on(led: Led) -> date:
    return led.began_on or date.min
