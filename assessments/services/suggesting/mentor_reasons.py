"""Why somebody is suggested as a mentor, each reason from rows that a reader can check."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from assessments import filters, labels
from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from assessments.services.map_places import Place
from assessments.services.suggesting.reasons import Reason
from capability.vocabulary import ProjectStatus

SIMILAR = 4.0
"""Projects within four times the size of each other count as of similar size."""


def strength_reason(place: Place, lower: float) -> Reason:
    """Say how strong the mentor is at least, where the mentee is short."""
    return Reason(
        "growth",
        _(
            "At least %(lower)s in %(name)s (you: %(level)s, asked %(asked)s)",
            lower=filters.level(lower),
            name=place.name,
            level=filters.level(place.level),
            asked=filters.asked(place.required),
        ),
    )


def led_reasons(led: Sequence[ProjectRole], project: Project | None) -> list[Reason]:
    """Say what of the projects that somebody led is comparable with a project."""
    if project is None:
        if not led:
            return []
        words = ngettext("Led %(num)s project", "Led %(num)s projects", len(led))
        return [Reason("experience", words)]
    reasons = []
    sectors = set(project.sectors)
    same_sector = [part for part in led if sectors & set(part.project.sectors)]
    if same_sector:
        words = ngettext(
            "Led %(num)s project in %(sector)s%(latest)s",
            "Led %(num)s projects in %(sector)s%(latest)s",
            len(same_sector),
            sector=_first_shared(project, same_sector),
            latest=_latest(same_sector),
        )
        reasons.append(Reason("experience", words))
    alike = [part for part in led if _is_similar_size(part.project, project)]
    if alike:
        words = ngettext(
            "%(num)s project of a size like that of %(project)s",
            "%(num)s projects of a size like that of %(project)s",
            len(alike),
            project=project.name,
        )
        reasons.append(Reason("experience", words))
    in_country = [
        part for part in led if project.country and part.project.country == project.country
    ]
    if in_country and not same_sector:
        words = ngettext(
            "Led %(num)s project in %(country)s",
            "Led %(num)s projects in %(country)s",
            len(in_country),
            country=project.country,
        )
        reasons.append(Reason("experience", words))
    return reasons


def _first_shared(project: Project, led: Sequence[ProjectRole]) -> str:
    shared = {sector for part in led for sector in part.project.sectors}
    return next(sector for sector in project.sectors if sector in shared)


def _latest(led: Sequence[ProjectRole]) -> str:
    ends = [
        part.ended_on or part.project.ended_on
        for part in led
        if part.project.status is ProjectStatus.CLOSED
    ]
    known = [end for end in ends if end is not None]
    if not known:
        return ""
    return _(", the last until %(month)s", month=filters.month(max(known)))


def _is_similar_size(one: Project, other: Project) -> bool:
    if not one.planned_cost or not other.planned_cost:
        return False
    ratio = one.planned_cost / other.planned_cost
    return 1 / SIMILAR <= ratio <= SIMILAR


def language_reasons(person: Person, mentor: Person) -> list[Reason]:
    """Say which languages both speak."""
    shared = [code for code in person.languages if code in mentor.languages]
    if not shared:
        return []
    names = filters.listed(labels.LANGUAGES.get(code, code) for code in shared)
    return [Reason("language", _("You both speak %(languages)s", languages=names))]
