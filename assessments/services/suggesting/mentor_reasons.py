"""Why somebody is suggested as a mentor, each reason from facts that a reader can check."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from assessments import filters
from assessments.queries.mentors import Led, Mentee, Offering, Track
from assessments.services.map_places import Place
from assessments.services.suggesting.mentor_facts import MentorFacts, Rise, Strength
from assessments.services.suggesting.reasons import Reason
from capability.lifecycle import MentorshipStatus
from capability.vocabulary import ProjectStatus

SIMILAR = 4.0
"""Projects within four times the size of each other count as of similar size."""
WORKDAY = 8.0


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
        return max(self.led, key=lambda each: (_closed_on(each), _begun_on(each), -each.project_id))


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
    pairs = facts.pairs
    is_pair = (pairs["mentee"] == mentee.person_id) & (pairs["mentor"] == offer.person_id)
    hours = float(pairs.loc[is_pair, "overlap_hours"].iloc[0])
    return hours if hours < WORKDAY else None


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


def _closed_on(led: Led) -> date:
    return led.ended_on if led.ended_on and led.status is ProjectStatus.CLOSED else date.min


def _begun_on(led: Led) -> date:
    return led.began_on or date.min


def reasons_of(facts: PairFacts, *, mentee: str | None = None) -> tuple[Reason, ...]:
    """Return the reasons in words, the weightiest first; to the mentee unless one is named."""
    found = [
        _strength_words(facts, mentee or _("you")),
        _rise_words(facts),
        _alike_words(facts),
        _track_words(facts),
        _language_words(facts, is_mentee=mentee is None),
        _hours_words(facts),
    ]
    return tuple(reason for reason in found if reason is not None)


def _strength_words(facts: PairFacts, who: str) -> Reason | None:
    if facts.place is None or facts.strength is None:
        return None
    words = {
        "name": facts.place.name,
        "who": who,
        "lower": filters.level(facts.strength.lower),
        "level": filters.level(facts.place.level),
        "asked": filters.asked(facts.place.required),
    }
    if facts.strength.agreed_on:
        return Reason(
            "gap",
            _(
                "%(name)s: %(lower)s, agreed in %(month)s (%(who)s: %(level)s, asked %(asked)s)",
                month=filters.month(facts.strength.agreed_on), **words,
            ),
        )  # fmt: skip
    return Reason(
        "gap", _("At least %(lower)s in %(name)s (%(who)s: %(level)s, asked %(asked)s)", **words)
    )


def _rise_words(facts: PairFacts) -> Reason | None:
    if facts.rise is None or facts.rise_place is None:
        return None
    return Reason(
        "growth",
        _(
            "Rose from %(low)s to %(high)s in %(name)s between %(begin)s and %(end)s",
            low=filters.level(facts.rise.from_level),
            high=filters.level(facts.rise.to_level),
            name=facts.rise_place.name,
            begin=filters.month(facts.rise.from_on),
            end=filters.month(facts.rise.to_on),
        ),
    )


def _alike_words(facts: PairFacts) -> Reason | None:
    alike = facts.alike
    if alike is None:
        if not facts.led:
            return None
        words = ngettext("Led %(num)s project", "Led %(num)s projects", facts.led)
        return Reason("experience", words)
    given = {"example": _example(alike.example)}
    count = len(alike.led)
    if alike.sector and alike.is_similar_size:
        words = ngettext(
            "Led %(num)s project in %(sector)s of similar size: %(example)s",
            "Led %(num)s projects in %(sector)s of similar size, among them "
            "%(example)s",
            count, sector=alike.sector, **given,
        )  # fmt: skip
    elif alike.sector:
        words = ngettext(
            "Led %(num)s project in %(sector)s: %(example)s",
            "Led %(num)s projects in %(sector)s, among them %(example)s",
            count, sector=alike.sector, **given,
        )  # fmt: skip
    elif alike.is_similar_size:
        words = ngettext(
            "Led %(num)s project of similar size: %(example)s",
            "Led %(num)s projects of similar size, among them %(example)s",
            count, **given,
        )  # fmt: skip
    else:
        words = ngettext(
            "Led %(num)s project in %(country)s: %(example)s",
            "Led %(num)s projects in %(country)s, among them %(example)s",
            count, country=alike.country, **given,
        )  # fmt: skip
    return Reason("experience", words)


def _example(led: Led) -> str:
    if _closed_on(led) > date.min:
        return _(
            "%(project)s (until %(month)s)", project=led.name, month=filters.month(_closed_on(led))
        )
    if led.began_on:
        return _(
            "%(project)s (from %(month)s)", project=led.name, month=filters.month(led.began_on)
        )
    return led.name


def _track_words(facts: PairFacts) -> Reason | None:
    if not facts.completed or facts.completed_on is None:
        return None
    return Reason(
        "mentoring",
        ngettext(
            "Has completed %(num)s mentorship here, in %(month)s",
            "Has completed %(num)s mentorships here, the last in %(month)s",
            facts.completed,
            month=filters.month(facts.completed_on),
        ),
    )


def _language_words(facts: PairFacts, *, is_mentee: bool) -> Reason | None:
    if not facts.languages:
        return None
    names = filters.listed(_language_name(code) for code in facts.languages)
    return Reason(
        "language",
        _("You both speak %(languages)s", languages=names)
        if is_mentee
        else _("Both speak %(languages)s", languages=names),
    )


def _language_name(code: str) -> str:
    """Return the name of a language as the reader of the sentence calls it."""
    locale = get_locale()
    return str((locale.languages.get(code) if locale else None) or code)


def _hours_words(facts: PairFacts) -> Reason | None:
    if facts.hours_in_common is None:
        return None
    return Reason(
        "time",
        _(
            "%(hours)s of the working day in common",
            hours=filters.hours(facts.hours_in_common),
        ),
    )


def places_words(offer: Offering, waiting: int) -> str:
    """Return how many places are free, and how long the waiting list is where none is."""
    free = ngettext(
        "%(free)s of %(num)s place free", "%(free)s of %(num)s places free", offer.places,
        free=offer.free,
    )  # fmt: skip
    if offer.free and not waiting:
        return free
    return _(
        "%(free)s; in the waiting list you would be number %(place)s", free=free, place=waiting + 1
    )


def terms_words(offer: Offering) -> str:
    """Return how much time somebody offers, and until when."""
    hours = filters.hours(offer.monthly_hours)
    if offer.until_on is None:
        return _("Offers %(hours)s a month", hours=hours)
    return _(
        "Offers %(hours)s a month, until %(day)s", hours=hours, day=filters.day(offer.until_on)
    )
