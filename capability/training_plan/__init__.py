"""Choose activities for one person under a budget and hours; why this one, why not that one.

A mixed-integer programme: each activity is taken or not, each competency's gap is closed along
the concave value of :func:`capability.gaps.closed_value`. Among plans of equal value the cheapest
is chosen, then the shortest, then the one that stands earliest in the catalogue.
"""

from capability.training_plan.choosing import plan_training
from capability.training_plan.explaining import (
    ChosenActivity,
    Obstacle,
    PlanExplanation,
    RejectedActivity,
    explain_plan,
)
from capability.training_plan.problem import TrainingPlan

__all__ = [
    "ChosenActivity",
    "Obstacle",
    "PlanExplanation",
    "RejectedActivity",
    "TrainingPlan",
    "explain_plan",
    "plan_training",
]
