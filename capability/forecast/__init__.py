"""How a plan will turn out: levels by a date, readiness for a role, and early signs.

Everything here is an estimate of a model. A page rounds readiness to 5 % and says so.
"""

from capability.forecast.levels import project_levels
from capability.forecast.ready import (
    RaisingSteps,
    joint_readiness,
    raising_steps,
    readiness,
)
from capability.forecast.signs import find_declines, find_demands, find_stale

__all__ = [
    "RaisingSteps",
    "find_declines",
    "find_demands",
    "find_stale",
    "joint_readiness",
    "project_levels",
    "raising_steps",
    "readiness",
]
