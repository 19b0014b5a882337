"""A training plan for one person: what is in it, when, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.project import Project
from assessments.queries import plans, projects
from assessments.services.map_places import Place
from assessments.services.suggesting.activities import (
    fingerprint,
    gains_of,
    last_day,
    subject_of,
)
from assessments.services.suggesting.reasons import (
    Reason,
    effect_in,
    effect_words,
    evidence_reason,
    gap_reason,
    project_reason,
)
from assessments.services.training import words
from assessments.services.training.ground import LEAD_TIME, Ground, ask
from assessments.services.training.solving import TO_CHOOSE, solve
from assessments.services.training.ways_out import WayOut, way_out
from assessments.services.training.wishes import TrainingWishes
from capability.training_plan import Effort, Placed, Schedule
from capability.vocabulary import Learning

SHORT = timedelta(days=45)
"""What takes longer than this goes on beside a project and meets its end in any case."""
BEFORE_AN_END = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Change:
    """What one activity is to bring in one competency."""

    place: Place
    to_level: float
    words: str


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity in its place in the plan, with its reasons."""

    activity: Activity
    placed: Placed
    session: ActivitySession | None
    starts_on: date
    ends_on: date
    standing: str
    changes: tuple[Change, ...]
    reasons: tuple[Reason, ...]
    clash: Project | None
    subject: str
    fingerprint: str
    is_pinned: bool
    is_mandatory: bool
    lost: str = ""
    """What the plan would lose without it, once that is worked out."""


@dataclass(frozen=True, slots=True)
class Built:
    """A plan as a page shows it without its reasons: enough to set two beside each other."""

    ground: Ground
    wishes: TrainingWishes
    schedule: Schedule
    items: tuple[PlannedActivity, ...]
    closed: float
    """The part of the open gaps that it closes, weighed as the role weighs them."""
    milestones: tuple[Project, ...]
    ways_out: tuple[WayOut, ...]

    @property
    def gap_words(self) -> str:
        """Say how good it is where that could not be proven in time."""
        return words.gap_words(self.schedule.gap)


def build(ground: Ground, wishes: TrainingWishes, *, effort: Effort = TO_CHOOSE) -> Built:
    """Return the plan that some wishes allow."""
    schedule = solve(ask(ground, wishes), effort)
    ids = [ground.activities[each.activity].id for each in schedule.placed]
    telling = _Telling(
        ground=ground,
        wishes=wishes,
        schedule=schedule,
        completed=plans.count_completions(ids),
        project=projects.current_project(ground.person) if ids else None,
        milestones=_milestones(ground, wishes),
    )
    return Built(
        ground=ground,
        wishes=wishes,
        schedule=schedule,
        items=tuple(telling.planned(each) for each in schedule.placed),
        closed=_closed(ground, schedule),
        milestones=telling.milestones,
        ways_out=tuple(way_out(each, ground, wishes) for each in schedule.relax),
    )


def dates_of(placed: Placed, ground: Ground) -> tuple[date, date]:
    """Return from when to when somebody would do it: on its date, or within its quarters."""
    activity = ground.activities[placed.activity]
    session = ground.session(placed.activity, placed.session_on)
    if session is not None:
        return session.starts_on, session.ends_on
    first, _ = ground.quarter(placed.quarter)
    _, last = ground.quarter(placed.last_quarter)
    starts_on = min(max(first, ground.today + LEAD_TIME), last)
    return starts_on, min(last_day(activity, starts_on), last)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the words about the activities of a plan rest on."""

    ground: Ground
    wishes: TrainingWishes
    schedule: Schedule
    completed: Mapping[int, int]
    project: Project | None
    milestones: tuple[Project, ...]

    def planned(self, placed: Placed) -> PlannedActivity:
        """Return an activity in its place, with its reasons."""
        ground, code = self.ground, placed.activity
        activity = ground.activities[code]
        starts_on, ends_on = dates_of(placed, ground)
        changes = _changes(activity, ground)
        return PlannedActivity(
            activity=activity,
            placed=placed,
            session=ground.session(code, placed.session_on),
            starts_on=starts_on,
            ends_on=ends_on,
            standing=words.standing_of(code, ground, self.wishes, self._needing(activity)),
            changes=changes,
            reasons=self._reasons(activity, changes),
            clash=_clash(starts_on, ends_on, self.milestones),
            subject=subject_of(activity),
            fingerprint=fingerprint(activity, ground.today_places),
            is_pinned=code in self.wishes.pinned,
            is_mandatory=code in ground.mandatory,
        )

    def _reasons(self, activity: Activity, changes: tuple[Change, ...]) -> tuple[Reason, ...]:
        ground = self.ground
        effect = effect_in(activity, changes[0].place.code, ground.effects) if changes else None
        use = project_reason(self.project) if activity.learning is Learning.EXPERIENCE else None
        return (
            *(gap_reason(ground.today_places[each.place.code]) for each in changes),
            *([use] if use else []),
            evidence_reason(self.completed.get(activity.id, 0), effect),
        )

    def _needing(self, activity: Activity) -> list[str]:
        """Return the names of what is in the plan and needs an activity first."""
        taken = [self.ground.activities[code] for code in self.schedule.activities]
        return [str(each.name) for each in taken if activity in each.prerequisites]


def _changes(activity: Activity, ground: Ground) -> tuple[Change, ...]:
    """Return what an activity is to bring, what is worth most first."""
    found = []
    for code, gain in gains_of(activity, ground.gaps, ground.effects).items():
        place = ground.gaps[code]
        to_level = (place.level or 0.0) + gain
        effect = effect_in(activity, code, ground.effects)
        found.append(Change(place, to_level, effect_words(place, to_level, effect)))
    return tuple(found)


def _closed(ground: Ground, schedule: Schedule) -> float:
    total = sum(place.weight * place.gap for place in ground.gaps.values())
    gains: dict[str, float] = {}
    for code in schedule.activities:
        for competency, gain in gains_of(
            ground.activities[code], ground.gaps, ground.effects
        ).items():
            gains[competency] = gains.get(competency, 0.0) + gain
    closed = sum(
        ground.gaps[code].weight * min(gain, ground.gaps[code].gap) for code, gain in gains.items()
    )
    return closed / total if total else 0.0


def _milestones(ground: Ground, wishes: TrainingWishes) -> tuple[Project, ...]:
    """Return the projects that somebody leads now and that are planned to end meanwhile."""
    _, last = ground.quarter(wishes.quarters - 1)
    return tuple(projects.list_ending(ground.person, ground.today, last))


def _clash(starts_on: date, ends_on: date, milestones: Sequence[Project]) -> Project | None:
    if ends_on - starts_on > SHORT:
        return None
    for project in milestones:
        end = project.planned_end_on
        if end is not None and starts_on <= end and end - BEFORE_AN_END <= ends_on:
            return project
    return None
