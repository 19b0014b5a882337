"""Why somebody is suggested as a mentor: what speaks for a pair, in words."""

from datetime import date

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from assessments import filters
from assessments.queries.mentor_backgrounds import Led
from assessments.queries.mentors import Offering
from assessments.services.suggesting.pair_facts import PairFacts, closed_on
from assessments.services.suggesting.reasons import Reason


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
    if closed_on(led) > date.min:
        return _(
            "%(project)s (until %(month)s)", project=led.name, month=filters.month(closed_on(led))
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
