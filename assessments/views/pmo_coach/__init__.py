"""The pages of a coach."""

from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("pmo_coach", __name__, url_prefix="/coach")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


from assessments.views.pmo_coach import (  # noqa: E402 - the modules fill the blueprint
    activities,
    certificates,
    cohort,
    hand_overs,
    mentors,
    people,
    person,
    plans,
    proposals,
    talks,
)

__all__ = [
    "activities",
    "bp",
    "certificates",
    "cohort",
    "hand_overs",
    "mentors",
    "people",
    "person",
    "plans",
    "proposals",
    "talks",
]
