"""How a plan will turn out: levels by a date, readiness for a role, and early signs.

Everything here is an estimate of a model. A page rounds readiness to 5 % and says so.
"""

from capability.forecast.joint import (
    JointLevels,
    chance_of,
    count_met,
    critical_requirements,
    project_jointly,
    settle,
)
from capability.forecast.levels import MONTHS_TO_SHOW, project_levels
from capability.forecast.ready import (
    Measure,
    RaisingSteps,
    joint_readiness,
    raising_steps,
    readiness,
)
from capability.forecast.signs import (
    DAYS_A_MONTH,
    STALE_MONTHS,
    find_declines,
    find_demands,
    find_stale,
)

__all__ = [
    "DAYS_A_MONTH",
    "MONTHS_TO_SHOW",
    "STALE_MONTHS",
    "JointLevels",
    "Measure",
    "RaisingSteps",
    "chance_of",
    "count_met",
    "critical_requirements",
    "find_declines",
    "find_demands",
    "find_stale",
    "joint_readiness",
    "project_jointly",
    "project_levels",
    "raising_steps",
    "readiness",
    "settle",
]
