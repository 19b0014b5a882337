"""Ratings into level estimates with intervals, and what each source contributed.

One method: each kind of rating is freed of its usual tendency, a rater's halo counts as one doubt
shared by the whole form, and a person's level and profile are drawn towards what is usual for the
role, the more so the less is known. The posterior is exact and in closed form for each person.

The caller first applies :func:`capability.frames.drop_small_groups`.
"""

from capability.scoring.estimates import (
    estimate_areas,
    estimate_levels,
    explain_levels,
    level_covariances,
)
from capability.scoring.fitting import fit_scoring_model
from capability.scoring.model import ScoringModel

__all__ = [
    "ScoringModel",
    "estimate_areas",
    "estimate_levels",
    "explain_levels",
    "fit_scoring_model",
    "level_covariances",
]
