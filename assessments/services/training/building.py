"""The page of a training plan: what is in it and why, what is not, and what would change it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assessments.models.catalogue import Activity, ActivitySession
from assessments.models.project import Project
from assessments.queries import plans, projects
from assessments.services.map_places import Place
from assessments.services.suggesting.reasons import (
    Reason,
    effect_in,
    effect_words,
    evidence_reason,
    gap_reason,
    project_reason,
)
from assessments.services.suggesting.training import fingerprint, gains_of, subject_of
from assessments.services.training import words
from assessments.services.training.ground import LEAD_TIME, Ground, ask, names_of
from assessments.services.training.solving import TO_CHOOSE, is_told, solve, tell
from assessments.services.training.wishes import MOST_QUARTERS, TrainingWishes
from capability.gaps import closed_value
from capability.training_plan import (
    ChosenActivity,
    Effort,
    Obstacle,
    Placed,
    RejectedActivity,
    Relaxation,
    Schedule,
    Wish,
)
from capability.vocabulary import Learning

SHORT = timedelta(days=45)
"""What takes longer than this goes on beside a project and meets its end in any case."""
BEFORE_AN_END = timedelta(days=14)
MOST_REPLACEMENTS = 5
YEAR = 4


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
    lost: str
    clash: Project | None
    subject: str
    fingerprint: str
    is_pinned: bool
    is_mandatory: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An activity that is not in the plan, with the reason that binds."""

    activity: Activity
    reason: str
    regret: str
    helps: tuple[Place, ...]
    can_be_taken: bool
    is_left_out_by_hand: bool
    declined_subject: str | None


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to relax, and the wishes with that done, where a page can do it."""

    sentences: tuple[str, ...]
    wishes: TrainingWishes | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan that is worth almost as much."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    cost: float
    hours: float
    less: str
    wishes: TrainingWishes


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


@dataclass(frozen=True, slots=True)
class Explained:
    """What a page says about a plan beyond the plan."""

    left_out: tuple[LeftOut, ...]
    not_looked_at: tuple[str, ...]
    more: tuple[str, ...]
    alternatives: tuple[Alternative, ...]

    def replacements(self, item: PlannedActivity) -> tuple[LeftOut, ...]:
        """Return what could stand in the place of an activity: what helps in the same."""
        codes = {each.place.code for each in item.changes}
        return tuple(
            each
            for each in self.left_out
            if each.can_be_taken and codes & {place.code for place in each.helps}
        )[:MOST_REPLACEMENTS]


def build(ground: Ground, wishes: TrainingWishes, *, effort: Effort = TO_CHOOSE) -> Built:
    """Return the plan that some wishes allow, without its reasons."""
    return _build(ground, wishes, {}, effort=effort)


def has_reasons(ground: Ground, wishes: TrainingWishes) -> bool:
    """Return whether all that there is to say about a plan is known, so that it takes no time."""
    return is_told(ask(ground, wishes))


def build_with_reasons(ground: Ground, wishes: TrainingWishes) -> tuple[Built, Explained]:
    """Return the plan that some wishes allow, and all that there is to say about it."""
    question = ask(ground, wishes)
    told = tell(question)
    schedule = solve(question)
    built = _build(ground, wishes, {each.activity: each for each in told.explanation.chosen})
    rejected = [each for each in told.explanation.rejected if each.activity in ground.activities]
    shown = [each for each in rejected if each.reason not in _UNSAID]
    explained = Explained(
        left_out=tuple(
            _left_out(each, ground, wishes, schedule)
            for each in sorted(shown, key=lambda each: _closeness(each, ground))
        ),
        not_looked_at=tuple(
            names_of(
                ground,
                [each.activity for each in rejected if each.reason is Obstacle.LESS_PROMISING],
            )
        ),
        more=tuple(words.more_words(each, schedule.value, ground) for each in told.more),
        alternatives=tuple(_alternative(each, schedule, ground, wishes) for each in told.others),
    )
    return built, explained


_UNSAID = (Obstacle.NO_GAIN, Obstacle.DONE, Obstacle.LESS_PROMISING)


def _build(
    ground: Ground,
    wishes: TrainingWishes,
    chosen: dict[str, ChosenActivity],
    *,
    effort: Effort = TO_CHOOSE,
) -> Built:
    schedule = solve(ask(ground, wishes), effort)
    milestones = _milestones(ground, wishes)
    ids = [ground.activities[each.activity].id for each in schedule.placed]
    completed = plans.count_completions(ids)
    project = projects.current_project(ground.person) if ids else None
    items = tuple(
        _planned(each, ground, wishes, schedule, chosen, completed, project, milestones)
        for each in schedule.placed
    )
    return Built(
        ground=ground,
        wishes=wishes,
        schedule=schedule,
        items=items,
        closed=_closed(ground, schedule),
        milestones=milestones,
        ways_out=tuple(_way_out(each, ground, wishes) for each in schedule.relax),
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
    return starts_on, min(starts_on + timedelta(days=max(activity.duration_days - 1, 0)), last)


def _planned(
    placed: Placed,
    ground: Ground,
    wishes: TrainingWishes,
    schedule: Schedule,
    chosen: dict[str, ChosenActivity],
    completed: dict[int, int],
    project: Project | None,
    milestones: Sequence[Project],
) -> PlannedActivity:
    code = placed.activity
    activity = ground.activities[code]
    starts_on, ends_on = dates_of(placed, ground)
    changes = _changes(activity, ground)
    effect = effect_in(activity, changes[0].place.code, ground.effects) if changes else None
    use = project_reason(project) if activity.learning is Learning.EXPERIENCE else None
    gaps = [gap_reason(ground.today_places[each.place.code]) for each in changes]
    told = chosen.get(code)
    return PlannedActivity(
        activity=activity,
        placed=placed,
        session=ground.session(code, placed.session_on),
        starts_on=starts_on,
        ends_on=ends_on,
        standing=words.standing_of(code, ground, wishes, _needing(code, ground, schedule)),
        changes=changes,
        reasons=(
            *gaps,
            *([use] if use else []),
            evidence_reason(completed.get(activity.id, 0), effect),
        ),
        lost=words.lost_words(told, schedule.merit) if told else "",
        clash=_clash(starts_on, ends_on, milestones),
        subject=subject_of(activity),
        fingerprint=fingerprint(activity, ground.today_places),
        is_pinned=code in wishes.pinned,
        is_mandatory=code in ground.mandatory,
    )


def _changes(activity: Activity, ground: Ground) -> tuple[Change, ...]:
    """Return what an activity is to bring, what is worth most first."""
    gains = gains_of(activity, ground.gaps, ground.effects)

    def worth(code: str) -> float:
        place = ground.gaps[code]
        return place.weight * float(closed_value(place.gap, gains[code]))

    found = []
    for code in sorted(gains, key=lambda each: (-worth(each), each)):
        place = ground.gaps[code]
        to_level = (place.level or 0.0) + gains[code]
        effect = effect_in(activity, code, ground.effects)
        found.append(Change(place, to_level, effect_words(place, to_level, effect)))
    return tuple(found)


def _needing(code: str, ground: Ground, schedule: Schedule) -> list[str]:
    """Return the names of what is in the plan and needs an activity first."""
    return [
        str(ground.activities[each].name)
        for each in schedule.activities
        if code in {needed.code for needed in ground.activities[each].prerequisites}
    ]


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


def _left_out(
    rejected: RejectedActivity, ground: Ground, wishes: TrainingWishes, schedule: Schedule
) -> LeftOut:
    activity = ground.activities[rejected.activity]
    gains = gains_of(activity, ground.gaps, ground.effects)
    is_declined = rejected.reason is Obstacle.EXCLUDED and activity.code in ground.declined
    return LeftOut(
        activity=activity,
        reason=words.obstacle_words(rejected, ground),
        regret=words.regret_words(rejected, schedule.merit, ground),
        helps=tuple(ground.gaps[code] for code in gains),
        can_be_taken=rejected.regret is not None or not rejected.is_weighed,
        is_left_out_by_hand=activity.code in wishes.excluded,
        declined_subject=subject_of(activity) if is_declined else None,
    )


def _closeness(rejected: RejectedActivity, ground: Ground) -> tuple[bool, float, str]:
    """What would cost the plan least stands first; what cannot be had comes last, by name."""
    regret = rejected.regret
    return regret is None, regret or 0.0, str(ground.activities[rejected.activity].name)


def _alternative(
    other: Schedule, schedule: Schedule, ground: Ground, wishes: TrainingWishes
) -> Alternative:
    added = [each for each in other.activities if each not in schedule.activities]
    dropped = [each for each in schedule.activities if each not in other.activities]
    part = (schedule.merit - other.merit) / schedule.merit if schedule.merit > 0 else 0.0
    return Alternative(
        added=tuple(names_of(ground, added)),
        dropped=tuple(names_of(ground, dropped)),
        cost=other.cost,
        hours=other.hours,
        less=words.part_words(part) if part >= words.WORTH_NAMING else "",
        wishes=wishes.with_pinned(*other.activities).without(*dropped),
    )


def _way_out(way: tuple[Relaxation, ...], ground: Ground, wishes: TrainingWishes) -> WayOut:
    taken = sum(each.cost for each in ground.open_items)
    sentences = tuple(
        words.relaxation_words(
            each.wish,
            [
                str(ground.activities[code].name) if code in ground.activities else code
                for code in each.activities
            ],
            None if each.needed is None else each.needed + taken,
        )
        for each in way
    )
    relaxed: TrainingWishes | None = wishes
    for each in way:
        relaxed = relaxed and _relaxed(relaxed, each, taken)
    return WayOut(sentences, relaxed)


def _relaxed(wishes: TrainingWishes, relaxation: Relaxation, taken: float) -> TrainingWishes | None:
    """Return the wishes with one relaxed, ``None`` where only others can do that."""
    match relaxation.wish:
        case Wish.BUDGET if relaxation.needed is not None:
            return replace(wishes, budget=float(round(relaxation.needed + taken + 0.4999)))
        case Wish.AT_ONCE:
            return replace(wishes, at_once=None)
        case Wish.QUARTERS if wishes.quarters + YEAR <= MOST_QUARTERS:
            return replace(wishes, quarters=wishes.quarters + YEAR)
        case Wish.LANGUAGES:
            return replace(wishes, languages=())
        case Wish.EXCLUDED | Wish.PINNED:
            return wishes.free_of(*relaxation.activities)
    return None
