"""Choose activities for one person; why this one, why not that one, and what more would bring.

A mixed-integer programme: each activity is taken or not, each competency's gap is closed along
the concave value of :func:`capability.gaps.closed_value`. Among plans of equal value the cheapest
is chosen, then the shortest, then the one that stands earliest by name.

:func:`plan_training` chooses under a budget and hours; :func:`schedule_training` also says when,
under all that a person can give and wants.
"""

from capability.training_plan.candidates import MOST_CANDIDATES, Obstacle, list_candidates
from capability.training_plan.choosing import plan_training
from capability.training_plan.explaining import (
    ChosenActivity,
    PlanExplanation,
    RejectedActivity,
    explain_plan,
)
from capability.training_plan.problem import TrainingPlan
from capability.training_plan.reasoning import (
    WorthOfMore,
    explain_schedule,
    list_alternatives,
    worth_of_more,
)
from capability.training_plan.relaxing import Relaxation
from capability.training_plan.scheduling import Placed, Schedule, schedule_training
from capability.training_plan.solving import Effort
from capability.training_plan.wishes import LEARNING_SHARES, Offer, Wish, Wishes

__all__ = [
    "LEARNING_SHARES",
    "MOST_CANDIDATES",
    "ChosenActivity",
    "Effort",
    "Obstacle",
    "Offer",
    "Placed",
    "PlanExplanation",
    "RejectedActivity",
    "Relaxation",
    "Schedule",
    "TrainingPlan",
    "Wish",
    "Wishes",
    "WorthOfMore",
    "explain_plan",
    "explain_schedule",
    "list_alternatives",
    "list_candidates",
    "plan_training",
    "schedule_training",
    "worth_of_more",
]
