"""Which wishes stand in the way when a plan is impossible, or worth nothing."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Any, Final

import numpy as np
import pandas as pd

from capability.frames import sorted_keys
from capability.training_plan.candidates import Candidates, Obstacle, find_candidates
from capability.training_plan.problem import open_gaps
from capability.training_plan.solving import Effort, UndecidedError, least
from capability.training_plan.wishes import Offer, Wish, Wishes

WORTH: Final = 1e-4
"""A plan that closes less than this part of the gaps is worth nothing."""

QUICK: Final = Effort(seconds=2.0)
MORE_QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wish to relax: the activities that it is about, and how much is needed where it is known.

    ``needed`` is the least budget or the fewest hours in all, with everything else as it is.
    """

    wish: Wish
    activities: tuple[Any, ...] = ()
    needed: float | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """What is asked, and the part of the greatest value that a plan has to have."""

    gaps: pd.DataFrame
    offer: Offer
    wishes: Wishes
    worth: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """One wish, and the case without it."""

    wish: Wish
    activities: tuple[Any, ...]
    relax: Callable[[_Case], _Case]


def lacking(candidates: Candidates, wishes: Wishes) -> bool:
    """Return whether something that must be in the plan was left out."""
    return any(
        name in wishes.must and reason is not Obstacle.DONE
        for name, reason in candidates.left_out.items()
    )


def relaxations(
    gaps: pd.DataFrame, offer: Offer, wishes: Wishes, *, is_for_value: bool
) -> tuple[tuple[Relaxation, ...], ...]:
    """Return ways out: each a set of wishes that open a plan when they are relaxed together.

    Parameters
    ----------
    gaps, offer, wishes
        As for :func:`capability.training_plan.schedule_training`.
    is_for_value : bool
        Look for a plan that is worth something, not for one that is merely possible.

    Returns
    -------
    tuple of tuple of Relaxation
        Every single wish that suffices by itself; or else one set of which none can be spared,
        found by asking for one wish after the other again. That no gap is open, or that the
        catalogue has nothing for the gaps, is told as such. A way out that is not found in time is
        not told by itself; the set may then hold more wishes than it needs.
    """
    case = _Case(gaps, offer, wishes, WORTH if is_for_value else 0.0)
    asked = _asked(case)
    if is_for_value and not len(open_gaps(gaps)):
        return ((Relaxation(Wish.GAPS),),)
    if _least(_without(case, asked), "cost", undecided=0.0) is None:
        return ((Relaxation(Wish.CATALOGUE),),)
    singles = [(found,) for each in asked if (found := _alone(case, each)) is not None]
    return tuple(singles) or (_together(case, asked),)


def _alone(case: _Case, each: _Asked) -> Relaxation | None:
    """Return one wish with what is needed of it, None if relaxing it alone opens nothing."""
    amount = _least(each.relax(case), "hours" if each.wish is Wish.HOURS else "cost")
    if amount is None:
        return None
    is_amount = each.wish in (Wish.BUDGET, Wish.HOURS)
    return Relaxation(each.wish, each.activities, amount if is_amount else None)


def _together(case: _Case, asked: list[_Asked]) -> tuple[Relaxation, ...]:
    """Return wishes none of which can be kept while only the others are relaxed."""
    relaxed = list(asked)
    for each in reversed(asked):
        others = [other for other in relaxed if other is not each]
        if _least(_without(case, others), "cost") is not None:
            relaxed = others
    return tuple(Relaxation(each.wish, each.activities) for each in relaxed)


def _without(case: _Case, asked: list[_Asked]) -> _Case:
    return reduce(lambda so_far, each: each.relax(so_far), asked, case)


def _least(case: _Case, amount: str, *, undecided: float | None = None) -> float | None:
    """Return the least cost or the fewest hours of a plan, None where there is no plan.

    ``undecided`` is returned where the time runs out before that is known.
    """
    candidates = find_candidates(case.gaps, case.offer, case.wishes)
    if lacking(candidates, case.wishes):
        return None
    problem = candidates.problem
    amounts = problem.cost if amount == "cost" else problem.hours
    try:
        taken = least(problem, amounts, worth=case.worth, effort=QUICK)
    except UndecidedError:
        return undecided
    return None if taken is None else float(taken @ amounts)


def _asked(case: _Case) -> list[_Asked]:
    """Return the wishes that limit anything, those that are easiest to change first."""
    found = find_candidates(case.gaps, case.offer, case.wishes).left_out
    return [*_limits(case.wishes), *_rules(case, found), *_items(case.wishes)]


def _limits(wishes: Wishes) -> Iterator[_Asked]:
    for wish in (Wish.BUDGET, Wish.QUARTER_BUDGET, Wish.HOURS, Wish.QUARTER_HOURS):
        if np.any(np.isfinite(getattr(wishes, wish))):
            yield _Asked(wish, (), partial(_unlimited, wish=wish))
    if wishes.at_once is not None:
        yield _Asked(Wish.AT_ONCE, (), partial(_with_wishes, at_once=None))
    yield _Asked(Wish.QUARTERS, (), _longer)


def _rules(case: _Case, left_out: dict[Any, Obstacle]) -> Iterator[_Asked]:
    def those(*reasons: Obstacle) -> tuple[Any, ...]:
        return tuple(name for name, reason in left_out.items() if reason in reasons)

    offer, wishes = case.offer, case.wishes
    if len(offer.sessions):
        without = partial(_with_offer, sessions=pd.DataFrame())
        yield _Asked(Wish.DATES, those(Obstacle.NO_DATE, Obstacle.NO_SEAT), without)
    if wishes.languages is not None:
        without = partial(_with_wishes, languages=None)
        yield _Asked(Wish.LANGUAGES, those(Obstacle.LANGUAGE), without)
    if offer.prerequisites:
        without = partial(_with_offer, prerequisites=())
        yield _Asked(Wish.PREREQUISITES, those(Obstacle.CIRCLE, Obstacle.PREREQUISITE), without)
    if offer.exclusions:
        yield _Asked(Wish.EXCLUSIONS, (), partial(_with_offer, exclusions=()))


def _items(wishes: Wishes) -> Iterator[_Asked]:
    for wish in (Wish.EXCLUDED, Wish.PINNED, Wish.MANDATORY):
        for name in sorted_keys(list(getattr(wishes, wish))):
            yield _Asked(wish, (name,), partial(_without_item, wish=wish, name=name))


def _with_wishes(case: _Case, **changes: Any) -> _Case:  # noqa: ANN401 -- any field
    return replace(case, wishes=replace(case.wishes, **changes))


def _unlimited(case: _Case, *, wish: Wish) -> _Case:
    return _with_wishes(case, **{wish.value: np.inf})


def _with_offer(case: _Case, **changes: Any) -> _Case:  # noqa: ANN401 -- any field
    return replace(case, offer=replace(case.offer, **changes))


def _without_item(case: _Case, *, wish: Wish, name: Hashable) -> _Case:
    left = tuple(each for each in getattr(case.wishes, wish) if each != name)
    return _with_wishes(case, **{wish.value: left})


def _longer(case: _Case) -> _Case:
    """Return the case with a year more, in which each quarter is like the last one."""
    wishes = case.wishes
    longer = {
        name: (*wishes.by_quarter(name), *[wishes.by_quarter(name)[-1]] * MORE_QUARTERS)
        for name in ("quarter_budget", "quarter_hours")
    }
    return _with_wishes(case, quarters=wishes.quarters + MORE_QUARTERS, **longer)
