"""What is said about a training plan: what is lost without each, why not the others, what else."""

from dataclasses import dataclass, replace

from assessments.models.catalogue import Activity
from assessments.services.map_places import Place
from assessments.services.suggesting.activities import gains_of, subject_of
from assessments.services.training import words
from assessments.services.training.building import Built, PlannedActivity, build
from assessments.services.training.ground import Ground, ask, names_of
from assessments.services.training.solving import is_told, tell
from assessments.services.training.wishes import TrainingWishes
from capability.training_plan import Obstacle, RejectedActivity, Schedule

MOST_REPLACEMENTS = 5


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
class Alternative:
    """Another plan that is worth almost as much."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    cost: float
    hours: float
    less: str
    wishes: TrainingWishes


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


def has_reasons(ground: Ground, wishes: TrainingWishes) -> bool:
    """Return whether all that there is to say about a plan is known, so that it takes no time."""
    return is_told(ask(ground, wishes))


def build_with_reasons(ground: Ground, wishes: TrainingWishes) -> tuple[Built, Explained]:
    """Return the plan that some wishes allow, and all that there is to say about it."""
    told = tell(ask(ground, wishes))
    built = build(ground, wishes)
    schedule = built.schedule
    chosen = {each.activity: each for each in told.explanation.chosen}
    items = tuple(
        replace(each, lost=words.lost_words(chosen[each.activity.code], schedule.merit))
        for each in built.items
    )
    rejected = [each for each in told.explanation.rejected if each.activity in ground.activities]
    shown = [each for each in rejected if each.reason not in _UNSAID]
    unseen = [each.activity for each in rejected if each.reason is Obstacle.LESS_PROMISING]
    explained = Explained(
        left_out=tuple(
            _left_out(each, ground, wishes, schedule)
            for each in sorted(shown, key=lambda each: _closeness(each, ground))
        ),
        not_looked_at=tuple(names_of(ground, unseen)),
        more=tuple(words.more_words(each, schedule.value, ground) for each in told.more),
        alternatives=tuple(_alternative(each, schedule, ground, wishes) for each in told.others),
    )
    return replace(built, items=items), explained


_UNSAID = (Obstacle.NO_GAIN, Obstacle.DONE, Obstacle.LESS_PROMISING)


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
