"""From a suggestion to an item of the plan."""

from datetime import date, timedelta

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.development import DevelopmentPlan, PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import catalogue
from assessments.services import mapping, planning
from assessments.services.carrying_out import OPEN
from assessments.services.effects import NOTHING_KNOWN, Effects, effects_of
from assessments.services.map_places import Place
from assessments.services.planning import ItemDraft
from assessments.services.suggesting.activities import gains_of, last_day, left_open, named_gaps
from assessments.services.suggesting.history import items_in_sight, planned_gains
from capability.lifecycle import PlanItemStatus

LEAD_TIME = timedelta(days=14)
WAITING = OPEN | {PlanItemStatus.PROPOSED}


class AlreadyHeldError(Exception):
    """What is to be added stands in the plan already, or is proposed for it."""


def take_activity(
    plan: DevelopmentPlan, activity: Activity, role: Role | None, *, by: Person, today: date
) -> PlanItem:
    """Add an activity of the catalogue to the plan, on its next date if it has one.

    Raises
    ------
    AlreadyHeldError
    ConflictError
        The plan was changed elsewhere meanwhile.
    TransitionError
        The plan is on its way and cannot be changed.
    """
    items = items_in_sight(by)
    if any(each.activity_id == activity.id and each.status in WAITING for each in items):
        raise AlreadyHeldError
    gaps = left_open(named_gaps(mapping.map_of(by, role, today=today)), planned_gains(items))
    place, to_level = main_gap(activity, gaps, effects_of(today))
    starts_on, due_on = dates_of(activity, today=today)
    draft = ItemDraft(
        kind=activity.kind,
        title=str(activity.name),
        starts_on=starts_on,
        due_on=due_on,
        competency_id=_competency_id(activity, place),
        from_level=place.level if place else None,
        to_level=to_level,
        cost=activity.cost or 0.0,
        hours=activity.hours,
        owner=str(activity.provider),
        activity_id=activity.id,
    )
    return planning.add_item(plan, draft, by=by)


def next_session(activity: Activity, *, today: date) -> ActivitySession | None:
    """Return the next date on which an activity is held."""
    return next((each for each in activity.sessions if each.starts_on > today), None)


def dates_of(activity: Activity, *, today: date) -> tuple[date, date]:
    """Return from when to when somebody would do it: its next date, or in a fortnight."""
    session = next_session(activity, today=today)
    if session is not None:
        return session.starts_on, session.ends_on
    starts_on = today + LEAD_TIME
    return starts_on, last_day(activity, starts_on)


def title_of(subject: str) -> str:
    """Return the name of what is suggested from the catalogue, such as ``activity:risk_basics``.

    Answers 404 where there is no such thing.
    """
    kind, _separator, code = subject.partition(":")
    if kind == "activity":
        return str(catalogue.get_activity(code).name)
    return catalogue.get_certification(code).name


def main_gap(
    activity: Activity, gaps: dict[str, Place], known: Effects = NOTHING_KNOWN
) -> tuple[Place | None, float | None]:
    """Return the gap in which an activity is worth most, and the level that it leads to."""
    gains = gains_of(activity, gaps, known)
    if not gains:
        return None, None
    code = next(iter(gains))
    return gaps[code], (gaps[code].level or 0.0) + gains[code]


def _competency_id(activity: Activity, place: Place | None) -> int | None:
    if place is not None:
        return planning.competency_id(place.code)
    return activity.gains[0].competency_id if activity.gains else None
