"""Who could help: people who are stronger where somebody is short and led comparable projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from flask_babel import gettext as _
from flask_babel import ngettext

from assessments.models.people import Person
from assessments.models.project import Project, ProjectRole
from assessments.queries import mentors as queries
from assessments.queries import plans, projects
from assessments.services import mapping
from assessments.services.keeping import Shelf, digest
from assessments.services.map_places import Place
from assessments.services.suggesting.mentor_reasons import (
    language_reasons,
    led_reasons,
    strength_reason,
)
from assessments.services.suggesting.reasons import Reason
from capability.mentoring import LEAST_AFFINITY, NORMAL_80, TOP_GAPS, pair_affinity
from capability.project_evidence import context_similarity

MOST_SHOWN = 3
MOST_LOOKED_AT = 200
AFFINITIES_IN_MEMORY = 500
WORKDAY_HOURS = 8.0

PROJECT_COLUMNS = ["sector", "size", "method", "country"]


@dataclass(frozen=True, slots=True)
class MentorSuggestion:
    """A possible mentor and why; ``lower`` is the lower end of the mentor's 80 % range."""

    mentor: Person
    reasons: tuple[Reason, ...]
    places: str
    place: Place | None
    lower: float | None
    has_offered: bool
    subject: str
    fingerprint: str


_shelf: Shelf[pd.DataFrame] = Shelf(AFFINITIES_IN_MEMORY)


def suggest_mentors(
    person: Person,
    gaps: Sequence[Place],
    *,
    taken: frozenset[int],
    declined: Mapping[str, str],
    today: date,
) -> tuple[MentorSuggestion, ...]:
    """Return up to three people with room for one more, by name.

    Where nobody who has offered time suits, people who led comparable projects are named instead,
    and it is said that neither their strength nor their time is known.
    """
    project = projects.current_project(person)
    offered = _who_offered(person, gaps, project, taken=taken, today=today)
    found = offered or _who_led_alike(person, project, taken=taken)
    kept = [each for each in found if declined.get(each.subject) != each.fingerprint]
    return tuple(sorted(kept[:MOST_SHOWN], key=lambda each: (each.mentor.name, each.mentor.id)))


def _who_offered(
    person: Person,
    gaps: Sequence[Place],
    project: Project | None,
    *,
    taken: frozenset[int],
    today: date,
) -> list[MentorSuggestion]:
    known = [place for place in gaps if place.level is not None]
    if not known:
        return []
    codes = [place.code for place in known[:TOP_GAPS]]
    people = [
        each
        for each in queries.list_offering(person, codes, limit=MOST_LOOKED_AT)
        if each.id not in taken
    ]
    mentees = plans.count_mentees([each.id for each in people])
    free = {each.id: each.mentor_places - mentees.get(each.id, 0) for each in people}
    people = [each for each in people if free[each.id] > 0]
    if not people:
        return []
    led = _led_by([each.id for each in people])
    levels = mapping.levels_frame([each.id for each in people], today=today)
    levels = levels.rename(columns={"person": "mentor"})
    tables = (
        _pairs(person, people),
        pd.DataFrame(
            [(person.id, place.code, place.level, place.gap, place.weight) for place in known],
            columns=["mentee", "competency", "level", "gap", "weight"],
        ),
        levels[["mentor", "competency", "level", "sd"]],
        _contexts("mentee", [(person.id, project)] if project else []),
        _contexts(
            "mentor", [(part.person_id, part.project) for parts in led.values() for part in parts]
        ),
    )
    affinities = _shelf.get(digest(*tables), lambda: _affinities(*tables))
    suited = affinities[affinities["affinity"] >= LEAST_AFFINITY].dropna(subset=["competency"])
    suited = suited.sort_values(["affinity", "mentor"], ascending=[False, True])
    by_id = {each.id: each for each in people}
    levels["lower"] = (levels["level"] - NORMAL_80 * levels["sd"]).clip(lower=0.0)
    lower = levels.set_index(["mentor", "competency"])["lower"].to_dict()
    by_code = {place.code: place for place in known}
    return [
        _offering(
            person,
            by_id[mentor],
            by_code[code],
            lower[mentor, code],
            led.get(mentor, []),
            project,
            free[mentor],
        )
        for mentor, code in zip(suited["mentor"], suited["competency"], strict=True)
    ]


def _affinities(
    pairs: pd.DataFrame,
    gaps: pd.DataFrame,
    levels: pd.DataFrame,
    mentee_projects: pd.DataFrame,
    mentor_projects: pd.DataFrame,
) -> pd.DataFrame:
    return pair_affinity(
        pairs,
        gaps,
        levels,
        record=pd.DataFrame({"mentor": [], "rating": []}),
        mentee_projects=mentee_projects,
        mentor_projects=mentor_projects,
    )


def _offering(
    person: Person,
    mentor: Person,
    place: Place,
    lower: float,
    led: Sequence[ProjectRole],
    project: Project | None,
    free: int,
) -> MentorSuggestion:
    places = ngettext(
        "%(free)s of %(num)s place free",
        "%(free)s of %(num)s places free",
        mentor.mentor_places,
        free=free,
    )
    return MentorSuggestion(
        mentor=mentor,
        reasons=(
            strength_reason(place, lower),
            *led_reasons(led, project),
            *language_reasons(person, mentor),
        ),
        places=places,
        place=place,
        lower=lower,
        has_offered=True,
        subject=f"mentor:{mentor.id}",
        fingerprint=f"{place.code} {round(lower)}",
    )


def _who_led_alike(
    person: Person, project: Project | None, *, taken: frozenset[int]
) -> list[MentorSuggestion]:
    if project is None or project.country is None:
        return []
    ids = projects.comparable_leaders(project, limit=20)
    people = [
        each for each in queries.list_present(ids) if each.id not in taken and each.id != person.id
    ]
    led = _led_by([each.id for each in people])
    here = _contexts("mentee", [(person.id, project)])
    likeness = {}
    for each in people:
        there = _contexts("mentor", [(each.id, part.project) for part in led.get(each.id, [])])
        alike = context_similarity(here[PROJECT_COLUMNS], there[PROJECT_COLUMNS])
        likeness[each.id] = float(alike.max(initial=0.0))
    ranked = sorted(people, key=lambda each: (-likeness[each.id], each.name, each.id))
    unknown = _("Has not said yet whether there is a place; strengths are not known here.")
    return [
        MentorSuggestion(
            mentor=each,
            reasons=(
                *led_reasons(led.get(each.id, []), project),
                *language_reasons(person, each),
            ),
            places=unknown,
            place=None,
            lower=None,
            has_offered=False,
            subject=f"mentor:{each.id}",
            fingerprint="led alike",
        )
        for each in ranked
    ]


def _pairs(person: Person, people: Sequence[Person]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "mentee": [person.id] * len(people),
            "mentor": [each.id for each in people],
            "is_allowed": [_may_pair(person, each) for each in people],
            # Working hours are not recorded, so nobody is ruled in or out by them.
            "overlap_hours": [WORKDAY_HOURS] * len(people),
            "grade_distance": [_grade_distance(person, each) for each in people],
        }
    ).astype({"grade_distance": float})


def _may_pair(person: Person, mentor: Person) -> bool:
    if mentor.id == person.coach_id:
        return False
    return not (person.languages and mentor.languages) or bool(
        set(person.languages) & set(mentor.languages)
    )


def _grade_distance(person: Person, mentor: Person) -> float | None:
    if person.role is None or mentor.role is None:
        return None
    return float(mentor.role.position - person.role.position)


def _led_by(person_ids: Sequence[int]) -> dict[int, list[ProjectRole]]:
    led: dict[int, list[ProjectRole]] = {}
    for part in projects.list_led(person_ids):
        led.setdefault(part.person_id, []).append(part)
    return led


def _contexts(whose: str, rows: Sequence[tuple[int, Project]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                key,
                project.sectors[0] if project.sectors else None,
                project.planned_cost or None,
                project.method.value if project.method else None,
                project.country,
            )
            for key, project in rows
        ],
        columns=[whose, *PROJECT_COLUMNS],
    ).astype({"size": float})
