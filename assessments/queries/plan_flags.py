"""What HR should look at twice in a plan that waits.

The rules stand here once. They are read by the page, with figures, and by the database, with
columns, so that a list that is filtered by a flag shows what the rows say.
"""

from dataclasses import dataclass
from typing import Any

from capability.lifecycle import PlanFlag

HALF_A_CENT = 0.005
"""Amounts are sums of decimals: what differs by less is the same."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the flags of one plan are drawn from.

    Cost and hours are what the person plans, all plans that were sent together, in the budget year
    that is fullest of those in which this plan has items; years that are over are left out.
    """

    cost: float = 0.0
    hours: float = 0.0
    open_critical: int = 0
    """Critical gaps that were named when the plan was sent and that no item addresses."""
    undated: int = 0
    """Open items whose date has passed, or lies outside the plan's period."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may plan within a budget year; ``None`` is no limit."""

    cost: float | None = None
    hours: float | None = None


def conditions(facts: Any, limits: Limits) -> dict[PlanFlag, Any]:  # noqa: ANN401 - see below
    """Return what makes each flag: of :class:`Facts` a truth, of columns a condition."""
    found = {
        PlanFlag.CRITICAL_GAP: facts.open_critical > 0,
        PlanFlag.NO_DATE: facts.undated > 0,
    }
    if limits.cost is not None:
        found[PlanFlag.OVER_BUDGET] = facts.cost > limits.cost + HALF_A_CENT
    if limits.hours is not None:
        found[PlanFlag.OVER_HOURS] = facts.hours > limits.hours + HALF_A_CENT
    return found


def flags_of(facts: Facts, limits: Limits) -> tuple[PlanFlag, ...]:
    """Return the flags of a plan, always in the same order."""
    found = conditions(facts, limits)
    return tuple(flag for flag in PlanFlag if found.get(flag, False))
