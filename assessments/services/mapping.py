"""Where people stand: answers from the queries, numbers from the core, rows for the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from assessments.database import LocalText
from assessments.models.framework import CompetencyArea, Role
from assessments.models.people import Person
from assessments.queries import framework
from assessments.services.cohort_numbers import cohort_of
from assessments.services.frame_cells import known
from assessments.services.keeping import Shelf, fingerprint
from assessments.services.map_fingerprints import map_fingerprint, map_fingerprints
from assessments.services.map_numbers import Evidence, numbers_of, read_evidence
from assessments.services.map_places import Place
from capability import scoring
from capability.capability_map import Basis, Side
from capability.frames import ANONYMITY_FLOOR, ANONYMOUS_SOURCES, drop_small_groups
from capability.gaps import Standing, priority_order
from capability.vocabulary import AssessmentSource

Earlier = Mapping[str, tuple[float | None, bool]]
# About twenty kilobytes each.
MAPS_IN_MEMORY = 1000
TABLES_IN_MEMORY = 20
LADDERS_IN_MEMORY = 200


@dataclass(frozen=True, slots=True)
class PersonMap:
    """One person's capability map against one profile."""

    person_id: int
    role: Role | None
    areas: tuple[Place, ...]
    competencies: tuple[Place, ...]
    strengths: tuple[Place, ...]
    gaps: tuple[Place, ...]
    voices: Mapping[AssessmentSource, int]
    withheld: tuple[AssessmentSource, ...]
    answered_on: date | None
    earlier_on: date | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known yet."""
        return not any(place.level is not None for place in self.competencies)

    @property
    def is_own_view(self) -> bool:
        """Whether the person's own answers are all there is."""
        return any(place.is_own_view for place in self.competencies)

    def within(self, area: str) -> tuple[Place, ...]:
        """Return the competencies of one area."""
        return tuple(place for place in self.competencies if place.area == area)

    def place(self, code: str) -> Place:
        """Return one competency."""
        return next(place for place in self.competencies if place.code == code)


_shelf: Shelf[PersonMap] = Shelf(MAPS_IN_MEMORY)
_against_shelf: Shelf[dict[int, PersonMap]] = Shelf(LADDERS_IN_MEMORY)
_levels_shelf: Shelf[pd.DataFrame] = Shelf(TABLES_IN_MEMORY)


def map_of(person: Person, role: Role | None, *, today: date) -> PersonMap:
    """Return somebody's map against the profile of a role.

    It is kept in memory as long as the facts hold that it rests upon.
    """
    compared = role.id if role else None
    key = fingerprint(map_fingerprint(person.id, today=today, compared=[compared]), compared)
    # The role is a row of this session, so it is not kept with the rest.
    return replace(_shelf.get(key, lambda: _draw(person, role, today)), role=role)


def _draw(person: Person, role: Role | None, today: date) -> PersonMap:
    evidence = read_evidence([person.id])
    requirements = framework.requirements_frame(role.id if role else None)
    numbers = numbers_of(evidence, requirements, today=today)
    own = evidence.answers[evidence.answers["source"] == AssessmentSource.SELF]
    moments = sorted(own["submitted_at"].drop_duplicates())
    earlier = _earlier(evidence, requirements, moments)
    voices, withheld = _voices(evidence.answers)
    places = _places(numbers.competencies, evidence.areas, earlier[0])
    by_code = {place.code: place for place in places}
    return PersonMap(
        person_id=person.id,
        role=None,
        areas=_area_places(numbers.areas, evidence.areas, earlier[1]),
        competencies=places,
        strengths=tuple(by_code[code] for code in numbers.named_as(Side.STRENGTH)),
        gaps=tuple(by_code[code] for code in numbers.named_as(Side.GAP)),
        voices=voices,
        withheld=withheld,
        answered_on=moments[-1].date() if moments else None,
        earlier_on=moments[-2].date() if len(moments) > 1 else None,
    )


def maps_against(person: Person, roles: Sequence[Role], *, today: date) -> dict[int, PersonMap]:
    """Return somebody's maps against several profiles, by role: of what each of them asks alone.

    They tell where the person stands today; nothing in them is compared with earlier.
    """
    keys = [role.id for role in roles]
    key = fingerprint(map_fingerprint(person.id, today=today, compared=keys), keys, "against")
    drawn = _against_shelf.get(key, lambda: _draw_against(person, keys, today))
    return {role.id: replace(drawn[role.id], role=role) for role in roles}


def _draw_against(person: Person, role_ids: Sequence[int], today: date) -> dict[int, PersonMap]:
    evidence = read_evidence([person.id])
    voices, withheld = _voices(evidence.answers)
    found = {}
    for role_id, requirements in framework.requirements_of_roles(role_ids).items():
        numbers = numbers_of(evidence, requirements, today=today)
        places = _places(numbers.competencies, evidence.areas, {})
        by_code = {place.code: place for place in places}
        found[role_id] = PersonMap(
            person_id=person.id,
            role=None,
            areas=_area_places(numbers.areas, evidence.areas, {}),
            competencies=places,
            strengths=tuple(by_code[code] for code in numbers.named_as(Side.STRENGTH)),
            gaps=tuple(by_code[code] for code in numbers.named_as(Side.GAP)),
            voices=voices,
            withheld=withheld,
            answered_on=None,
            earlier_on=None,
        )
    return found


def gaps_in_order(person_map: PersonMap) -> tuple[Place, ...]:
    """Return every place with a gap, the most pressing first."""
    if not person_map.competencies:
        return ()
    rows = pd.DataFrame(
        {
            "competency": [place.code for place in person_map.competencies],
            "gap": [place.gap for place in person_map.competencies],
            "weight": [place.weight for place in person_map.competencies],
            "is_critical": [place.is_critical for place in person_map.competencies],
            "standing": [place.standing for place in person_map.competencies],
        }
    )
    return tuple(person_map.place(code) for code in priority_order(rows)["competency"])


def map_cohort(person_ids: Sequence[int], *, today: date) -> dict[int, tuple[Place, ...]]:
    """Return where some people stand by area, each against the profile of the own role."""
    if not person_ids:
        return {}
    cohort = cohort_of(person_ids, today=today)
    return {person: cohort.area_places(person) for person in person_ids}


def levels_frame(person_ids: Sequence[int], *, today: date) -> pd.DataFrame:
    """Return the level estimates of some people: person, competency, level, sd, low, high.

    Nobody may write into the table: it is kept in memory as long as the facts hold.
    """
    marks = map_fingerprints(person_ids, today=today)
    return _levels_shelf.get(fingerprint(today, marks), lambda: _estimate_levels(person_ids, today))


def _estimate_levels(person_ids: Sequence[int], today: date) -> pd.DataFrame:
    evidence = read_evidence(person_ids)
    return scoring.estimate_levels(
        drop_small_groups(evidence.answers),
        evidence.model,
        as_of=today,
        people=evidence.people,
        means=evidence.means,
    )


def _earlier(
    evidence: Evidence, requirements: pd.DataFrame, moments: list[pd.Timestamp]
) -> tuple[Earlier, Earlier]:
    """Return the levels as they stood at the self-assessment before the last one."""
    if len(moments) < 2:
        return {}, {}
    then = moments[-2]
    before = evidence.answers[evidence.answers["submitted_at"] <= then]
    agreed = evidence.agreed[evidence.agreed["agreed_on"].map(lambda day: day <= then.date())]
    past = replace(evidence, answers=before, agreed=agreed)
    numbers = numbers_of(past, requirements, today=then.date())
    return _drawn(numbers.competencies, "competency"), _drawn(numbers.areas, "area")


def _drawn(rows: pd.DataFrame, key: str) -> Earlier:
    """Return level, and whether it was the own view, by competency or area."""
    return {
        code: (known(level), bool(is_own_view))
        for code, level, is_own_view in zip(
            rows[key], rows["level"], rows["is_own_view"], strict=True
        )
    }


def _voices(
    answers: pd.DataFrame,
) -> tuple[dict[AssessmentSource, int], tuple[AssessmentSource, ...]]:
    """Return how many people answered, by source, and which groups are too small to be used."""
    answered = answers[answers["level"].notna()]
    counts = answered.groupby("source")["rater"].nunique()
    heard = {AssessmentSource(str(source)): int(count) for source, count in counts.items()}
    withheld = tuple(
        source
        for source in heard
        if source.value in ANONYMOUS_SOURCES and heard[source] < ANONYMITY_FLOOR
    )
    return {source: count for source, count in heard.items() if source not in withheld}, withheld


def _places(
    rows: pd.DataFrame, areas: Sequence[CompetencyArea], earlier: Earlier
) -> tuple[Place, ...]:
    names = {competency.code: competency.name for area in areas for competency in area.competencies}
    return tuple(
        _place(row, row["competency"], names[row["competency"]], earlier)
        for row in rows.to_dict("records")
    )


def _area_places(
    rows: pd.DataFrame, areas: Sequence[CompetencyArea], earlier: Earlier
) -> tuple[Place, ...]:
    names = {area.code: area.name for area in areas}
    return tuple(
        _place(row, row["area"], names[row["area"]], earlier) for row in rows.to_dict("records")
    )


def _place(row: dict[Any, Any], code: object, name: LocalText, earlier: Earlier) -> Place:
    was, was_own_view = earlier.get(str(code), (None, bool(row["is_own_view"])))
    # One's own answers and an estimate that weighs others' are two things: no change between them.
    has_new_voices = was is not None and was_own_view != bool(row["is_own_view"])
    return Place(
        code=str(code),
        name=name,
        area=str(row["area"]),
        basis=Basis(str(row["basis"])),
        standing=Standing(str(row["standing"])),
        is_own_view=bool(row["is_own_view"]),
        level=known(row["level"]),
        sd=known(row["sd"]),
        low=known(row["low"]),
        high=known(row["high"]),
        required=known(row["required"]),
        gap=known(row["gap"]) or 0.0,
        weight=known(row.get("weight")) or 0.0,
        is_critical=bool(row.get("is_critical", False)),
        estimate=known(row.get("estimate")),
        earlier=None if has_new_voices else was,
        has_new_voices=has_new_voices,
    )
