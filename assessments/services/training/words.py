"""What stands in a training plan and what does not, in words that can be worked out again."""

from collections.abc import Sequence
from math import floor

from flask_babel import LazyString, format_percent
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessments import filters
from assessments.labels.plans import DECLINE_REASONS
from assessments.services.suggesting.reasons import needed_words
from assessments.services.training.ground import Ground, names_of
from assessments.services.training.wishes import TrainingWishes
from capability.training_plan import ChosenActivity, Obstacle, RejectedActivity, Wish, WorthOfMore

WORTH_NAMING = 0.005
"""Below half a percent a plan is called worth as much."""

OBSTACLES: dict[Obstacle, LazyString] = {
    Obstacle.NO_GAIN: _l("It helps none of the open gaps."),
    Obstacle.DISPLACED: _l("What is in the plan closes the same gaps already."),
    Obstacle.EXCLUSION: _l("It does not go together with what is in the plan."),
    Obstacle.PREREQUISITE: _l("What has to come first does not fit, or is not to be had."),
    Obstacle.BUDGET: _l("With it the plan would go over the budget."),
    Obstacle.HOURS: _l("With it the plan would go over the hours there are in all."),
    Obstacle.QUARTER_BUDGET: _l("No quarter has the money for it."),
    Obstacle.QUARTER_HOURS: _l("No quarter has the hours for it beside the others."),
    Obstacle.AT_ONCE: _l("It would be one more at once than you want."),
    Obstacle.TOO_LONG: _l("It takes longer than the quarters there are."),
    Obstacle.NO_DATE: _l("None of its dates fits into these quarters."),
    Obstacle.NO_SEAT: _l("Its dates in these quarters have no seat free."),
    Obstacle.LANGUAGE: _l("It is held in none of the languages named."),
    Obstacle.EXCLUDED: _l("Left out of this plan by hand."),
    Obstacle.DONE: _l("It is done already."),
    Obstacle.CIRCLE: _l("The catalogue says that it needs itself first; the PMO can mend that."),
    Obstacle.NOT_OFFERED: _l("The catalogue does not offer it, or not at a known cost."),
    Obstacle.LESS_PROMISING: _l("Less promising for its hours and cost than the 25 looked at."),
    Obstacle.BALANCE: _l("It fits, but the ways of learning would be further out of balance."),
    Obstacle.COMBINATION: _l("Hours, dates and number at once leave no place for it together."),
}


def part_words(part: float) -> str:
    """Return a part of a whole as a percentage."""
    return str(format_percent(round(part, 2)))


def lost_words(chosen: ChosenActivity, merit: float) -> str:
    """Say what the plan would lose without an activity, the rest chosen anew."""
    if not chosen.is_weighed:
        return _("What would be lost without it was not worked out in the time there was.")
    if chosen.value_lost is None:
        return _("There is no plan without it, because it must be in.")
    part = chosen.value_lost / merit if merit > 0 else 0.0
    if part < WORTH_NAMING:
        return _("Without it, the rest chosen anew, the plan would be worth as much.")
    return _(
        "Without it, the rest chosen anew, the plan would be worth about %(part)s less.",
        part=part_words(part),
    )


def obstacle_words(rejected: RejectedActivity, ground: Ground) -> str:
    """Say what keeps an activity out of the plan."""
    declined = ground.declined.get(rejected.activity)
    if rejected.reason is Obstacle.EXCLUDED and declined is not None:
        return _(
            "Declined on %(day)s: %(reason)s.",
            day=filters.day(declined.declined_at),
            reason=DECLINE_REASONS.get(declined.reason, declined.reason),
        )
    return str(OBSTACLES[rejected.reason])


def regret_words(rejected: RejectedActivity, merit: float, ground: Ground) -> str:
    """Say what the plan would lose with an activity forced in, and what would have to go."""
    if not rejected.is_weighed or rejected.regret is None:
        return ""
    part = rejected.regret / merit if merit > 0 else 0.0
    gone = names_of(ground, rejected.displaces)
    if gone:
        worth = _("as much") if part < WORTH_NAMING else _("%(part)s less", part=part_words(part))
        return _(
            "With it the plan would be worth %(worth)s; %(names)s would go.",
            worth=worth,
            names=filters.listed(gone),
        )
    if part < WORTH_NAMING:
        return _("With it the plan would be worth as much.")
    return _("With it the plan would be worth %(part)s less.", part=part_words(part))


def more_words(more: WorthOfMore, value: float, ground: Ground) -> str:
    """Say what a little more of something would bring."""
    amount = filters.hours(more.amount) if more.wish is Wish.HOURS else filters.money(more.amount)
    part = more.value / value if value > 0 else 0.0
    added = filters.listed(names_of(ground, more.added))
    if not more.added or (value > 0 and part < WORTH_NAMING):
        return _("%(amount)s more would change nothing to speak of.", amount=amount)
    if value <= 0:
        return _("%(amount)s more would make room for %(names)s.", amount=amount, names=added)
    figures = {"amount": amount, "part": part_words(part), "added": added}
    if more.dropped:
        return _(
            "%(amount)s more would bring about %(part)s more: %(added)s, in place of %(dropped)s.",
            **figures,
            dropped=filters.listed(names_of(ground, more.dropped)),
        )
    return _("%(amount)s more would bring about %(part)s more: %(added)s.", **figures)


def gap_words(gap: float) -> str:
    """Say how good a plan is that could not be proven to be the one worth most.

    ``gap`` is the part of the best plan that it lacks at most.
    """
    if gap <= 0:
        return ""
    return _(
        "Not everything was looked at: this plan is worth at least %(part)s of what the best one "
        "could be.",
        part=format_percent(floor(round(100 * (1 - gap), 6)) / 100),
    )


def relaxation_words(wish: Wish, names: Sequence[str], needed: float | None) -> str:
    """Say which wish to relax, and how far where that is known."""
    listed = filters.listed(names)
    match wish:
        case Wish.BUDGET:
            return (
                _("Allow a larger budget.")
                if needed is None
                else _("Allow a budget of %(cost)s or more.", cost=filters.money(needed))
            )
        case Wish.QUARTER_HOURS | Wish.HOURS:
            return _("Allow more hours in a quarter.")
        case Wish.QUARTER_BUDGET:
            return _("Allow more money in a quarter.")
        case Wish.AT_ONCE:
            return _("Allow more at once.")
        case Wish.QUARTERS:
            return _("Plan for a year more.")
        case Wish.LANGUAGES:
            return _("Take other languages too.")
        case Wish.EXCLUDED:
            return _("Let %(names)s back in.", names=listed)
        case Wish.PINNED:
            return _("Unpin %(names)s.", names=listed)
    return _rule_words(wish, listed)


def _rule_words(wish: Wish, listed: str) -> str:
    """Say the same of what only others can change."""
    match wish:
        case Wish.MANDATORY:
            return _(
                "Ask the PMO about %(names)s: mandatory in this role, and not to be had within "
                "these wishes.",
                names=listed,
            )
        case Wish.PREREQUISITES:
            if not listed:
                return _("Ask the PMO about what has to come first in the catalogue.")
            return _(
                "Ask the PMO about %(names)s: what has to come first is not to be had, or each "
                "needs the other first.",
                names=listed,
            )
        case Wish.EXCLUSIONS:
            return _("Ask the PMO about activities that do not go together, though both must be.")
        case Wish.DATES:
            if not listed:
                return _("Ask the PMO for other dates.")
            return _("Ask the PMO for other dates or seats: %(names)s.", names=listed)
        case Wish.GAPS:
            return _("No gap is left open that the evidence names, so there is nothing to close.")
    return _("The catalogue has nothing that helps. Tell your coach what is missing.")


def standing_of(code: str, ground: Ground, wishes: TrainingWishes, needed_by: list[str]) -> str:
    """Say why an activity is in the plan whatever it is worth; empty where it is for its worth."""
    if code in ground.mandatory:
        return _("Mandatory for %(role)s.", role=ground.role)
    if code in wishes.pinned:
        return _("Pinned.")
    return needed_words(needed_by) if needed_by else ""
