"""Why something is suggested, in words that can be checked against the rows they come from."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.models.catalogue import Activity
from assessments.models.project import Project
from assessments.services.effects import Effect, Effects
from assessments.services.map_places import Place
from capability.effects import FEWEST


class Reason(NamedTuple):
    """One reason: its sign (gap, project, evidence, ...) and its words."""

    kind: str
    words: str


def gap_reason(place: Place) -> Reason:
    """Say which gap it answers and what that gap rests on."""
    figures = {
        "name": place.name,
        "level": filters.level(place.level),
        "asked": filters.asked(place.required),
    }
    if place.is_claimed or place.is_own_view:
        return Reason(
            "gap",
            _("%(name)s: you say %(level)s, your role asks %(asked)s.", **figures)
            if place.is_own_view
            else _(
                "%(name)s: we see %(level)s, asked %(asked)s; it rests on your word alone.",
                **figures,
            ),
        )
    if place.is_critical:
        return Reason(
            "gap",
            _("%(name)s matters most in your role: %(level)s, asked %(asked)s.", **figures),
        )
    return Reason("gap", _("%(name)s: we see %(level)s, asked %(asked)s.", **figures))


def project_reason(project: Project | None) -> Reason | None:
    """Say on which project of today it could be used."""
    if project is None:
        return None
    return Reason(
        "project", _("You lead %(project)s now: a place to use it.", project=project.name)
    )


def needed_reason(names: Sequence[str]) -> Reason:
    """Say what else is suggested that it has to come first for."""
    return Reason("time", needed_words(names))


def needed_words(names: Sequence[str]) -> str:
    """Return the same as words."""
    return _("Has to come first for %(names)s.", names=filters.listed(names))


def effect_in(activity: Activity, competency: str, known: Effects) -> Effect | None:
    """Return what is known of an activity in a competency; ``None`` where it claims nothing."""
    gain = next((each for each in activity.gains if each.competency.code == competency), None)
    return None if gain is None else known.of(gain)


def evidence_reason(completed: int, effect: Effect | None) -> Reason:
    """Say what is known here of its effect, which is nothing below five people on each side.

    ``completed`` is how many have done it as an item of a plan.
    """
    return Reason("evidence", evidence_words(completed, effect))


def evidence_words(completed: int, effect: Effect | None) -> str:
    """Return the same as words; only what the comparison shows is called shown to work."""
    if completed == 0:
        return _("No evidence yet here: nobody has completed it in a plan.")
    if completed < FEWEST:
        return ngettext(
            "No evidence yet here: %(num)s person has done it, and we say nothing below five.",
            "No evidence yet here: %(num)s people have done it, and we say nothing below five.",
            completed,
        )
    if effect is None or effect.n < FEWEST:
        return _(
            "No evidence yet here: %(num)s people have done it, but fewer than five of them were "
            "rated by others before and after.",
            num=completed,
        )
    if not effect.has_evidence:
        return _(
            "No evidence yet here: %(num)s people have done it, but fewer than five similar people "
            "without it are there to compare with.",
            num=completed,
        )
    return _compared(effect)


def _compared(effect: Effect) -> str:
    difference = effect.difference or 0.0
    figures = {
        "n": effect.n,
        "others": effect.n_comparison,
        "size": filters.level(abs(difference)),
        "low": bound_words(effect.low),
        "high": bound_words(effect.high),
    }
    if effect.is_shown:
        return _(
            "Shown to work here: %(n)s colleagues took it and rose by %(size)s more than "
            "%(others)s similar people who did not (likely %(low)s to %(high)s).",
            **figures,
        )
    if difference >= 0:
        return _(
            "Not shown to work here so far: %(n)s colleagues took it and rose by %(size)s more "
            "than %(others)s similar people who did not, which may be chance "
            "(likely %(low)s to %(high)s).",
            **figures,
        )
    return _(
        "Not shown to work here so far: %(n)s colleagues took it and rose by %(size)s less "
        "than %(others)s similar people who did not (likely %(low)s to %(high)s).",
        **figures,
    )


def bound_words(bound: float | None) -> str:
    """Return an end of a range; that it lies beside 0 is told where rounding would hide it."""
    if bound is None or bound == 0 or round(bound, 1):
        return filters.distance(bound)
    return _("just above 0") if bound > 0 else _("just below 0")


def effect_words(place: Place, to: float, effect: Effect | None) -> str:
    """Say from where to where it could lead, and what that rests on."""
    figures = {"level": filters.level(place.level), "to": filters.level(to)}
    if effect is not None and effect.has_evidence:
        return _(
            "from about %(level)s to about %(to)s; what it brought here, weighed with the "
            "catalogue's claim",
            **figures,
        )
    return _(
        "from about %(level)s to about %(to)s; the catalogue's claim, taken at six tenths",
        **figures,
    )


def goes_away_words(place: Place) -> str:
    """Say what would make the suggestion go away."""
    return _(
        "Goes away when %(name)s reaches %(asked)s",
        name=place.name,
        asked=filters.asked(place.required),
    )
