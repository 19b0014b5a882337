"""How the demo's projects end: most late, few far over cost, more alike under one manager."""

from dataclasses import dataclass

import numpy as np

# Shares of the noise that one project's outcomes have in common.
SHARED = 0.4
EFFECT_VARIANCE = 0.15
SIZE_SLOPE = -0.1
COMPLEXITY_SLOPE = -0.08
# Logarithm of actual over planned: mean, and spread of one standard deviation of the outcome.
DURATION = (0.30, 0.27)
COST = (-0.12, 0.16)
# On a scale from 1 to 5, in halves.
RATING = (3.4, 0.7)
RATED = 0.9


@dataclass(frozen=True, slots=True)
class Outcome:
    """Actual over planned, and what was rated at the end; ``None`` was not rated."""

    duration_ratio: float
    cost_ratio: float
    quality: float | None
    stakeholders: float | None
    benefits: float | None


def draw_outcome(
    effect: float, *, size: float, complexity: int, dice: np.random.Generator
) -> Outcome:
    """Return how a project ends under a manager with such an effect.

    ``size`` is the logarithm of the planned cost against what is usual, in standard deviations.
    """
    common = effect + SIZE_SLOPE * size + COMPLEXITY_SLOPE * (complexity - 3)
    left = (1 - EFFECT_VARIANCE) ** 0.5
    shared = dice.normal() * SHARED**0.5
    schedule, cost, *rated = common + left * (shared + dice.normal(0, (1 - SHARED) ** 0.5, 5))
    is_rated = dice.random(3) < RATED
    return Outcome(
        duration_ratio=float(np.exp(np.clip(DURATION[0] - DURATION[1] * schedule, -0.3, 1.1))),
        cost_ratio=float(np.exp(np.clip(COST[0] - COST[1] * cost, -0.6, 0.6))),
        quality=_rating(rated[0], given=bool(is_rated[0])),
        stakeholders=_rating(rated[1], given=bool(is_rated[1])),
        benefits=_rating(rated[2], given=bool(is_rated[2])),
    )


def _rating(outcome: float, *, given: bool) -> float | None:
    if not given:
        return None
    return float(np.clip(round((RATING[0] + RATING[1] * outcome) * 2) / 2, 1.0, 5.0))
