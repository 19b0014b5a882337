"""What a training plan is chosen from: gaps, activities, dates, and what the plan holds already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

import pandas as pd

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.development import DeclinedSuggestion, PlanItem
from assessments.models.framework import Role
from assessments.models.people import Person
from assessments.queries import catalogue, plans
from assessments.services import effects, mapping
from assessments.services.carrying_out import OPEN
from assessments.services.effects import Effects
from assessments.services.map_places import Place
from assessments.services.mapping import PersonMap
from assessments.services.suggesting.activities import (
    all_named_gaps,
    fingerprint,
    gains_of,
    left_open,
    subject_of,
)
from assessments.services.suggesting.history import declined_by, items_in_sight, planned_gains
from assessments.services.training.wishes import TrainingWishes
from capability.lifecycle import PlanItemStatus
from capability.training_plan import LEARNING_SHARES, Offer, Wishes

DAYS_A_QUARTER = 91
MONTHS_A_QUARTER = 3
LEAD_TIME = timedelta(days=14)

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a plan for one person follows from, read once."""

    person: Person
    role: Role | None
    map: PersonMap
    gaps: Mapping[str, Place]
    """Named gaps as they stand once the open items of the plan have brought their aim."""
    today_places: Mapping[str, Place]
    activities: Mapping[str, Activity]
    effects: Effects
    declined: Mapping[str, DeclinedSuggestion]
    """By code of the activity: what was said no to and has not changed since."""
    done: frozenset[str]
    held: frozenset[str]
    """What stands in the plan already, or is proposed for it."""
    mandatory: frozenset[str]
    open_items: tuple[PlanItem, ...]
    over_on: Mapping[str, date]
    """By code of an activity that the plan holds: the day on which it is to be over."""
    booked: Mapping[tuple[int, date], int]
    today: date

    @property
    def begins_on(self) -> date:
        """The first day on which something could begin."""
        return self.today + timedelta(days=1)

    def quarter(self, number: int) -> tuple[date, date]:
        """Return the first and the last day of a quarter of the plan."""
        first = self.begins_on.replace(day=1)
        return _months_after(first, 3 * number), _months_after(first, 3 * number + 3) - _DAY

    def session(self, code: str, on: date | None) -> ActivitySession | None:
        """Return the date of an activity that begins on a day."""
        sessions = self.activities[code].sessions if on is not None else ()
        return next((each for each in sessions if each.starts_on == on), None)

    def free_seats(self, session: ActivitySession) -> int | None:
        """Return how many seats no plan holds; ``None`` where seats are not known."""
        if session.seats is None:
            return None
        held = self.booked.get((session.activity_id, session.starts_on), 0)
        return max(session.seats - held, 0)


_DAY = timedelta(days=1)


def read_ground(
    person: Person, role: Role | None, *, today: date, named: Iterable[str] = ()
) -> Ground:
    """Read what a plan towards a role follows from; ``named`` are activities that wishes name."""
    person_map = mapping.map_of(person, role, today=today)
    places = {place.code: place for place in person_map.competencies}
    items = items_in_sight(person)
    gaps = left_open(all_named_gaps(person_map), planned_gains(items))
    mandatory = catalogue.list_mandatory_codes(role)
    found = catalogue.list_activities_to_plan(list(gaps), [*mandatory, *named])
    known = [(each.activity.code, each) for each in items if each.activity]
    done = frozenset(code for code, each in known if each.status is PlanItemStatus.DONE)
    held = frozenset(code for code, _ in known) - done
    refused = {
        each.subject: each for each in declined_by(person) if each.subject.startswith("activity:")
    }
    activities = {each.code: each for each in found if each.code not in held}
    return Ground(
        person=person,
        role=role,
        map=person_map,
        gaps=gaps,
        today_places=places,
        activities=activities,
        effects=effects.effects_of(today),
        declined={
            code: refused[subject_of(each)]
            for code, each in activities.items()
            if subject_of(each) in refused
            and refused[subject_of(each)].fingerprint == fingerprint(each, places)
        },
        done=done,
        held=held,
        mandatory=frozenset(mandatory) - done - held,
        open_items=tuple(each for each in items if each.status in OPEN),
        over_on={code: max(each.due_on, today) for code, each in known if each.status in OPEN},
        booked=plans.count_booked([each.id for each in activities.values() if each.sessions]),
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What the core is asked, as plain rows: equal rows have equal answers."""

    gaps: Rows
    activities: Rows
    gains: Rows
    sessions: Rows
    languages: Rows
    prerequisites: Rows
    exclusions: Rows
    wishes: Wishes

    def gap_frame(self) -> pd.DataFrame:
        """Return the gaps as the core takes them."""
        return pd.DataFrame(self.gaps, columns=["competency", "gap", "weight"])

    def offer(self) -> Offer:
        """Return what there is to choose from as the core takes it."""
        columns = ["activity", "cost", "hours", "duration", "learning"]
        return Offer(
            activities=pd.DataFrame(self.activities, columns=columns),
            gains=pd.DataFrame(self.gains, columns=["activity", "competency", "gain"]),
            sessions=pd.DataFrame(self.sessions, columns=["activity", "starts_on", "seats"]),
            languages=pd.DataFrame(self.languages, columns=["activity", "language"]),
            prerequisites=[(a, b) for a, b in self.prerequisites],
            exclusions=[(a, b) for a, b in self.exclusions],
        )


def ask(ground: Ground, wishes: TrainingWishes) -> Question:
    """Return what the core is asked for a person with some wishes."""
    offered = {code: each for code, each in ground.activities.items() if each.cost is not None}
    total = sum(place.weight for place in ground.gaps.values()) or 1.0
    pinned = frozenset(wishes.pinned) - ground.done - ground.held
    # That the role makes it mandatory is news to whoever declined it before.
    refused = frozenset(ground.declined) - ground.mandatory
    unwanted = (frozenset(wishes.excluded) | refused) - pinned
    dates = {code: _dates(each, ground, wishes) for code, each in offered.items()}
    return Question(
        gaps=[(code, each.gap, each.weight / total) for code, each in ground.gaps.items()],
        activities=[
            (code, each.cost, each.hours, duration_of(each), each.learning.value)
            for code, each in offered.items()
        ],
        gains=[
            (code, competency, gain)
            for code, each in offered.items()
            for competency, gain in gains_of(each, ground.gaps, ground.effects).items()
        ],
        sessions=[(code, *row) for code, rows in dates.items() for row in rows],
        languages=[(code, name) for code, each in offered.items() for name in each.languages],
        prerequisites=[
            (code, needed.code)
            for code, each in offered.items()
            for needed in each.prerequisites
            # What the plan holds already comes first by the dates that are left.
            if needed.code not in ground.over_on or not dates[code]
        ],
        exclusions=_exclusions(offered),
        wishes=Wishes(
            starts_on=ground.begins_on,
            quarters=wishes.quarters,
            budget=max(wishes.budget - sum(each.cost for each in ground.open_items), 0.0),
            quarter_hours=tuple(left_hours(ground, wishes)),
            at_once=wishes.at_once,
            languages=wishes.languages or None,
            mandatory=tuple(sorted(ground.mandatory - pinned)),
            pinned=tuple(sorted(pinned)),
            excluded=tuple(sorted(unwanted)),
            done=tuple(sorted(ground.done)),
            shares=LEARNING_SHARES if wishes.is_balanced else None,
        ),
    )


def _dates(activity: Activity, ground: Ground, wishes: TrainingWishes) -> Rows:
    """Return the days on which an activity can begin, with free seats; none stands for any day.

    What needs something that the plan holds already begins after that is over.
    """
    dates: Rows = [(each.starts_on, ground.free_seats(each)) for each in activity.sessions]
    needed = {each.code for each in activity.prerequisites} & ground.over_on.keys()
    if not needed:
        return dates
    over_on = max(ground.over_on[code] for code in needed)
    quarters = [ground.quarter(number)[0] for number in range(wishes.quarters)]
    return [row for row in dates or [(day, None) for day in quarters] if row[0] > over_on]


def left_hours(ground: Ground, wishes: TrainingWishes) -> list[float]:
    """Return the hours of each quarter that the open items of the plan leave."""
    quarters = [ground.quarter(number) for number in range(wishes.quarters)]
    return [
        max(wishes.hours - sum(_hours_within(each, *days) for each in ground.open_items), 0.0)
        for days in quarters
    ]


def duration_of(activity: Activity) -> int:
    """Return how many quarters an activity takes."""
    return max(ceil(activity.duration_days / DAYS_A_QUARTER), 1)


def _hours_within(item: PlanItem, first: date, last: date) -> float:
    """Return the hours of an item that fall between two days, spread evenly over its own."""
    days = (item.due_on - item.starts_on).days + 1
    shared = (min(item.due_on, last) - max(item.starts_on, first)).days + 1
    return item.hours * max(shared, 0) / days


def _exclusions(offered: Mapping[str, Activity]) -> Rows:
    codes = {each.id: code for code, each in offered.items()}
    pairs = catalogue.list_exclusions(list(codes))
    return sorted((codes[one], codes[other]) for one, other in pairs)


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)


def names_of(ground: Ground, codes: Sequence[str]) -> list[str]:
    """Return activities by their names, in the language of the page."""
    return [str(ground.activities[code].name) for code in codes if code in ground.activities]
