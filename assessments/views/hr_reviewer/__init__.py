"""The pages of HR: plans that wait, decisions, figures, certificates."""

from flask import Blueprint
from flask_security import auth_required

bp = Blueprint("hr_reviewer", __name__, url_prefix="/hr")


@bp.before_request
@auth_required("session")
def sign_in_first() -> None:
    """Nothing here is for people who are not signed in."""


from assessments.views.hr_reviewer import (  # noqa: E402 - the modules fill the blueprint
    audit,
    certificates,
    cohort,
    decisions,
    fairness,
    figures,
    queue,
    reviews,
)

__all__ = [
    "audit",
    "bp",
    "certificates",
    "cohort",
    "decisions",
    "fairness",
    "figures",
    "queue",
    "reviews",
]
