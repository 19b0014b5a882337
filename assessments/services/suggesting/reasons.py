"""Why something is suggested, in words that can be checked against the rows they come from."""

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters
from assessments.models.project import Project
from assessments.services.map_places import Place

FEWEST_FOR_EVIDENCE = 5


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


def evidence_reason(completed: int) -> Reason:
    """Say what is known here of its effect, which is nothing below five people."""
    if completed == 0:
        return Reason("evidence", _("No evidence yet here: nobody has completed it in a plan."))
    if completed < FEWEST_FOR_EVIDENCE:
        return Reason(
            "evidence",
            ngettext(
                "No evidence yet here: %(num)s person has done it, and we say nothing below five.",
                "No evidence yet here: %(num)s people have done it, and we say nothing below five.",
                completed,
            ),
        )
    return Reason(
        "evidence",
        ngettext(
            "%(num)s colleague has completed it; its effect has not been compared yet.",
            "%(num)s colleagues have completed it; its effect has not been compared yet.",
            completed,
        ),
    )


def effect_words(place: Place, to: float) -> str:
    """Say from where to where it could lead, and that it is the catalogue's claim, reduced."""
    return _(
        "from about %(level)s to about %(to)s; the catalogue's claim, taken at six tenths",
        level=filters.level(place.level),
        to=filters.level(to),
    )


def goes_away_words(place: Place) -> str:
    """Say what would make the suggestion go away."""
    return _(
        "Goes away when %(name)s reaches %(asked)s",
        name=place.name,
        asked=filters.asked(place.required),
    )
