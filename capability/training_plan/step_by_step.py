"""The choice without a search, for when the time for one has run out."""

import numpy as np

from capability.training_plan.problem import Problem
from capability.training_plan.solving import Choice, place_early


def choose_step_by_step(problem: Problem) -> Choice | None:
    """Return a good choice without a search: what is most promising first, where it still fits.

    ``gap`` is what the plan lacks to closing every gap. ``None`` where not even that has room which
    has to be in the plan.
    """
    count = len(problem.names)
    bundles = [np.isin(np.arange(count), list(problem.needed_by(at))) for at in range(count)]
    promises = np.array([problem.promise(bundle) for bundle in bundles])
    taken = np.zeros(count, dtype=bool)
    for at in np.flatnonzero(problem.must):
        taken |= bundles[at]
    starts = place_early(problem, taken)
    if starts is None:
        return None
    for at in np.argsort(-promises, kind="stable"):
        whole = taken | bundles[at]
        placed = place_early(problem, whole)
        if placed is not None and problem.value(whole) > problem.value(taken):
            taken, starts = whole, placed
    greatest = problem.greatest_value()
    return Choice(starts, 1 - problem.value(taken) / greatest if greatest else 0.0)
