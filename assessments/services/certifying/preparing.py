"""From where somebody stands to an exam: courses that close what is thin, then the exam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

import pandas as pd
from flask_babel import gettext as _

from assessments.models.catalogue import Activity, Certification
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.people import Person
from assessments.queries import catalogue
from assessments.queries.organisation import organisation
from assessments.services import planning
from assessments.services.carrying_out import OPEN
from assessments.services.certifying.background import Background
from assessments.services.certifying.domains import DomainRow, thin_gaps
from assessments.services.education import EDUCATION_KINDS
from assessments.services.effects import effects_of
from assessments.services.map_places import Place
from assessments.services.planning import ItemDraft
from assessments.services.suggesting.activities import gains_of, speaks
from capability.certification import (
    Eligibility,
    Preparation,
    RequirementKind,
    RequirementStatus,
    choose_preparation,
)
from capability.lifecycle import PlanItemStatus
from capability.vocabulary import ActivityKind

LEAD_TIME = timedelta(days=14)
PAUSE = timedelta(days=7)
HORIZON = timedelta(days=240)
"""Courses held later than this do not prepare for an exam that could be taken before."""


@dataclass(frozen=True, slots=True)
class Step:
    """One activity on the way: when, which thin competencies it closes, hours of education."""

    activity: Activity
    starts_on: date
    due_on: date
    closes: tuple[tuple[Place, float, float], ...]
    """Competency, where somebody stands before it, and the level that it leads to."""
    education_hours: float

    @property
    def is_exam(self) -> bool:
        """Whether this is the exam itself."""
        return self.activity.kind is ActivityKind.CERTIFICATION


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way to an exam, and what is left of hours and money."""

    steps: tuple[Step, ...]
    hours_left: float | None
    budget_left: float | None
    education_missing: float
    """Hours of education that the issuer asks and that are not recorded today."""
    education_known: float
    is_exam_planned: bool
    is_exam_in_sight: bool
    """Whether admission can be counted on by the time of the last step, as far as is known."""

    @property
    def cost(self) -> float:
        """Money for all steps, as far as it is known."""
        return sum(step.activity.cost or 0.0 for step in self.steps)

    @property
    def hours(self) -> float:
        """Hours for all steps."""
        return sum(step.activity.hours for step in self.steps)

    @property
    def education_hours(self) -> float:
        """Hours of education that the steps bring."""
        return sum(step.education_hours for step in self.steps)

    @property
    def takes_too_long(self) -> bool:
        """Whether it takes more hours than are left."""
        return self.hours_left is not None and self.hours > self.hours_left

    @property
    def costs_too_much(self) -> bool:
        """Whether it takes more money than is left."""
        return self.budget_left is not None and self.cost > self.budget_left


def way_to(
    certification: Certification,
    found: Eligibility,
    rows: Sequence[DomainRow],
    background: Background,
    items: Sequence[PlanItem],
) -> Way:
    """Return the way to an exam beside what stands in somebody's plans (``items``)."""
    exam = certification.activity
    standing = {item.activity_id for item in items if item.activity_id}
    is_planned = exam is not None and any(
        item.activity_id == exam.id and item.status in OPEN for item in items
    )
    waiting = [item for item in items if item.status in OPEN]
    settings = organisation()
    hours_left = _left(settings.development_hours, sum(item.hours for item in waiting))
    budget_left = _left(settings.person_budget, sum(item.cost for item in waiting))
    own = None if exam is None or is_planned or not exam.is_offered else exam
    missing = _education_missing(found)
    rest_hours = _rest(hours_left, own.hours if own else 0.0)
    rest_budget = _rest(budget_left, (own.cost or 0.0) if own else 0.0)
    if not (rest_hours and rest_budget):
        # Nothing is left beside the exam, so the courses are for the limits of another year.
        rest_hours = _rest(settings.development_hours, 0.0)
        rest_budget = _rest(settings.person_budget, 0.0)
    chosen, by_code, places = _courses(
        certification, rows, background, standing, items,
        hours=rest_hours, budget=rest_budget, missing=missing, reached_on=_months_on(found),
    )  # fmt: skip
    is_in_sight = _is_in_sight(found, missing - sum(each.education_hours for each in chosen))
    exam_step = own if is_in_sight else None
    steps = _dated(chosen, by_code, places, exam_step, found, background.today)
    return Way(
        steps=steps,
        hours_left=hours_left,
        budget_left=budget_left,
        education_missing=missing,
        education_known=background.education.hours or 0.0,
        is_exam_planned=is_planned,
        is_exam_in_sight=is_in_sight,
    )


def take(way: Way, name: str, plan: DevelopmentPlan, *, by: Person) -> list[PlanItem]:
    """Put a whole way into the plan: all of it, or nothing."""
    reason = _("On the way to %(name)s.", name=name)
    return planning.add_items(plan, [_draft(step, reason) for step in way.steps], by=by)


def _left(limit: float | None, taken: float) -> float | None:
    return None if limit is None else max(limit - taken, 0.0)


def _rest(left: float | None, exam: float) -> float:
    return inf if left is None else max(left - exam, 0.0)


def _is_in_sight(found: Eligibility, hours_missing: float) -> bool:
    """Return whether all that is missing comes about: months by working on, hours by courses."""
    for each in found.requirements:
        if each.status is not RequirementStatus.NOT_YET:
            continue
        comes = each.kind is RequirementKind.EDUCATION_HOURS and hours_missing <= 0
        if not comes and each.reached_on is None:
            return False
    return True


def _months_on(found: Eligibility) -> date | None:
    days = [each.reached_on for each in found.requirements if each.reached_on is not None]
    return found.reached_on or max(days, default=None)


def _education_missing(found: Eligibility) -> float:
    for each in found.requirements:
        if (
            each.kind is RequirementKind.EDUCATION_HOURS
            and each.status is not RequirementStatus.MET
            and isinstance(each.needed, (int, float))
        ):
            held = each.held if isinstance(each.held, (int, float)) else 0.0
            return max(each.needed - held, 0.0)
    return 0.0


def _courses(
    certification: Certification,
    rows: Sequence[DomainRow],
    background: Background,
    standing: set[int],
    items: Sequence[PlanItem],
    *,
    hours: float,
    budget: float,
    missing: float,
    reached_on: date | None,
) -> tuple[tuple[Preparation, ...], dict[str, Activity], dict[str, Place]]:
    gaps = thin_gaps(rows)
    places = {place.code: place for row in rows for place, _cover in row.places}
    codes = list(gaps)
    if missing:
        # For the hours alone any course in what the exam asks will do.
        codes = sorted({*gaps, *places, *_taught_by(certification)})
    done = {item.activity_id for item in items if item.status is PlanItemStatus.DONE}
    latest = max(background.today + HORIZON, reached_on or background.today)
    offered = {
        each.code: each
        for each in (catalogue.list_activities_for(codes) if codes else ())
        if each.kind in EDUCATION_KINDS
        and each.id not in standing
        and each.cost is not None
        and speaks(background.person, each)
        and _next_dates(each, background.today + LEAD_TIME)[1] <= latest
    }
    known = effects_of(background.today)
    thin = {code: places[code] for code in gaps}
    gains = [
        (each.code, code, gain)
        for each in offered.values()
        for code, gain in gains_of(each, thin, known).items()
    ]
    chosen = choose_preparation(
        pd.DataFrame(
            [(code, gap, weight) for code, (gap, weight) in gaps.items()],
            columns=["competency", "gap", "weight"],
        ),
        pd.DataFrame(
            [(each.code, each.cost, each.hours) for each in offered.values()],
            columns=["activity", "cost", "hours"],
        ),
        pd.DataFrame(gains, columns=["activity", "competency", "gain"]),
        budget=budget,
        hours=hours,
        education={each.code: each.hours for each in offered.values()},
        education_missing=missing,
        prerequisites=[
            (each.code, needed.code)
            for each in offered.values()
            for needed in each.prerequisites
            if needed.id not in done
        ],
    )
    return chosen, offered, places


def _taught_by(certification: Certification) -> set[str]:
    exam = certification.activity
    return {each.competency.code for each in exam.gains} if exam else set()


def _dated(
    chosen: Sequence[Preparation],
    by_code: Mapping[str, Activity],
    places: Mapping[str, Place],
    exam: Activity | None,
    found: Eligibility,
    today: date,
) -> tuple[Step, ...]:
    steps: list[Step] = []
    after = today + LEAD_TIME
    reached: dict[str, float] = {}
    dates: dict[str, tuple[date, date]] = {}
    for each in chosen:
        # What a course needs is chosen before it, and is over before it begins.
        needs = [dates[x.code] for x in by_code[each.activity].prerequisites if x.code in dates]
        begins = max([after, *(due_on + PAUSE for _, due_on in needs)])
        dates[each.activity] = _next_dates(by_code[each.activity], begins)
    for each in sorted(chosen, key=lambda course: (dates[course.activity], course.activity)):
        starts_on, due_on = dates[each.activity]
        after = max(after, due_on + PAUSE)
        closes = []
        for code, levels in each.closes:
            before = reached.get(code, places[code].level or 0.0)
            reached[code] = before + levels
            closes.append((places[code], before, reached[code]))
        steps.append(
            Step(by_code[each.activity], starts_on, due_on, tuple(closes), each.education_hours)
        )
    if exam is not None:
        starts_on, due_on = _exam_dates(exam, after, _months_on(found))
        steps.append(Step(exam, starts_on, due_on, (), 0.0))
    return tuple(steps)


def _exam_dates(exam: Activity, after: date, reached_on: date | None) -> tuple[date, date]:
    starts_on, due_on = _next_dates(exam, after)
    if reached_on is None or due_on >= reached_on:
        return starts_on, due_on
    # Nobody is admitted before the months are complete.
    preparing = timedelta(0) if exam.sessions else timedelta(days=exam.duration_days)
    return _next_dates(exam, max(after, reached_on - preparing))


def _next_dates(activity: Activity, after: date) -> tuple[date, date]:
    session = next((each for each in activity.sessions if each.starts_on >= after), None)
    if session is not None:
        return session.starts_on, session.ends_on
    return after, after + timedelta(days=activity.duration_days)


def _draft(step: Step, reason: str) -> ItemDraft:
    activity = step.activity
    place, from_level, to_level = step.closes[0] if step.closes else (None, None, None)
    ids = {each.competency.code: each.competency_id for each in activity.gains}
    first = activity.gains[0].competency_id if activity.gains else None
    return ItemDraft(
        kind=activity.kind,
        title=str(activity.name),
        starts_on=step.starts_on,
        due_on=step.due_on,
        competency_id=ids.get(place.code) if place else first,
        from_level=from_level,
        to_level=to_level,
        cost=activity.cost or 0.0,
        hours=activity.hours,
        owner=str(activity.provider),
        reason=reason,
        activity_id=activity.id,
    )
