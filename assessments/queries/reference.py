"""Reads for whoever edits the reference data: what is there, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from sqlalchemy import JSON, ColumnElement, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from assessments.database import LocalText, db
from assessments.models.assessment import AgreedLevel, Assessment, Rating
from assessments.models.catalogue import Activity, ActivityGain, Certification
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Competency, CompetencyArea, Role
from assessments.models.people import Person
from assessments.queries.pages import Found, found_on
from capability.lifecycle import AssessmentStatus
from capability.vocabulary import ActivityKind

PAGE = 50


@dataclass(frozen=True, slots=True)
class RoleUse:
    """How many people a role matters for: they hold it, or aim for it."""

    holders: int = 0
    aiming: int = 0
    plans: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything hangs on the role."""
        return bool(self.holders or self.aiming or self.plans)


def list_every_role() -> Sequence[Role]:
    """Return all roles in the order of the ladder, those no longer offered at the end."""
    return db.session.scalars(
        select(Role)
        .options(joinedload(Role.next_role))
        .order_by(Role.is_active.desc(), Role.position, Role.id)
    ).all()


def get_role(role_id: int) -> Role:
    """Return one role; answers 404 where there is none."""
    return db.get_or_404(Role, role_id)


def role_uses() -> dict[int, RoleUse]:
    """Return for how many people each role matters; those who have left do not count."""
    holders = _count_people(Person.role_id)
    aiming = _count_people(Person.aims_for_id)
    rows = db.session.execute(
        select(DevelopmentPlan.role_id, func.count())
        .where(DevelopmentPlan.role_id.is_not(None))
        .group_by(DevelopmentPlan.role_id)
    )
    plans = {role_id: number for role_id, number in rows if role_id is not None}
    return {
        role_id: RoleUse(holders.get(role_id, 0), aiming.get(role_id, 0), plans.get(role_id, 0))
        for role_id in {*holders, *aiming, *plans}
    }


def _count_people(role_id: InstrumentedAttribute[int | None]) -> dict[int, int]:
    rows = db.session.execute(
        select(role_id, func.count())
        .where(role_id.is_not(None), Person.left_on.is_(None))
        .group_by(role_id)
    )
    return {key: number for key, number in rows if key is not None}


@dataclass(frozen=True, slots=True)
class CompetencyUse:
    """What rests on the texts of a competency."""

    answers: int
    by_level: dict[int, int]
    agreed: int
    people: int

    @property
    def total(self) -> int:
        """Answers and agreed levels together."""
        return self.answers + self.agreed


def list_every_area() -> Sequence[CompetencyArea]:
    """Return all areas with all their competencies, also those no longer asked about."""
    return db.session.scalars(
        select(CompetencyArea)
        .options(selectinload(CompetencyArea.competencies))
        .order_by(CompetencyArea.position, CompetencyArea.id)
        .execution_options(populate_existing=True)
    ).all()


def get_area(area_id: int) -> CompetencyArea:
    """Return one area; answers 404 where there is none."""
    return db.get_or_404(CompetencyArea, area_id)


def get_competency(competency_id: int) -> Competency:
    """Return one competency with its texts; answers 404 where there is none."""
    return db.one_or_404(
        select(Competency)
        .where(Competency.id == competency_id)
        .options(selectinload(Competency.indicators), joinedload(Competency.area))
    )


def competency_use(competency: Competency) -> CompetencyUse:
    """Return how many answers and agreed levels rest on a competency, and of how many people."""
    sent = (
        select(Rating.level, func.count())
        .join(Rating.assessment)
        .where(
            Rating.competency_id == competency.id,
            Assessment.status == AssessmentStatus.SUBMITTED,
            Rating.level.is_not(None),
        )
    )
    levels = db.session.execute(sent.group_by(Rating.level))
    by_level = {level: number for level, number in levels if level is not None}
    people = (
        select(func.count(func.distinct(Assessment.person_id)))
        .join(Rating.assessment)
        .where(
            Rating.competency_id == competency.id,
            Assessment.status == AssessmentStatus.SUBMITTED,
        )
    )
    agreed = select(func.count(AgreedLevel.id)).where(AgreedLevel.competency_id == competency.id)
    return CompetencyUse(
        answers=sum(by_level.values()),
        by_level=by_level,
        agreed=db.session.scalar(agreed) or 0,
        people=db.session.scalar(people) or 0,
    )


@dataclass(frozen=True, slots=True)
class ActivitySearch:
    """What to look for in the catalogue; empty is anything."""

    words: str = ""
    kind: ActivityKind | None = None
    competency: str = ""
    is_offered: bool | None = None


def search_activities(wanted: ActivitySearch, *, page: int) -> Found[Activity]:
    """Return the activities that fit, by name, page by page."""
    query = (
        select(Activity)
        .options(selectinload(Activity.gains).joinedload(ActivityGain.competency))
        .order_by(_in_the_readers_words(Activity.name), Activity.code)
    )
    for word in wanted.words.split():
        query = query.where(or_(Activity.code.icontains(word, autoescape=True), *_said(word)))
    if wanted.kind is not None:
        query = query.where(Activity.kind == wanted.kind)
    if wanted.is_offered is not None:
        query = query.where(Activity.is_offered.is_(wanted.is_offered))
    if wanted.competency:
        query = query.where(
            Activity.gains.any(ActivityGain.competency.has(Competency.code == wanted.competency))
        )
    return found_on(page, query, size=PAGE)


def _in_the_readers_words(text: InstrumentedAttribute[LocalText]) -> ColumnElement[str]:
    locale = get_locale()
    texts = type_coerce(text, JSON)
    language = locale.language if locale else "en"
    return func.coalesce(texts[language].as_string(), texts["en"].as_string())


def _said(word: str) -> list[ColumnElement[bool]]:
    """Return that a name or provider holds a word, in one language or another."""
    return [
        type_coerce(column, JSON)[language].as_string().icontains(word, autoescape=True)
        for column in (Activity.name, Activity.provider)
        for language in ("en", "zh")
    ]


def get_activity(activity_id: int) -> Activity:
    """Return one activity with all that belongs to it; answers 404 where there is none."""
    return db.one_or_404(
        select(Activity)
        .where(Activity.id == activity_id)
        .options(
            selectinload(Activity.gains).joinedload(ActivityGain.competency),
            selectinload(Activity.sessions),
            selectinload(Activity.prerequisites),
            selectinload(Activity.mandatory_for),
            joinedload(Activity.certification),
        )
        .execution_options(populate_existing=True)
    )


def count_plans_with(activity: Activity) -> int:
    """Return how many plans hold an activity."""
    plans = func.count(func.distinct(PlanItem.plan_id))
    held = select(plans).where(PlanItem.activity_id == activity.id, PlanItem.removed_at.is_(None))
    return db.session.scalar(held) or 0


def activity_names(*, certifications: bool | None = None) -> dict[str, LocalText]:
    """Return the name of every activity by its code: for lists to choose from."""
    query = select(Activity.code, Activity.name).order_by(Activity.code)
    if certifications is not None:
        is_one = Activity.kind == ActivityKind.CERTIFICATION
        query = query.where(is_one if certifications else ~is_one)
    return {code: name for code, name in db.session.execute(query)}


def search_certifications(words: str, *, page: int) -> Found[Certification]:
    """Return the certifications whose name, body or code holds the words, page by page."""
    query = (
        select(Certification)
        .options(selectinload(Certification.paths))
        .order_by(Certification.name, Certification.id)
    )
    for word in words.split():
        columns = (Certification.name, Certification.body, Certification.code)
        query = query.where(or_(*(each.icontains(word, autoescape=True) for each in columns)))
    return found_on(page, query, size=PAGE)


def get_certification(certification_id: int) -> Certification:
    """Return one certification with its rules; answers 404 where there is none."""
    return db.one_or_404(
        select(Certification)
        .where(Certification.id == certification_id)
        .options(
            selectinload(Certification.paths),
            selectinload(Certification.domains),
            joinedload(Certification.activity),
        )
        .execution_options(populate_existing=True)
    )


def certification_names() -> dict[str, str]:
    """Return the name of every certification by its code."""
    rows = db.session.execute(
        select(Certification.code, Certification.name).order_by(Certification.name)
    )
    return {code: name for code, name in rows}


def certification_activities() -> dict[str, str]:
    """Return the code of the certification that each exam in the catalogue belongs to."""
    rows = db.session.execute(
        select(Activity.code, Certification.code).join(Certification.activity)
    )
    return {activity: certification for activity, certification in rows}
