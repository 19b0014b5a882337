"""Sentences that say in words what a map shows, no surer than its numbers are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Protocol

from babel import Locale
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from assessments import filters
from assessments.labels.certificates import EXPERIENCES, OTHER_EXPERIENCE
from assessments.labels.people import DEGREES
from capability.capability_map import Basis
from capability.certification import Eligibility, RequirementKind, RequirementState, Verdict
from capability.gaps import Standing
from capability.vocabulary import AssessmentSource, Degree

MEETING = frozenset({Standing.MEETS, Standing.ABOVE, Standing.PROBABLY_MEETS})


class Compared(Protocol):
    """A level held against what is asked, today or when a plan was sent."""

    @property
    def standing(self) -> Standing: ...
    @property
    def basis(self) -> Basis: ...
    @property
    def over(self) -> float | None: ...


class Standpoint(Compared, Protocol):
    """Where somebody stands in a competency or area, as far as the words need it."""

    @property
    def name(self) -> object: ...
    @property
    def change(self) -> float | None: ...
    @property
    def has_new_voices(self) -> bool: ...
    @property
    def sd(self) -> float | None: ...
    @property
    def is_own_view(self) -> bool: ...


class Answered(Protocol):
    """An answer of an assessment."""

    @property
    def level(self) -> int | None: ...


class Ranged(Standpoint, Protocol):
    """The same, with the figures."""

    @property
    def level(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def amount(difference: float) -> str:
    """Return a difference between levels in words, to the nearest half."""
    halves = round(abs(difference) * 2)
    whole, half = divmod(halves, 2)
    if halves == 0:
        return _("a little")
    if halves == 1:
        return _("about half a level")
    if half:
        return _("about %(number)s½ levels", number=whole)
    return ngettext("about %(num)s level", "about %(num)s levels", whole)


def standing_words(place: Compared) -> str:
    """Return the words of a chip: how the level compares with what is asked, and how sure."""
    words = _standing(place.standing, place.over or 0.0)
    if place.standing in {Standing.TOO_EARLY, Standing.NOT_ASKED}:
        return words
    if place.basis is Basis.AGREED:
        return _("%(standing)s, agreed", standing=words)
    if place.basis is Basis.CLAIMED:
        return _("%(standing)s; claimed only", standing=words)
    if place.standing is Standing.SHORT:
        return _("%(standing)s, fairly sure", standing=words)
    return words


def _standing(standing: Standing, over: float) -> str:
    match standing:
        case Standing.SHORT:
            return _("Short by %(amount)s", amount=amount(over))
        case Standing.PERHAPS_SHORT:
            return _("Perhaps short by %(amount)s", amount=amount(over))
        case Standing.PROBABLY_MEETS:
            return _("Probably meets what is asked")
        case Standing.MEETS:
            return _("Meets what is asked")
        case Standing.ABOVE:
            return _("Above by %(amount)s", amount=amount(over))
        case Standing.NOT_ASKED:
            return _("Not asked in this role")
    return _("Too early to say")


def change_words(place: Standpoint) -> str:
    """Return how a level moved since the earlier assessment, or that nothing clear is seen.

    A change is named from half a level in one's own answers, and where estimates are compared,
    when it is larger than the standard deviation of the estimate.
    """
    if place.has_new_voices:
        return _("other views have joined")
    if place.change is None:
        return _("first time")
    if not _is_clear(place, place.change):
        return _("no clear change")
    size = f"{abs(place.change):.1f}"
    if place.change > 0:
        return _("up by %(size)s", size=size)
    return _("down by %(size)s", size=size)


def _is_clear(place: Standpoint, change: float) -> bool:
    least = 0.25 if place.is_own_view else place.sd or 0.0
    return abs(change) >= max(least, 0.1)


def growth_sentence(areas: Sequence[Standpoint], since: date | None) -> str:
    """Return one sentence that says which areas have moved since the earlier assessment."""
    if since is None:
        return _("There is one assessment so far, so nothing yet to compare with.")
    compared = [area for area in areas if area.change is not None]
    if not compared:
        return _(
            "Other views have joined since %(month)s, so levels of then and now are not compared.",
            month=filters.month(since),
        )
    clear = [area for area in compared if _is_clear(area, area.change or 0.0)]
    up = [area.name for area in clear if (area.change or 0.0) > 0]
    down = [area.name for area in clear if (area.change or 0.0) < 0]
    still = len(compared) - len(clear)
    parts = []
    if up:
        parts.append(_("higher in %(areas)s", areas=filters.listed(up)))
    if down:
        parts.append(_("lower in %(areas)s", areas=filters.listed(down)))
    if still:
        parts.append(
            ngettext(
                "no clear change in %(num)s area",
                "no clear change in %(num)s areas",
                still,
            )
        )
    return _(
        "Compared with %(month)s: %(parts)s.",
        month=filters.month(since),
        parts=_("; ").join(parts),
    )


def map_sentence(areas: Sequence[Standpoint], role: object, *, name: str | None) -> str:
    """Return one sentence that says what a map shows; ``name`` where it is not the reader's own."""
    asked = [area for area in areas if area.standing is not Standing.NOT_ASKED]
    if not asked or role is None:
        return _("No role is set, so there is nothing yet to compare with.")
    known = [area for area in asked if area.standing is not Standing.TOO_EARLY]
    meeting = [area for area in known if area.standing in MEETING]
    parts = [_meeting(len(meeting), len(asked), role, name)]
    short = [area for area in known if area.standing in {Standing.SHORT, Standing.PERHAPS_SHORT}]
    if short:
        parts.append(_largest(min(short, key=lambda area: area.over or 0.0), name))
    open_areas = len(asked) - len(known)
    if open_areas:
        parts.append(
            ngettext(
                "In %(num)s area it is too early to say.",
                "In %(num)s areas it is too early to say.",
                open_areas,
            )
        )
    return _in_a_row(parts)


def _in_a_row(sentences: Sequence[str]) -> str:
    return reduce(lambda said, more: _("%(said)s %(more)s", said=said, more=more), sentences)


def _meeting(count: int, total: int, role: object, name: str | None) -> str:
    words = {"count": count, "total": total, "role": role, "name": name}
    if not count and name:
        return _("In none of the areas %(name)s stands where the profile “%(role)s” asks.", **words)
    if not count:
        return _("In none of the areas you stand where the profile “%(role)s” asks.", **words)
    if name:
        return _(
            "In %(count)s of %(total)s areas %(name)s stands where the profile “%(role)s” asks, "
            "or beyond.",
            **words,
        )
    return _(
        "In %(count)s of %(total)s areas you stand where the profile “%(role)s” asks, or beyond.",
        **words,
    )


def _largest(area: Standpoint, name: str | None) -> str:
    words = {"amount": amount(area.over or 0.0), "area": area.name, "name": name}
    if area.standing is Standing.SHORT:
        if name:
            return _(
                "%(name)s is %(amount)s short in %(area)s, and we are fairly sure of it.", **words
            )
        return _("You are %(amount)s short in %(area)s, and we are fairly sure of it.", **words)
    if area.basis is Basis.CLAIMED:
        if name:
            return _(
                "The widest distance is in %(area)s, perhaps %(amount)s; it rests on %(name)s's "
                "word alone.",
                **words,
            )
        return _(
            "The widest distance is in %(area)s, perhaps %(amount)s; it rests on your word alone.",
            **words,
        )
    return _(
        "The widest distance is in %(area)s, perhaps %(amount)s; the range still reaches what is "
        "asked.",
        **words,
    )


def widest_gap(places: Sequence[Standpoint]) -> Standpoint | None:
    """Return the place that is named as short by most, a sure one before a perhaps."""
    short = [place for place in places if place.standing is Standing.SHORT]
    perhaps = [place for place in places if place.standing is Standing.PERHAPS_SHORT]
    return min(short or perhaps, key=lambda place: place.over or 0.0, default=None)


def map_title(role: object) -> str:
    """Return the name of a map's picture."""
    if role is None:
        return _("Capability map by area")
    return _("Capability map by area, against the profile of %(role)s", role=role)


def range_words(place: Ranged) -> str:
    """Return level and likely range in figures."""
    if place.level is None:
        return _("not known yet")
    level, low, high = (
        filters.level(place.level),
        filters.level(place.low),
        filters.level(place.high),
    )
    if place.basis is Basis.AGREED:
        return _("%(level)s, agreed", level=level)
    if place.is_own_view:
        return _("you say %(level)s; likely %(low)s to %(high)s", level=level, low=low, high=high)
    return _("%(level)s (%(low)s to %(high)s)", level=level, low=low, high=high)


def area_sentence(area: Standpoint, places: Sequence[Standpoint], *, name: str | None) -> str:
    """Return one sentence about an area and its competencies."""
    asked = [place for place in places if place.standing is not Standing.NOT_ASKED]
    claimed = sum(place.basis is Basis.CLAIMED for place in asked)
    parts = [standing_words(area) + _(".")]
    if claimed:
        total = len(asked)
        words = {"claimed": claimed, "total": total, "name": name}
        if name:
            parts.append(_("%(claimed)s of %(total)s rest on the word of %(name)s alone.", **words))
        else:
            parts.append(_("%(claimed)s of %(total)s rest on your word alone.", **words))
    return _in_a_row(parts)


def map_kicker(voices: Mapping[AssessmentSource, int], answered_on: date | None) -> str:
    """Return whose answers a map is drawn from, and of when."""
    if answered_on is None and not voices:
        return _("Nothing answered yet")
    parts = [filters.month(answered_on)] if answered_on else []
    if AssessmentSource.SELF in voices:
        parts.append(_("own answers"))
    if AssessmentSource.COACH in voices:
        parts.append(_("coach"))
    if AssessmentSource.PEER in voices:
        count = voices[AssessmentSource.PEER]
        parts.append(ngettext("%(num)s colleague", "%(num)s colleagues", count))
    if AssessmentSource.SPONSOR in voices:
        count = voices[AssessmentSource.SPONSOR]
        parts.append(ngettext("%(num)s sponsor", "%(num)s sponsors", count))
    return " · ".join(parts)


def eligibility_sentence(found: Eligibility, *, name: str | None = None) -> str:
    """Return what can be said about admission: never more than "likely".

    ``name`` is whose it is, where somebody else reads it.
    """
    match found.verdict:
        case Verdict.LIKELY_ELIGIBLE:
            return _likely_sentence(found, name)
        case Verdict.TO_CONFIRM:
            if name:
                return _(
                    "Perhaps %(name)s is eligible: what is marked below is to be confirmed first.",
                    name=name,
                )
            return _("Perhaps you are eligible: what is marked below is to be confirmed first.")
    if found.reached_on:
        day = filters.day(found.reached_on)
        if found.is_to_confirm:
            return _months_sentence(day, name)
        if name:
            return _(
                "%(name)s is likely eligible around %(day)s, staying on what is led today.",
                name=name,
                day=day,
            )
        return _(
            "You are likely eligible around %(day)s, if you stay on what you lead today.", day=day
        )
    return _("Not yet: see below what is missing.")


def _months_sentence(day: str, name: str | None) -> str:
    if name:
        return _(
            "The months of %(name)s are complete around %(day)s, staying on what is led today; "
            "what is marked below is to be confirmed first.",
            name=name,
            day=day,
        )
    return _(
        "Your months are complete around %(day)s, if you stay on what you lead today; what is "
        "marked below is to be confirmed first.",
        day=day,
    )


def _likely_sentence(found: Eligibility, name: str | None) -> str:
    if not found.lost_on:
        if name:
            return _("%(name)s is likely eligible now; the certifying body decides.", name=name)
        return _("You are likely eligible now; the certifying body decides.")
    day = filters.day(found.lost_on)
    if name:
        return _(
            "%(name)s is likely eligible now, until old months leave the window around %(day)s.",
            name=name,
            day=day,
        )
    return _(
        "You are likely eligible now, until old months leave the window around %(day)s.", day=day
    )


def month_letters() -> list[tuple[str, str]]:
    """Return the twelve months as the head of a narrow calendar, and in full."""
    locale = get_locale() or Locale("en")
    short, long = locale.months["stand-alone"]["narrow"], locale.months["stand-alone"]["wide"]
    return [(short[month], long[month]) for month in range(1, 13)]


def requirement_words(requirement: RequirementState) -> str:
    """Return what one requirement asks."""
    match requirement.kind:
        case RequirementKind.MONTHS:
            if requirement.needed is None:
                return _("Experience: ask the certifying body")
            return str(EXPERIENCES.get(requirement.months_of or "", OTHER_EXPERIENCE))
        case RequirementKind.EDUCATION_HOURS:
            return _("Hours of project management education")
        case RequirementKind.DEGREE:
            if isinstance(requirement.needed, Degree):
                return str(DEGREES[requirement.needed])
            return _("Degree: ask the certifying body")
    return _("A certificate that is asked first")


def progress_words(answered: int, total: int, minutes: int) -> str:
    """Return how far a form has come, and how long the rest takes."""
    done = _("%(answered)s of %(total)s", answered=answered, total=total)
    left = ngettext("about %(num)s minute left", "about %(num)s minutes left", minutes)
    return f"{done} · {left}"


def not_applicable_words(*, is_own: bool) -> str:
    """Return what an answer without a level says, about oneself or about somebody else."""
    return _("Not part of my work") if is_own else _("Not part of the work I see")


def example_hint(source: AssessmentSource, name: str) -> str:
    """Return who reads the example in a form about ``name``, and what a date does for it."""
    match source:
        case AssessmentSource.SELF:
            return _("Who reads it: you and your coach. With a date it counts as evidence.")
        case AssessmentSource.COACH:
            return _(
                "Who reads it: you and %(name)s, once you send it. With a date it counts as "
                "evidence.",
                name=name,
            )
    return _("Who reads it: you alone. With a date it counts as evidence.")


def sending_words(source: AssessmentSource, name: str) -> str:
    """Return who sees a form about ``name`` once it is sent."""
    match source:
        case AssessmentSource.SELF:
            return _(
                "Your coach then sees your answers. Heads of department and HR see your map, not "
                "your answers. You cannot change them afterwards, unless your coach opens the "
                "form again."
            )
        case AssessmentSource.COACH:
            return _(
                "%(name)s then sees your answers, and they count in the map. You cannot change "
                "them afterwards.",
                name=name,
            )
    return _(
        "Your answers then count in the map, together with those of others; nobody reads them "
        "singly. You cannot change them afterwards."
    )


def previous_words(previous: Answered, at: datetime, *, is_own: bool = True) -> str:
    """Return what somebody chose the time before."""
    month = filters.month(at)
    if previous.level is None and not is_own:
        return _("In %(month)s you chose “not part of the work I see”", month=month)
    if previous.level is None:
        return _("In %(month)s you chose “not part of my work”", month=month)
    return _("In %(month)s you chose %(level)s", month=month, level=previous.level)
