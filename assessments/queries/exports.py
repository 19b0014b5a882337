"""Lists of everything of a kind, row after row, in the form in which they are imported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from assessments.database import LocalText, db
from assessments.models.catalogue import (
    Activity,
    ActivityGain,
    ActivitySession,
    activity_exclusion,
)
from assessments.models.framework import Competency, CompetencyArea, Role, RoleProfile
from assessments.models.importing import ImportKind
from assessments.models.people import Department, Person
from assessments.models.project import Project, ProjectRole

PORTION = 500
Cell = str | int | float
Rows = Iterator[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Export:
    """A list: its headings, and its rows as they come from the database."""

    headings: tuple[str, ...]
    rows: Rows


PEOPLE = (
    "number", "name", "called", "email", "department", "role", "aims_for", "coach", "degree",
    "education_hours", "languages", "mentor_places", "left_on", "site", "working_percent",
)  # fmt: skip
PROJECTS = (
    "code", "name", "status", "sectors", "country", "method", "complexity", "approved_on",
    "planned_start_on", "planned_end_on", "started_on", "ended_on", "planned_cost", "actual_cost",
    "quality_rating", "stakeholder_rating", "benefits_rating", "person_number", "person_email",
    "person_name", "part", "part_started_on", "part_ended_on",
)  # fmt: skip
ROLE_PROFILES = (
    "role", "role_name", "role_name_zh", "summary", "summary_zh", "next_role", "source",
    "competency", "required", "weight", "critical", "usual",
)  # fmt: skip
CATALOGUE = (
    "code", "kind", "name", "name_zh", "description", "description_zh", "provider", "provider_zh",
    "cost", "hours", "duration_days", "learning", "languages", "offered", "prerequisites",
    "excludes", "mandatory_for", "gains", "sessions",
)  # fmt: skip


def read(kind: ImportKind) -> Export:
    """Return the list of a kind; what people answered is not among them."""
    headings, rows = LISTS[kind]
    return Export(headings, rows())


def names() -> list[str]:
    """Return the kinds of which there is a list."""
    return [kind.value for kind in LISTS]


def _people() -> Rows:
    coach = aliased(Person)
    department = _department_words()
    aims_for = aliased(Role)
    people = (
        select(
            Person.number, Person.name, Person.called, Person.email, Person.department_id,
            Role.code, aims_for.code.label("aims"), coach.number.label("by_number"),
            coach.email.label("by_email"), Person.degree, Person.education_hours,
            Person.languages, Person.mentor_places, Person.left_on, Person.site,
            Person.working_percent,
        )
        .outerjoin(Role, Person.role_id == Role.id)
        .outerjoin(aims_for, Person.aims_for_id == aims_for.id)
        .outerjoin(coach, Person.coach_id == coach.id)
        .order_by(Person.name, Person.id)
        .execution_options(yield_per=PORTION)
    )  # fmt: skip
    for row in db.session.execute(people):
        number, name, called, email, department_id, role, aims, by_number, by_email, *rest = row
        degree, hours, languages, places, left_on, site, percent = rest
        yield tuple(
            map(
                _cell,
                (
                    number, name, called, email, department.get(department_id), role, aims,
                    by_number or by_email, degree, hours, languages, places, left_on, site,
                    percent,
                ),
            )
        )  # fmt: skip


def _department_words() -> dict[int | None, str]:
    """Return the English name of each department where it is the only one, else its code."""
    rows = db.session.execute(select(Department.id, Department.code, Department.name)).all()
    names = [_english(name).casefold() for _id, _code, name in rows]
    codes = {code.casefold() for _id, code, _name in rows}
    return {
        identity: code
        if names.count(_english(name).casefold()) > 1 or _english(name).casefold() in codes
        else _english(name)
        for identity, code, name in rows
    }


def _projects() -> Rows:
    facts = [getattr(Project, name) for name in PROJECTS[: PROJECTS.index("person_number")]]
    query = (
        select(
            *facts, Person.number, Person.email, Person.name.label("person_name"),
            ProjectRole.part, ProjectRole.started_on.label("part_start"),
            ProjectRole.ended_on.label("part_end"),
        )
        .outerjoin(ProjectRole, ProjectRole.project_id == Project.id)
        .outerjoin(Person, ProjectRole.person_id == Person.id)
        .order_by(Project.code, ProjectRole.id)
        .execution_options(yield_per=PORTION)
    )  # fmt: skip
    for row in db.session.execute(query):
        yield tuple(map(_cell, row))


def _role_profiles() -> Rows:
    following = aliased(Role)
    query = (
        select(
            Role.code, Role.name, Role.summary, following.code.label("next"), Role.source,
            Competency.code.label("competency"), RoleProfile.required, RoleProfile.weight,
            RoleProfile.is_critical, RoleProfile.usual,
        )
        .join(RoleProfile, RoleProfile.role_id == Role.id)
        .join(RoleProfile.competency)
        .join(Competency.area)
        .outerjoin(following, Role.next_role_id == following.id)
        .where(Competency.is_active)
        .order_by(Role.position, Role.id, CompetencyArea.position, Competency.position)
        .execution_options(yield_per=PORTION)
    )  # fmt: skip
    for code, name, summary, after, source, *profile in db.session.execute(query):
        texts = (name, summary)
        words = [text.get(language, "") for text in texts for language in ("en", "zh")]
        yield tuple(map(_cell, (code, *words, after, source, *profile)))


def _catalogue() -> Rows:
    last = 0
    while True:
        found = db.session.scalars(
            select(Activity)
            .where(Activity.id > last)
            .order_by(Activity.id)
            .limit(PORTION)
            .options(
                selectinload(Activity.gains).joinedload(ActivityGain.competency),
                selectinload(Activity.sessions),
                selectinload(Activity.prerequisites),
                selectinload(Activity.mandatory_for),
            )
        ).all()
        if not found:
            return
        last = found[-1].id
        excluded = _excluded_by([each.id for each in found])
        for each in found:
            yield tuple(map(_cell, _activity(each, excluded[each.id])))


def _excluded_by(activity_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the codes of what does not go together with some activities, by their keys."""
    table = activity_exclusion.c
    found: dict[int, list[str]] = {each: [] for each in activity_ids}
    for one, other in ((table.activity_id, table.other_id), (table.other_id, table.activity_id)):
        pairs = select(one, Activity.code).join(Activity, Activity.id == other)
        for key, code in db.session.execute(pairs.where(one.in_(activity_ids))):
            found[key].append(code)
    return {key: sorted(codes) for key, codes in found.items()}


def _activity(each: Activity, excluded: Sequence[str]) -> tuple[object, ...]:
    texts = (each.name, each.description, each.provider)
    words = [text.get(language, "") for text in texts for language in ("en", "zh")]
    gains = [
        f"{gain.competency.code} {gain.gain:g} to {gain.up_to:g}"
        for gain in each.gains
        if gain.competency.is_active
    ]
    return (
        each.code, each.kind, *words, each.cost, each.hours, each.duration_days, each.learning,
        each.languages, each.is_offered, sorted(need.code for need in each.prerequisites),
        excluded, sorted(role.code for role in each.mandatory_for), gains,
        [_session(session) for session in each.sessions],
    )  # fmt: skip


def _session(session: ActivitySession) -> str:
    parts = [f"{session.starts_on} to {session.ends_on}"]
    places = [session.place.get(language, "") for language in ("en", "zh")]
    parts += [" / ".join(filter(None, places))] if any(places) else []
    parts += [f"{session.seats} seats"] if session.seats is not None else []
    return ", ".join(parts)


def _english(text: LocalText) -> str:
    return text.get("en") or next(iter(text.values()), "")


def _cell(value: object) -> Cell:
    """Return a value as an import reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return " | ".join(map(str, value))
    if isinstance(value, (int, float)):
        return int(value) if value == int(value) else value
    return str(value)


LISTS: Mapping[ImportKind, tuple[tuple[str, ...], Callable[[], Rows]]] = {
    ImportKind.PEOPLE: (PEOPLE, _people),
    ImportKind.PROJECTS: (PROJECTS, _projects),
    ImportKind.ROLE_PROFILES: (ROLE_PROFILES, _role_profiles),
    ImportKind.CATALOGUE: (CATALOGUE, _catalogue),
}
